using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Hone.Numerics;

internal static partial class Kernels
{
    /// <summary>sum ← sum + a·x², entry by entry, the square rounded first.</summary>
    public static void AddSquares(double a, ReadOnlySpan<double> x, Span<double> sum)
    {
        Debug.Assert(x.Length == sum.Length);
        ref double px = ref MemoryMarshal.GetReference(x);
        ref double ps = ref MemoryMarshal.GetReference(sum);
        Vector256<double> scale = Vector256.Create(a);
        int i = 0;
        for (; i <= x.Length - 4; i += 4)
        {
            Vector256<double> four = Vector256.LoadUnsafe(ref px, (nuint)i);
            Vector256.FusedMultiplyAdd(scale, four * four, Vector256.LoadUnsafe(ref ps, (nuint)i)).StoreUnsafe(ref ps, (nuint)i);
        }
        for (; i < x.Length; i++)
        {
            double entry = Unsafe.Add(ref px, i);
            Unsafe.Add(ref ps, i) = Math.FusedMultiplyAdd(a, entry * entry, Unsafe.Add(ref ps, i));
        }
    }
}
