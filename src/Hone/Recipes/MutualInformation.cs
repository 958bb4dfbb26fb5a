using Hone.Numerics;

namespace Hone.Recipes;

/// <summary>The information, in nats, that each column taken alone gives about a target: 0 where independent, whatever the shape of the relation.</summary>
/// <remarks>
/// Numbers are taken by the distances to k nearest neighbours, after division by their standard deviation. Estimates below 0 become 0.
/// Where values repeat, each is moved by about 1e-10, the same way for the same column: neighbours at distance 0 would tell nothing apart.
/// Sources: A. Kraskov, H. Stögbauer and P. Grassberger, "Estimating Mutual Information", Physical Review E 69, 2004;
/// B. C. Ross, "Mutual Information between Discrete and Continuous Data Sets", PLoS ONE 9(2), 2014.
/// </remarks>
public static class MutualInformation
{
    private const double TieBreak = 1e-10;

    /// <summary>Between two columns of codes: the sum of p(a, b) ln(p(a, b) / p(a) p(b)). Cost: O(n).</summary>
    /// <exception cref="ArgumentException">Lengths differ.</exception>
    public static double OfCodes(ReadOnlySpan<int> a, ReadOnlySpan<int> b)
    {
        Require.SameLength(b.Length, a.Length, nameof(b), nameof(a));
        Dictionary<(int, int), int> joint = [];
        Dictionary<int, int> ofA = [], ofB = [];
        for (int i = 0; i < a.Length; i++)
        {
            joint[(a[i], b[i])] = joint.GetValueOrDefault((a[i], b[i])) + 1;
            ofA[a[i]] = ofA.GetValueOrDefault(a[i]) + 1;
            ofB[b[i]] = ofB.GetValueOrDefault(b[i]) + 1;
        }
        double sum = 0, n = a.Length;
        foreach (((int x, int y), int count) in joint)
            sum += count / n * Elementary.Log(count * n / ((double)ofA[x] * ofB[y]));
        return Math.Max(0, sum);
    }

    /// <summary>Between a column of numbers and one of codes, by Ross's estimator. Cost: O(n log n).</summary>
    /// <param name="x">Finite numbers.</param>
    /// <param name="codes">A code a row; rows whose code occurs once are left out.</param>
    /// <param name="neighbors">k, at least 1; fewer where a code has fewer rows.</param>
    /// <exception cref="ArgumentException">Lengths differ.</exception>
    public static double OfNumbersAndCodes(ReadOnlySpan<double> x, ReadOnlySpan<int> codes, int neighbors = 3)
    {
        Require.SameLength(codes.Length, x.Length, nameof(codes), nameof(x));
        Require.AtLeast(neighbors, 1, nameof(neighbors));
        double[] scaled = Scaled(x);
        int[] own = codes.ToArray();
        (int Code, int[] Rows)[] groups = [.. Enumerable.Range(0, own.Length).GroupBy(i => own[i]).Where(g => g.Count() > 1).Select(g => (g.Key, g.OrderBy(i => scaled[i]).ToArray()))];
        double[] all = [.. groups.SelectMany(g => g.Rows.Select(i => scaled[i]))];
        Array.Sort(all);
        int n = all.Length;
        if (n == 0)
            return 0;
        double sum = 0;
        foreach ((_, int[] rows) in groups.OrderBy(g => g.Code))
        {
            double[] sorted = [.. rows.Select(i => scaled[i])];
            int k = Math.Min(neighbors, sorted.Length - 1);
            for (int at = 0; at < sorted.Length; at++)
            {
                double radius = Math.BitDecrement(KthDistance(sorted, at, k));
                sum += SpecialFunctions.Digamma(k) - SpecialFunctions.Digamma(sorted.Length) - SpecialFunctions.Digamma(Math.Max(1, Within(all, sorted[at], radius)));
            }
        }
        return Math.Max(0, SpecialFunctions.Digamma(n) + (sum / n));
    }

