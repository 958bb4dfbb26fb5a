using System.Runtime.CompilerServices;
using Hone.Numerics;

namespace Hone.Deep;

internal sealed unsafe partial class Cpu
{
    private interface IPairLoss
    {
        static abstract T Of<T>(T x, T y, T a)
            where T : struct, ILanes<T>;

        static abstract T Slope<T>(T x, T y, T a)
            where T : struct, ILanes<T>;
    }

    public override void Apply(PairLoss loss, double a, Tensor x, Tensor y, Tensor to) => Compare(loss, a, null, x, y, to);

    public override void ApplyBack(PairLoss loss, double a, Tensor g, Tensor x, Tensor y, Tensor to) => Compare(loss, a, g, x, y, to);

    private void Compare(PairLoss loss, double a, Tensor? g, Tensor x, Tensor y, Tensor to)
    {
        switch (loss)
        {
            case PairLoss.Squared: Do(new PairLossWork<SquaredLoss>(a, g, x, y, to)); break;
            case PairLoss.Absolute: Do(new PairLossWork<AbsoluteLoss>(a, g, x, y, to)); break;
            case PairLoss.Huber: Do(new PairLossWork<HuberLossOf>(a, g, x, y, to)); break;
            default: Do(new PairLossWork<LogisticLoss>(a, g, x, y, to)); break;
        }
    }

    // Forwards without a gradient; else back.
    private readonly struct PairLossWork<TLoss>(double a, Tensor? g, Tensor x, Tensor y, Tensor to) : IWork
        where TLoss : struct, IPairLoss
    {
        public void On<TFloats, TDoubles, TEight>()
            where TFloats : struct, ILanes<TFloats>
            where TDoubles : struct, ILanes<TDoubles>
            where TEight : struct, ILanes<TEight>
        {
            if (x.Type == DType.Float32)
                Run<TFloats, float>();
            else
                Run<TDoubles, double>();
        }

        private void Run<TLanes, T>()
            where TLanes : struct, ILanes<TLanes>
            where T : unmanaged
        {
            Sweep sweep = new(to.Shape, x, y, g ?? x);
            int stepX = sweep.InnerStride(0), stepY = sweep.InnerStride(1), stepG = sweep.InnerStride(2);
            double number = a;
            T* left = x.Pointer<T>(), right = y.Pointer<T>(), gradient = g is null ? null : g.Pointer<T>(), into = to.Pointer<T>();
            sweep.Run((i, offsets, length) =>
            {
                if (gradient is null)
                    Ahead<TLanes, T>(left + offsets[0], stepX, right + offsets[1], stepY, number, into + i, length);
                else
                    Back<TLanes, T>(gradient + offsets[2], stepG, left + offsets[0], stepX, right + offsets[1], stepY, number, into + i, length);
            });
            GC.KeepAlive(x);
            GC.KeepAlive(y);
            GC.KeepAlive(g);
            GC.KeepAlive(to);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Ahead<TLanes, T>(T* x, int stepX, T* y, int stepY, double a, T* to, int length)
            where TLanes : struct, ILanes<TLanes>
            where T : unmanaged
        {
            TLanes number = TLanes.Fill(a);
            T* rows = stackalloc T[3 * TLanes.Count], result = rows + (2 * TLanes.Count);
            for (int i = 0; i < length; i += TLanes.Count)
            {
                int count = Math.Min(TLanes.Count, length - i);
                TLanes loss = TLoss.Of(Row<TLanes, T>(x, i, stepX, count, rows), Row<TLanes, T>(y, i, stepY, count, rows + TLanes.Count), number);
                Store(loss, count == TLanes.Count ? to + i : result);
                if (count < TLanes.Count)
                    new Span<T>(result, count).CopyTo(new Span<T>(to + i, count));
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Back<TLanes, T>(T* g, int stepG, T* x, int stepX, T* y, int stepY, double a, T* to, int length)
            where TLanes : struct, ILanes<TLanes>
            where T : unmanaged
        {
            TLanes number = TLanes.Fill(a);
            T* rows = stackalloc T[4 * TLanes.Count], result = rows + (3 * TLanes.Count);
            for (int i = 0; i < length; i += TLanes.Count)
            {
                int count = Math.Min(TLanes.Count, length - i);
                TLanes slope = TLoss.Slope(Row<TLanes, T>(x, i, stepX, count, rows), Row<TLanes, T>(y, i, stepY, count, rows + TLanes.Count), number);
                Store(slope * Row<TLanes, T>(g, i, stepG, count, rows + (2 * TLanes.Count)), count == TLanes.Count ? to + i : result);
                if (count < TLanes.Count)
                    new Span<T>(result, count).CopyTo(new Span<T>(to + i, count));
            }
        }
    }

    private readonly struct SquaredLoss : IPairLoss
    {
        public static T Of<T>(T x, T y, T a)
            where T : struct, ILanes<T>
        {
            T apart = x - y;
            return apart * apart;
        }

        public static T Slope<T>(T x, T y, T a)
            where T : struct, ILanes<T>
        {
            T apart = x - y;
            return apart + apart;
        }
    }

    private readonly struct AbsoluteLoss : IPairLoss
    {
        public static T Of<T>(T x, T y, T a)
            where T : struct, ILanes<T> => T.Abs(x - y);

        public static T Slope<T>(T x, T y, T a)
            where T : struct, ILanes<T> => SignOf.Of(x - y);
    }

    private readonly struct HuberLossOf : IPairLoss
    {
        public static T Of<T>(T x, T y, T a)
            where T : struct, ILanes<T>
        {
            T size = T.Abs(x - y), half = T.Fill(0.5);
            return T.Select(T.AtMost(size, a), half * size * size, a * T.FusedMultiplyAdd(-half, a, size));
        }

        public static T Slope<T>(T x, T y, T a)
            where T : struct, ILanes<T> => T.Max(-a, T.Min(a, x - y));
    }

    private readonly struct LogisticLoss : IPairLoss
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Of<T>(T x, T y, T a)
            where T : struct, ILanes<T> => SmoothRamp.Of(x) - (x * y);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Slope<T>(T x, T y, T a)
            where T : struct, ILanes<T> => Logistic.Of(x) - y;
    }
}
