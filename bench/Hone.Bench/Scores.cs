using Hone.Contracts;

namespace Hone.Bench;

/// <summary>The peers' scores, by their formulas.</summary>
internal static class Scores
{
    /// <summary>The share of rows whose predicted class is the true one.</summary>
    public static double Accuracy(ClassTarget truth, int[] predicted)
    {
        int right = 0;
        for (int i = 0; i < predicted.Length; i++)
            right += truth.Codes[i] == predicted[i] ? 1 : 0;
        return (double)right / predicted.Length;
    }

    /// <summary>1 − Σ(y − ŷ)² / Σ(y − ȳ)².</summary>
    public static double R2(ReadOnlySpan<double> truth, ReadOnlySpan<double> predicted)
    {
        double mean = 0.0, residual = 0.0, total = 0.0;
        foreach (double value in truth)
            mean += value / truth.Length;
        for (int i = 0; i < truth.Length; i++)
        {
            residual += (truth[i] - predicted[i]) * (truth[i] - predicted[i]);
            total += (truth[i] - mean) * (truth[i] - mean);
        }
        return 1.0 - (residual / total);
    }
}
