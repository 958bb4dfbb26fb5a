using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Hone.Numerics;

internal static partial class Kernels
{
    /// <summary>Σ aᵢ·bᵢ.</summary>
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b) => Dot(VectorPath.Widest, a, b);

    public static double Dot(VectorPath path, ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        Debug.Assert(a.Length == b.Length);
        return Total(path, a.Length, new Product(a, b));
    }

    private readonly ref struct Product(ReadOnlySpan<double> a, ReadOnlySpan<double> b) : IAddend
    {
        private readonly ref readonly double a = ref First(a);
        private readonly ref readonly double b = ref First(b);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T AddTo<T>(T sum, nint at)
            where T : struct, ILanes<T> => T.FusedMultiplyAdd(At<T>(in a, at), At<T>(in b, at), sum);
    }
}
