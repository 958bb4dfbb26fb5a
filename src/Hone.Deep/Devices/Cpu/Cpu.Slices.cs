using System.Runtime.CompilerServices;
using Hone.Numerics;

namespace Hone.Deep;

// A tensor without gaps is, along an axis, so many tables of rows: sizes before the axis, along it, and after it.
internal sealed unsafe partial class Cpu
{
    // Places that one task adds to at least, in columns of a cache line's width.
    private const int ColumnsOfTask = 64;

    public override void TakeSlices(Tensor x, int axis, Tensor positions, Tensor to)
    {
        (int outer, int size, int inner) = Around(x.Shape, axis);
        int count = positions.Count;
        long bytes = (long)inner * x.Type.Size;
        byte* from = (byte*)x.Storage.Address + ((long)x.Offset * x.Type.Size), into = to.Pointer<byte>();
        long* places = positions.Pointer<long>();
        int rows = outer * count;
        Cut tasks = new(rows, (int)Math.Max(1, (4L * Piece) / Math.Max(1, bytes)), 1);
        WorkerPool.For(rows == 0 || inner == 0 ? 0 : tasks.Count, null, task =>
        {
            for (int row = tasks.Start(task); row < tasks.Start(task + 1); row++)
            {
                (int table, int at) = Math.DivRem(row, count);
                byte* source = from + ((((long)table * size) + places[at]) * bytes), target = into + (row * bytes);
                switch (bytes)
                {
                    case 4: Unsafe.WriteUnaligned(target, Unsafe.ReadUnaligned<uint>(source)); break;
                    case 8: Unsafe.WriteUnaligned(target, Unsafe.ReadUnaligned<ulong>(source)); break;
                    default: Buffer.MemoryCopy(source, target, bytes, bytes); break;
                }
            }
        });
        GC.KeepAlive(x);
        GC.KeepAlive(positions);
        GC.KeepAlive(to);
    }

    public override void PutSlices(Tensor x, int axis, Tensor positions, Tensor to)
    {
        (int outer, int size, int inner) = Around(to.Shape, axis);
        int count = positions.Count;
        long bytes = (long)inner * to.Type.Size;
        byte* from = (byte*)x.Storage.Address + ((long)x.Offset * x.Type.Size), into = (byte*)to.Storage.Address + ((long)to.Offset * to.Type.Size);
        long* places = positions.Pointer<long>();
        for (int table = 0; table < outer; table++)
        {
            for (int at = 0; at < count; at++)
                Buffer.MemoryCopy(from + ((((long)table * count) + at) * bytes), into + ((((long)table * size) + places[at]) * bytes), bytes, bytes);
        }
        GC.KeepAlive(x);
        GC.KeepAlive(positions);
        GC.KeepAlive(to);
    }

    public override Tensor Nonzero(Tensor mask)
    {
        if (!mask.IsContiguous)
        {
            Tensor rows = Tensor.Uninitialised(mask.Shape, mask.Type);
            Copy(mask, rows);
            mask = rows;
        }
        byte* from = mask.Pointer<byte>();
        Cut parts = new(mask.Count, 4 * Piece, 1);
        int[] starts = new int[parts.Count + 1];
        WorkerPool.For(parts.Count, null, part =>
        {
            int sum = 0;
            for (int i = parts.Start(part); i < parts.Start(part + 1); i++)
                sum += from[i];
            starts[part + 1] = sum;
        });
        for (int part = 0; part < parts.Count; part++)
            starts[part + 1] += starts[part];
        Tensor found = Tensor.Uninitialised([starts[^1]], DType.Int64);
        long* into = found.Pointer<long>();
        WorkerPool.For(parts.Count, null, part =>
        {
            long* next = into + starts[part];
            for (int i = parts.Start(part); i < parts.Start(part + 1); i++)
            {
                if (from[i] != 0)
                    *next++ = i;
            }
        });
        GC.KeepAlive(mask);
        GC.KeepAlive(found);
        return found;
    }

    public override void AddSlices(Tensor x, int axis, Tensor positions, Tensor to) => Do(new AddSlicesWork(x, axis, positions, to));

    private static (int Outer, int Size, int Inner) Around(Shape shape, int axis)
    {
        int outer = 1, inner = 1;
        foreach (int size in shape.Sizes[..axis])
            outer *= size;
        foreach (int size in shape.Sizes[(axis + 1)..])
            inner *= size;
        return (outer, shape.Sizes[axis], inner);
    }

    private readonly struct AddSlicesWork(Tensor x, int axis, Tensor positions, Tensor to) : IWork
    {
        public void On<TFloats, TDoubles, TEight>()
            where TFloats : struct, ILanes<TFloats>
            where TDoubles : struct, ILanes<TDoubles>
            where TEight : struct, ILanes<TEight>
        {
            if (to.Type == DType.Float32)
                Run<TFloats, float>();
            else
                Run<TDoubles, double>();
        }

        // Each task has places of its own, columns where there are many and rows where there are few, and goes through all positions in order: so what is added to a place is added in one
        // order, whoever does it.
        private void Run<TLanes, T>()
            where TLanes : struct, ILanes<TLanes>
            where T : unmanaged
        {
            (int outer, int size, int inner) = Around(to.Shape, axis);
            int count = positions.Count;
            T* from = x.Pointer<T>(), into = to.Pointer<T>();
            long* places = positions.Pointer<long>();
            bool much = (long)outer * count * inner > Piece, byColumns = inner >= 2 * ColumnsOfTask;
            int parts = !much ? 1 : byColumns ? Math.Min(8, inner / ColumnsOfTask) : Math.Clamp(size / ColumnsOfTask, 1, 4);
            Cut cut = new(byColumns ? inner : size, Math.Max(1, ((byColumns ? inner : size) + parts - 1) / parts), 1);
            WorkerPool.For(outer * count == 0 || inner == 0 || size == 0 ? 0 : outer * cut.Count, null, task =>
            {
                (int table, int part) = Math.DivRem(task, cut.Count);
                (int start, int stop) = (cut.Start(part), cut.Start(part + 1));
                T* source = from + ((long)table * count * inner), target = into + ((long)table * size * inner);
                for (int at = 0; at < count; at++)
                {
                    long place = places[at];
                    if (byColumns)
                        AddRow<TLanes, T>(source + ((long)at * inner) + start, target + (place * inner) + start, stop - start);
                    else if (place >= start && place < stop)
                        AddRow<TLanes, T>(source + ((long)at * inner), target + (place * inner), inner);
                }
            });
            GC.KeepAlive(x);
            GC.KeepAlive(positions);
            GC.KeepAlive(to);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void AddRow<TLanes, T>(T* from, T* to, int length)
            where TLanes : struct, ILanes<TLanes>
            where T : unmanaged
        {
            int i = 0;
            for (; i <= length - TLanes.Count; i += TLanes.Count)
                Store(Load<TLanes, T>(to + i) + Load<TLanes, T>(from + i), to + i);
            for (; i < length; i++)
            {
                if (typeof(T) == typeof(float))
                    ((float*)to)[i] += ((float*)from)[i];
                else
                    ((double*)to)[i] += ((double*)from)[i];
            }
        }
    }
}
