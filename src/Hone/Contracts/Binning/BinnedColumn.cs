namespace Hone.Contracts;

/// <summary>How the values of one column fall into bins: at most 255 for values, and one for what is missing.</summary>
/// <remarks>
/// A number is in bin b if edges[b − 1] &lt; value ≤ edges[b], so that "value ≤ edges[b]" and "bin ≤ b" say the same; infinities are
/// ordered like any other value. A category is in the bin of its level. Where there are more levels than bins, the most frequent
/// have a bin each and the others share the last one. A level that no row had counts as missing.
/// </remarks>
public sealed class BinnedColumn
{
    private readonly double[] padded;                          // edges, then +∞ up to one less than a power of two
    private readonly int[]? binOfLevel;
    private readonly int top;

    internal BinnedColumn(double[] edges)
    {
        Edges = edges;
        Count = edges.Length + 1;
        top = 1;
        while ((2 * top) - 1 < edges.Length)
            top *= 2;
        padded = new double[(2 * top) - 1];
        Array.Fill(padded, double.PositiveInfinity);
        edges.CopyTo(padded, 0);
    }

    internal BinnedColumn(int[] binOfLevel, int count)
    {
        this.binOfLevel = binOfLevel;
        (Edges, padded, Count) = ([], [], count);
    }

    /// <summary>Number of bins for values; the bin of this number is for what is missing.</summary>
    public int Count { get; }

    /// <summary>The bin of what is missing.</summary>
    public int Missing => Count;

    /// <summary>For numbers the ascending upper edges of all bins but the last; empty for categories.</summary>
    public IReadOnlyList<double> Edges { get; }

    /// <summary>For categories the bin of each level, −1 for a level that no row had; null for numbers.</summary>
    public IReadOnlyList<int>? BinOfLevel => binOfLevel;

    /// <summary>Whether the column holds categories.</summary>
    public bool IsCategory => binOfLevel is not null;

    /// <summary>The bin of a value; NaN is missing.</summary>
    public int BinOf(double value)
    {
        if (double.IsNaN(value))
            return Missing;
        if (binOfLevel is not null)
        {
            int level = value >= 0 && value < binOfLevel.Length ? (int)value : -1;
            int bin = level < 0 ? -1 : binOfLevel[level];
            return bin < 0 ? Missing : bin;
        }
        int at = 0;                                            // counts the edges below the value, halving without a branch to mispredict
        double[] edges = padded;
        for (int step = top; step > 0; step >>= 1)
            at += edges[at + step - 1] < value ? step : 0;
        return at;
    }

    /// <summary>Edges for numbers: halfway between neighbouring distinct values, or where there are too many of those, at quantiles.</summary>
    /// <param name="sample">Values without NaN; sorted in place.</param>
    /// <param name="most">Bins at most.</param>
    internal static BinnedColumn OfNumbers(double[] sample, int most)
    {
        Array.Sort(sample);
        List<double> distinct = [];
        List<int> counts = [];
        foreach (double value in sample)
        {
            if (distinct.Count > 0 && distinct[^1] == value)
                counts[^1]++;
            else
            {
                distinct.Add(value);
                counts.Add(1);
            }
        }

        List<double> edges = [];
        if (distinct.Count <= most)
        {
            for (int i = 0; i + 1 < distinct.Count; i++)
                edges.Add(Between(distinct[i], distinct[i + 1]));
            return new BinnedColumn([.. edges]);
        }

        // Each bin closes once it holds its even share of what is left, so that one frequent value does not starve the rest.
        long left = sample.Length, held = 0;
        for (int i = 0; i + 1 < distinct.Count && edges.Count < most - 1; i++)
        {
            held += counts[i];
            if (held * (most - edges.Count) < left)
                continue;
            edges.Add(Between(distinct[i], distinct[i + 1]));
            left -= held;
            held = 0;
        }
        return new BinnedColumn([.. edges]);
    }

    /// <summary>Bins for categories from how many rows have each level.</summary>
    internal static BinnedColumn OfLevels(ReadOnlySpan<long> counts, int most)
    {
        int[] bins = new int[counts.Length];
        Array.Fill(bins, -1);
        List<int> present = [];
        for (int level = 0; level < counts.Length; level++)
        {
            if (counts[level] > 0)
                present.Add(level);
        }
        int own = present.Count <= most ? present.Count : most - 1;
        long[] copy = counts.ToArray();
        int[] frequent = [.. present.OrderByDescending(level => copy[level]).ThenBy(level => level).Take(own)];
        Array.Sort(frequent);
        for (int bin = 0; bin < frequent.Length; bin++)
            bins[frequent[bin]] = bin;
        foreach (int level in present)
        {
            if (bins[level] < 0)
                bins[level] = own;
        }
        return new BinnedColumn(bins, Math.Max(1, Math.Min(present.Count, own + 1)));
    }

    /// <summary>A number in [low, high) near the middle, for low below high; it exists for any two doubles, infinities included.</summary>
    internal static double Between(double low, double high)
    {
        double middle = (low * 0.5) + (high * 0.5);
        return middle >= low && middle < high ? middle : low;
    }
}
