namespace Hone.Data;

/// <summary>Sums, moments and quantiles of plain numbers.</summary>
internal static class SummaryNumbers
{
    /// <summary>Σ v with Neumaier's compensation: right to the last bit or two whatever the order.</summary>
    public static double Sum(ReadOnlySpan<double> values)
    {
        double sum = 0, lost = 0;
        foreach (double value in values)
        {
            double next = sum + value;
            lost += Math.Abs(sum) >= Math.Abs(value) ? (sum - next) + value : (value - next) + sum;
            sum = next;
        }
        return double.IsFinite(sum) ? sum + lost : sum;
    }

    public static double Mean(ReadOnlySpan<double> values) => values.IsEmpty ? double.NaN : Sum(values) / values.Length;

    /// <summary>Σ (v − mean)² / (n − 1), corrected by what the deviations sum to; NaN for fewer than two values.</summary>
    public static double Variance(ReadOnlySpan<double> values, double mean)
    {
        if (values.Length < 2)
            return double.NaN;
        double sum = 0, drift = 0;
        foreach (double value in values)
        {
            sum += (value - mean) * (value - mean);
            drift += value - mean;
        }
        return (sum - (drift * drift / values.Length)) / (values.Length - 1);
    }

    public static double QuantileOfUnsorted(double[] values, double share)
    {
        Array.Sort(values);
        return Quantile(values, share);
    }

    /// <summary>Linear between the neighbours of place share · (n − 1); NaN for no values.</summary>
    public static double Quantile(ReadOnlySpan<double> sorted, double share)
    {
        if (sorted.IsEmpty)
            return double.NaN;
        double place = share * (sorted.Length - 1);
        int below = (int)place;
        double part = place - below;
        // The form that keeps to the ends exactly and is infinite only where a neighbour is.
        return part == 0 ? sorted[below] : sorted[below] + (part * (sorted[below + 1] - sorted[below]));
    }
}
