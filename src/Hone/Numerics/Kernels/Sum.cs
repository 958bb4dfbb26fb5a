using System.Runtime.CompilerServices;

namespace Hone.Numerics;

internal static partial class Kernels
{
    /// <summary>Σ aᵢ.</summary>
    public static double Sum(ReadOnlySpan<double> a) => Sum(VectorPath.Widest, a);

    public static double Sum(VectorPath path, ReadOnlySpan<double> a) => Total(path, a.Length, new Entry<double>(a));

    /// <summary>Σ aᵢ of floats, in doubles.</summary>
    public static double Sum(ReadOnlySpan<float> a) => Sum(VectorPath.Widest, a);

    public static double Sum(VectorPath path, ReadOnlySpan<float> a) => Total(path, a.Length, new Entry<float>(a));

    /// <summary>Σ (aᵢ − center).</summary>
    public static double SumOfDifferences(ReadOnlySpan<double> a, double center) => SumOfDifferences(VectorPath.Widest, a, center);

    public static double SumOfDifferences(VectorPath path, ReadOnlySpan<double> a, double center) => Total(path, a.Length, new Difference(a, center));

    /// <summary>Σ |aᵢ|.</summary>
    public static double SumOfAbsolutes(ReadOnlySpan<double> a) => SumOfAbsolutes(VectorPath.Widest, a);

    public static double SumOfAbsolutes(VectorPath path, ReadOnlySpan<double> a) => Total(path, a.Length, new Absolute(a));

    private readonly ref struct Entry<N>(ReadOnlySpan<N> a) : IAddend
        where N : unmanaged
    {
        private readonly ref readonly N a = ref First(a);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T AddTo<T>(T sum, nint at)
            where T : struct, ILanes<T> => sum + At<T, N>(in a, at);
    }

    private readonly ref struct Difference(ReadOnlySpan<double> a, double center) : IAddend
    {
        private readonly ref readonly double a = ref First(a);
        private readonly double center = center;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T AddTo<T>(T sum, nint at)
            where T : struct, ILanes<T> => sum + (At<T>(in a, at) - T.Fill(center));
    }

    private readonly ref struct Absolute(ReadOnlySpan<double> a) : IAddend
    {
        private readonly ref readonly double a = ref First(a);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T AddTo<T>(T sum, nint at)
            where T : struct, ILanes<T> => sum + T.Abs(At<T>(in a, at));
    }
}
