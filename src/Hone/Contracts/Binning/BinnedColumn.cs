using Hone.Numerics;

namespace Hone.Contracts;

/// <summary>How the values of one column fall into bins: at most 255 for values, and one for what is missing.</summary>
/// <remarks>
/// A number is in bin b if edges[b − 1] &lt; value ≤ edges[b], so that "value ≤ edges[b]" and "bin ≤ b" say the same; infinities are
/// ordered like any other value. A category is in the bin of its level. Where there are more levels than bins, the most frequent
/// have a bin each and the others share the last one. A level that no row had counts as missing.
/// </remarks>
public sealed class BinnedColumn
{
    // Columns are told apart by bytes, so that 255 edges and a last one of +∞ fill 16 groups.
    private const int MostGroups = 16;

    private readonly double[] padded;                          // edges, then +∞ up to the end of the last group
    private readonly int[]? binOfLevel;

    internal BinnedColumn(double[] edges)
    {
        Edges = edges;
        Count = edges.Length + 1;
        padded = new double[(edges.Length < Kernels.EdgesInGroup ? 1 : MostGroups) * Kernels.EdgesInGroup];
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
        for (int step = edges.Length / 2; step > 0; step >>= 1)
            at += edges[at + step - 1] < value ? step : 0;
        return at;
    }

    /// <summary>The bins of values <paramref name="stride"/> apart, written side by side and once more <paramref name="distance"/> bytes apart.</summary>
    internal unsafe void BinsOf(double* values, nint stride, int count, byte* side, byte* apart, nint distance)
    {
        if (binOfLevel is null)
        {
            fixed (double* edges = padded)
                Kernels.CountBelow(values, stride, count, edges, padded.Length / Kernels.EdgesInGroup, (byte)Missing, side, apart, distance, VectorPath.Widest);
            return;
        }
        for (int i = 0; i < count; i++)
            side[i] = apart[i * distance] = (byte)BinOf(values[i * stride]);
    }

    /// <summary>Edges for numbers: halfway between neighbouring distinct values, or where there are too many of those, at quantiles.</summary>
    /// <param name="sample">Values without NaN; sorted in place.</param>
    /// <param name="most">Bins at most.</param>
    internal static BinnedColumn OfNumbers(double[] sample, int most)
    {
        ulong[] keys = Array.ConvertAll(sample, RadixOrder.Key);
        RadixOrder.Sort(ref keys);
        for (int i = 0; i < keys.Length; i++)
            sample[i] = RadixOrder.Number(keys[i]);
        int distinct = sample.Length == 0 ? 0 : 1;
        for (int i = 1; i < sample.Length && distinct <= most; i++)
            distinct += sample[i] != sample[i - 1] ? 1 : 0;

        // Each bin closes once it holds its even share of what is left, so that one frequent value does not starve the rest.
        List<double> edges = [];
        long left = sample.Length, held = 0;
        for (int next = 1; next < sample.Length && edges.Count < most - 1; next++)
        {
            held++;
            if (sample[next] == sample[next - 1] || (distinct > most && held * (most - edges.Count) < left))
                continue;
            edges.Add(Between(sample[next - 1], sample[next]));
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

    /// <summary>The same bins of categories, where the levels of some bins have no row.</summary>
    /// <param name="held">For each bin whether a row has it.</param>
    internal BinnedColumn OfThose(bool[] held) => new(Array.ConvertAll(binOfLevel!, bin => bin >= 0 && held[bin] ? bin : -1), Count);

    /// <summary>A number in [low, high) near the middle, for low below high; it exists for any two doubles, infinities included.</summary>
    internal static double Between(double low, double high)
    {
        double middle = (low * 0.5) + (high * 0.5);
        return middle >= low && middle < high ? middle : low;
    }
}
