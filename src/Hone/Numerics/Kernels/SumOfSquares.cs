using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Hone.Numerics;

internal static partial class Kernels
{
    /// <summary>Σ aᵢ².</summary>
    public static double SumOfSquares(ReadOnlySpan<double> a) => SumOfSquares(VectorPath.Widest, a);

    public static double SumOfSquares(VectorPath path, ReadOnlySpan<double> a) => Total(path, a.Length, new Square(a));

    /// <summary>Σ (aᵢ − center)².</summary>
    public static double SumOfSquares(ReadOnlySpan<double> a, double center) => SumOfSquares(VectorPath.Widest, a, center);

    public static double SumOfSquares(VectorPath path, ReadOnlySpan<double> a, double center) => Total(path, a.Length, new SquareAround(a, center));

    /// <summary>Σ wᵢ·(aᵢ − center)².</summary>
    public static double SumOfSquares(ReadOnlySpan<double> a, double center, ReadOnlySpan<double> weights) => SumOfSquares(VectorPath.Widest, a, center, weights);

    public static double SumOfSquares(VectorPath path, ReadOnlySpan<double> a, double center, ReadOnlySpan<double> weights)
    {
        Debug.Assert(a.Length == weights.Length);
        return Total(path, a.Length, new WeightedSquareAround(a, center, weights));
    }

    private readonly ref struct Square(ReadOnlySpan<double> a) : IAddend
    {
        private readonly ref readonly double a = ref First(a);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T AddTo<T>(T sum, nint at)
            where T : struct, ILanes<T>
        {
            T value = At<T>(in a, at);
            return T.FusedMultiplyAdd(value, value, sum);
        }
    }

    private readonly ref struct SquareAround(ReadOnlySpan<double> a, double center) : IAddend
    {
        private readonly ref readonly double a = ref First(a);
        private readonly double center = center;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T AddTo<T>(T sum, nint at)
            where T : struct, ILanes<T>
        {
            T difference = At<T>(in a, at) - T.Fill(center);
            return T.FusedMultiplyAdd(difference, difference, sum);
        }
    }

    private readonly ref struct WeightedSquareAround(ReadOnlySpan<double> a, double center, ReadOnlySpan<double> weights) : IAddend
    {
        private readonly ref readonly double a = ref First(a);
        private readonly ref readonly double weights = ref First(weights);
        private readonly double center = center;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T AddTo<T>(T sum, nint at)
            where T : struct, ILanes<T>
        {
            T difference = At<T>(in a, at) - T.Fill(center);
            return T.FusedMultiplyAdd(At<T>(in weights, at) * difference, difference, sum);
        }
    }
}
