using Hone.Numerics;

namespace Hone.Evaluation.Classification;

/// <summary>How often things happen that were given a probability: the reliability diagram's points and their distance from the diagonal.</summary>
/// <remarks>Cost: O(n log n). Source: DeGroot and Fienberg, 1983; Naeini et al., AAAI 2015, for the expected calibration error.</remarks>
public sealed class CalibrationCurve
{
    private CalibrationCurve(double[] predicted, double[] observed, double[] weights)
    {
        (Predicted, Observed, Weights) = (predicted, observed, weights);
        double total = weights.Sum();
        for (int b = 0; b < weights.Length; b++)
        {
            double gap = Math.Abs(predicted[b] - observed[b]);
            ExpectedError += weights[b] / total * gap;
            LargestError = Math.Max(LargestError, gap);
        }
    }

    /// <summary>Mean probability predicted in each bin that holds a row, rising.</summary>
    public IReadOnlyList<double> Predicted { get; }

    /// <summary>Share of rows in that bin for which it happened.</summary>
    public IReadOnlyList<double> Observed { get; }

    /// <summary>The rows' weight in that bin.</summary>
    public IReadOnlyList<double> Weights { get; }

    /// <summary>The mean distance of observed from predicted, weighted by the bins' rows ("ECE"); 0 is perfect.</summary>
    public double ExpectedError { get; }

    /// <summary>The greatest distance of any bin ("MCE").</summary>
    public double LargestError { get; }

    /// <summary>The curve of probabilities against a yes or no.</summary>
    /// <param name="happened">n answers.</param>
    /// <param name="probabilities">n numbers from 0 to 1.</param>
    /// <param name="bins">At least 1. Default 10.</param>
    /// <param name="equalCounts">Bins of about as many rows each (their edges are quantiles of the probabilities) instead of equal width. Default false.</param>
    /// <param name="weights">n weights; empty means 1 each.</param>
    /// <exception cref="ArgumentException">Lengths differ, or a probability is outside [0, 1].</exception>
    public static CalibrationCurve Of(ReadOnlySpan<bool> happened, ReadOnlySpan<double> probabilities, int bins = 10, bool equalCounts = false, ReadOnlySpan<double> weights = default)
    {
        Require.AtLeast(bins, 1, nameof(bins));
        Checks.Pairs(happened.Length, probabilities.Length, weights);
        for (int i = 0; i < probabilities.Length; i++)
        {
            if (!(probabilities[i] >= 0 && probabilities[i] <= 1))
                throw new ArgumentException(FormattableString.Invariant($"Row {i} has the probability {probabilities[i]}; probabilities are from 0 to 1."), nameof(probabilities));
        }

        double[] edges = equalCounts ? Quantiles(probabilities, bins) : Even(bins);
        double[] sum = new double[bins], hits = new double[bins], weight = new double[bins];
        for (int i = 0; i < probabilities.Length; i++)
        {
            int bin = 0;                                    // the number of inner edges strictly below the probability
            int high = bins - 1;
            while (bin < high)
            {
                int middle = (bin + high) / 2;
                if (edges[middle] < probabilities[i])
                    bin = middle + 1;
                else
                    high = middle;
            }
            double w = weights.IsEmpty ? 1 : weights[i];
            sum[bin] += w * probabilities[i];
            hits[bin] += happened[i] ? w : 0;
            weight[bin] += w;
        }
        int[] filled = [.. Enumerable.Range(0, bins).Where(b => weight[b] > 0)];
        return new CalibrationCurve([.. filled.Select(b => sum[b] / weight[b])], [.. filled.Select(b => hits[b] / weight[b])], [.. filled.Select(b => weight[b])]);
    }

    private static double[] Even(int bins)
    {
        double[] edges = new double[bins - 1];
        for (int b = 0; b < edges.Length; b++)
            edges[b] = (b + 1.0) * (1.0 / bins);            // this product, not the quotient, is how evenly spaced edges are usually rounded
        return edges;
    }

    private static double[] Quantiles(ReadOnlySpan<double> values, int bins)
    {
        double[] sorted = values.ToArray();
        Array.Sort(sorted);
        double[] edges = new double[bins - 1];
        for (int b = 0; b < edges.Length; b++)
        {
            double at = (b + 1.0) * (1.0 / bins) * (sorted.Length - 1);
            int below = Math.Min((int)at, sorted.Length - 1), above = Math.Min(below + 1, sorted.Length - 1);
            edges[b] = sorted[below] + ((at - below) * (sorted[above] - sorted[below]));
        }
        return edges;
    }
}
