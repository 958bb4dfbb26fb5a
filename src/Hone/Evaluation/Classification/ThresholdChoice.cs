namespace Hone.Evaluation.Classification;

/// <summary>Which probability to act at, when a missed positive and a false alarm cost differently.</summary>
public static class ThresholdChoice
{
    /// <summary>The threshold of least total cost on the rows given; of equal ones the highest. Every distinct score is tried, and +∞: never act.</summary>
    /// <param name="positive">n answers.</param>
    /// <param name="scores">n scores, finite; a row is acted on where its score is at least the threshold.</param>
    /// <param name="missCost">What a positive not acted on costs, at least 0.</param>
    /// <param name="alarmCost">What a negative acted on costs, at least 0.</param>
    /// <param name="weights">n weights; empty means 1 each.</param>
    /// <remarks>For probabilities that are right, the best threshold is alarmCost / (alarmCost + missCost) (Elkan, IJCAI 2001). Cost: O(n log n).</remarks>
    /// <exception cref="ArgumentException">Lengths differ, or a score is not finite.</exception>
    public static (double Threshold, double Cost) OfLeastCost(ReadOnlySpan<bool> positive, ReadOnlySpan<double> scores, double missCost, double alarmCost, ReadOnlySpan<double> weights = default)
    {
        Numerics.Require.AtLeastZero(missCost, nameof(missCost));
        Numerics.Require.AtLeastZero(alarmCost, nameof(alarmCost));
        (double[] thresholds, double[] tp, double[] fp) = ThresholdSweep.Steps(positive, scores, weights);
        (double Threshold, double Cost) best = (double.PositiveInfinity, tp[^1] * missCost);
        for (int i = 0; i < thresholds.Length; i++)
        {
            double cost = ((tp[^1] - tp[i]) * missCost) + (fp[i] * alarmCost);
            if (cost < best.Cost)
                best = (thresholds[i], cost);
        }
        return best;
    }
}
