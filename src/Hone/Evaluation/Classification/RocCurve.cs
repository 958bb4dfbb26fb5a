namespace Hone.Evaluation.Classification;

/// <summary>The ROC curve: which share of positives a threshold finds, against which share of negatives it takes for them.</summary>
/// <remarks>
/// A row counts as found where its score is at least the threshold. Rows of equal score make one step, so the curve and
/// its area do not depend on the rows' order. Cost: O(n log n), one sort.
/// Source: Fawcett, "An introduction to ROC analysis", 2006.
/// </remarks>
public sealed class RocCurve
{
    private RocCurve(double[] falsePositiveRates, double[] truePositiveRates, double[] thresholds, double area) =>
        (FalsePositiveRates, TruePositiveRates, Thresholds, Area) = (falsePositiveRates, truePositiveRates, thresholds, area);

    /// <summary>Share of negatives at or above each threshold, from 0 to 1, never falling.</summary>
    public IReadOnlyList<double> FalsePositiveRates { get; }

    /// <summary>Share of positives at or above each threshold, from 0 to 1, never falling.</summary>
    public IReadOnlyList<double> TruePositiveRates { get; }

    /// <summary>The thresholds, falling; the first is +∞, at which nothing is found.</summary>
    public IReadOnlyList<double> Thresholds { get; }

    /// <summary>The area under the curve: the chance that a positive's score is above a negative's, ties counting half.</summary>
    public double Area { get; }

    /// <summary>The curve of scores against a yes or no.</summary>
    /// <param name="positive">n answers.</param>
    /// <param name="scores">n scores, finite; higher means likelier positive.</param>
    /// <param name="weights">n weights; empty means 1 each.</param>
    /// <param name="keepAll">Keeps also the points in the middle of a straight piece, which change nothing in the picture. Default false.</param>
    /// <exception cref="ArgumentException">Lengths differ, a score is not finite, or all rows are of one kind: then there is no curve.</exception>
    public static RocCurve Of(ReadOnlySpan<bool> positive, ReadOnlySpan<double> scores, ReadOnlySpan<double> weights = default, bool keepAll = false)
    {
        (double[] thresholds, double[] tp, double[] fp) = ThresholdSweep.Steps(positive, scores, weights);
        double positives = tp[^1], negatives = fp[^1];
        if (!(positives > 0 && negatives > 0))
            throw new ArgumentException($"A ROC curve needs rows of both kinds; every row is {(positives > 0 ? "positive" : "negative")}.", nameof(positive));

        List<double> x = [0], y = [0], at = [double.PositiveInfinity];
        double area = 0;
        for (int i = 0; i < tp.Length; i++)
        {
            area += (fp[i] - (i == 0 ? 0 : fp[i - 1])) * (tp[i] + (i == 0 ? 0 : tp[i - 1]));
            bool corner = i == 0 || i == tp.Length - 1
                || fp[i + 1] - fp[i] != fp[i] - fp[i - 1] || tp[i + 1] - tp[i] != tp[i] - tp[i - 1];
            if (keepAll || corner)
            {
                x.Add(fp[i] / negatives);
                y.Add(tp[i] / positives);
                at.Add(thresholds[i]);
            }
        }
        return new RocCurve([.. x], [.. y], [.. at], Math.Min(1, area / (2 * positives * negatives)));
    }
}
