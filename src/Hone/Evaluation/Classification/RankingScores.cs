using Hone.Numerics;

namespace Hone.Evaluation.Classification;

/// <summary>How well scores rank rows of a class before the others, whatever the threshold.</summary>
public static class RankingScores
{
    /// <summary>The chance that a positive's score is above a negative's, ties counting half: the area under the ROC curve.</summary>
    /// <param name="positive">n answers.</param>
    /// <param name="scores">n scores, finite.</param>
    /// <param name="weights">n weights; empty means 1 each.</param>
    /// <remarks>Cost: O(n log n), one sort.</remarks>
    /// <exception cref="ArgumentException">Lengths differ, a score is not finite, or all rows are of one kind.</exception>
    public static double RocAuc(ReadOnlySpan<bool> positive, ReadOnlySpan<double> scores, ReadOnlySpan<double> weights = default)
    {
        Checks.Pairs(positive.Length, scores.Length, weights);
        double area = weights.IsEmpty
            ? ThresholdSweep.RocArea(positive, scores)
            : ThresholdSweep.RocArea(ThresholdSweep.Order(scores), scores, Codes(positive), 1, 0, weights);
        return !double.IsNaN(area) ? area : throw new ArgumentException("ROC AUC needs rows of both kinds; all are of one.", nameof(positive));
    }

    /// <summary>Average precision: Σ (R_i − R_{i−1})·P_i over falling thresholds.</summary>
    /// <param name="positive">n answers.</param>
    /// <param name="scores">n scores, finite.</param>
    /// <param name="weights">n weights; empty means 1 each.</param>
    /// <remarks>Cost: O(n log n), one sort.</remarks>
    /// <exception cref="ArgumentException">Lengths differ, a score is not finite, or no row is positive.</exception>
    public static double AveragePrecision(ReadOnlySpan<bool> positive, ReadOnlySpan<double> scores, ReadOnlySpan<double> weights = default)
    {
        Checks.Pairs(positive.Length, scores.Length, weights);
        double area = ThresholdSweep.AveragePrecision(ThresholdSweep.Order(scores), scores, Codes(positive), 1, weights);
        return !double.IsNaN(area) ? area : throw new ArgumentException("Average precision needs positive rows; there is none.", nameof(positive));
    }

    /// <summary>ROC AUC of each class against the rest, averaged over the classes that some rows have and some do not.</summary>
    /// <param name="truth">n positions of true classes.</param>
    /// <param name="scores">n × classes.</param>
    /// <param name="averaging">Macro or weighted by the classes' rows; micro pools every cell. Default macro.</param>
    /// <param name="weights">n weights; empty means 1 each.</param>
    /// <remarks>Cost: O(classes · n log n).</remarks>
    /// <exception cref="ArgumentException">Shapes differ, a score is not finite, or fewer than two classes occur.</exception>
    public static double OneVersusRest(ReadOnlySpan<int> truth, Matrix scores, Averaging averaging = Averaging.Macro, ReadOnlySpan<double> weights = default)
    {
        Check(truth, scores, weights);
        if (averaging == Averaging.Micro)
            return MicroRocAuc(truth, scores, weights);
        double result = PerClass(truth, scores, weights, averaging, (order, column, codes, c, w) => ThresholdSweep.RocArea(order, column, codes, c, -1, w));
        return !double.IsNaN(result) ? result : throw new ArgumentException("ROC AUC needs rows of at least two classes; one alone occurs.", nameof(truth));
    }

