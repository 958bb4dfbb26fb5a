using Hone.Numerics;

namespace Hone.Plotting;

/// <summary>How many values of a group fall into each bin.</summary>
/// <param name="Name">The group's name; empty where there is one.</param>
/// <param name="Counts">One a bin, at least 0.</param>
public sealed record BinnedGroup(string Name, double[] Counts);

/// <summary>Values counted into bins with round edges.</summary>
/// <param name="Edges">Ascending, one more than there are bins. A bin holds its low edge; the last also its high edge.</param>
/// <param name="Groups">The counts by group.</param>
/// <param name="LeftOut">How many values were missing or infinite.</param>
public sealed record Bins(double[] Edges, IReadOnlyList<BinnedGroup> Groups, int LeftOut = 0)
{
    /// <summary>Counts one group of values.</summary>
    public static Bins Of(double[] values, int? bins = null) => Of([("", values)], bins);

    /// <summary>Counts groups into common bins.</summary>
    /// <remarks>
    /// The edges are multiples of 1, 2, 2.5 or 5 times a power of ten. Without a wish their number follows the interquartile range over all groups, width
    /// about 2·IQR·n^(−1/3), up to 60 bins. Whole numbers over a range of at most 30 get a bin each.
    /// Cost: O(n log n). Source: D. Freedman and P. Diaconis, "On the Histogram as a Density Estimator", 1981.
    /// </remarks>
    /// <param name="groups">Name and values of each group.</param>
    /// <param name="bins">The number of bins wished, 1 to 1,000; round edges may give fewer. Null lets the data say.</param>
    public static Bins Of(IReadOnlyList<(string Name, double[] Values)> groups, int? bins = null)
    {
        ArgumentNullException.ThrowIfNull(groups);
        if (bins is { } wished)
            Require.Between(wished, 1, 1000, nameof(bins));
        int total = groups.Sum(g => g.Values.Length);
        double[] sorted = [.. groups.SelectMany(g => g.Values).Where(double.IsFinite).Select(Pinned)];
        Array.Sort(sorted);
        if (sorted.Length == 0)
            return new Bins([0, 1], [.. groups.Select(g => new BinnedGroup(g.Name, [0]))], total);
        double[] edges = Edged(sorted, bins);
        return new Bins(edges, [.. groups.Select(g => new BinnedGroup(g.Name, Count(g.Values, edges)))], total - sorted.Length);
    }

    /// <summary>Whether each bin holds one whole number.</summary>
    internal bool AreWhole => Edges.Length > 1 && Edges[0] - Math.Floor(Edges[0]) == 0.5 && Enumerable.Range(1, Edges.Length - 1).All(i => Edges[i] - Edges[i - 1] == 1);

    private static double[] Edged(double[] sorted, int? wished)
    {
        double low = sorted[0], high = sorted[^1];
        bool whole = Math.Abs(low) < 1e9 && Math.Abs(high) < 1e9 && sorted.All(v => v == Math.Floor(v));
        if (whole && high - low <= 30 && (wished is null || wished > high - low))
            return [.. Enumerable.Range(0, (int)(high - low) + 2).Select(i => low + i - 0.5)];
        NiceTicks ticks = NiceTicks.Cover(low, high, (wished ?? Wished(sorted)) + 1);
        if (whole && ticks.Step < 1)
            ticks = NiceTicks.Cover(low, high, (int)Math.Min(60, high - low) + 1);
        return ticks.Values;
    }

    private static int Wished(double[] sorted)
    {
        double spread = Quantile(sorted, 0.75) - Quantile(sorted, 0.25);
        double width = 2 * spread / Elementary.Pow(sorted.Length, 1.0 / 3);
        double range = sorted[^1] - sorted[0];
        double wanted = width > 0 && double.IsFinite(range / width) ? range / width : 1 + Elementary.Log2(sorted.Length);

        // Rounding the width to a nice one makes it up to 2.5 times as wide; asking for half as many bins again centres that.
        return (int)Math.Clamp(Math.Ceiling(1.5 * wanted), 5, 60);
    }

    private static double[] Count(double[] values, double[] edges)
    {
        double[] counts = new double[edges.Length - 1];
        foreach (double value in values)
        {
            if (!double.IsFinite(value))
                continue;
            int at = Array.BinarySearch(edges, Pinned(value));
            counts[Math.Clamp(at >= 0 ? at : ~at - 1, 0, counts.Length - 1)]++;
        }
        return counts;
    }

    /// <summary>The quantile of sorted values, interpolated between neighbours (type 7 of Hyndman and Fan).</summary>
    internal static double Quantile(double[] sorted, double share)
    {
        double place = share * (sorted.Length - 1);
        int below = (int)place;
        return below + 1 >= sorted.Length ? sorted[^1] : sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below]));
    }

    private static double Pinned(double value) => Math.Clamp(value, -NiceTicks.Largest, NiceTicks.Largest);
}
