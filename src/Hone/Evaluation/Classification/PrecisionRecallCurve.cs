namespace Hone.Evaluation.Classification;

/// <summary>Precision and recall at every threshold, with the area under the steps.</summary>
/// <remarks>Cost: O(n log n), one sort. With few positives it shows what the ROC curve hides (Saito and Rehmsmeier, 2015).</remarks>
public sealed class PrecisionRecallCurve
{
    private PrecisionRecallCurve(double[] precisions, double[] recalls, double[] thresholds, double averagePrecision) =>
        (Precisions, Recalls, Thresholds, AveragePrecision) = (precisions, recalls, thresholds, averagePrecision);

    /// <summary>Precision at each threshold, rising threshold; a last 1 stands for the threshold that finds nothing.</summary>
    public IReadOnlyList<double> Precisions { get; }

    /// <summary>Recall at each threshold, never rising; the last is 0.</summary>
    public IReadOnlyList<double> Recalls { get; }

    /// <summary>The distinct scores, rising; one fewer than there are points.</summary>
    public IReadOnlyList<double> Thresholds { get; }

    /// <summary>Σ (R_i − R_{i−1})·P_i: the area under the curve taken as steps, without interpolation, which would flatter.</summary>
    public double AveragePrecision { get; }

    /// <summary>The curve of scores against a yes or no.</summary>
    /// <param name="positive">n answers.</param>
    /// <param name="scores">n scores, finite; higher means likelier positive.</param>
    /// <param name="weights">n weights; empty means 1 each.</param>
    /// <exception cref="ArgumentException">Lengths differ, a score is not finite, or no row is positive: then recall has no meaning.</exception>
    public static PrecisionRecallCurve Of(ReadOnlySpan<bool> positive, ReadOnlySpan<double> scores, ReadOnlySpan<double> weights = default)
    {
        (double[] steps, double[] tp, double[] fp) = ThresholdSweep.Steps(positive, scores, weights);
        double positives = tp[^1];
        if (!(positives > 0))
            throw new ArgumentException("A precision-recall curve needs positive rows; there is none.", nameof(positive));

        int n = steps.Length;
        double[] precisions = new double[n + 1], recalls = new double[n + 1], thresholds = new double[n];
        double sum = 0;
        for (int i = 0; i < n; i++)
        {
            int to = n - 1 - i;
            double found = tp[i] + fp[i];
            thresholds[to] = steps[i];
            precisions[to] = found > 0 ? tp[i] / found : 0.0;
            recalls[to] = tp[i] / positives;
            sum += (tp[i] - (i == 0 ? 0 : tp[i - 1])) * precisions[to];
        }
        precisions[n] = 1;
        return new PrecisionRecallCurve(precisions, recalls, thresholds, Math.Min(1, sum / positives));
    }
}
