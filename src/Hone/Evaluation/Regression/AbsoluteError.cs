namespace Hone.Evaluation.Regression;

/// <summary>Absolute differences: what the median minimises, and one outlier moves little.</summary>
public static class AbsoluteError
{
    // The spacing of doubles at 1 stands in for a true value of 0 where a quotient needs one.
    private const double Smallest = 2.220446049250313e-16;

    /// <summary>MAE: Σ w|y − ŷ| / Σ w, in the target's own unit.</summary>
    /// <param name="truth">n numbers, finite.</param>
    /// <param name="predicted">n numbers, finite.</param>
    /// <param name="weights">n weights; empty means 1 each.</param>
    /// <exception cref="ArgumentException">Lengths differ, there are no rows, or a number is not finite.</exception>
    public static double Mean(ReadOnlySpan<double> truth, ReadOnlySpan<double> predicted, ReadOnlySpan<double> weights = default)
    {
        Checks.Numbers(truth, predicted, weights);
        double sum = 0, weight = 0;
        for (int i = 0; i < truth.Length; i++)
        {
            double w = weights.IsEmpty ? 1 : weights[i];
            sum += w * Math.Abs(truth[i] - predicted[i]);
            weight += w;
        }
        return sum / weight;
    }

    /// <summary>MAPE: the mean of |y − ŷ| / |y|, as a share, not in per cent. A true value of 0 is taken as 2.2e-16, which makes the mean enormous: use another score there.</summary>
    /// <param name="truth">n numbers, finite.</param>
    /// <param name="predicted">n numbers, finite.</param>
    /// <param name="weights">n weights; empty means 1 each.</param>
    /// <exception cref="ArgumentException">Lengths differ, there are no rows, or a number is not finite.</exception>
    public static double MeanRelative(ReadOnlySpan<double> truth, ReadOnlySpan<double> predicted, ReadOnlySpan<double> weights = default)
    {
        Checks.Numbers(truth, predicted, weights);
        double sum = 0, weight = 0;
        for (int i = 0; i < truth.Length; i++)
        {
            double w = weights.IsEmpty ? 1 : weights[i];
            sum += w * Math.Abs(predicted[i] - truth[i]) / Math.Max(Math.Abs(truth[i]), Smallest);
            weight += w;
        }
        return sum / weight;
    }

    /// <summary>The median absolute error: half the rows are nearer. With weights, the least error that half the weight does not exceed.</summary>
    /// <param name="truth">n numbers, finite.</param>
    /// <param name="predicted">n numbers, finite.</param>
    /// <param name="weights">n weights; empty means 1 each, and then an even count averages the two in the middle.</param>
    /// <remarks>Cost: O(n log n).</remarks>
    /// <exception cref="ArgumentException">Lengths differ, there are no rows, or a number is not finite.</exception>
    public static double Median(ReadOnlySpan<double> truth, ReadOnlySpan<double> predicted, ReadOnlySpan<double> weights = default)
    {
        Checks.Numbers(truth, predicted, weights);
        double[] errors = new double[truth.Length];
        for (int i = 0; i < errors.Length; i++)
            errors[i] = Math.Abs(truth[i] - predicted[i]);
        int middle = errors.Length / 2;
        if (weights.IsEmpty)
        {
            Array.Sort(errors);
            return errors.Length % 2 == 1 ? errors[middle] : (errors[middle - 1] + errors[middle]) / 2;
        }
        double[] sorted = weights.ToArray();
        Array.Sort(errors, sorted);
        double half = 0, below = 0;
        foreach (double w in sorted)
            half += w;
        half *= 0.5;
        for (int i = 0; i < errors.Length; i++)
        {
            below += sorted[i];
            if (below > 0 && below >= half)
                return errors[i];
        }
        return errors[^1];
    }

    /// <summary>The greatest absolute error.</summary>
    /// <param name="truth">n numbers, finite.</param>
    /// <param name="predicted">n numbers, finite.</param>
    /// <exception cref="ArgumentException">Lengths differ, there are no rows, or a number is not finite.</exception>
    public static double Largest(ReadOnlySpan<double> truth, ReadOnlySpan<double> predicted)
    {
        Checks.Numbers(truth, predicted, default);
        double largest = 0;
        for (int i = 0; i < truth.Length; i++)
            largest = Math.Max(largest, Math.Abs(truth[i] - predicted[i]));
        return largest;
    }

    /// <summary>Pinball loss, which the α-quantile minimises: the mean of α(y − ŷ) where y is above, (1 − α)(ŷ − y) where below.</summary>
    /// <param name="truth">n numbers, finite.</param>
    /// <param name="predicted">n predicted quantiles, finite.</param>
    /// <param name="quantile">α from 0 to 1; 0.5 gives half the mean absolute error.</param>
    /// <param name="weights">n weights; empty means 1 each.</param>
    /// <remarks>Source: Koenker and Bassett, "Regression quantiles", 1978.</remarks>
    /// <exception cref="ArgumentException">Lengths differ, there are no rows, or a number is not finite.</exception>
    public static double Pinball(ReadOnlySpan<double> truth, ReadOnlySpan<double> predicted, double quantile, ReadOnlySpan<double> weights = default)
    {
        Numerics.Require.Between(quantile, 0.0, 1.0, nameof(quantile));
        Checks.Numbers(truth, predicted, weights);
        double sum = 0, weight = 0;
        for (int i = 0; i < truth.Length; i++)
        {
            double difference = truth[i] - predicted[i], w = weights.IsEmpty ? 1 : weights[i];
            sum += w * (difference >= 0 ? quantile * difference : (quantile - 1) * difference);
            weight += w;
        }
        return sum / weight;
    }
}
