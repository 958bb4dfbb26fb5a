using Hone.Numerics;

namespace Hone.Recipes;

/// <summary>The few statistics of a column that steps learn. Values are finite; means and deviations pass over NaN, a gap.</summary>
internal static class Statistics
{
    // 2⁻⁵⁴⁰: the largest double times this has a square, and sums of squares, within range.
    private static readonly double Shrink = Math.ScaleB(1, -540);

    /// <summary>Corrected two-pass mean: its error does not grow with n. 0 of none.</summary>
    public static double Mean(ReadOnlySpan<double> values)
    {
        double rough = RoughMean(values);
        (int count, double rest, _) = Kernels.PresentMoments(values, rough);
        return count == 0 || !double.IsFinite(rest) ? rough : rough + (rest / count);
    }

    /// <summary>The mean, and √(Σ(x − mean)² / n), also where the squares are beyond the range of a double; 0 of none. Reads the values twice.</summary>
    public static (double Mean, double Deviation) MeanAndDeviation(ReadOnlySpan<double> values)
    {
        double rough = RoughMean(values);
        (int count, double rest, double squares) = Kernels.PresentMoments(values, rough);
        if (count == 0)
            return (0, 0);
        if (double.IsFinite(squares) && double.IsFinite(rest))
            return (rough + (rest / count), Math.Sqrt(Math.Max(0, (squares - (rest * rest / count)) / count)));
        double mean = Mean(values);
        return (mean, Math.Sqrt(Variance(Shrunk(values), mean * Shrink)) / Shrink);
    }

    /// <summary>Σ(x − mean)² / n; 0 of none.</summary>
    public static double Variance(ReadOnlySpan<double> values, double mean)
    {
        (int count, double rest, double squares) = Kernels.PresentMoments(values, mean);
        return count == 0 ? 0 : Math.Max(0, (squares - (rest * rest / count)) / count);
    }

    private static double RoughMean(ReadOnlySpan<double> values)
    {
        (int count, double sum, _) = Kernels.PresentMoments(values, 0);
        if (count == 0)
            return 0;
        return double.IsFinite(sum) ? sum / count : Kernels.PresentMoments(Shrunk(values), 0).Sum / count / Shrink;
    }

    private static double[] Shrunk(ReadOnlySpan<double> values)
    {
        double[] smaller = new double[values.Length];
        for (int i = 0; i < smaller.Length; i++)
            smaller[i] = values[i] * Shrink;
        return smaller;
    }

    /// <summary>The middle value, or the mean of the two middle ones; the values are reordered. O(n).</summary>
    public static double Median(Span<double> values)
    {
        int low = (values.Length - 1) / 2;
        Span<double> middle = [OrderStatistics.Select(values, low), 0];
        if (values.Length % 2 == 1)
            return middle[0];
        double next = double.PositiveInfinity;
        foreach (double value in values[(low + 1)..])
            next = Math.Min(next, value);
        middle[1] = next;
        return Quantile(middle, 0.5);
    }

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
