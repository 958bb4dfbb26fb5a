namespace Hone.Recipes;

/// <summary>The few statistics of a column that steps learn. All take finite numbers.</summary>
internal static class Statistics
{
    // 2⁻⁵⁴⁰: the largest double times this has a square, and sums of squares, within range.
    private static readonly double Shrink = Math.ScaleB(1, -540);

    /// <summary>Corrected two-pass mean: its error does not grow with n.</summary>
    public static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
            sum += value;
        if (!double.IsFinite(sum))
            return MeanOfHuge(values);
        double mean = sum / values.Length, rest = 0;
        foreach (double value in values)
            rest += value - mean;
        return mean + (rest / values.Length);
    }

    /// <summary>√(Σ(x − mean)² / n), also where the squares are beyond the range of a double.</summary>
    public static double Deviation(ReadOnlySpan<double> values, double mean)
    {
        double variance = Variance(values, mean);
        if (double.IsFinite(variance))
            return Math.Sqrt(variance);
        double[] smaller = new double[values.Length];
        for (int i = 0; i < smaller.Length; i++)
            smaller[i] = values[i] * Shrink;
        return Math.Sqrt(Variance(smaller, mean * Shrink)) / Shrink;
    }

    private static double MeanOfHuge(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
            sum += value * Shrink;
        return sum / values.Length / Shrink;
    }

    /// <summary>Σ(x − mean)² / n.</summary>
    public static double Variance(ReadOnlySpan<double> values, double mean)
    {
        double squares = 0, rest = 0;
        foreach (double value in values)
        {
            double d = value - mean;
            squares += d * d;
            rest += d;
        }
        return Math.Max(0, (squares - (rest * rest / values.Length)) / values.Length);
    }

    /// <summary>The middle value, or the mean of the two middle ones.</summary>
    public static double Median(double[] values) => Quantile(Sorted(values), 0.5);

    /// <summary>The most frequent value, the least of equals.</summary>
    public static double Mode(double[] values)
    {
        double[] sorted = Sorted(values);
        double best = sorted[0];
        int bestRun = 0, run = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            run = i > 0 && sorted[i] == sorted[i - 1] ? run + 1 : 1;
            if (run > bestRun)
                (best, bestRun) = (sorted[i], run);
        }
        return best;
    }

    public static double[] Sorted(ReadOnlySpan<double> values)
    {
        double[] sorted = values.ToArray();
        Array.Sort(sorted);
        return sorted;
    }

    /// <summary>The q-quantile of sorted values by linear interpolation between neighbours (type 7, NumPy's default).</summary>
    public static double Quantile(ReadOnlySpan<double> sorted, double q)
    {
        double at = q * (sorted.Length - 1);
        int low = (int)Math.Floor(at);
        if (low >= sorted.Length - 1)
            return sorted[^1];
        double share = at - low, difference = sorted[low + 1] - sorted[low];
        if (double.IsInfinity(difference))
            return (sorted[low] * (1 - share)) + (sorted[low + 1] * share);
        // From the nearer end, as NumPy does: the result then never leaves the two neighbours.
        return share >= 0.5 ? sorted[low + 1] - (difference * (1 - share)) : sorted[low] + (difference * share);
    }

    /// <summary>Third standardised moment; 0 for a constant.</summary>
    public static double Skewness(ReadOnlySpan<double> values)
    {
        double mean = Mean(values), squares = 0, cubes = 0;
        foreach (double value in values)
        {
            double d = value - mean;
            squares += d * d;
            cubes += d * d * d;
        }
        double variance = squares / values.Length;
        return variance <= 0 ? 0 : cubes / values.Length / (variance * Math.Sqrt(variance));
    }
}
