using Hone.Numerics;

namespace Hone.Deep;

// Elements are ordered by keys, whole numbers that stand in their order; positions break ties, so that equals stay as they stood.
internal sealed unsafe partial class Cpu
{
    // From here on digits are faster than comparisons.
    private const int ManyKeys = 1024;

    // Up to this share of a row its first are found with a heap, else by ordering all.
    private const int FewOf = 16;

    public override void Order(Tensor x, bool descending, Tensor positions) => Rows(x, positions, (from, length, to, _) =>
    {
        if (x.Type.Size == 4)
            OrderNarrow(x.Type, from, length, descending, to);
        else
            OrderWide(x.Type, from, length, descending, to);
    });

    public override void OrderFirst(Tensor x, bool descending, Tensor positions)
    {
        int count = positions.Shape[-1], length = x.Shape[-1];
        if (count > length / FewOf)
        {
            Tensor all = Tensor.Uninitialised(x.Shape, DType.Int64);
            Order(x, descending, all);
            Copy(all.Part(x.Rank - 1, 0, count), positions);
            return;
        }
        Rows(x, positions, (from, size, to, room) => First(x.Type, from, size, descending, to, room));
    }

    private delegate void RowOrder(byte* from, int length, long* to, int room);

    private static void Rows(Tensor x, Tensor positions, RowOrder order)
    {
        int length = x.Shape[-1], room = positions.Shape[-1], rows = length == 0 || room == 0 ? 0 : x.Count / length;
        byte* from = (byte*)x.Storage.Address + ((long)x.Offset * x.Type.Size);
        long* to = positions.Pointer<long>();
        long bytes = (long)length * x.Type.Size;
        // A single row is ordered by several threads where it is long.
        if (rows == 1)
        {
            order(from, length, to, room);
        }
        else
        {
            Cut tasks = new(rows, Math.Max(1, Piece / 4 / Math.Max(1, length)), 1);
            WorkerPool.For(rows == 0 ? 0 : tasks.Count, null, task =>
            {
                for (int row = tasks.Start(task); row < tasks.Start(task + 1); row++)
                    order(from + (row * bytes), length, to + ((long)row * room), room);
            });
        }
        GC.KeepAlive(x);
        GC.KeepAlive(positions);
    }

    // The key and the position in one number, so that sorting needs no comparison of two.
    private static void OrderNarrow(DType type, byte* from, int length, bool descending, long* to)
    {
        ulong[] keys = GC.AllocateUninitializedArray<ulong>(length);
        for (int i = 0; i < length; i++)
            keys[i] = (Key(type, from, i, descending) << 32) | (uint)i;
        if (length < ManyKeys)
            Array.Sort(keys);
        else
            RadixOrder.Sort(ref keys);
        for (int i = 0; i < length; i++)
            to[i] = (uint)keys[i];
    }

    private static void OrderWide(DType type, byte* from, int length, bool descending, long* to)
    {
        ulong[] keys = GC.AllocateUninitializedArray<ulong>(length);
        for (int i = 0; i < length; i++)
            keys[i] = Key(type, from, i, descending);
        if (length >= ManyKeys)
        {
            RadixOrder order = new(length);
            order.By(keys, 64);
            for (int i = 0; i < length; i++)
                to[i] = order.Places[i];
            return;
        }
        Span<long> places = new(to, length);
        for (int i = 0; i < length; i++)
            places[i] = i;
        keys.AsSpan().Sort(places);
        for (int start = 0, stop; start < length; start = stop)
        {
            for (stop = start + 1; stop < length && keys[stop] == keys[start]; stop++)
            {
            }
            if (stop - start > 1)
                places[start..stop].Sort();
        }
    }

    // The worst of the best so far stands on top of a heap; most elements are no better and cost one comparison.
    private static void First(DType type, byte* from, int length, bool descending, long* to, int count)
    {
        (ulong Key, int Position)[] best = new (ulong, int)[count];
        int held = 0;
        for (int i = 0; i < length; i++)
        {
            ulong key = Key(type, from, i, descending);
            if (held < count)
            {
                best[held] = (key, i);
                Rise(best, held++);
            }
            else if (key < best[0].Key)
            {
                best[0] = (key, i);
                Sink(best);
            }
        }
        Array.Sort(best);
        for (int i = 0; i < count; i++)
            to[i] = best[i].Position;
    }

    private static void Rise((ulong Key, int Position)[] heap, int at)
    {
        for (int above = (at - 1) / 2; at > 0 && heap[above].CompareTo(heap[at]) < 0; at = above, above = (at - 1) / 2)
            (heap[at], heap[above]) = (heap[above], heap[at]);
    }

    private static void Sink((ulong Key, int Position)[] heap)
    {
        for (int at = 0, below = 1; below < heap.Length; at = below, below = (2 * at) + 1)
        {
            if (below + 1 < heap.Length && heap[below].CompareTo(heap[below + 1]) < 0)
                below++;
            if (heap[at].CompareTo(heap[below]) >= 0)
                return;
            (heap[at], heap[below]) = (heap[below], heap[at]);
        }
    }

    private static ulong Key(DType type, byte* from, int i, bool descending)
    {
        switch (type)
        {
            case DType.Float32:
                float single = ((float*)from)[i];
                uint bits = float.IsNaN(single) ? uint.MaxValue : BitConverter.SingleToUInt32Bits(single + 0f);
                bits = float.IsNaN(single) ? bits : bits ^ ((uint)((int)bits >> 31) | 0x8000_0000);
                return descending ? ~bits : bits;
            case DType.Int32:
                uint whole = (uint)((int*)from)[i] ^ 0x8000_0000;
                return descending ? ~whole : whole;
            case DType.Float64:
                double number = ((double*)from)[i];
                ulong key = double.IsNaN(number) ? ulong.MaxValue : RadixOrder.Key(number);
                return descending ? ~key : key;
            default:
                ulong wide = RadixOrder.Key(((long*)from)[i]);
                return descending ? ~wide : wide;
        }
    }
}