    /// <summary>Between two columns of numbers, by the first estimator of Kraskov and others. Cost: O(n²).</summary>
    /// <param name="x">Finite numbers.</param>
    /// <param name="y">As many.</param>
    /// <param name="neighbors">k, at least 1 and below the number of rows.</param>
    /// <param name="workers">Threads at most; null means one a processor.</param>
    /// <exception cref="ArgumentException">Lengths differ, or there are not more than k rows.</exception>
    public static double OfNumbers(ReadOnlySpan<double> x, ReadOnlySpan<double> y, int neighbors = 3, int? workers = null)
    {
        Require.SameLength(y.Length, x.Length, nameof(y), nameof(x));
        Require.Between(neighbors, 1, x.Length - 1, nameof(neighbors));
        double[] a = Scaled(x), b = Scaled(y), sortedA = Statistics.Sorted(a), sortedB = Statistics.Sorted(b), terms = new double[a.Length];
        WorkerPool.For(a.Length, workers, i =>
        {
            Span<double> nearest = neighbors <= 64 ? stackalloc double[neighbors] : new double[neighbors];
            nearest.Fill(double.PositiveInfinity);
            for (int r = 0; r < a.Length; r++)
            {
                double distance = Math.Max(Math.Abs(a[r] - a[i]), Math.Abs(b[r] - b[i]));
                if (r == i || distance >= nearest[^1])
                    continue;
                int at = nearest.Length - 1;
                for (; at > 0 && nearest[at - 1] > distance; at--)
                    nearest[at] = nearest[at - 1];
                nearest[at] = distance;
            }
            double radius = Math.BitDecrement(nearest[^1]);
            terms[i] = SpecialFunctions.Digamma(Math.Max(1, Within(sortedA, a[i], radius))) + SpecialFunctions.Digamma(Math.Max(1, Within(sortedB, b[i], radius)));
        });
        double sum = 0;
        foreach (double term in terms)
            sum += term;
        return Math.Max(0, SpecialFunctions.Digamma(a.Length) + SpecialFunctions.Digamma(neighbors) - (sum / a.Length));
    }

    private static double[] Scaled(ReadOnlySpan<double> x)
    {
        double mean = Statistics.Mean(x), deviation = Math.Sqrt(Statistics.Variance(x, mean));
        double[] scaled = x.ToArray();
        double size = 0;
        for (int i = 0; i < scaled.Length; i++)
        {
            scaled[i] /= deviation > 0 ? deviation : 1;
            size += Math.Abs(scaled[i]) / scaled.Length;
        }
        double[] sorted = Statistics.Sorted(scaled);
        if (Enumerable.Range(1, Math.Max(0, sorted.Length - 1)).All(i => sorted[i] != sorted[i - 1]))
            return scaled;
        RandomStream stream = RandomKey.FromSeed(0).Child("ties").Open();
        for (int i = 0; i < scaled.Length; i++)
            scaled[i] += TieBreak * Math.Max(1, size) * stream.Uniform(-1, 1);
        return scaled;
    }

    // The distance from one of sorted values to its k-th nearest other: a window that grows on the nearer side.
    private static double KthDistance(double[] sorted, int at, int k)
    {
        int low = at, high = at;
        double distance = 0;
        for (int found = 0; found < k; found++)
        {
            double below = low > 0 ? sorted[at] - sorted[low - 1] : double.PositiveInfinity;
            double above = high < sorted.Length - 1 ? sorted[high + 1] - sorted[at] : double.PositiveInfinity;
            distance = Math.Min(below, above);
            if (below <= above)
                low--;
            else
                high++;
        }
        return distance;
    }

    // How many of sorted values lie within the radius, the value itself included.
    private static int Within(double[] sorted, double value, double radius)
    {
        int First(Func<double, bool> reached)
        {
            int low = 0, high = sorted.Length;
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (reached(sorted[middle]))
                    high = middle;
                else
                    low = middle + 1;
            }
            return low;
        }
        return First(v => v > value && v - value > radius) - First(v => v >= value || value - v <= radius);
    }
}
