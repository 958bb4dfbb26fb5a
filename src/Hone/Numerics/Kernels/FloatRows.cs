using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Hone.Numerics;

internal static partial class Kernels
{
    // Sixteen floats are one vector of AVX-512 or two of AVX2; the paths below 256 take the two apart, lane by lane, to the same bits.
    /// <summary>Floats in one step: rows for these kernels are filled up with zeros to a multiple of it.</summary>
    public const int FloatLanes = 16;

    /// <summary>Σ (aᵢ − bᵢ)² of floats, in sixteen lanes by definition: entry i joins lane i mod 16, and lanes are added by halves.</summary>
    public static float FloatSquaredDistance(ReadOnlySpan<float> a, ReadOnlySpan<float> b) => FloatSquaredDistance(a, b, VectorPath.Widest);

    public static float FloatSquaredDistance(ReadOnlySpan<float> a, ReadOnlySpan<float> b, VectorPath path)
    {
        Debug.Assert(a.Length == b.Length && a.Length % FloatLanes == 0);
        ref float pa = ref MemoryMarshal.GetReference(a);
        ref float pb = ref MemoryMarshal.GetReference(b);
        Vector256<float> low = default, high = default;
        if (path == VectorPath.Vectors512)
        {
            Vector512<float> lanes = default;
            for (nuint i = 0; i < (nuint)a.Length; i += FloatLanes)
            {
                Vector512<float> apart = Vector512.LoadUnsafe(ref pa, i) - Vector512.LoadUnsafe(ref pb, i);
                lanes = Vector512.FusedMultiplyAdd(apart, apart, lanes);
            }
            (low, high) = (lanes.GetLower(), lanes.GetUpper());
        }
        else
        {
            for (nuint i = 0; i < (nuint)a.Length; i += FloatLanes)
            {
                Vector256<float> first = Vector256.LoadUnsafe(ref pa, i) - Vector256.LoadUnsafe(ref pb, i), second = Vector256.LoadUnsafe(ref pa, i + 8) - Vector256.LoadUnsafe(ref pb, i + 8);
                low = Vector256.FusedMultiplyAdd(first, first, low);
                high = Vector256.FusedMultiplyAdd(second, second, high);
            }
        }
        return AddLanes(low, high);
    }

    /// <summary>Σ aᵢ·bᵢ of floats, in the same lanes.</summary>
    public static float FloatDot(ReadOnlySpan<float> a, ReadOnlySpan<float> b) => FloatDot(a, b, VectorPath.Widest);

    public static float FloatDot(ReadOnlySpan<float> a, ReadOnlySpan<float> b, VectorPath path)
    {
        Debug.Assert(a.Length == b.Length && a.Length % FloatLanes == 0);
        ref float pa = ref MemoryMarshal.GetReference(a);
        ref float pb = ref MemoryMarshal.GetReference(b);
        Vector256<float> low = default, high = default;
        if (path == VectorPath.Vectors512)
        {
            Vector512<float> lanes = default;
            for (nuint i = 0; i < (nuint)a.Length; i += FloatLanes)
                lanes = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref pa, i), Vector512.LoadUnsafe(ref pb, i), lanes);
            (low, high) = (lanes.GetLower(), lanes.GetUpper());
        }
        else
        {
            for (nuint i = 0; i < (nuint)a.Length; i += FloatLanes)
            {
                low = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref pa, i), Vector256.LoadUnsafe(ref pb, i), low);
                high = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref pa, i + 8), Vector256.LoadUnsafe(ref pb, i + 8), high);
            }
        }
        return AddLanes(low, high);
    }

    /// <summary>Asks for a whole row to be brought into the cache, however long: rows met in a walk lie anywhere. Changes nothing else.</summary>
    public static unsafe void PrefetchRow(ReadOnlySpan<float> row)
    {
        if (!Sse.IsSupported)
            return;
        fixed (float* at = row)
        {
            for (int i = 0; i < row.Length; i += FloatLanes)
                Sse.Prefetch0(at + i);
        }
    }

    private static float AddLanes(Vector256<float> low, Vector256<float> high)
    {
        Vector256<float> eight = low + high;
        Vector128<float> four = eight.GetLower() + eight.GetUpper();
        return (four[0] + four[2]) + (four[1] + four[3]);
    }
}
