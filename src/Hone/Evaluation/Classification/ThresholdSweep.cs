using Hone.Numerics;

namespace Hone.Evaluation.Classification;

/// <summary>Walks rows from the highest score to the lowest, one step for each distinct score.</summary>
internal static class ThresholdSweep
{
    // From here on sorting by digits is faster than by comparisons.
    private const int ManyRows = 4096;

    /// <summary>Rows ordered from the highest score to the lowest.</summary>
    public static int[] Order(ReadOnlySpan<double> scores)
    {
        Checks.Finite(scores, "score");
        if (scores.Length >= ManyRows)
        {
            ulong[] digits = new ulong[scores.Length];
            for (int i = 0; i < digits.Length; i++)
                digits[i] = ~RadixOrder.Key(scores[i]);
            RadixOrder byDigits = new(digits.Length);
            byDigits.By(digits, 64);
            return byDigits.Places;
        }

        double[] keys = new double[scores.Length];
        int[] order = new int[scores.Length];
        for (int i = 0; i < keys.Length; i++)
            (keys[i], order[i]) = (-scores[i], i);
        Array.Sort(keys, order);
        return order;
    }

    /// <summary>ROC area of rows that count 1 each: the scores of either side are sorted by themselves and merged. NaN where one side has no rows.</summary>
    public static double RocArea(ReadOnlySpan<bool> positive, ReadOnlySpan<double> scores)
    {
        Checks.Finite(scores, "score");
        int count = positive.Count(true), tp = 0, fp = 0;
        ulong[] above = new ulong[count], below = new ulong[positive.Length - count];
        if (above.Length == 0 || below.Length == 0)
            return double.NaN;
        for (int i = 0; i < positive.Length; i++)
        {
            ulong key = RadixOrder.Key(scores[i]);
            if (positive[i])
                above[tp++] = key;
            else
                below[fp++] = key;
        }
        RadixOrder.Sort(ref above);
        RadixOrder.Sort(ref below);

        // Twice the pairs that are in order, ties once: whole numbers, exact below 2⁶³.
        long pairs = 0;
        int lower = 0, equal = 0;
        foreach (ulong key in above)
        {
            while (lower < below.Length && below[lower] < key)
                lower++;
            equal = Math.Max(equal, lower);
            while (equal < below.Length && below[equal] == key)
                equal++;
            pairs += lower + equal;
        }
        return pairs / (2.0 * above.Length * below.Length);
    }

    /// <summary>Σ of weights of positives and negatives with at least each distinct score, highest score first.</summary>
    public static (double[] Thresholds, double[] TruePositives, double[] FalsePositives) Steps(
        ReadOnlySpan<bool> positive, ReadOnlySpan<double> scores, ReadOnlySpan<double> weights)
    {
        Checks.Pairs(positive.Length, scores.Length, weights);
        int[] order = Order(scores);
        List<double> thresholds = [], truePositives = [], falsePositives = [];
        double tp = 0, fp = 0;
        for (int at = 0; at < order.Length; at++)
        {
            int i = order[at];
            double w = weights.IsEmpty ? 1 : weights[i];
            if (positive[i])
                tp += w;
            else
                fp += w;
            if (at + 1 == order.Length || scores[order[at + 1]] != scores[i])
            {
                thresholds.Add(scores[i]);
                truePositives.Add(tp);
                falsePositives.Add(fp);
            }
        }
        return ([.. thresholds], [.. truePositives], [.. falsePositives]);
    }

    /// <summary>ROC area in one walk over rows already in order; NaN where one side has no weight.</summary>
    /// <param name="order">Rows of the comparison, highest score first.</param>
    /// <param name="scores">By row.</param>
    /// <param name="codes">Class by row.</param>
    /// <param name="positive">The class that counts as positive.</param>
    /// <param name="negative">The class that counts as negative, or −1 for every other.</param>
    /// <param name="weights">By row; empty means 1 each.</param>
    public static double RocArea(ReadOnlySpan<int> order, ReadOnlySpan<double> scores, ReadOnlySpan<int> codes, int positive, int negative, ReadOnlySpan<double> weights)
    {
        double tp = 0, fp = 0, lastTp = 0, lastFp = 0, area = 0;
        double last = double.NaN;
        foreach (int i in order)
        {
            bool isPositive = codes[i] == positive;
            if (!isPositive && negative >= 0 && codes[i] != negative)
                continue;
            if (scores[i] != last)
            {
                area += (fp - lastFp) * (tp + lastTp);
                (lastTp, lastFp, last) = (tp, fp, scores[i]);
            }
            double w = weights.IsEmpty ? 1 : weights[i];
            if (isPositive)
                tp += w;
            else
                fp += w;
        }
        area += (fp - lastFp) * (tp + lastTp);
        return tp > 0 && fp > 0 ? Math.Min(1, area / (2 * tp * fp)) : double.NaN;
    }

    /// <summary>Average precision in one walk over rows already in order; NaN where no positive has weight.</summary>
    public static double AveragePrecision(ReadOnlySpan<int> order, ReadOnlySpan<double> scores, ReadOnlySpan<int> codes, int positive, ReadOnlySpan<double> weights)
    {
        double tp = 0, all = 0, lastTp = 0, sum = 0;
        for (int at = 0; at < order.Length; at++)
        {
            int i = order[at];
            double w = weights.IsEmpty ? 1 : weights[i];
            all += w;
            if (codes[i] == positive)
                tp += w;
            if (at + 1 == order.Length || scores[order[at + 1]] != scores[i])
            {
                if (all > 0)
                    sum += (tp - lastTp) * (tp / all);
                lastTp = tp;
            }
        }
        return tp > 0 ? Math.Min(1, sum / tp) : double.NaN;
    }
}
