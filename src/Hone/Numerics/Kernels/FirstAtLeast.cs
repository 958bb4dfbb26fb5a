using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Hone.Numerics;

internal static partial class Kernels
{
    /// <summary>The first position from a start on where valueᵢ − shiftᵢ is at least a limit, the number of values if there is none. Nothing is NaN.</summary>
    public static int FirstAtLeast(ReadOnlySpan<float> values, ReadOnlySpan<float> shifts, float limit, int start) =>
        FirstAtLeast(values, shifts, limit, start, VectorPath.Widest);

    public static int FirstAtLeast(ReadOnlySpan<float> values, ReadOnlySpan<float> shifts, float limit, int start, VectorPath path)
    {
        Debug.Assert(values.Length == shifts.Length);
        ref float v = ref MemoryMarshal.GetReference(values);
        ref float s = ref MemoryMarshal.GetReference(shifts);
        int i = start;
        // Four vectors at a time: one branch for all of them.
        if (path == VectorPath.Vectors512)
        {
            Vector512<float> limits = Vector512.Create(limit);
            for (; i <= values.Length - 64; i += 64)
            {
                nuint at = (nuint)i;
                Vector512<float> first = Vector512.MaxNative(
                    Vector512.LoadUnsafe(ref v, at) - Vector512.LoadUnsafe(ref s, at),
                    Vector512.LoadUnsafe(ref v, at + 16) - Vector512.LoadUnsafe(ref s, at + 16));
                Vector512<float> second = Vector512.MaxNative(
                    Vector512.LoadUnsafe(ref v, at + 32) - Vector512.LoadUnsafe(ref s, at + 32),
                    Vector512.LoadUnsafe(ref v, at + 48) - Vector512.LoadUnsafe(ref s, at + 48));
                if (Vector512.GreaterThanOrEqualAny(Vector512.MaxNative(first, second), limits))
                    break;
            }
        }
        else if (path != VectorPath.Scalar)
        {
            Vector256<float> limits = Vector256.Create(limit);
            for (; i <= values.Length - 32; i += 32)
            {
                nuint at = (nuint)i;
                Vector256<float> first = Vector256.MaxNative(
                    Vector256.LoadUnsafe(ref v, at) - Vector256.LoadUnsafe(ref s, at),
                    Vector256.LoadUnsafe(ref v, at + 8) - Vector256.LoadUnsafe(ref s, at + 8));
                Vector256<float> second = Vector256.MaxNative(
                    Vector256.LoadUnsafe(ref v, at + 16) - Vector256.LoadUnsafe(ref s, at + 16),
                    Vector256.LoadUnsafe(ref v, at + 24) - Vector256.LoadUnsafe(ref s, at + 24));
                if (Vector256.GreaterThanOrEqualAny(Vector256.MaxNative(first, second), limits))
                    break;
            }
        }
        while (i < values.Length && values[i] - shifts[i] < limit)
            i++;
        return i;
    }
}
