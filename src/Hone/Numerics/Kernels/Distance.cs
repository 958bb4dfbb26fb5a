using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Hone.Numerics;

internal static partial class Kernels
{
    /// <summary>The distance of two rows in eight lanes: entry i joins lane i mod 8, the lanes are joined in the order of every reduction, and what is left over one by one.</summary>
    public static double Distance<TStep>(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
        where TStep : struct, IDistanceStep => Distance<TStep>(a, b, VectorPath.Widest);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Distance<TStep>(ReadOnlySpan<double> a, ReadOnlySpan<double> b, VectorPath path)
        where TStep : struct, IDistanceStep => path switch
        {
            VectorPath.Vectors512 => Distance<TStep, Lanes8>(a, b),
            VectorPath.Vectors256 => Distance<TStep, Twice<Lanes4>>(a, b),
            VectorPath.Vectors128 => Distance<TStep, Twice<Twice<Lanes2>>>(a, b),
            _ => Distance<TStep, Twice<Twice<Twice<Lane1>>>>(a, b),
        };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Distance<TStep, T>(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
        where TStep : struct, IDistanceStep
        where T : struct, ILanes<T>
    {
        Debug.Assert(a.Length == b.Length);
        ref double pa = ref First(a);
        ref double pb = ref First(b);
        int i = 0;
        double sum = 0.0;
        if (a.Length >= Lanes)
        {
            T lanes = default;
            for (; i <= a.Length - Lanes; i += Lanes)
                lanes = TStep.Add(lanes, At<T>(in pa, i) - At<T>(in pb, i));
            sum = TStep.JoinLanes(lanes);
        }
        for (; i < a.Length; i++)
            sum = TStep.Add(sum, Unsafe.Add(ref pa, i) - Unsafe.Add(ref pb, i));
        return sum;
    }
}
