using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Hone.Numerics;

internal static partial class Kernels
{
    /// <summary>max |aᵢ|; 0 of none, NaN if there is one.</summary>
    public static double MaxAbsolute(ReadOnlySpan<double> a)
    {
        ref double pa = ref MemoryMarshal.GetReference(a);
        int i = 0;
        double max = 0.0;
        if (a.Length >= Lanes)
        {
            Vector512<double> lanes = default;
            for (; i <= a.Length - Lanes; i += Lanes)
                lanes = Vector512.Max(lanes, Vector512.Abs(Vector512.LoadUnsafe(ref pa, (nuint)i)));
            for (int lane = 0; lane < Lanes; lane++)
                max = Math.Max(max, lanes[lane]);
        }
        for (; i < a.Length; i++)
            max = Math.Max(max, Math.Abs(Unsafe.Add(ref pa, i)));
        return max;
    }
}
