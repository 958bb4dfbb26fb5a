using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hone.Numerics;

internal static partial class Kernels
{
    /// <summary>toᵢ ← e^xᵢ. Here and below, each entry is to the last bit what the function of one number gives, and x and the result may be the same span.</summary>
    public static void Exp(ReadOnlySpan<double> x, Span<double> to) => Exp(VectorPath.Widest, x, to);

    public static void Exp(VectorPath path, ReadOnlySpan<double> x, Span<double> to) => Map(path, x, to, default(Exponential));

    /// <summary>toᵢ ← e^(xᵢ − shift).</summary>
    public static void Exp(ReadOnlySpan<double> x, double shift, Span<double> to) => Exp(VectorPath.Widest, x, shift, to);

    public static void Exp(VectorPath path, ReadOnlySpan<double> x, double shift, Span<double> to) => Map(path, x, to, new ShiftedExponential(shift));

    /// <summary>toᵢ ← ln xᵢ.</summary>
    public static void Log(ReadOnlySpan<double> x, Span<double> to) => Log(VectorPath.Widest, x, to);

    public static void Log(VectorPath path, ReadOnlySpan<double> x, Span<double> to) => Map(path, x, to, default(Logarithm));

    /// <summary>toᵢ ← ln(1 + xᵢ).</summary>
    public static void Log1p(ReadOnlySpan<double> x, Span<double> to) => Log1p(VectorPath.Widest, x, to);

    public static void Log1p(VectorPath path, ReadOnlySpan<double> x, Span<double> to) => Map(path, x, to, default(LogarithmOfOnePlus));

    /// <summary>toᵢ ← tanh xᵢ.</summary>
    public static void Tanh(ReadOnlySpan<double> x, Span<double> to) => Tanh(VectorPath.Widest, x, to);

    public static void Tanh(VectorPath path, ReadOnlySpan<double> x, Span<double> to) => Map(path, x, to, default(HyperbolicTangent));

    /// <summary>toᵢ ← 1/(1 + e^−xᵢ).</summary>
    public static void Sigmoid(ReadOnlySpan<double> x, Span<double> to) => Sigmoid(VectorPath.Widest, x, to);

    public static void Sigmoid(VectorPath path, ReadOnlySpan<double> x, Span<double> to) => Map(path, x, to, default(Logistic));

    /// <summary>toᵢ ← ln(1 + e^xᵢ).</summary>
    public static void Softplus(ReadOnlySpan<double> x, Span<double> to) => Softplus(VectorPath.Widest, x, to);

    public static void Softplus(VectorPath path, ReadOnlySpan<double> x, Span<double> to) => Map(path, x, to, default(SmoothRamp));

    /// <summary>toᵢ ← erf xᵢ.</summary>
    public static void Erf(ReadOnlySpan<double> x, Span<double> to) => Erf(VectorPath.Widest, x, to);

    public static void Erf(VectorPath path, ReadOnlySpan<double> x, Span<double> to) => Map(path, x, to, default(ErrorFunction));

    /// <summary>toᵢ ← sin xᵢ.</summary>
    public static void Sin(ReadOnlySpan<double> x, Span<double> to) => Sin(VectorPath.Widest, x, to);

    public static void Sin(VectorPath path, ReadOnlySpan<double> x, Span<double> to) => Map(path, x, to, default(Sine));

    /// <summary>toᵢ ← cos xᵢ.</summary>
    public static void Cos(ReadOnlySpan<double> x, Span<double> to) => Cos(VectorPath.Widest, x, to);

    public static void Cos(VectorPath path, ReadOnlySpan<double> x, Span<double> to) => Map(path, x, to, default(Cosine));

    /// <summary>Σ e^(xᵢ − shift).</summary>
    public static double SumOfExp(ReadOnlySpan<double> x, double shift) => SumOfExp(VectorPath.Widest, x, shift);

