using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Hone.Numerics;

internal static partial class Kernels
{
    /// <summary>Σ |aᵢ|.</summary>
    public static double SumOfAbsolutes(ReadOnlySpan<double> a)
    {
        ref double pa = ref MemoryMarshal.GetReference(a);
        int i = 0;
        double sum = 0.0;
        if (a.Length >= Lanes)
        {
            Vector256<double> low = default, high = default;
            for (; i <= a.Length - Lanes; i += Lanes)
            {
                low += Vector256.Abs(Vector256.LoadUnsafe(ref pa, (nuint)i));
                high += Vector256.Abs(Vector256.LoadUnsafe(ref pa, (nuint)i + 4));
            }
            sum = AddLanes(low, high);
        }
        for (; i < a.Length; i++)
            sum += Math.Abs(Unsafe.Add(ref pa, i));
        return sum;
    }
}
