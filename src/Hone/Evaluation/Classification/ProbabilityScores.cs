using Hone.Numerics;

namespace Hone.Evaluation.Classification;

/// <summary>Scores of predicted probabilities against true classes; both are proper: honest probabilities score best.</summary>
public static class ProbabilityScores
{
    // The spacing of doubles at 1: a probability of 0 for what then happened costs 36, not infinity.
    private const double Smallest = 2.220446049250313e-16;

    /// <summary>The mean of −ln p(true class): the negative log-likelihood a row, in nats; at least 0, less is better.</summary>
    /// <param name="truth">n positions of true classes.</param>
    /// <param name="probabilities">n × classes, each row summing to 1.</param>
    /// <param name="weights">n weights; empty means 1 each.</param>
    /// <remarks>Probabilities are kept within 2.2e-16 of 0 and 1 and each row divided by its sum, so one certain mistake costs about 36.</remarks>
    /// <exception cref="ArgumentException">Shapes differ, a probability is outside [0, 1], or a row's sum is 0.</exception>
    public static double LogLoss(ReadOnlySpan<int> truth, Matrix probabilities, ReadOnlySpan<double> weights = default)
    {
        Check(truth, probabilities, weights);
        const int chunk = 256;
        Span<double> shares = stackalloc double[chunk];
        double sum = 0, weight = 0;
        for (int start = 0; start < truth.Length; start += chunk)
        {
            int rows = Math.Min(chunk, truth.Length - start);
            for (int r = 0; r < rows; r++)
            {
                ReadOnlySpan<double> row = probabilities.Row(start + r);
                double rowSum = 0;
                foreach (double p in row)
                    rowSum += Math.Clamp(p, Smallest, 1 - Smallest);
                shares[r] = Math.Clamp(row[truth[start + r]], Smallest, 1 - Smallest) / rowSum;
            }
            Span<double> logs = shares[..rows];
            Kernels.Log(logs, logs);
            sum -= weights.IsEmpty ? Kernels.Sum(logs) : Kernels.Dot(logs, weights.Slice(start, rows));
            weight += weights.IsEmpty ? rows : Kernels.Sum(weights.Slice(start, rows));
        }
        // One class alone has probability 1 − 2e-16, not 1: the loss of certainty is 0, never a rounding below it.
        return Math.Max(0, sum / weight);
    }

    /// <summary>The mean squared difference of the probabilities from what happened; from 0, less is better.</summary>
    /// <param name="truth">n positions of true classes.</param>
    /// <param name="probabilities">n × classes, each row summing to 1.</param>
    /// <param name="weights">n weights; empty means 1 each.</param>
    /// <remarks>
    /// For two classes (p − happened)² of either one, at most 1; for more the sum over classes of those, at most 2.
    /// Source: Brier, "Verification of forecasts expressed in terms of probability", 1950.
    /// </remarks>
    /// <exception cref="ArgumentException">Shapes differ, or a probability is outside [0, 1].</exception>
    public static double Brier(ReadOnlySpan<int> truth, Matrix probabilities, ReadOnlySpan<double> weights = default)
    {
        Check(truth, probabilities, weights);
        bool two = probabilities.Columns == 2;
        double sum = 0, weight = 0;
        for (int i = 0; i < truth.Length; i++)
        {
            ReadOnlySpan<double> row = probabilities.Row(i);
            double error = 0;
            for (int c = two ? 1 : 0; c < row.Length; c++)
            {
                double difference = row[c] - (truth[i] == c ? 1 : 0);
                error += difference * difference;
            }
            double w = weights.IsEmpty ? 1 : weights[i];
            sum += w * error;
            weight += w;
        }
        return sum / weight;
    }

    /// <summary>The share of rows whose true class is among the k most probable; of equal probabilities the later class comes first.</summary>
    /// <param name="truth">n positions of true classes.</param>
    /// <param name="probabilities">n × classes; any scores do, higher meaning likelier.</param>
    /// <param name="k">At least 1.</param>
    /// <param name="weights">n weights; empty means 1 each.</param>
    /// <exception cref="ArgumentException">Shapes differ, or a score is not finite.</exception>
    public static double TopK(ReadOnlySpan<int> truth, Matrix probabilities, int k, ReadOnlySpan<double> weights = default)
    {
        Require.AtLeast(k, 1, nameof(k));
        CheckShapes(truth, probabilities, weights);
        double sum = 0, weight = 0;
        for (int i = 0; i < truth.Length; i++)
        {
            ReadOnlySpan<double> row = probabilities.Row(i);
            Checks.Finite(row, "score");
            int before = 0;
            for (int c = 0; c < row.Length; c++)
            {
                if (row[c] > row[truth[i]] || (row[c] == row[truth[i]] && c > truth[i]))
                    before++;
            }
            double w = weights.IsEmpty ? 1 : weights[i];
            if (before < k)
                sum += w;
            weight += w;
        }
        return sum / weight;
    }

    private static void Check(ReadOnlySpan<int> truth, Matrix probabilities, ReadOnlySpan<double> weights)
    {
        CheckShapes(truth, probabilities, weights);
        for (int i = 0; i < probabilities.Rows; i++)
        {
            double sum = 0;
            foreach (double p in probabilities.Row(i))
            {
                // A sum of exponentials over itself may round a hair past 1.
                if (!(p >= -1e-9 && p <= 1 + 1e-9))
                    throw new ArgumentException(FormattableString.Invariant($"Row {i} has the probability {p}; probabilities are from 0 to 1."), nameof(probabilities));
                sum += p;
            }
            if (!(Math.Abs(sum - 1) <= 1e-6))
                throw new ArgumentException(FormattableString.Invariant($"The probabilities of row {i} sum to {sum}; each row must sum to 1."), nameof(probabilities));
        }
    }

    private static void CheckShapes(ReadOnlySpan<int> truth, Matrix probabilities, ReadOnlySpan<double> weights)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        Checks.Pairs(truth.Length, probabilities.Rows, weights);
        for (int i = 0; i < truth.Length; i++)
        {
            if ((uint)truth[i] >= (uint)probabilities.Columns)
                throw new ArgumentException(FormattableString.Invariant($"Row {i} has the true class {truth[i]}; codes run from 0 to {probabilities.Columns - 1}."), nameof(truth));
        }
    }
}
