using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Hone.Numerics;

internal static unsafe partial class Kernels
{
    /// <summary>Edges side by side that one look compares with.</summary>
    public const int EdgesInGroup = 16;

    /// <summary>For each value the number of ascending edges below it: the bin it falls into.</summary>
    /// <remarks>
    /// With vectors of eight, two compare a value with the last edge of each of 16 groups and two more with the 16 edges of the group found: the number of bits set
    /// is the answer, without a branch or a dependent load for each halving.
    /// </remarks>
    /// <param name="values">The first value.</param>
    /// <param name="stride">Doubles from one value to the next.</param>
    /// <param name="count">Number of values.</param>
    /// <param name="edges">One group of 16 edges, or 16 groups; the last of all is +∞, like every one that is there to fill a group.</param>
    /// <param name="groups">1 or 16.</param>
    /// <param name="missing">What NaN becomes.</param>
    /// <param name="side">Receives the numbers side by side.</param>
    /// <param name="apart">Receives them once more, <paramref name="distance"/> bytes apart.</param>
    /// <param name="distance">At least 1.</param>
    /// <param name="path">512 or narrower.</param>
    public static void CountBelow(double* values, nint stride, int count, double* edges, int groups, byte missing, byte* side, byte* apart, nint distance, VectorPath path)
    {
        if (path < VectorPath.Vectors512)
            CountByHalving(values, stride, count, edges, groups, missing, side, apart, distance);
        else if (groups == 1)
            CountInGroup(values, stride, count, edges, missing, side, apart, distance);
        else
            CountInGroups(values, stride, count, edges, missing, side, apart, distance);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // tables are binned and coded once: at full speed from the first on
    private static void CountByHalving(double* values, nint stride, int count, double* edges, int groups, byte missing, byte* side, byte* apart, nint distance)
    {
        int top = groups * EdgesInGroup / 2;
        for (int i = 0; i < count; i++)
        {
            double value = values[i * stride];
            int below = 0;
            for (int step = top; step > 0; step >>= 1)
                below += edges[below + step - 1] < value ? step : 0;
            side[i] = apart[i * distance] = double.IsNaN(value) ? missing : (byte)below;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // tables are binned and coded once: at full speed from the first on
    private static void CountInGroup(double* values, nint stride, int count, double* edges, byte missing, byte* side, byte* apart, nint distance)
    {
        Vector512<double> low = Vector512.Load(edges), high = Vector512.Load(edges + 8);
        for (int i = 0; i < count; i++)
        {
            double value = values[i * stride];
            int below = Below(low, high, Vector512.Create(value));
            side[i] = apart[i * distance] = double.IsNaN(value) ? missing : (byte)below;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // tables are binned and coded once: at full speed from the first on
    private static void CountInGroups(double* values, nint stride, int count, double* edges, byte missing, byte* side, byte* apart, nint distance)
    {
        double* lasts = stackalloc double[EdgesInGroup];
        for (int group = 0; group < EdgesInGroup; group++)
            lasts[group] = edges[(group * EdgesInGroup) + EdgesInGroup - 1];
        Vector512<double> low = Vector512.Load(lasts), high = Vector512.Load(lasts + 8);
        for (int i = 0; i < count; i++)
        {
            double value = values[i * stride];
            Vector512<double> all = Vector512.Create(value);
            int first = EdgesInGroup * Below(low, high, all);
            int below = first + Below(Vector512.Load(edges + first), Vector512.Load(edges + first + 8), all);
            side[i] = apart[i * distance] = double.IsNaN(value) ? missing : (byte)below;
        }
    }

    /// <summary>For one value the number of ascending edges below it, 0 for NaN.</summary>
    /// <param name="value">Any number.</param>
    /// <param name="lasts">The last edge of each of 16 groups.</param>
    /// <param name="edges">The 16 groups; the last edge of all is +∞.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte CountBelow(double value, double* lasts, double* edges)
    {
        Vector512<double> all = Vector512.Create(value);
        int first = EdgesInGroup * Below(Vector512.Load(lasts), Vector512.Load(lasts + 8), all);
        return (byte)(first + Below(Vector512.Load(edges + first), Vector512.Load(edges + first + 8), all));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Below(Vector512<double> low, Vector512<double> high, Vector512<double> value) => BitOperations.PopCount(
        (uint)Vector512.LessThan(low, value).ExtractMostSignificantBits() | ((uint)Vector512.LessThan(high, value).ExtractMostSignificantBits() << 8));
}
