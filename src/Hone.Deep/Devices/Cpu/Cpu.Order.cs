using Hone.Numerics;

namespace Hone.Deep;

// Elements are ordered by keys, whole numbers that stand in their order; positions break ties, so that equals stay as they stood.
internal sealed unsafe partial class Cpu
{
    // From here on digits are faster than comparisons.
    private const int ManyKeys = 1024;

    // Up to this share of a row its first are found with a heap, else by ordering all.
    private const int FewOf = 16;

    public override void Order(Tensor x, bool descending, Tensor positions)
    {
        switch (x.Type)
        {
            case DType.Float32: Rows(x, positions, new NarrowRows<SingleKeys>(descending)); break;
            case DType.Int32: Rows(x, positions, new NarrowRows<WholeKeys>(descending)); break;
            case DType.Float64: Rows(x, positions, new WideRows<DoubleKeys>(descending)); break;
            default: Rows(x, positions, new WideRows<LongKeys>(descending)); break;
        }
    }

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
        switch (x.Type)
        {
            case DType.Float32: Rows(x, positions, new FirstOfRows<SingleKeys>(descending)); break;
            case DType.Int32: Rows(x, positions, new FirstOfRows<WholeKeys>(descending)); break;
            case DType.Float64: Rows(x, positions, new FirstOfRows<DoubleKeys>(descending)); break;
            default: Rows(x, positions, new FirstOfRows<LongKeys>(descending)); break;
        }
    }

    // Keys of ascending order; turned round they are those of descending order.
    private interface IKeys
    {
        static abstract ulong Of(byte* from, int i);
    }

    private interface IRowOrder
    {
        void Run(byte* from, int length, long* to, int room);
    }

    private static void Rows<TOrder>(Tensor x, Tensor positions, TOrder order)
        where TOrder : struct, IRowOrder
    {
        int length = x.Shape[-1], room = positions.Shape[-1], rows = length == 0 || room == 0 ? 0 : x.Count / length;
        byte* from = (byte*)x.Storage.Address + ((long)x.Offset * x.Type.Size);
        long* to = positions.Pointer<long>();
        long bytes = (long)length * x.Type.Size;
        // A single row is ordered by several threads where it is long.
        if (rows == 1)
        {
            order.Run(from, length, to, room);
        }
        else
        {
            Cut tasks = new(rows, Math.Max(1, Piece / 4 / Math.Max(1, length)), 1);
            WorkerPool.For(rows == 0 ? 0 : tasks.Count, null, task =>
            {
                for (int row = tasks.Start(task); row < tasks.Start(task + 1); row++)
                    order.Run(from + (row * bytes), length, to + ((long)row * room), room);
            });
        }
        GC.KeepAlive(x);
        GC.KeepAlive(positions);
    }

    // The key and the position in one number, so that sorting needs no comparison of two.
    private readonly struct NarrowRows<TKeys>(bool descending) : IRowOrder
        where TKeys : struct, IKeys
    {
        public void Run(byte* from, int length, long* to, int room)
        {
            ulong[] keys = GC.AllocateUninitializedArray<ulong>(length);
            ulong turn = descending ? uint.MaxValue : 0;
            for (int i = 0; i < length; i++)
                keys[i] = ((TKeys.Of(from, i) ^ turn) << 32) | (uint)i;
            if (length < ManyKeys)
                Array.Sort(keys);
            else
                RadixOrder.Sort(ref keys);
            for (int i = 0; i < length; i++)
                to[i] = (uint)keys[i];
        }
    }

    private readonly struct WideRows<TKeys>(bool descending) : IRowOrder
        where TKeys : struct, IKeys
    {
        public void Run(byte* from, int length, long* to, int room)
        {
            ulong[] keys = GC.AllocateUninitializedArray<ulong>(length);
            ulong turn = descending ? ulong.MaxValue : 0;
            for (int i = 0; i < length; i++)
                keys[i] = TKeys.Of(from, i) ^ turn;
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
    }

    // The worst of the best so far stands on top of a heap; most elements are no better and cost one comparison.
    private readonly struct FirstOfRows<TKeys>(bool descending) : IRowOrder
        where TKeys : struct, IKeys
    {
        public void Run(byte* from, int length, long* to, int room)
        {
            (ulong Key, int Position)[] best = new (ulong, int)[room];
            ulong turn = descending ? ulong.MaxValue : 0;
            for (int i = 0; i < room; i++)
            {
                best[i] = (TKeys.Of(from, i) ^ turn, i);
                Rise(best, i);
            }
            ulong worst = best[0].Key;
            for (int i = room; i < length; i++)
            {
                ulong key = TKeys.Of(from, i) ^ turn;
                if (key >= worst)
                    continue;
                best[0] = (key, i);
                Sink(best);
                worst = best[0].Key;
            }
            Array.Sort(best);
            for (int i = 0; i < room; i++)
                to[i] = best[i].Position;
        }
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

    private readonly struct SingleKeys : IKeys
    {
        public static ulong Of(byte* from, int i)
        {
            float value = ((float*)from)[i];
            uint bits = BitConverter.SingleToUInt32Bits(value + 0f);
            return float.IsNaN(value) ? uint.MaxValue : bits ^ ((uint)((int)bits >> 31) | 0x8000_0000);
        }
    }

    private readonly struct WholeKeys : IKeys
    {
        public static ulong Of(byte* from, int i) => (uint)((int*)from)[i] ^ 0x8000_0000;
    }

    private readonly struct DoubleKeys : IKeys
    {
        public static ulong Of(byte* from, int i)
        {
            double value = ((double*)from)[i];
            return double.IsNaN(value) ? ulong.MaxValue : RadixOrder.Key(value);
        }
    }

    private readonly struct LongKeys : IKeys
    {
        public static ulong Of(byte* from, int i) => RadixOrder.Key(((long*)from)[i]);
    }
}
