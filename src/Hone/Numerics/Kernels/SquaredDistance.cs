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
        return Total(path, a.Length, new SquareOfDifference<double>(a, b));
    }

    private readonly ref struct SquareOfDifference<N>(ReadOnlySpan<N> a, ReadOnlySpan<N> b) : IAddend
        where N : unmanaged
    {
        private readonly ref readonly N a = ref First(a);
        private readonly ref readonly N b = ref First(b);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T AddTo<T>(T sum, nint at)
            where T : struct, ILanes<T>
        {
            T difference = At<T, N>(in a, at) - At<T, N>(in b, at);
            return T.FusedMultiplyAdd(difference, difference, sum);
        }
    }
}
