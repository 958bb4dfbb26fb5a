using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Hone.Numerics;

internal static partial class Kernels
{
    /// <summary>result ← a·x.</summary>
    public static void Multiply(double a, ReadOnlySpan<double> x, Span<double> result)
    {
        Debug.Assert(x.Length == result.Length);
        ref double px = ref MemoryMarshal.GetReference(x);
        ref double pr = ref MemoryMarshal.GetReference(result);
        int i = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            Vector512<double> eight = Vector512.Create(a);
            for (; i <= x.Length - 8; i += 8)
                (eight * Vector512.LoadUnsafe(ref px, (nuint)i)).StoreUnsafe(ref pr, (nuint)i);
        }
        Vector256<double> four = Vector256.Create(a);
        for (; i <= x.Length - 4; i += 4)
            (four * Vector256.LoadUnsafe(ref px, (nuint)i)).StoreUnsafe(ref pr, (nuint)i);
        for (; i < x.Length; i++)
            Unsafe.Add(ref pr, i) = a * Unsafe.Add(ref px, i);
    }
}