    /// <summary>The mean ROC AUC over pairs of classes, each pair judged both ways (Hand and Till, 2001): unmoved by how frequent the classes are.</summary>
    /// <param name="truth">n positions of true classes.</param>
    /// <param name="scores">n × classes.</param>
    /// <param name="averaging">Macro, or weighted by the rows of the pair. Default macro.</param>
    /// <remarks>Cost: O(classes · n log n + classes² · n).</remarks>
    /// <exception cref="ArgumentException">Shapes differ, a score is not finite, fewer than two classes occur, or averaging is micro, which has no meaning here.</exception>
    public static double OneVersusOne(ReadOnlySpan<int> truth, Matrix scores, Averaging averaging = Averaging.Macro)
    {
        Check(truth, scores, default);
        if (averaging == Averaging.Micro)
            throw new ArgumentException("One versus one is averaged over pairs of classes: macro or weighted, not micro.", nameof(averaging));
        int k = scores.Columns;
        int[] counts = new int[k];
        foreach (int c in truth)
            counts[c]++;
        int[][] orders = new int[k][];
        double[][] columns = new double[k][];
        for (int c = 0; c < k; c++)
            orders[c] = ThresholdSweep.Order(columns[c] = scores.Column(c));

        double sum = 0, weight = 0;
        for (int a = 0; a < k; a++)
        {
            for (int b = a + 1; b < k; b++)
            {
                if (counts[a] == 0 || counts[b] == 0)
                    continue;
                double pair = (ThresholdSweep.RocArea(orders[a], columns[a], truth, a, b, default) + ThresholdSweep.RocArea(orders[b], columns[b], truth, b, a, default)) / 2;
                double w = averaging == Averaging.Weighted ? counts[a] + counts[b] : 1;
                sum += w * pair;
                weight += w;
            }
        }
        return weight > 0 ? sum / weight : throw new ArgumentException("ROC AUC needs rows of at least two classes; one alone occurs.", nameof(truth));
    }

    internal delegate double Walk(ReadOnlySpan<int> order, ReadOnlySpan<double> scores, ReadOnlySpan<int> codes, int positive, ReadOnlySpan<double> weights);

    /// <summary>A walk for each class, averaged over those where it is defined; NaN where it is for none.</summary>
    internal static double PerClass(ReadOnlySpan<int> truth, Matrix scores, ReadOnlySpan<double> weights, Averaging averaging, Walk walk)
    {
        double sum = 0, weight = 0;
        for (int c = 0; c < scores.Columns; c++)
        {
            double[] column = scores.Column(c);
            double score = walk(ThresholdSweep.Order(column), column, truth, c, weights);
            if (double.IsNaN(score))
                continue;
            double w = averaging == Averaging.Weighted ? WeightOf(truth, c, weights) : 1;
            sum += w * score;
            weight += w;
        }
        return weight > 0 ? sum / weight : double.NaN;
    }

    private static double MicroRocAuc(ReadOnlySpan<int> truth, Matrix scores, ReadOnlySpan<double> weights)
    {
        int k = scores.Columns;
        double[] all = new double[truth.Length * k];
        bool[] positive = new bool[all.Length];
        double[] spread = weights.IsEmpty ? [] : new double[all.Length];
        for (int i = 0; i < truth.Length; i++)
        {
            scores.Row(i).CopyTo(all.AsSpan(i * k));
            positive[(i * k) + truth[i]] = true;
            if (!weights.IsEmpty)
                spread.AsSpan(i * k, k).Fill(weights[i]);
        }
        return RocAuc(positive, all, spread);
    }

    private static double WeightOf(ReadOnlySpan<int> truth, int c, ReadOnlySpan<double> weights)
    {
        double sum = 0;
        for (int i = 0; i < truth.Length; i++)
        {
            if (truth[i] == c)
                sum += weights.IsEmpty ? 1 : weights[i];
        }
        return sum;
    }

    private static int[] Codes(ReadOnlySpan<bool> positive)
    {
        int[] codes = new int[positive.Length];
        for (int i = 0; i < codes.Length; i++)
            codes[i] = positive[i] ? 1 : 0;
        return codes;
    }

    private static void Check(ReadOnlySpan<int> truth, Matrix scores, ReadOnlySpan<double> weights)
    {
        ArgumentNullException.ThrowIfNull(scores);
        Checks.Pairs(truth.Length, scores.Rows, weights);
        for (int i = 0; i < truth.Length; i++)
        {
            if ((uint)truth[i] >= (uint)scores.Columns)
                throw new ArgumentException(FormattableString.Invariant($"Row {i} has the true class {truth[i]}; codes run from 0 to {scores.Columns - 1}."), nameof(truth));
        }
    }
}
