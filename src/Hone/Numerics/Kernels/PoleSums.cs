using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Hone.Numerics;

internal static partial class Kernels
{
    /// <summary>Σ wᵢ²/δᵢ and Σ (wᵢ/δᵢ)² for the distances δᵢ = (poleᵢ − origin) − shift: a rational function and its slope.</summary>
    /// <remarks>The origin is a pole, so that the distance to a point very near one is exact. Each sum runs in one row of eight lanes.</remarks>
    public static (double Sum, double Slope) PoleSums(ReadOnlySpan<double> poles, ReadOnlySpan<double> weights, double origin, double shift) =>
        PoleSums(VectorPath.Widest, poles, weights, origin, shift);

    public static (double Sum, double Slope) PoleSums(VectorPath path, ReadOnlySpan<double> poles, ReadOnlySpan<double> weights, double origin, double shift)
    {
        Debug.Assert(poles.Length == weights.Length);
        return path switch
        {
            VectorPath.Vectors512 => PoleSums<Lanes8>(poles, weights, origin, shift),
            VectorPath.Vectors256 => PoleSums<Twice<Lanes4>>(poles, weights, origin, shift),
            VectorPath.Vectors128 => PoleSums<Twice<Twice<Lanes2>>>(poles, weights, origin, shift),
            _ => PoleSums<Twice<Twice<Twice<Lane1>>>>(poles, weights, origin, shift),
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (double Sum, double Slope) PoleSums<T>(ReadOnlySpan<double> poles, ReadOnlySpan<double> weights, double origin, double shift)
        where T : struct, ILanes<T>
    {
        ref double p = ref First(poles);
        ref double w = ref First(weights);
        double sum = 0.0, slope = 0.0;
        int i = 0;
        if (poles.Length >= Lanes)
        {
            T sums = default, slopes = default, start = T.Fill(origin), by = T.Fill(shift);
            for (; i <= poles.Length - Lanes; i += Lanes)
            {
                T weight = At<T>(in w, i);
                T ratio = weight / (At<T>(in p, i) - start - by);
                sums = T.FusedMultiplyAdd(weight, ratio, sums);
                slopes = T.FusedMultiplyAdd(ratio, ratio, slopes);
            }
            sum = T.Sum(sums);
            slope = T.Sum(slopes);
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
    public static void OverDistances(ReadOnlySpan<double> poles, ReadOnlySpan<double> weights, double origin, double shift, Span<double> result) =>
        OverDistances(VectorPath.Widest, poles, weights, origin, shift, result);

    public static void OverDistances(VectorPath path, ReadOnlySpan<double> poles, ReadOnlySpan<double> weights, double origin, double shift, Span<double> result)
    {
        Debug.Assert(poles.Length == weights.Length && poles.Length == result.Length);
        ForEach(path, poles.Length, new OverDistance(poles, weights, origin, shift, result));
    }

    private readonly ref struct OverDistance(ReadOnlySpan<double> poles, ReadOnlySpan<double> weights, double origin, double shift, Span<double> result) : IStep
    {
        private readonly ref readonly double poles = ref First(poles);
        private readonly ref readonly double weights = ref First(weights);
        private readonly ref double result = ref First(result);
        private readonly double origin = origin;
        private readonly double shift = shift;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take<T>(nint at)
            where T : struct, ILanes<T> => Put(At<T>(in weights, at) / (At<T>(in poles, at) - T.Fill(origin) - T.Fill(shift)), ref result, at);
    }

    /// <summary>Π ((originᵢ − pole) + shiftᵢ)/(poleᵢ − pole): how far the points originᵢ + shiftᵢ lie from a pole, each over the distance of a pole of its own.</summary>
    /// <remarks>One row of eight products, which are multiplied from the first to the last.</remarks>
    public static double DistanceProduct(ReadOnlySpan<double> origins, ReadOnlySpan<double> shifts, ReadOnlySpan<double> poles, double pole) =>
        DistanceProduct(VectorPath.Widest, origins, shifts, poles, pole);

    public static double DistanceProduct(VectorPath path, ReadOnlySpan<double> origins, ReadOnlySpan<double> shifts, ReadOnlySpan<double> poles, double pole)
    {
        Debug.Assert(origins.Length == shifts.Length && origins.Length == poles.Length);
        return path switch
        {
            VectorPath.Vectors512 => DistanceProduct<Lanes8>(origins, shifts, poles, pole),
            VectorPath.Vectors256 => DistanceProduct<Twice<Lanes4>>(origins, shifts, poles, pole),
            VectorPath.Vectors128 => DistanceProduct<Twice<Twice<Lanes2>>>(origins, shifts, poles, pole),
            _ => DistanceProduct<Twice<Twice<Twice<Lane1>>>>(origins, shifts, poles, pole),
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double DistanceProduct<T>(ReadOnlySpan<double> origins, ReadOnlySpan<double> shifts, ReadOnlySpan<double> poles, double pole)
        where T : struct, ILanes<T>
    {
        ref double o = ref First(origins);
        ref double s = ref First(shifts);
        ref double p = ref First(poles);
        double product = 1.0;
        int i = 0;
        if (poles.Length >= Lanes)
        {
            T lanes = T.Fill(1.0), from = T.Fill(pole);
            for (; i <= poles.Length - Lanes; i += Lanes)
                lanes *= (At<T>(in o, i) - from + At<T>(in s, i)) / (At<T>(in p, i) - from);
            Span<double> eight = stackalloc double[Lanes];
            lanes.Store(ref eight[0]);
            foreach (double lane in eight)
                product *= lane;
        }
        for (; i < poles.Length; i++)
            product *= (Unsafe.Add(ref o, i) - pole + Unsafe.Add(ref s, i)) / (Unsafe.Add(ref p, i) - pole);
        return product;
    }
}
