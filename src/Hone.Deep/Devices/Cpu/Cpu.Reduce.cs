using System.Runtime.CompilerServices;
using Hone.Numerics;

namespace Hone.Deep;

internal sealed unsafe partial class Cpu
{
    // Elements that one partial result is made of at most, and columns that are taken side by side. Both belong to the definition of a sum: they fix its order.
    private const int Piece = 1 << 14;
    private const int Columns = 256;

    public override void Reduce(Reduction reduction, Tensor x, int axis, Tensor to)
    {
        switch (x.Type)
        {
            case DType.Float32: ReduceFloating<float>(reduction, x, axis, to); break;
            case DType.Float64: ReduceFloating<double>(reduction, x, axis, to); break;
            case DType.Int32: FoldWhole<int>(reduction, x, axis, to); break;
            case DType.Int64: FoldWhole<long>(reduction, x, axis, to); break;
            case DType.Bool: FoldWhole<byte>(reduction, x, axis, to); break;
            default: throw NotDefined(reduction, x.Type);
        }
    }

    private interface IFold
    {
        static abstract double Start { get; }

        static abstract T Of<T>(T a, T b)
            where T : struct, ILanes<T>;
    }

    private void ReduceFloating<T>(Reduction reduction, Tensor x, int axis, Tensor to)
        where T : unmanaged
    {
        switch (reduction)
        {
            case Reduction.Sum: Do(new Folding<FoldSum, T>(x, axis, to)); break;
            case Reduction.Maximum: Do(new Folding<FoldMaximum, T>(x, axis, to)); break;
            case Reduction.Minimum: Do(new Folding<FoldMinimum, T>(x, axis, to)); break;
            default: Do(new Folding<FoldProduct, T>(x, axis, to)); break;
        }
    }

    private readonly struct Folding<TFold, T>(Tensor x, int axis, Tensor to) : IWork
        where TFold : struct, IFold
        where T : unmanaged
    {
        public void On<TFloats, TDoubles, TEight>()
            where TFloats : struct, ILanes<TFloats>
            where TDoubles : struct, ILanes<TDoubles>
            where TEight : struct, ILanes<TEight> => Fold<TFold, TEight, T>(x, axis, to);
    }

    // Numbers are folded in eight lanes of double precision, floats too: memory is what takes the time, and a long sum of floats keeps its digits.
    private static void Fold<TFold, TLanes, T>(Tensor x, int axis, Tensor to)
        where TFold : struct, IFold
        where TLanes : struct, ILanes<TLanes>
        where T : unmanaged
    {
        Tensor rows = x;
        if (!x.IsContiguous)
        {
            rows = Tensor.Uninitialised(x.Shape, x.Type);
            Device.Cpu.Copy(x, rows);
        }
        int outer = 1, inner = 1, length = x.Shape[axis];
        foreach (int size in x.Shape.Sizes[..axis])
            outer *= size;
        foreach (int size in x.Shape.Sizes[(axis + 1)..])
            inner *= size;
        T* from = rows.Pointer<T>(), into = to.Pointer<T>();
        if (inner == 1)
            FoldRows<TFold, TLanes, T>(from, outer, length, into);
        else
            FoldColumns<TFold, TLanes, T>(from, outer, length, inner, into);
        GC.KeepAlive(rows);
        GC.KeepAlive(to);
    }

    private static void FoldRows<TFold, TLanes, T>(T* from, int outer, int length, T* to)
        where TFold : struct, IFold
        where TLanes : struct, ILanes<TLanes>
        where T : unmanaged
    {
        if (length > 2 * Piece && outer < 8)
        {
            Cut pieces = new(length, Piece, 1);
            double[] parts = new double[pieces.Count];
            for (int row = 0; row < outer; row++)
            {
                T* start = from + ((long)row * length);
                WorkerPool.For(parts.Length, null, piece => parts[piece] = FoldRun<TFold, TLanes, T>(start + pieces.Start(piece), pieces.Start(piece + 1) - pieces.Start(piece)));
                fixed (double* all = parts)
                    Put(to + row, FoldRun<TFold, TLanes, double>(all, parts.Length));
            }
            return;
        }
        int together = Math.Max(1, Piece / Math.Max(1, length));
        Cut tasks = new(outer, together, 1);
        WorkerPool.For(outer == 0 ? 0 : tasks.Count, null, task =>
        {
            for (int row = tasks.Start(task); row < tasks.Start(task + 1); row++)
                Put(to + row, FoldLong<TFold, TLanes, T>(from + ((long)row * length), length));
        });
    }

