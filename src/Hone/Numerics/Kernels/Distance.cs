using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Hone.Numerics;

internal static partial class Kernels
{
    /// <summary>The distance of two rows in eight lanes: entry i joins lane i mod 8, the lanes are joined in the order of every reduction, and what is left over one by one.</summary>
    public static double Distance<TStep>(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
        where TStep : struct, IDistanceStep => Distance<TStep>(a, b, VectorPath.Widest);

    public static double Distance<TStep>(ReadOnlySpan<double> a, ReadOnlySpan<double> b, VectorPath path)
        where TStep : struct, IDistanceStep
    {
        Debug.Assert(a.Length == b.Length);
        ref double pa = ref MemoryMarshal.GetReference(a);
        ref double pb = ref MemoryMarshal.GetReference(b);
        int i = 0;
        double sum = 0.0;
        if (a.Length >= Lanes)
        {
            Vector256<double> low = default, high = default;
            if (path == VectorPath.Vectors512)
            {
                Vector512<double> lanes = default;
                for (; i <= a.Length - Lanes; i += Lanes)
                    lanes = TStep.Add(lanes, Vector512.LoadUnsafe(ref pa, (nuint)i) - Vector512.LoadUnsafe(ref pb, (nuint)i));
                (low, high) = (lanes.GetLower(), lanes.GetUpper());
            }
            else
            {
                for (; i <= a.Length - Lanes; i += Lanes)
                {
                    low = TStep.Add(low, Vector256.LoadUnsafe(ref pa, (nuint)i) - Vector256.LoadUnsafe(ref pb, (nuint)i));
                    high = TStep.Add(high, Vector256.LoadUnsafe(ref pa, (nuint)i + 4) - Vector256.LoadUnsafe(ref pb, (nuint)i + 4));
                }
            }
            Vector256<double> four = TStep.Join(low, high);
            sum = TStep.Join(TStep.Join(four[0], four[2]), TStep.Join(four[1], four[3]));
        }
        for (; i < a.Length; i++)
            sum = TStep.Add(sum, Unsafe.Add(ref pa, i) - Unsafe.Add(ref pb, i));
        return sum;
    }
}
