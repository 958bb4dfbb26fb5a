using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Hone.Numerics;

internal static partial class Kernels
{
    // Written for two vectors of four doubles on every path: each row passes through once before a search, and narrower machines take the vectors apart.
    /// <summary>toᵢ ← (xᵢ − centreᵢ)·scale as floats.</summary>
    /// <returns>The sum of squares of what was written, in an order of its own: a bound is made of it, not an answer.</returns>
    public static double ToScaledFloats(ReadOnlySpan<double> x, ReadOnlySpan<double> centre, double scale, Span<float> to)
    {
        Debug.Assert(x.Length == centre.Length && x.Length == to.Length);
        ref double px = ref MemoryMarshal.GetReference(x);
        ref double pc = ref MemoryMarshal.GetReference(centre);
        ref float pt = ref MemoryMarshal.GetReference(to);
        Vector256<double> scales = Vector256.Create(scale), low = default, high = default;
        int i = 0;
        for (; i <= x.Length - 8; i += 8)
        {
            Vector256<double> first = (Vector256.LoadUnsafe(ref px, (nuint)i) - Vector256.LoadUnsafe(ref pc, (nuint)i)) * scales;
            Vector256<double> second = (Vector256.LoadUnsafe(ref px, (nuint)i + 4) - Vector256.LoadUnsafe(ref pc, (nuint)i + 4)) * scales;
            Vector256<float> eight = Vector256.Narrow(first, second);
            eight.StoreUnsafe(ref pt, (nuint)i);
            (first, second) = Vector256.Widen(eight);
            low = Vector256.FusedMultiplyAdd(first, first, low);
            high = Vector256.FusedMultiplyAdd(second, second, high);
        }
        double sum = AddLanes(low, high);
        for (; i < x.Length; i++)
        {
            float value = to[i] = (float)((x[i] - centre[i]) * scale);
            sum += (double)value * value;
        }
        return sum;
    }
}