    // The same pieces as where they are dealt to threads: how many rows there are must not change a row's result.
    private static double FoldLong<TFold, TLanes, T>(T* from, int length)
        where TFold : struct, IFold
        where TLanes : struct, ILanes<TLanes>
        where T : unmanaged
    {
        if (length <= 2 * Piece)
            return FoldRun<TFold, TLanes, T>(from, length);
        Cut pieces = new(length, Piece, 1);
        double[] parts = new double[pieces.Count];
        for (int piece = 0; piece < parts.Length; piece++)
            parts[piece] = FoldRun<TFold, TLanes, T>(from + pieces.Start(piece), pieces.Start(piece + 1) - pieces.Start(piece));
        fixed (double* all = parts)
            return FoldRun<TFold, TLanes, double>(all, parts.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double FoldRun<TFold, TLanes, T>(T* from, int length)
        where TFold : struct, IFold
        where TLanes : struct, ILanes<TLanes>
        where T : unmanaged
    {
        TLanes a = TLanes.Fill(TFold.Start), b = a, c = a, d = a;
        int i = 0;
        for (; i <= length - 32; i += 32)
        {
            a = TFold.Of(a, Load<TLanes, T>(from + i));
            b = TFold.Of(b, Load<TLanes, T>(from + i + 8));
            c = TFold.Of(c, Load<TLanes, T>(from + i + 16));
            d = TFold.Of(d, Load<TLanes, T>(from + i + 24));
        }
        a = TFold.Of(TFold.Of(a, b), TFold.Of(c, d));
        for (; i <= length - 8; i += 8)
            a = TFold.Of(a, Load<TLanes, T>(from + i));
        double* lanes = stackalloc double[8];
        a.Store(ref *lanes);
        for (int half = 4; half > 0; half /= 2)
        {
            for (int k = 0; k < half; k++)
                lanes[k] = One<TFold>(lanes[k], lanes[k + half]);
        }
        double result = lanes[0];
        for (; i < length; i++)
            result = One<TFold>(result, Get(from + i));
        return result;
    }

    private static void FoldColumns<TFold, TLanes, T>(T* from, int outer, int length, int inner, T* to)
        where TFold : struct, IFold
        where TLanes : struct, ILanes<TLanes>
        where T : unmanaged
    {
        if (outer == 0 || inner == 0)
            return;
        int blocks = (inner + Columns - 1) / Columns;
        Cut pieces = new(length, Math.Max(64, Piece * 4 / Math.Min(inner, Columns)), 1);
        int parts = length == 0 ? 1 : pieces.Count;
        if (parts == 1)
        {
            // Small blocks are taken several at a time, so that a task is worth handing over.
            int together = (int)Math.Clamp(Piece / Math.Max(1L, (long)length * Math.Min(inner, Columns)), 1, Math.Max(1, outer * blocks));
            int tasks = ((outer * blocks) + together - 1) / together;
            WorkerPool.For(tasks, null, task =>
            {
                double* sums = stackalloc double[Columns];
                for (int index = task * together; index < Math.Min(outer * blocks, (task + 1) * together); index++)
                {
                    int row = index / blocks, column = index % blocks * Columns, count = Math.Min(Columns, inner - column);
                    FoldBlock<TFold, TLanes, T>(from + ((long)row * length * inner) + column, length, inner, count, sums);
                    for (int k = 0; k < count; k++)
                        Put(to + ((long)row * inner) + column + k, sums[k]);
                }
            });
            return;
        }
        double[] partial = new double[parts * inner];
        for (int row = 0; row < outer; row++)
        {
            T* start = from + ((long)row * length * inner);
            WorkerPool.For(parts * blocks, null, task =>
            {
                int piece = task / blocks, column = task % blocks * Columns;
                fixed (double* sums = &partial[(piece * inner) + column])
                    FoldBlock<TFold, TLanes, T>(start + ((long)pieces.Start(piece) * inner) + column, pieces.Start(piece + 1) - pieces.Start(piece), inner, Math.Min(Columns, inner - column), sums);
            });
            for (int column = 0; column < inner; column++)
            {
                double result = TFold.Start;
                for (int piece = 0; piece < parts; piece++)
                    result = One<TFold>(result, partial[(piece * inner) + column]);
                Put(to + ((long)row * inner) + column, result);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FoldBlock<TFold, TLanes, T>(T* from, int length, int stride, int count, double* sums)
        where TFold : struct, IFold
        where TLanes : struct, ILanes<TLanes>
        where T : unmanaged
    {
        new Span<double>(sums, count).Fill(TFold.Start);
        for (int row = 0; row < length; row++, from += stride)
        {
            int k = 0;
            for (; k <= count - 8; k += 8)
                TFold.Of(TLanes.Load(in sums[k]), Load<TLanes, T>(from + k)).Store(ref sums[k]);
            for (; k < count; k++)
                sums[k] = One<TFold>(sums[k], Get(from + k));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double One<TFold>(double a, double b)
        where TFold : struct, IFold => TFold.Of(new Lane1(a), new Lane1(b)).Value;

    private readonly struct FoldSum : IFold
    {
        public static double Start => 0;

        public static T Of<T>(T a, T b)
            where T : struct, ILanes<T> => a + b;
    }

    private readonly struct FoldProduct : IFold
    {
        public static double Start => 1;

        public static T Of<T>(T a, T b)
            where T : struct, ILanes<T> => a * b;
    }

    private readonly struct FoldMaximum : IFold
    {
        public static double Start => double.NegativeInfinity;

        public static T Of<T>(T a, T b)
            where T : struct, ILanes<T> => T.Max(a, b);
    }

    private readonly struct FoldMinimum : IFold
    {
        public static double Start => double.PositiveInfinity;

        public static T Of<T>(T a, T b)
            where T : struct, ILanes<T> => T.Min(a, b);
    }
}
