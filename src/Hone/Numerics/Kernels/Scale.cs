using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Hone.Numerics;

internal static partial class Kernels
{
    /// <summary>x ← a·x.</summary>
    public static void Scale(double a, Span<double> x)
    {
        ref double px = ref MemoryMarshal.GetReference(x);
        int i = 0;
        Vector256<double> four = Vector256.Create(a);
        for (; i <= x.Length - 4; i += 4)
            (four * Vector256.LoadUnsafe(ref px, (nuint)i)).StoreUnsafe(ref px, (nuint)i);
        for (; i < x.Length; i++)
            Unsafe.Add(ref px, i) *= a;
    }
}
