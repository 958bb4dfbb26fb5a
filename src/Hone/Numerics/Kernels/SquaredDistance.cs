using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Hone.Numerics;

internal static partial class Kernels
{
    /// <summary>Σ (aᵢ − bᵢ)².</summary>
    public static double SquaredDistance(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        Debug.Assert(a.Length == b.Length);
        ref double pa = ref MemoryMarshal.GetReference(a);
        ref double pb = ref MemoryMarshal.GetReference(b);
        int i = 0;
        double sum = 0.0;
        if (a.Length >= Lanes)
        {
            Vector256<double> low = default, high = default;
            for (; i <= a.Length - Lanes; i += Lanes)
            {
                Vector256<double> first = Vector256.LoadUnsafe(ref pa, (nuint)i) - Vector256.LoadUnsafe(ref pb, (nuint)i);
                Vector256<double> second = Vector256.LoadUnsafe(ref pa, (nuint)i + 4) - Vector256.LoadUnsafe(ref pb, (nuint)i + 4);
                low = Vector256.FusedMultiplyAdd(first, first, low);
                high = Vector256.FusedMultiplyAdd(second, second, high);
            }
            sum = AddLanes(low, high);
        }
        for (; i < a.Length; i++)
        {
            double difference = Unsafe.Add(ref pa, i) - Unsafe.Add(ref pb, i);
            sum = Math.FusedMultiplyAdd(difference, difference, sum);
        }
        return sum;
    }
}
