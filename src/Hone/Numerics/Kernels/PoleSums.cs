using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Hone.Numerics;

internal static partial class Kernels
{
    /// <summary>Σ wᵢ²/δᵢ and Σ (wᵢ/δᵢ)² for the distances δᵢ = (poleᵢ − origin) − shift: a rational function and its slope.</summary>
    /// <remarks>The origin is a pole, so that the distance to a point very near one is exact.</remarks>
    public static (double Sum, double Slope) PoleSums(ReadOnlySpan<double> poles, ReadOnlySpan<double> weights, double origin, double shift)
    {
        Debug.Assert(poles.Length == weights.Length);
        ref double p = ref MemoryMarshal.GetReference(poles);
        ref double w = ref MemoryMarshal.GetReference(weights);
        double sum = 0.0, slope = 0.0;
        int i = 0;
        if (poles.Length >= Lanes)
        {
            Vector512<double> sums = default, slopes = default, start = Vector512.Create(origin), by = Vector512.Create(shift);
            for (; i <= poles.Length - Lanes; i += Lanes)
            {
                Vector512<double> weight = Vector512.LoadUnsafe(ref w, (nuint)i);
                Vector512<double> ratio = weight / (Vector512.LoadUnsafe(ref p, (nuint)i) - start - by);
                sums = Vector512.FusedMultiplyAdd(weight, ratio, sums);
                slopes = Vector512.FusedMultiplyAdd(ratio, ratio, slopes);
            }
            sum = AddLanes(sums.GetLower(), sums.GetUpper());
            slope = AddLanes(slopes.GetLower(), slopes.GetUpper());
        }
        for (; i < poles.Length; i++)
        {
            double weight = Unsafe.Add(ref w, i), ratio = weight / (Unsafe.Add(ref p, i) - origin - shift);
            sum = Math.FusedMultiplyAdd(weight, ratio, sum);
            slope = Math.FusedMultiplyAdd(ratio, ratio, slope);
        }
        return (sum, slope);
    }

    /// <summary>resultᵢ ← wᵢ/((poleᵢ − origin) − shift).</summary>
    public static void OverDistances(ReadOnlySpan<double> poles, ReadOnlySpan<double> weights, double origin, double shift, Span<double> result)
    {
        Debug.Assert(poles.Length == weights.Length && poles.Length == result.Length);
        ref double p = ref MemoryMarshal.GetReference(poles);
        ref double w = ref MemoryMarshal.GetReference(weights);
        ref double r = ref MemoryMarshal.GetReference(result);
        Vector512<double> start = Vector512.Create(origin), by = Vector512.Create(shift);
        int i = 0;
        for (; i <= poles.Length - Lanes; i += Lanes)
            (Vector512.LoadUnsafe(ref w, (nuint)i) / (Vector512.LoadUnsafe(ref p, (nuint)i) - start - by)).StoreUnsafe(ref r, (nuint)i);
        for (; i < poles.Length; i++)
            Unsafe.Add(ref r, i) = Unsafe.Add(ref w, i) / (Unsafe.Add(ref p, i) - origin - shift);
    }

    /// <summary>Π ((originᵢ − pole) + shiftᵢ)/(poleᵢ − pole): how far the points originᵢ + shiftᵢ lie from a pole, each over the distance of a pole of its own.</summary>
    public static double DistanceProduct(ReadOnlySpan<double> origins, ReadOnlySpan<double> shifts, ReadOnlySpan<double> poles, double pole)
    {
        Debug.Assert(origins.Length == shifts.Length && origins.Length == poles.Length);
        ref double o = ref MemoryMarshal.GetReference(origins);
        ref double s = ref MemoryMarshal.GetReference(shifts);
        ref double p = ref MemoryMarshal.GetReference(poles);
        double product = 1.0;
        int i = 0;
        if (poles.Length >= Lanes)
        {
            Vector512<double> lanes = Vector512<double>.One, from = Vector512.Create(pole);
            for (; i <= poles.Length - Lanes; i += Lanes)
                lanes *= (Vector512.LoadUnsafe(ref o, (nuint)i) - from + Vector512.LoadUnsafe(ref s, (nuint)i)) / (Vector512.LoadUnsafe(ref p, (nuint)i) - from);
            for (int lane = 0; lane < Lanes; lane++)
                product *= lanes[lane];
        }
        for (; i < poles.Length; i++)
            product *= (Unsafe.Add(ref o, i) - pole + Unsafe.Add(ref s, i)) / (Unsafe.Add(ref p, i) - pole);
        return product;
    }
}
