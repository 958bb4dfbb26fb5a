using Hone.Numerics;

namespace Hone.Evaluation.Regression;

/// <summary>Mean deviance: twice the log-likelihood lost against predicting each row exactly; 0 is perfect.</summary>
/// <remarks>Source: Jørgensen, The Theory of Dispersion Models, 1997.</remarks>
public static class Deviance
{
    /// <summary>For counts: the mean of 2(y ln(y/ŷ) − y + ŷ).</summary>
    /// <param name="truth">n numbers of at least 0.</param>
    /// <param name="predicted">n numbers above 0.</param>
    /// <param name="weights">n weights; empty means 1 each.</param>
    /// <exception cref="ArgumentException">Lengths differ, or a number is outside its range.</exception>
    public static double Poisson(ReadOnlySpan<double> truth, ReadOnlySpan<double> predicted, ReadOnlySpan<double> weights = default)
    {
        Checks.Numbers(truth, predicted, weights);
        double sum = 0, weight = 0;
        for (int i = 0; i < truth.Length; i++)
        {
            double y = truth[i], mu = predicted[i], w = weights.IsEmpty ? 1 : weights[i];
            if (y < 0 || mu <= 0)
                throw new ArgumentException(FormattableString.Invariant($"Row {i} has the true value {y} and the prediction {mu}; Poisson deviance needs at least 0 and above 0."), nameof(truth));
            sum += w * 2 * ((y > 0 ? y * Elementary.Log(y / mu) : 0) - y + mu);
            weight += w;
        }
        return sum / weight;
    }

    /// <summary>For amounts: the mean of 2(ln(ŷ/y) + y/ŷ − 1); unmoved by the unit.</summary>
    /// <param name="truth">n numbers above 0.</param>
    /// <param name="predicted">n numbers above 0.</param>
    /// <param name="weights">n weights; empty means 1 each.</param>
    /// <exception cref="ArgumentException">Lengths differ, or a number is not above 0.</exception>
    public static double Gamma(ReadOnlySpan<double> truth, ReadOnlySpan<double> predicted, ReadOnlySpan<double> weights = default)
    {
        Checks.Numbers(truth, predicted, weights);
        double sum = 0, weight = 0;
        for (int i = 0; i < truth.Length; i++)
        {
            double y = truth[i], mu = predicted[i], w = weights.IsEmpty ? 1 : weights[i];
            if (y <= 0 || mu <= 0)
                throw new ArgumentException(FormattableString.Invariant($"Row {i} has the true value {y} and the prediction {mu}; gamma deviance needs both above 0."), nameof(truth));
            sum += w * 2 * (Elementary.Log(mu / y) + (y / mu) - 1);
            weight += w;
        }
        return sum / weight;
    }
}
