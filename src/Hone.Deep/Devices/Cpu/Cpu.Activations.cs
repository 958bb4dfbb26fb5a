using System.Runtime.CompilerServices;
using Hone.Numerics;

namespace Hone.Deep;

internal sealed unsafe partial class Cpu
{
    // A function and its slope, over rows of numbers; a and b are numbers of its own.
    private interface ICurve
    {
        static abstract T Of<T>(T x, T a, T b)
            where T : struct, ILanes<T>;

        static abstract T Slope<T>(T x, T a, T b)
            where T : struct, ILanes<T>;
    }

    public override void Apply(Curve curve, double a, double b, Tensor x, Tensor to) => Bend(curve, a, b, null, x, to);

    public override void ApplyBack(Curve curve, double a, double b, Tensor g, Tensor x, Tensor to) => Bend(curve, a, b, g, x, to);

    private void Bend(Curve curve, double a, double b, Tensor? g, Tensor x, Tensor to)
    {
        switch (curve)
        {
            case Curve.Gelu: Do(new Bending<GeluCurve>(a, b, g, x, to)); break;
            case Curve.GeluTanh: Do(new Bending<GeluTanhCurve>(a, b, g, x, to)); break;
            case Curve.Silu: Do(new Bending<SiluCurve>(a, b, g, x, to)); break;
            case Curve.Mish: Do(new Bending<MishCurve>(a, b, g, x, to)); break;
            case Curve.LeakyRelu: Do(new Bending<LeakyRamp>(a, b, g, x, to)); break;
            case Curve.Elu: Do(new Bending<EluCurve>(a, b, g, x, to)); break;
            case Curve.Softplus: Do(new Bending<SoftplusCurve>(a, b, g, x, to)); break;
            case Curve.HardTanh: Do(new Bending<BoundedRamp>(a, b, g, x, to)); break;
            default: throw NotDefined(curve, x.Type);
        }
    }