    public static double SumOfExp(VectorPath path, ReadOnlySpan<double> x, double shift)
    {
        Span<double> values = stackalloc double[Math.Min(x.Length, 256)];
        double sum = 0.0;
        for (; !x.IsEmpty; x = x[values.Length..])
        {
            values = values[..Math.Min(values.Length, x.Length)];
            Exp(path, x[..values.Length], shift, values);
            sum += Sum(path, values);
        }
        return sum;
    }

    /// <summary>A function of one number.</summary>
    private interface IFunction
    {
        T Of<T>(T x)
            where T : struct, ILanes<T>;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Map<TFunction>(VectorPath path, ReadOnlySpan<double> x, Span<double> to, TFunction function)
        where TFunction : struct, IFunction
    {
        Debug.Assert(x.Length == to.Length);
        switch (path)
        {
            case VectorPath.Vectors512:
                Map<TFunction, double, Lanes8>(x, to, function);
                break;
            case VectorPath.Vectors256:
                Map<TFunction, double, Lanes4>(x, to, function);
                break;
            case VectorPath.Vectors128:
                Map<TFunction, double, Lanes2>(x, to, function);
                break;
            default:
                Map<TFunction, double, Lane1>(x, to, function);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Map<TFunction, N, T>(ReadOnlySpan<N> x, Span<N> to, TFunction function)
        where TFunction : struct, IFunction
        where N : unmanaged
        where T : struct, ILanes<T>
    {
        ref N from = ref First(x), result = ref First(to);
        nint i = 0;
        for (; i <= x.Length - T.Count; i += T.Count)
        {
            // Spelt out: what the compiler inlines here at most grows with what stands here itself, and the longest functions need it.
            T value = typeof(N) == typeof(float)
                ? T.Load(in Unsafe.As<N, float>(ref Unsafe.Add(ref from, i)))
                : T.Load(in Unsafe.As<N, double>(ref Unsafe.Add(ref from, i)));
            value = function.Of(value);
            if (typeof(N) == typeof(float))
                value.Store(ref Unsafe.As<N, float>(ref Unsafe.Add(ref result, i)));
            else
                value.Store(ref Unsafe.As<N, double>(ref Unsafe.Add(ref result, i)));
        }
        if (i == x.Length)
            return;

        // What is left over is computed at once too, in a row filled up with zeros. The function stands in the code once, or it would be too much to inline.
        SixteenNumbers<N> rest = default;
        Span<N> row = ((Span<N>)rest)[..T.Count];
        x[(int)i..].CopyTo(row);
        Map<TFunction, N, T>(row, row, function);
        row[..(int)(x.Length - i)].CopyTo(to[(int)i..]);
    }

    [InlineArray(FloatLanes)]
    private struct SixteenNumbers<N>
    {
        private N first;
    }

    private readonly struct Exponential : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Of<T>(T x)
            where T : struct, ILanes<T> => Elementary.Exp(x);
    }

    private readonly struct ShiftedExponential(double shift) : IFunction
    {
        private readonly double shift = shift;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Of<T>(T x)
            where T : struct, ILanes<T> => Elementary.Exp(x - T.Fill(shift));
    }

    private readonly struct Logarithm : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Of<T>(T x)
            where T : struct, ILanes<T> => Elementary.Log(x);
    }

    private readonly struct LogarithmOfOnePlus : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Of<T>(T x)
            where T : struct, ILanes<T> => Elementary.Log1p(x);
    }

    private readonly struct HyperbolicTangent : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Of<T>(T x)
            where T : struct, ILanes<T> => Elementary.Tanh(x);
    }

    private readonly struct Logistic : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Of<T>(T x)
            where T : struct, ILanes<T> => Elementary.Sigmoid(x);
    }

    private readonly struct SmoothRamp : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Of<T>(T x)
            where T : struct, ILanes<T> => Elementary.Softplus(x);
    }

    private readonly struct ErrorFunction : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Of<T>(T x)
            where T : struct, ILanes<T> => SpecialFunctions.Erf(x);
    }

    private readonly struct Sine : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Of<T>(T x)
            where T : struct, ILanes<T> => Elementary.Sin(x);
    }

    private readonly struct Cosine : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Of<T>(T x)
            where T : struct, ILanes<T> => Elementary.Cos(x);
    }
}
