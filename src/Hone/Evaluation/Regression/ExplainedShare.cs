namespace Hone.Evaluation.Regression;

/// <summary>Which share of the target's variation the predictions account for; 1 is all of it, below 0 is worse than the mean.</summary>
/// <remarks>A constant target has no variation: perfect predictions score 1, any others 0. One row alone has no score.</remarks>
public static class ExplainedShare
{
    /// <summary>R²: 1 − Σ w(y − ŷ)² / Σ w(y − ȳ)².</summary>
    /// <param name="truth">n ≥ 2 numbers, finite.</param>
    /// <param name="predicted">n numbers, finite.</param>
    /// <param name="weights">n weights; empty means 1 each.</param>
    /// <exception cref="ArgumentException">Lengths differ, there are fewer than two rows, or a number is not finite.</exception>
    public static double R2(ReadOnlySpan<double> truth, ReadOnlySpan<double> predicted, ReadOnlySpan<double> weights = default)
    {
        Check(truth, predicted, weights);
        double mean = Mean(truth, weights), residual = 0, total = 0;
        for (int i = 0; i < truth.Length; i++)
        {
            double w = weights.IsEmpty ? 1 : weights[i], error = truth[i] - predicted[i], spread = truth[i] - mean;
            residual += w * error * error;
            total += w * spread * spread;
        }
        return Share(residual, total);
    }

    /// <summary>R² less what columns of pure noise would add: 1 − (1 − R²)(n − 1)/(n − d − 1).</summary>
    /// <param name="r2">R².</param>
    /// <param name="rows">n, above d + 1.</param>
    /// <param name="columns">d, the columns the model was fitted on.</param>
    /// <exception cref="ArgumentException">n is not above d + 1.</exception>
    public static double AdjustedR2(double r2, int rows, int columns)
    {
        Numerics.Require.Finite(r2, nameof(r2));
        Numerics.Require.AtLeast(columns, 0, nameof(columns));
        if (rows <= columns + 1)
            throw new ArgumentException(FormattableString.Invariant($"Adjusted R2 needs more than {columns + 1} rows for {columns} columns; there are {rows}."), nameof(rows));
        return 1 - ((1 - r2) * (rows - 1.0) / (rows - columns - 1.0));
    }

    /// <summary>1 − Var(y − ŷ) / Var(y): R² of predictions forgiven a constant offset.</summary>
    /// <param name="truth">n ≥ 2 numbers, finite.</param>
    /// <param name="predicted">n numbers, finite.</param>
    /// <param name="weights">n weights; empty means 1 each.</param>
    /// <exception cref="ArgumentException">Lengths differ, there are fewer than two rows, or a number is not finite.</exception>
    public static double ExplainedVariance(ReadOnlySpan<double> truth, ReadOnlySpan<double> predicted, ReadOnlySpan<double> weights = default)
    {
        Check(truth, predicted, weights);
        double[] errors = new double[truth.Length];
        for (int i = 0; i < errors.Length; i++)
            errors[i] = truth[i] - predicted[i];
        double meanError = Mean(errors, weights), mean = Mean(truth, weights), residual = 0, total = 0;
        for (int i = 0; i < errors.Length; i++)
        {
            double w = weights.IsEmpty ? 1 : weights[i], error = errors[i] - meanError, spread = truth[i] - mean;
            residual += w * error * error;
            total += w * spread * spread;
        }
        return Share(residual, total);
    }

    private static double Share(double residual, double total) => total > 0 ? 1 - (residual / total) : residual > 0 ? 0 : 1;

    private static double Mean(ReadOnlySpan<double> values, ReadOnlySpan<double> weights)
    {
        double sum = 0, weight = 0;
        for (int i = 0; i < values.Length; i++)
        {
            double w = weights.IsEmpty ? 1 : weights[i];
            sum += w * values[i];
            weight += w;
        }
        return sum / weight;
    }

    private static void Check(ReadOnlySpan<double> truth, ReadOnlySpan<double> predicted, ReadOnlySpan<double> weights)
    {
        Checks.Numbers(truth, predicted, weights);
        if (truth.Length < 2)
            throw new ArgumentException("A share of variation needs at least two rows; there is one.", nameof(truth));
    }
}
