using System.Runtime.CompilerServices;

namespace Hone.Numerics;

internal static partial class Kernels
{
    /// <summary>Whether no entry is NaN or infinite.</summary>
    public static bool AllFinite(ReadOnlySpan<double> x) => AllFinite(VectorPath.Widest, x);

    public static bool AllFinite(VectorPath path, ReadOnlySpan<double> x) => Total(path, x.Length, new Nothing(x)) == 0;

    // 0·x is 0 of either sign for a finite x and NaN for any other, and a sum keeps a NaN.
    private readonly ref struct Nothing(ReadOnlySpan<double> x) : IAddend
    {
        private readonly ref readonly double x = ref First(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T AddTo<T>(T sum, nint at)
            where T : struct, ILanes<T> => sum + (T.Fill(0) * At<T>(in x, at));
    }
}
