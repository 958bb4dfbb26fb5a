using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Hone.Numerics;

internal static partial class Kernels
{
    /// <summary>toᵢ ← (xᵢ − centreᵢ)·scale as floats.</summary>
    /// <returns>The sum of squares of what was written.</returns>
    public static double ToScaledFloats(ReadOnlySpan<double> x, ReadOnlySpan<double> centre, double scale, Span<float> to) => ToScaledFloats(VectorPath.Widest, x, centre, scale, to);

    public static double ToScaledFloats(VectorPath path, ReadOnlySpan<double> x, ReadOnlySpan<double> centre, double scale, Span<float> to)
    {
        Debug.Assert(x.Length == centre.Length && x.Length == to.Length);
        return Total(path, x.Length, new WrittenSquare(x, centre, scale, to));
    }

    private readonly ref struct WrittenSquare(ReadOnlySpan<double> x, ReadOnlySpan<double> centre, double scale, Span<float> to) : IAddend
    {
        private readonly ref readonly double x = ref First(x);
        private readonly ref readonly double centre = ref First(centre);
        private readonly ref float to = ref First(to);
        private readonly double scale = scale;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T AddTo<T>(T sum, nint at)
            where T : struct, ILanes<T>
        {
            Put((At<T>(in x, at) - At<T>(in centre, at)) * T.Fill(scale), ref to, at);
            T written = At<T>(in to, at);
            return T.FusedMultiplyAdd(written, written, sum);
        }
    }
}
