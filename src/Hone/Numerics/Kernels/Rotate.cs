using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Hone.Numerics;

internal static partial class Kernels
{
    /// <summary>A plane rotation of two vectors: (x, y) ← (c·x + s·y, c·y − s·x), each product sum with one rounding less than written.</summary>
    public static void Rotate(Span<double> x, Span<double> y, double c, double s)
    {
        Debug.Assert(x.Length == y.Length);
        ref double px = ref MemoryMarshal.GetReference(x);
        ref double py = ref MemoryMarshal.GetReference(y);
        Vector256<double> cosine = Vector256.Create(c), sine = Vector256.Create(s);
        int i = 0;
        for (; i <= x.Length - 4; i += 4)
        {
            Vector256<double> a = Vector256.LoadUnsafe(ref px, (nuint)i), b = Vector256.LoadUnsafe(ref py, (nuint)i);
            Vector256.FusedMultiplyAdd(cosine, a, sine * b).StoreUnsafe(ref px, (nuint)i);
            Vector256.FusedMultiplyAdd(cosine, b, -(sine * a)).StoreUnsafe(ref py, (nuint)i);
        }
        for (; i < x.Length; i++)
        {
            double a = Unsafe.Add(ref px, i), b = Unsafe.Add(ref py, i);
            Unsafe.Add(ref px, i) = Math.FusedMultiplyAdd(c, a, s * b);
            Unsafe.Add(ref py, i) = Math.FusedMultiplyAdd(c, b, -(s * a));
        }
    }
}
