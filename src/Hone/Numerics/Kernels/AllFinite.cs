using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Hone.Numerics;

internal static partial class Kernels
{
    /// <summary>Whether no entry is NaN or infinite.</summary>
    /// <remarks>0·x is 0 of either sign for a finite x and NaN for any other, and a sum keeps a NaN.</remarks>
    public static bool AllFinite(ReadOnlySpan<double> x)
    {
        ref double px = ref MemoryMarshal.GetReference(x);
        int i = 0;
        Vector256<double> first = default, second = default, third = default, fourth = default, zero = default;
        for (; i <= x.Length - 16; i += 16)
        {
            first += zero * Vector256.LoadUnsafe(ref px, (nuint)i);
            second += zero * Vector256.LoadUnsafe(ref px, (nuint)i + 4);
            third += zero * Vector256.LoadUnsafe(ref px, (nuint)i + 8);
            fourth += zero * Vector256.LoadUnsafe(ref px, (nuint)i + 12);
        }
        double sum = Vector256.Sum((first + second) + (third + fourth));
        for (; i < x.Length; i++)
            sum += 0.0 * Unsafe.Add(ref px, i);
        return sum == 0;
    }
}
