using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Hone.Numerics;

internal static partial class Kernels
{
    /// <summary>The largest value; −∞ of none, NaN if there is one.</summary>
    public static double Max(ReadOnlySpan<double> a)
    {
        ref double pa = ref MemoryMarshal.GetReference(a);
        int i = 0;
        double max = double.NegativeInfinity;
        if (a.Length >= 4)
        {
            Vector256<double> four = Vector256.Create(max);
            for (; i <= a.Length - 4; i += 4)
                four = Vector256.Max(four, Vector256.LoadUnsafe(ref pa, (nuint)i));
            max = Math.Max(Math.Max(four[0], four[1]), Math.Max(four[2], four[3]));
        }
        for (; i < a.Length; i++)
            max = Math.Max(max, Unsafe.Add(ref pa, i));
        return max;
    }

    /// <summary>Where the largest value stands, the first if several are equal; the first NaN if there is one; −1 of none.</summary>
    public static int ArgMax(ReadOnlySpan<double> a)
    {
        if (a.IsEmpty)
            return -1;
        int best = 0;
        for (int i = 0; i < a.Length; i++)
        {
            if (double.IsNaN(a[i]))
                return i;
            if (a[i] > a[best])
                best = i;
        }
        return best;
    }
}
