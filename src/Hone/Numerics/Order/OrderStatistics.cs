namespace Hone.Numerics;

/// <summary>Values by their rank: selection, medians and quantiles, plain and weighted. NaN has no rank and is refused.</summary>
public static class OrderStatistics
{
    /// <summary>The value that a share p of the values lies below, interpolated between neighbours: type 7 of Hyndman and Fan, "Sample Quantiles in Statistical Packages", 1996, the usual one.</summary>
    /// <remarks>With h = (n − 1)p: between the values of rank ⌊h⌋ and ⌊h⌋ + 1, by the fraction of h. Cost O(n), and a copy.</remarks>
    /// <param name="values">At least one, no NaN; not changed.</param>
    /// <param name="p">From 0 to 1.</param>
    public static double Quantile(ReadOnlySpan<double> values, double p)
    {
        double[] copy = CheckedCopy(values);
        return QuantileInPlace(copy, Require.Between(p, 0.0, 1.0, nameof(p)));
    }

    /// <summary>Several quantiles of the same values, for one sort.</summary>
    /// <param name="values">At least one, no NaN; not changed.</param>
    /// <param name="p">Each from 0 to 1, in any order.</param>
    public static double[] Quantiles(ReadOnlySpan<double> values, params ReadOnlySpan<double> p)
    {
        double[] sorted = CheckedCopy(values);
        Array.Sort(sorted);
        double[] result = new double[p.Length];
        for (int i = 0; i < p.Length; i++)
            result[i] = QuantileOfSorted(sorted, p[i]);
        return result;
    }

    /// <summary>The type 7 quantile of values in ascending order; cost O(1).</summary>
    /// <param name="sorted">At least one, ascending.</param>
    /// <param name="p">From 0 to 1.</param>
    public static double QuantileOfSorted(ReadOnlySpan<double> sorted, double p)
    {
        NotEmpty(sorted, nameof(sorted));
        double h = (sorted.Length - 1) * Require.Between(p, 0.0, 1.0, nameof(p));
        int below = (int)h;
        return below + 1 < sorted.Length ? Between(sorted[below], sorted[below + 1], h - below) : sorted[below];
    }

    /// <summary>The middle value, or halfway between the two middle ones.</summary>
    public static double Median(ReadOnlySpan<double> values) => Quantile(values, 0.5);

    /// <summary>The median of |x − median|: a spread that outliers do not move. Times 1.4826 it estimates the standard deviation of normal data.</summary>
    public static double MedianAbsoluteDeviation(ReadOnlySpan<double> values)
    {
        double median = Median(values);
        double[] deviations = values.ToArray();
        foreach (ref double value in deviations.AsSpan())
            value = Math.Abs(value - median);
        return QuantileInPlace(deviations, 0.5);
    }

    /// <summary>The least value at which the weights at or below it reach a share p of their total; halfway to the next where they meet it exactly.</summary>
    /// <param name="values">At least one, no NaN; not changed.</param>
    /// <param name="weights">One a value, none below 0, not all 0.</param>
    /// <param name="p">From 0 to 1.</param>
    public static double WeightedQuantile(ReadOnlySpan<double> values, ReadOnlySpan<double> weights, double p)
    {
        Require.SameLength(weights.Length, values.Length, nameof(weights), nameof(values));
        Require.Between(p, 0.0, 1.0, nameof(p));
        double[] sorted = CheckedCopy(values);
        double[] w = weights.ToArray();
        double total = 0.0;
        Array.Sort(sorted, w);
        foreach (double weight in w)
            total += Require.AtLeastZero(weight, nameof(weights));
        if (!(total > 0 && double.IsFinite(total)))
            throw new ArgumentException(FormattableString.Invariant($"weights must add up to a finite number above 0; they add up to {total}."), nameof(weights));

        double target = p * total, reached = 0.0;
        int last = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            if (w[i] == 0)
                continue;
            last = i;
            reached += w[i];
            if (reached < target)
                continue;
            if (reached > target)
                return sorted[i];
            for (int next = i + 1; next < sorted.Length; next++)
            {
                if (w[next] > 0)
                    return Between(sorted[i], sorted[next], 0.5);
            }
            return sorted[i];
        }
        return sorted[last];
    }

    /// <summary>The weighted median: half the weight lies on either side.</summary>
    public static double WeightedMedian(ReadOnlySpan<double> values, ReadOnlySpan<double> weights) => WeightedQuantile(values, weights, 0.5);

    /// <summary>Reorders the values until the one of rank k stands at k, none greater before it and none less after it.</summary>
    /// <remarks>Hoare's selection with the middle of three as pivot, O(n); after too many poor pivots the rest is sorted, so O(n log n) at worst.</remarks>
    /// <param name="values">No NaN; reordered.</param>
    /// <param name="k">From 0 to the number of values less one.</param>
    /// <returns>The value of rank k.</returns>
    public static double Select(Span<double> values, int k)
    {
        Require.Between(k, 0, values.Length - 1, nameof(k));
        int low = 0, high = values.Length - 1;
        int patience = 2 * (1 + System.Numerics.BitOperations.Log2((uint)values.Length));
        while (high > low)
        {
            if (high - low < 16 || patience-- == 0)
            {
                values[low..(high + 1)].Sort();
                break;
            }

            double pivot = MiddleOf(values[low], values[(low + high) >>> 1], values[high]);
            int i = low, j = high;
            while (i <= j)
            {
                while (values[i] < pivot)
                    i++;
                while (values[j] > pivot)
                    j--;
                if (i <= j)
                {
                    (values[i], values[j]) = (values[j], values[i]);
                    i++;
                    j--;
                }
            }
            if (k <= j)
                high = j;
            else if (k >= i)
                low = i;
            else
                break;                                        // between the two scans all equal the pivot
        }
        return values[k];
    }

    private static double QuantileInPlace(double[] values, double p)
    {
        double h = (values.Length - 1) * p;
        int below = (int)h;
        double low = Select(values, below);
        if (h == below)
            return low;
        double next = double.PositiveInfinity;
        foreach (double value in values.AsSpan(below + 1))
            next = Math.Min(next, value);
        return Between(low, next, h - below);
    }

    /// <summary>low + fraction·(high − low), exact at the ends and where both are equal or infinite.</summary>
    private static double Between(double low, double high, double fraction)
    {
        if (low == high || fraction == 0)
            return low;
        double width = high - low;
        return double.IsFinite(width) ? low + (fraction * width) : ((1.0 - fraction) * low) + (fraction * high);
    }

    private static double MiddleOf(double a, double b, double c) => Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));

    private static double[] CheckedCopy(ReadOnlySpan<double> values)
    {
        NotEmpty(values, nameof(values));
        for (int i = 0; i < values.Length; i++)
        {
            if (double.IsNaN(values[i]))
                throw new ArgumentException(FormattableString.Invariant($"values must not hold NaN, which has no rank; entry {i} is NaN."), nameof(values));
        }
        return values.ToArray();
    }

    private static void NotEmpty(ReadOnlySpan<double> values, string name)
    {
        if (values.IsEmpty)
            throw new ArgumentException("A quantile needs at least one value; there is none.", name);
    }
}
