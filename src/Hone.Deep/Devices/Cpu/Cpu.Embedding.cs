using System.Runtime.CompilerServices;
using Hone.Numerics;

namespace Hone.Deep;

internal sealed unsafe partial class Cpu
{
    public override void TakeRows(Tensor table, Tensor places, int? zeroAt, Tensor to)
    {
        long* place = places.Pointer<long>();
        int count = places.Count, size = table.Shape[0], width = table.Shape[1];
        long rowBytes = (long)width * table.Type.Size;
        byte* from = (byte*)table.Storage.Address + ((long)table.Offset * table.Type.Size), into = (byte*)to.Storage.Address + ((long)to.Offset * to.Type.Size);
        Cut tasks = new(count, Math.Max(1, 2 * Piece / Math.Max(1, width)), 1);
        WorkerPool.For(count == 0 ? 0 : tasks.Count, null, task =>
        {
            for (int i = tasks.Start(task); i < tasks.Start(task + 1); i++)
            {
                if ((ulong)place[i] >= (ulong)size)
                    throw NoSuchRow(place[i], size);
                if (place[i] == zeroAt)
                    Unsafe.InitBlockUnaligned(into + (i * rowBytes), 0, (uint)rowBytes);
                else
                    Unsafe.CopyBlockUnaligned(into + (i * rowBytes), from + (place[i] * rowBytes), (uint)rowBytes);
            }
        });
        GC.KeepAlive(table);
        GC.KeepAlive(places);
        GC.KeepAlive(to);
    }

    public override void AddRows(Tensor rows, Tensor places, int? leaveOut, Tensor table) => DoRows(table.Type, new AddRowsWork(rows, places, leaveOut, table));

    private static ArgumentOutOfRangeException NoSuchRow(long place, int size) =>
        new("positions", place, FormattableString.Invariant($"embedding: a position is {place}; the table has rows 0 to {size - 1}."));

    private readonly struct AddRowsWork(Tensor rows, Tensor places, int? leaveOut, Tensor table) : IRowWork
    {
        // Who goes where is sorted first, keeping the order; then each task has rows of the table of its own. So the order of a sum never depends on threads.
        public void On<TLanes, T>()
            where TLanes : struct, ILanes<TLanes>
            where T : unmanaged
        {
            long* place = places.Pointer<long>();
            int count = places.Count, size = table.Shape[0], width = table.Shape[1];
            T* from = rows.Pointer<T>(), into = table.Pointer<T>();
            int[] starts = new int[size + 1], order = new int[count];
            for (int i = 0; i < count; i++)
            {
                if ((ulong)place[i] >= (ulong)size)
                    throw NoSuchRow(place[i], size);
                starts[place[i] + 1]++;
            }
            for (int row = 0; row < size; row++)
                starts[row + 1] += starts[row];
            int[] next = starts.AsSpan(0, size).ToArray();
            for (int i = 0; i < count; i++)
                order[next[place[i]]++] = i;

            int? skipped = leaveOut;
            int parts = Math.Max(1, (int)Math.Min(size, ((long)(count + size) * width / Piece) + 1));
            Cut tasks = new(size, Math.Max(1, size / parts), 1);
            WorkerPool.For(size == 0 ? 0 : tasks.Count, null, task =>
            {
                for (int row = tasks.Start(task); row < tasks.Start(task + 1); row++)
                    Add<TLanes, T>(from, order.AsSpan(starts[row], row == skipped ? 0 : starts[row + 1] - starts[row]), into + ((long)row * width), width);
            });
            GC.KeepAlive(rows);
            GC.KeepAlive(places);
            GC.KeepAlive(table);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Add<TLanes, T>(T* from, ReadOnlySpan<int> which, T* to, int width)
            where TLanes : struct, ILanes<TLanes>
            where T : unmanaged
        {
            T* spare = stackalloc T[TLanes.Count];
            for (int i = 0; i < width; i += TLanes.Count)
            {
                TLanes sum = TLanes.Fill(0);
                foreach (int row in which)
                    sum += Next<TLanes, T>(from + ((long)row * width) + i, width - i, spare);
                Put(sum, to + i, width - i, spare);
            }
        }
    }
}
