using Hone.Numerics;

namespace Hone.Data;

/// <summary>Draws rows: each way gives positions that <see cref="Frame.Take"/> takes.</summary>
/// <remarks>Source of all but the reservoir: W. G. Cochran, "Sampling Techniques", 3rd edition, 1977.</remarks>
public static class Sampling
{
    /// <summary>Simple random sampling without replacement: every subset of that size is equally likely. Ascending. Cost: O(population).</summary>
    /// <param name="population">Number of rows there are.</param>
    /// <param name="count">Number of rows to draw, 0 … population.</param>
    /// <param name="seed">Same seed, same rows.</param>
    public static int[] Simple(int population, int count, ulong seed = 0) =>
        RandomKey.FromSeed(seed).Child("simple").Open().Sample(Require.AtLeast(population, 0, nameof(population)), count);

    /// <summary>Simple random sampling with replacement: each draw is any row, whatever was drawn before. Ascending. Cost: O(count·log count).</summary>
    /// <param name="population">Number of rows there are, at least 1.</param>
    /// <param name="count">Number of draws, at least 0.</param>
    /// <param name="seed">Same seed, same rows.</param>
    public static int[] WithReplacement(int population, int count, ulong seed = 0)
    {
        Require.AtLeast(population, 1, nameof(population));
        return WithReplacement(population, Require.AtLeast(count, 0, nameof(count)), RandomKey.FromSeed(seed).Child("with-replacement").Open());
    }

    /// <summary>Stratified sampling: each stratum gives its share, to within one row, drawn at random within it. Ascending. Cost: O(n).</summary>
    /// <param name="strata">A number a row, the same for rows of one stratum; <see cref="SplitRows.Of"/> makes them from a column.</param>
    /// <param name="count">Number of rows to draw, 0 … n.</param>
    /// <param name="seed">Same seed, same rows.</param>
    public static int[] Stratified(IReadOnlyList<int> strata, int count, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(strata);
        Require.Between(count, 0, strata.Count, nameof(count));
        int[][] byStratum = Strata.RowsOf([.. strata]);
        int[] take = Shares([.. byStratum.Select(r => r.Length)], count);
        RandomStream random = RandomKey.FromSeed(seed).Child("stratified").Open();
        List<int> rows = new(count);
        for (int s = 0; s < byStratum.Length; s++)
            rows.AddRange(random.Sample(byStratum[s].Length, take[s]).Select(i => byStratum[s][i]));
        rows.Sort();
        return [.. rows];
    }

    /// <summary>Cluster sampling: draws whole groups at random and gives all their rows. Ascending. Cost: O(n).</summary>
    /// <param name="groups">A number a row, the same for rows of one group.</param>
    /// <param name="count">Number of groups to draw, 0 … the number there are.</param>
    /// <param name="seed">Same seed, same rows.</param>
    public static int[] Clusters(IReadOnlyList<int> groups, int count, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(groups);
        int[][] byGroup = Strata.RowsOf([.. groups]);
        int[] rows = [.. RandomKey.FromSeed(seed).Child("clusters").Open().Sample(byGroup.Length, count).SelectMany(g => byGroup[g])];
        Array.Sort(rows);
        return rows;
    }

    /// <summary>Systematic sampling: every k-th row from a random start among the first k. Ascending. Cost: O(population / k).</summary>
    /// <remarks>Biased where the rows have a period that shares a factor with k.</remarks>
    /// <param name="population">Number of rows there are.</param>
    /// <param name="every">k, at least 1.</param>
    /// <param name="seed">Same seed, same rows.</param>
    public static int[] Systematic(int population, int every, ulong seed = 0)
    {
        Require.AtLeast(population, 0, nameof(population));
        int start = RandomKey.FromSeed(seed).Child("systematic").Open().Below(Require.AtLeast(every, 1, nameof(every)));
        List<int> rows = [];
        for (long row = start; row < population; row += every)
            rows.Add((int)row);
        return [.. rows];
    }

    /// <summary>Reservoir sampling: from a stream of unknown length, each subset of that size equally likely, in one pass and O(count) memory.</summary>
    /// <remarks>In the order of the stream's places in the reservoir, which is no order to rely on. Source: J. S. Vitter, "Random Sampling with a Reservoir", ACM TOMS 11(1), 1985, algorithm R.</remarks>
    /// <param name="stream">The items.</param>
    /// <param name="count">Number of items to draw; all of them where the stream has fewer.</param>
    /// <param name="seed">Same seed, same items.</param>
    public static T[] Reservoir<T>(IEnumerable<T> stream, int count, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Require.AtLeast(count, 0, nameof(count));
        RandomStream random = RandomKey.FromSeed(seed).Child("reservoir").Open();
        List<T> kept = new(count);
        int seen = 0;
        foreach (T item in stream)
        {
            if (kept.Count < count)
                kept.Add(item);
            else if (random.Below(++seen + count) is int place && place < count)
                kept[place] = item;
        }
        return [.. kept];
    }

    internal static int[] WithReplacement(int population, int count, RandomStream random)
    {
        int[] rows = new int[count];
        for (int i = 0; i < count; i++)
            rows[i] = random.Below(population);
        Array.Sort(rows);
        return rows;
    }

    /// <summary>Parts a number among strata in proportion to their sizes: each gets its exact share rounded down or up, the largest remainders up.</summary>
    internal static int[] Shares(int[] sizes, int wanted)
    {
        long total = sizes.Sum(s => (long)s);
        int[] take = new int[sizes.Length];
        long[] remainder = new long[sizes.Length];
        int given = 0;
        for (int s = 0; s < sizes.Length; s++)
        {
            long product = (long)sizes[s] * wanted;
            take[s] = (int)(product / total);
            remainder[s] = product % total;
            given += take[s];
        }
        int[] order = [.. Enumerable.Range(0, sizes.Length).OrderByDescending(s => remainder[s])];
        for (int i = 0; given < wanted; i++, given++)
            take[order[i]]++;
        return take;
    }
}
