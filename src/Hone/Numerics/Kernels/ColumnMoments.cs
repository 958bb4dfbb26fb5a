using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Hone.Numerics;

internal static partial class Kernels
{
    /// <summary>sumⱼ ← sumⱼ + weight·(rowⱼ − centerⱼ): one row's part in the means of columns.</summary>
    public static void AddDifferences(double weight, ReadOnlySpan<double> row, ReadOnlySpan<double> center, Span<double> sum) =>
        AddDifferences(VectorPath.Widest, weight, row, center, sum);

    public static void AddDifferences(VectorPath path, double weight, ReadOnlySpan<double> row, ReadOnlySpan<double> center, Span<double> sum)
    {
        Debug.Assert(row.Length == center.Length && row.Length == sum.Length);
        ForEach(path, row.Length, new FirstMoment(weight, row, center, sum));
    }

    /// <summary>sumⱼ ← sumⱼ + weight·(rowⱼ − centerⱼ)²: one row's part in the variances of columns.</summary>
    public static void AddSquares(double weight, ReadOnlySpan<double> row, ReadOnlySpan<double> center, Span<double> sum) =>
        AddSquares(VectorPath.Widest, weight, row, center, sum);

    public static void AddSquares(VectorPath path, double weight, ReadOnlySpan<double> row, ReadOnlySpan<double> center, Span<double> sum)
    {
        Debug.Assert(row.Length == center.Length && row.Length == sum.Length);
        ForEach(path, row.Length, new SecondMoment(weight, row, center, sum));
    }

    private readonly ref struct FirstMoment(double weight, ReadOnlySpan<double> row, ReadOnlySpan<double> center, Span<double> sum) : IStep
    {
        private readonly double weight = weight;
        private readonly ref readonly double row = ref First(row);
        private readonly ref readonly double center = ref First(center);
        private readonly ref double sum = ref First(sum);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take<T>(nint at)
            where T : struct, ILanes<T> => Put(T.FusedMultiplyAdd(T.Fill(weight), At<T>(in row, at) - At<T>(in center, at), At<T>(in sum, at)), ref sum, at);
    }

    private readonly ref struct SecondMoment(double weight, ReadOnlySpan<double> row, ReadOnlySpan<double> center, Span<double> sum) : IStep
    {
        private readonly double weight = weight;
        private readonly ref readonly double row = ref First(row);
        private readonly ref readonly double center = ref First(center);
        private readonly ref double sum = ref First(sum);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take<T>(nint at)
            where T : struct, ILanes<T>
        {
            T difference = At<T>(in row, at) - At<T>(in center, at);
            Put(T.FusedMultiplyAdd(T.Fill(weight) * difference, difference, At<T>(in sum, at)), ref sum, at);
        }
    }
}
