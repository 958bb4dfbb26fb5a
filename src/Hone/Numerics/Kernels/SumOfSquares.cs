using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Hone.Numerics;

internal static partial class Kernels
{
    /// <summary>Σ aᵢ².</summary>
    public static double SumOfSquares(ReadOnlySpan<double> a) => Dot(a, a);

    /// <summary>Σ (aᵢ − center)².</summary>
    public static double SumOfSquares(ReadOnlySpan<double> a, double center)
    {
        ref double pa = ref MemoryMarshal.GetReference(a);
        int i = 0;
        double sum = 0.0;
        if (a.Length >= Lanes)
        {
            Vector256<double> low = default, high = default, middle = Vector256.Create(center);
            for (; i <= a.Length - Lanes; i += Lanes)
            {
                Vector256<double> first = Vector256.LoadUnsafe(ref pa, (nuint)i) - middle;
                Vector256<double> second = Vector256.LoadUnsafe(ref pa, (nuint)i + 4) - middle;
                low = Vector256.FusedMultiplyAdd(first, first, low);
                high = Vector256.FusedMultiplyAdd(second, second, high);
            }
            sum = AddLanes(low, high);
        }
        for (; i < a.Length; i++)
        {
            double difference = Unsafe.Add(ref pa, i) - center;
            sum = Math.FusedMultiplyAdd(difference, difference, sum);
        }
        return sum;
    }
}
