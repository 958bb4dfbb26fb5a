using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Hone.Numerics;

/// <summary>The inner loops: spans in, spans out; no policy, no allocation, no checks beyond Debug.Assert.</summary>
/// <remarks>
/// A sum runs in eight lanes by definition, whatever vectors the machine has: entry i joins lane i mod 8 by one fused multiply-add,
/// the lanes are added as ((0+4)+(2+6)) + ((1+5)+(3+7)), and the up to seven entries left over are added one by one.
/// Two vectors of four lanes and one vector of eight compute exactly that, so the answer does not depend on the machine.
/// </remarks>
internal static partial class Kernels
{
    /// <summary>Doubles in one step of a reduction.</summary>
    public const int Lanes = 8;

    /// <summary>Σ aᵢ·bᵢ.</summary>
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        Debug.Assert(a.Length == b.Length);
        ref double pa = ref MemoryMarshal.GetReference(a);
        ref double pb = ref MemoryMarshal.GetReference(b);
        int i = 0;
        double sum = 0.0;
        if (a.Length >= Lanes)
        {
            if (Vector512.IsHardwareAccelerated)
            {
                Vector512<double> lanes = default;
                for (; i <= a.Length - Lanes; i += Lanes)
                    lanes = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref pa, (nuint)i), Vector512.LoadUnsafe(ref pb, (nuint)i), lanes);
                sum = AddLanes(lanes.GetLower(), lanes.GetUpper());
            }
            else
            {
                Vector256<double> low = default, high = default;
                for (; i <= a.Length - Lanes; i += Lanes)
                {
                    low = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref pa, (nuint)i), Vector256.LoadUnsafe(ref pb, (nuint)i), low);
                    high = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref pa, (nuint)i + 4), Vector256.LoadUnsafe(ref pb, (nuint)i + 4), high);
                }
                sum = AddLanes(low, high);
            }
        }
        for (; i < a.Length; i++)
            sum = Math.FusedMultiplyAdd(Unsafe.Add(ref pa, i), Unsafe.Add(ref pb, i), sum);
        return sum;
    }

    /// <summary>The eight lanes of a reduction in their one order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double AddLanes(Vector256<double> low, Vector256<double> high)
    {
        Vector256<double> four = low + high;
        Vector128<double> two = four.GetLower() + four.GetUpper();
        return two[0] + two[1];
    }
}