    // Forwards without a gradient; else back.
    private readonly struct Bending<TCurve>(double a, double b, Tensor? g, Tensor x, Tensor to) : IWork
        where TCurve : struct, ICurve
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
            Sweep sweep = new(to.Shape, x, g ?? x);
            int stepX = sweep.InnerStride(0), stepG = sweep.InnerStride(1);
            (double first, double second) = (a, b);
            T* at = x.Pointer<T>(), gradient = g is null ? null : g.Pointer<T>(), into = to.Pointer<T>();
            sweep.Run((i, offsets, length) =>
            {
                if (gradient is null)
                    Ahead<TLanes, T>(at + offsets[0], stepX, first, second, into + i, length);
                else
                    Back<TLanes, T>(gradient + offsets[1], stepG, at + offsets[0], stepX, first, second, into + i, length);
            });
            GC.KeepAlive(x);
            GC.KeepAlive(g);
            GC.KeepAlive(to);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Ahead<TLanes, T>(T* x, int step, double a, double b, T* to, int length)
            where TLanes : struct, ILanes<TLanes>
            where T : unmanaged
        {
            TLanes first = TLanes.Fill(a), second = TLanes.Fill(b);
            T* row = stackalloc T[TLanes.Count], result = stackalloc T[TLanes.Count];
            for (int i = 0; i < length; i += TLanes.Count)
            {
                int count = Math.Min(TLanes.Count, length - i);
                Store(TCurve.Of(Row<TLanes, T>(x, i, step, count, row), first, second), count == TLanes.Count ? to + i : result);
                if (count < TLanes.Count)
                    new Span<T>(result, count).CopyTo(new Span<T>(to + i, count));
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Back<TLanes, T>(T* g, int stepG, T* x, int stepX, double a, double b, T* to, int length)
            where TLanes : struct, ILanes<TLanes>
            where T : unmanaged
        {
            TLanes first = TLanes.Fill(a), second = TLanes.Fill(b);
            T* row = stackalloc T[TLanes.Count], other = stackalloc T[TLanes.Count], result = stackalloc T[TLanes.Count];
            for (int i = 0; i < length; i += TLanes.Count)
            {
                int count = Math.Min(TLanes.Count, length - i);
                TLanes slope = TCurve.Slope(Row<TLanes, T>(x, i, stepX, count, row), first, second);
                Store(slope * Row<TLanes, T>(g, i, stepG, count, other), count == TLanes.Count ? to + i : result);
                if (count < TLanes.Count)
                    new Span<T>(result, count).CopyTo(new Span<T>(to + i, count));
            }
        }
    }

    // For floats Φ comes from the density that its slope needs anyway: 1 − Φ(z) = e^(−z²/2)·p(t) for z ≥ 0 and t = 1/(1 + 0.28z), with the polynomial of degree six whose greatest error in
    // z·(1 − Φ(z)) is least, 1.1e-8. x·Φ(x) is then wrong by 1.7e-7 at most, less than with a float's erf.
    private readonly struct GeluCurve : ICurve
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Of<T>(T x, T a, T b)
            where T : struct, ILanes<T> => x * Share(x, IsSingle<T>() ? Density(x) : x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Slope<T>(T x, T a, T b)
            where T : struct, ILanes<T>
        {
            T density = Density(x);
            return T.FusedMultiplyAdd(x * T.Fill(0.3989422804014327), density, Share(x, density));       // Φ + x·φ
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static T Density<T>(T x)
            where T : struct, ILanes<T> => IsSingle<T>() ? FloatFunctions.Exp(x * x * T.Fill(-0.5)) : Elementary.Exp(x * x * T.Fill(-0.5));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static T Share<T>(T x, T density)
            where T : struct, ILanes<T>
        {
            if (!IsSingle<T>())
                return T.FusedMultiplyAdd(T.Fill(0.5), SpecialFunctions.Erf(x * T.Fill(0.7071067811865476)), T.Fill(0.5));
            T one = T.Fill(1), t = one / T.FusedMultiplyAdd(T.Fill(0.28), T.Abs(x), one);
            T series = T.FusedMultiplyAdd(t, T.Fill(-0.106328145f), T.Fill(0.39206544f));
            series = T.FusedMultiplyAdd(t, series, T.Fill(-0.24066703f));
            series = T.FusedMultiplyAdd(t, series, T.Fill(0.2719705f));
            series = T.FusedMultiplyAdd(t, series, T.Fill(0.0662302f));
            series = T.FusedMultiplyAdd(t, series, T.Fill(0.11672903f));
            T tail = density * (t * series);
            return T.Select(T.LessThan(x, T.Fill(0)), tail, one - tail);
        }
    }

    private readonly struct GeluTanhCurve : ICurve
    {
        private const double Root = 0.7978845608028654;       // √(2/π)
        private const double Cubic = 0.044715;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Of<T>(T x, T a, T b)
            where T : struct, ILanes<T>
        {
            T half = x * T.Fill(0.5);
            return T.FusedMultiplyAdd(half, HyperbolicTangent.Of(Inner(x)), half);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Slope<T>(T x, T a, T b)
            where T : struct, ILanes<T>
        {
            T t = HyperbolicTangent.Of(Inner(x)), half = T.Fill(0.5), one = T.Fill(1);
            T inner = T.FusedMultiplyAdd(x * x, T.Fill(3 * Cubic * Root), T.Fill(Root));
            return T.FusedMultiplyAdd(half * x * inner, T.FusedMultiplyAdd(-t, t, one), T.FusedMultiplyAdd(half, t, half));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static T Inner<T>(T x)
            where T : struct, ILanes<T> => x * T.FusedMultiplyAdd(x * x, T.Fill(Cubic * Root), T.Fill(Root));
    }

    private readonly struct SiluCurve : ICurve
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Of<T>(T x, T a, T b)
            where T : struct, ILanes<T> => x * Logistic.Of(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Slope<T>(T x, T a, T b)
            where T : struct, ILanes<T>
        {
            T share = Logistic.Of(x);
            return T.FusedMultiplyAdd(x * share, T.Fill(1) - share, share);
        }
    }

    // With e = eˣ, tanh(ln(1 + e)) is n/(n + 2) for n = e·(e + 2); from x = 20 on it is 1 to the last bit, and no square overflows before.
    private readonly struct MishCurve : ICurve
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Of<T>(T x, T a, T b)
            where T : struct, ILanes<T>
        {
            T e = Exponential.Of(T.Min(x, T.Fill(20))), n = e * (e + T.Fill(2));
            return x * (n / (n + T.Fill(2)));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Slope<T>(T x, T a, T b)
            where T : struct, ILanes<T>
        {
            T e = Exponential.Of(T.Min(x, T.Fill(20))), n = e * (e + T.Fill(2)), below = n + T.Fill(2);
            T bent = T.Fill(4) * e * (e + T.Fill(1)) / (below * below);
            return T.FusedMultiplyAdd(x, bent, n / below);
        }
    }

    private readonly struct LeakyRamp : ICurve
    {
        public static T Of<T>(T x, T a, T b)
            where T : struct, ILanes<T> => T.Select(T.LessThan(T.Fill(0), x), x, a * x);

        public static T Slope<T>(T x, T a, T b)
            where T : struct, ILanes<T> => T.Select(T.LessThan(T.Fill(0), x), T.Fill(1), a);
    }

    private readonly struct EluCurve : ICurve
    {
        // eˣ − 1 = 2t/(1 − t) for t = tanh(x/2), where nothing cancels below 0.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Of<T>(T x, T a, T b)
            where T : struct, ILanes<T>
        {
            T t = HyperbolicTangent.Of(T.Min(x, T.Fill(0)) * T.Fill(0.5));
            return T.Select(T.LessThan(T.Fill(0), x), x, a * ((t + t) / (T.Fill(1) - t)));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Slope<T>(T x, T a, T b)
            where T : struct, ILanes<T> => T.Select(T.LessThan(T.Fill(0), x), T.Fill(1), a * Exponential.Of(T.Min(x, T.Fill(0))));
    }

    private readonly struct SoftplusCurve : ICurve
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Of<T>(T x, T a, T b)
            where T : struct, ILanes<T> => SmoothRamp.Of(a * x) / a;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Slope<T>(T x, T a, T b)
            where T : struct, ILanes<T> => Logistic.Of(a * x);
    }

    private readonly struct BoundedRamp : ICurve
    {
        public static T Of<T>(T x, T a, T b)
            where T : struct, ILanes<T> => T.Min(T.Max(x, a), b);

        public static T Slope<T>(T x, T a, T b)
            where T : struct, ILanes<T> => T.Select(T.LessThan(a, x) & T.LessThan(x, b), T.Fill(1), T.Fill(0));
    }
}
