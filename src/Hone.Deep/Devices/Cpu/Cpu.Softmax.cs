using System.Runtime.CompilerServices;
using Hone.Numerics;

namespace Hone.Deep;

internal sealed unsafe partial class Cpu
{
    public override void LogSoftmax(Tensor x, Tensor to) => Do(new SoftmaxWork(x, null, to, isLog: true));

    public override void LogSoftmaxBack(Tensor g, Tensor y, Tensor to) => Do(new SoftmaxWork(y, g, to, isLog: true));

    public override void Softmax(Tensor x, Tensor to) => Do(new SoftmaxWork(x, null, to, isLog: false));

    public override void SoftmaxBack(Tensor g, Tensor y, Tensor to) => Do(new SoftmaxWork(y, g, to, isLog: false));

    // Forwards without a gradient; else back, where x is what came out.
    private readonly struct SoftmaxWork(Tensor x, Tensor? g, Tensor to, bool isLog) : IWork
    {
        public void On<TFloats, TDoubles, TEight>()
            where TFloats : struct, ILanes<TFloats>
            where TDoubles : struct, ILanes<TDoubles>
            where TEight : struct, ILanes<TEight>
        {
            if (x.Type == DType.Float32)
                Run<TFloats, TEight, float>();
            else
                Run<TDoubles, TEight, double>();
        }

        private void Run<TLanes, TEight, T>()
            where TLanes : struct, ILanes<TLanes>
            where TEight : struct, ILanes<TEight>
            where T : unmanaged
        {
            bool log = isLog;
            int columns = x.Shape[-1], rows = columns == 0 ? 0 : x.Count / columns;
            T* from = x.Pointer<T>(), gradient = g is null ? null : g.Pointer<T>(), into = to.Pointer<T>();
            Cut tasks = new(rows, Math.Max(1, Piece / Math.Max(1, columns)), 1);
            WorkerPool.For(rows == 0 ? 0 : tasks.Count, null, task =>
            {
                for (int row = tasks.Start(task); row < tasks.Start(task + 1); row++)
                {
                    long at = (long)row * columns;
                    if (gradient is null)
                        Ahead<TLanes, TEight, T>(from + at, into + at, columns, log);
                    else if (log)
                        Back<TLanes, TEight, T>(gradient + at, from + at, into + at, columns);
                    else
                        BackOfShares<TEight, T>(gradient + at, from + at, into + at, columns);
                }
            });
            GC.KeepAlive(x);
            GC.KeepAlive(g);
            GC.KeepAlive(to);
        }

        // The largest is taken away first, so nothing overflows and the sum is at least 1.
        private static void Ahead<TLanes, TEight, T>(T* x, T* to, int columns, bool log)
            where TLanes : struct, ILanes<TLanes>
            where TEight : struct, ILanes<TEight>
            where T : unmanaged
        {
            double largest = FoldRun<FoldMaximum, TEight, T>(x, columns);
            MapLess<Exponential, TLanes, T>(x, largest, 0, to, columns);
            double sum = FoldRun<FoldSum, TEight, T>(to, columns);
            if (log)
                MapLess<Identity, TLanes, T>(x, largest, Elementary.Log(sum), to, columns);
            else
                Scale<TLanes, T>(to, 1 / sum, columns);
        }

        private static void Back<TLanes, TEight, T>(T* g, T* y, T* to, int columns)
            where TLanes : struct, ILanes<TLanes>
            where TEight : struct, ILanes<TEight>
            where T : unmanaged
        {
            double sum = FoldRun<FoldSum, TEight, T>(g, columns);
            TLanes factor = TLanes.Fill(-sum);
            T* row = stackalloc T[TLanes.Count], other = stackalloc T[TLanes.Count], result = stackalloc T[TLanes.Count];
            for (int i = 0; i < columns; i += TLanes.Count)
            {
                int count = Math.Min(TLanes.Count, columns - i);
                TLanes share = Exponential.Of(Row<TLanes, T>(y, i, 1, count, row));
                TLanes back = TLanes.FusedMultiplyAdd(share, factor, Row<TLanes, T>(g, i, 1, count, other));
                Store(back, count == TLanes.Count ? to + i : result);
                if (count < TLanes.Count)
                    new Span<T>(result, count).CopyTo(new Span<T>(to + i, count));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scale<TLanes, T>(T* x, double factor, int length)
        where TLanes : struct, ILanes<TLanes>
        where T : unmanaged
    {
        T one = default;
        Put(&one, factor);
        PairRow<ProductOf, TLanes, T>(x, 1, &one, 0, x, length);
    }

    // Both in double precision: what comes back is a small difference.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BackOfShares<TEight, T>(T* g, T* y, T* to, int columns)
        where TEight : struct, ILanes<TEight>
        where T : unmanaged
    {
        TEight sums = TEight.Fill(0);
        int i = 0;
        for (; i <= columns - 8; i += 8)
            sums = TEight.FusedMultiplyAdd(Load<TEight, T>(g + i), Load<TEight, T>(y + i), sums);
        double* lanes = stackalloc double[8];
        sums.Store(ref *lanes);
        double sum = ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
        for (int k = i; k < columns; k++)
            sum = Math.FusedMultiplyAdd(Get(g + k), Get(y + k), sum);
        TEight less = TEight.Fill(sum);
        for (i = 0; i <= columns - 8; i += 8)
            Store(Load<TEight, T>(y + i) * (Load<TEight, T>(g + i) - less), to + i);
        for (; i < columns; i++)
            Put(to + i, Get(y + i) * (Get(g + i) - sum));
    }

    private readonly struct Identity : IFunction
    {
        public static T Of<T>(T x)
            where T : struct, ILanes<T> => x;
    }

    // A function of x less a number and less another, one after the other: their sum would lose what the second tells.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MapLess<TFunction, TLanes, T>(T* x, double by, double more, T* to, int length)
        where TFunction : struct, IFunction
        where TLanes : struct, ILanes<TLanes>
        where T : unmanaged
    {
        TLanes shift = TLanes.Fill(by), rest = TLanes.Fill(more);
        T* row = stackalloc T[TLanes.Count], result = stackalloc T[TLanes.Count];
        for (int i = 0; i < length; i += TLanes.Count)
        {
            int count = Math.Min(TLanes.Count, length - i);
            Store(TFunction.Of(Row<TLanes, T>(x, i, 1, count, row) - shift - rest), count == TLanes.Count ? to + i : result);
            if (count < TLanes.Count)
                new Span<T>(result, count).CopyTo(new Span<T>(to + i, count));
        }
    }
}
