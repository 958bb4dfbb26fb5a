using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Hone.Numerics;

/// <summary>Functions over spans of floats, sixteen side by side.</summary>
internal static partial class Kernels
{
    /// <summary>toᵢ ← e^xᵢ. Here and below, each entry has the bits that <see cref="FloatFunctions"/> give for it alone, on every path, and x and the result may be the same span.</summary>
    public static void Exp(ReadOnlySpan<float> x, Span<float> to) => Exp(VectorPath.Widest, x, to);

    public static void Exp(VectorPath path, ReadOnlySpan<float> x, Span<float> to) => Map(path, x, to, default(FloatExponential));

    /// <summary>toᵢ ← e^(xᵢ − shift).</summary>
    public static void Exp(ReadOnlySpan<float> x, float shift, Span<float> to) => Exp(VectorPath.Widest, x, shift, to);

    public static void Exp(VectorPath path, ReadOnlySpan<float> x, float shift, Span<float> to) => Map(path, x, to, new ShiftedFloatExponential(shift));

    /// <summary>toᵢ ← ln xᵢ.</summary>
    public static void Log(ReadOnlySpan<float> x, Span<float> to) => Log(VectorPath.Widest, x, to);

    public static void Log(VectorPath path, ReadOnlySpan<float> x, Span<float> to) => Map(path, x, to, default(FloatLogarithm));

    /// <summary>toᵢ ← tanh xᵢ.</summary>
    public static void Tanh(ReadOnlySpan<float> x, Span<float> to) => Tanh(VectorPath.Widest, x, to);

    public static void Tanh(VectorPath path, ReadOnlySpan<float> x, Span<float> to) => Map(path, x, to, default(FloatHyperbolicTangent));

    /// <summary>toᵢ ← 1/(1 + e^−xᵢ).</summary>
    public static void Sigmoid(ReadOnlySpan<float> x, Span<float> to) => Sigmoid(VectorPath.Widest, x, to);

    public static void Sigmoid(VectorPath path, ReadOnlySpan<float> x, Span<float> to) => Map(path, x, to, default(FloatLogistic));

    /// <summary>toᵢ ← ln(1 + e^xᵢ).</summary>
    public static void Softplus(ReadOnlySpan<float> x, Span<float> to) => Softplus(VectorPath.Widest, x, to);

    public static void Softplus(VectorPath path, ReadOnlySpan<float> x, Span<float> to) => Map(path, x, to, default(FloatSmoothRamp));

    /// <summary>toᵢ ← erf xᵢ.</summary>
    public static void Erf(ReadOnlySpan<float> x, Span<float> to) => Erf(VectorPath.Widest, x, to);

    public static void Erf(VectorPath path, ReadOnlySpan<float> x, Span<float> to) => Map(path, x, to, default(FloatErrorFunction));

    /// <summary>toᵢ ← sin xᵢ.</summary>
    public static void Sin(ReadOnlySpan<float> x, Span<float> to) => Sin(VectorPath.Widest, x, to);

    public static void Sin(VectorPath path, ReadOnlySpan<float> x, Span<float> to) => Map(path, x, to, default(FloatSine));

    /// <summary>toᵢ ← cos xᵢ.</summary>
    public static void Cos(ReadOnlySpan<float> x, Span<float> to) => Cos(VectorPath.Widest, x, to);

    public static void Cos(VectorPath path, ReadOnlySpan<float> x, Span<float> to) => Map(path, x, to, default(FloatCosine));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Map<TFunction>(VectorPath path, ReadOnlySpan<float> x, Span<float> to, TFunction function)
        where TFunction : struct, IFunction
    {
        Debug.Assert(x.Length == to.Length);
        switch (path)
        {
            case VectorPath.Vectors512:
                Map<TFunction, float, Floats16>(x, to, function);
                break;
            case VectorPath.Vectors256:
                Map<TFunction, float, Floats8>(x, to, function);
                break;
            case VectorPath.Vectors128:
                Map<TFunction, float, Floats4>(x, to, function);
                break;
            default:
                Map<TFunction, float, Float1>(x, to, function);
                break;
        }
    }

    private readonly struct FloatExponential : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Of<T>(T x)
            where T : struct, ILanes<T> => FloatFunctions.Exp(x);
    }

    private readonly struct FloatLogarithm : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Of<T>(T x)
            where T : struct, ILanes<T> => FloatFunctions.Log(x);
    }

    private readonly struct FloatHyperbolicTangent : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Of<T>(T x)
            where T : struct, ILanes<T> => FloatFunctions.Tanh(x);
    }

    private readonly struct FloatLogistic : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Of<T>(T x)
            where T : struct, ILanes<T> => FloatFunctions.Sigmoid(x);
    }

    private readonly struct FloatSmoothRamp : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Of<T>(T x)
            where T : struct, ILanes<T> => FloatFunctions.Softplus(x);
    }

    private readonly struct FloatErrorFunction : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Of<T>(T x)
            where T : struct, ILanes<T> => FloatFunctions.Erf(x);
    }

    private readonly struct FloatSine : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Of<T>(T x)
            where T : struct, ILanes<T> => FloatFunctions.Sin(x);
    }

    private readonly struct FloatCosine : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Of<T>(T x)
            where T : struct, ILanes<T> => FloatFunctions.Cos(x);
    }

    private readonly struct ShiftedFloatExponential(float shift) : IFunction
    {
        private readonly float shift = shift;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Of<T>(T x)
            where T : struct, ILanes<T> => FloatFunctions.Exp(x - T.Fill(shift));
    }
}
