using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Hone.Numerics;

internal static partial class Kernels
{
    /// <summary>Which of eight values are at most a limit, as the low eight bits; NaN never is.</summary>
    public static uint EightAtMost(ReadOnlySpan<double> values, double limit) => EightAtMost(values, limit, VectorPath.Widest);

    public static uint EightAtMost(ReadOnlySpan<double> values, double limit, VectorPath path)
    {
        Debug.Assert(values.Length >= GroupRows);
        ref double from = ref MemoryMarshal.GetReference(values);
        if (path == VectorPath.Vectors512)
            return (uint)Vector512.LessThanOrEqual(Vector512.LoadUnsafe(ref from), Vector512.Create(limit)).ExtractMostSignificantBits();
        Vector256<double> limits = Vector256.Create(limit);
        return Vector256.LessThanOrEqual(Vector256.LoadUnsafe(ref from), limits).ExtractMostSignificantBits()
            | (Vector256.LessThanOrEqual(Vector256.LoadUnsafe(ref from, 4), limits).ExtractMostSignificantBits() << 4);
    }
}
