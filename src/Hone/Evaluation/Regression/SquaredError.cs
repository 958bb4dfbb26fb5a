namespace Hone.Evaluation.Regression;

/// <summary>Squared differences: what the mean minimises, and large mistakes dominate.</summary>
public static class SquaredError
{
    /// <summary>MSE: Σ w(y − ŷ)² / Σ w, in squared units of the target.</summary>
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
            double error = truth[i] - predicted[i], w = weights.IsEmpty ? 1 : weights[i];
            sum += w * error * error;
            weight += w;
        }
        return sum / weight;
    }

    /// <summary>RMSE: the root of the mean squared error, in the target's own unit.</summary>
    /// <param name="truth">n numbers, finite.</param>
    /// <param name="predicted">n numbers, finite.</param>
    /// <param name="weights">n weights; empty means 1 each.</param>
    /// <exception cref="ArgumentException">Lengths differ, there are no rows, or a number is not finite.</exception>
    public static double RootMean(ReadOnlySpan<double> truth, ReadOnlySpan<double> predicted, ReadOnlySpan<double> weights = default) =>
        Math.Sqrt(Mean(truth, predicted, weights));

    /// <summary>How the mean squared error changes with each prediction: 2w(ŷ − y) / Σ w.</summary>
    /// <param name="truth">n numbers, finite.</param>
    /// <param name="predicted">n numbers, finite.</param>
    /// <param name="weights">n weights; empty means 1 each.</param>
    /// <exception cref="ArgumentException">Lengths differ, there are no rows, or a number is not finite.</exception>
    public static double[] Gradient(ReadOnlySpan<double> truth, ReadOnlySpan<double> predicted, ReadOnlySpan<double> weights = default)
    {
        Checks.Numbers(truth, predicted, weights);
        double total = 0;
        foreach (double w in weights)
            total += w;
        if (weights.IsEmpty)
            total = truth.Length;
        double[] gradient = new double[truth.Length];
        for (int i = 0; i < gradient.Length; i++)
            gradient[i] = 2 * (weights.IsEmpty ? 1 : weights[i]) * (predicted[i] - truth[i]) / total;
        return gradient;
    }
}
