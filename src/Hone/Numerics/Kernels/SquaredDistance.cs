using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Hone.Numerics;

internal static partial class Kernels
{
    /// <summary>Σ (aᵢ − bᵢ)².</summary>
    public static double SquaredDistance(ReadOnlySpan<double> a, ReadOnlySpan<double> b) => SquaredDistance(VectorPath.Widest, a, b);

    public static double SquaredDistance(VectorPath path, ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        Debug.Assert(a.Length == b.Length);
        return Total(path, a.Length, new SquareOfDifference(a, b));
    }

    private readonly ref struct SquareOfDifference(ReadOnlySpan<double> a, ReadOnlySpan<double> b) : IAddend
    {
        private readonly ref readonly double a = ref First(a);
        private readonly ref readonly double b = ref First(b);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T AddTo<T>(T sum, nint at)
            where T : struct, ILanes<T>
        {
            T difference = At<T>(in a, at) - At<T>(in b, at);
            return T.FusedMultiplyAdd(difference, difference, sum);
        }
    }
}
