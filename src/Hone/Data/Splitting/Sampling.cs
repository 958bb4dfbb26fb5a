namespace Hone.Data;

/// <summary>Draws rows from a table.</summary>
public static partial class Sampling
{
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
