using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Trees;

/// <summary>The logistic loss of two classes: log(1 + e^F) − yF with y = 1 for the second class; derivatives p − y and p(1 − p).</summary>
internal sealed class LogisticLoss(BoostingRows data) : IBoostingLoss
{
    // A class that does not occur would start at −∞; this share stands for "none seen".
    internal const double LeastShare = 1e-9;
    private const int NewtonSteps = 30;

    public int Outputs => 1;

    public double[][] Scores => data.Scores;

    public double[] Initial(ReadOnlySpan<int> rows, FitContext context)
    {
        double[] y = data.Targets[0];
        double[] sums = new double[2];
        foreach (int row in rows)
        {
            sums[0] += data.Weight(row) * y[row];
            sums[1] += data.Weight(row);
        }
        context.Ranks.AllReduce(sums);
        double p = Math.Clamp(sums[0] / sums[1], LeastShare, 1 - LeastShare);
        double score = Elementary.Log(p / (1 - p));
        for (int step = 0; step < NewtonSteps && data.HasOffsets; step++)
        {
            double[] derivatives = new double[2];
            foreach (int row in rows)
            {
                double at = Probability(score + data.Offset(row));
                derivatives[0] += data.Weight(row) * (at - y[row]);
                derivatives[1] += data.Weight(row) * at * (1 - at);
            }
            context.Ranks.AllReduce(derivatives);
            if (derivatives[1] <= 0)
                break;
            score -= Math.Clamp(derivatives[0] / derivatives[1], -1, 1);
        }
        return [score];
    }

    public void Gradients(int output, int start, int end, Span<double> pairs)
    {
        double[] y = data.Targets[0], f = Scores[0];
        for (int i = start; i < end; i++)
        {
            double w = data.Weight(i), p = Probability(f[i]);
            pairs[2 * (i - start)] = w * (p - y[i]);
            pairs[(2 * (i - start)) + 1] = w * p * (1 - p);
        }
    }

    public double Loss(int row)
    {
        // log(1 + e^z) with z = −F for the second class and F for the first, without overflow.
        double z = data.Targets[0][row] > 0 ? -Scores[0][row] : Scores[0][row];
        return Math.Max(z, 0) + Elementary.Log(1 + Elementary.Exp(-Math.Abs(z)));
    }

    internal static double Probability(double score)
    {
        double e = Elementary.Exp(-Math.Abs(score));
        return score >= 0 ? 1 / (1 + e) : e / (1 + e);
    }
}

/// <summary>The cross-entropy of K classes under softmax, one tree a class and round; the hessian is p(1 − p)·K/(K − 1).</summary>
/// <remarks>
/// The factor is Friedman's ("Greedy function approximation", 2001, algorithm 6): the K scores move together, so that a step of
/// each by its own second derivative alone would go too far; for two classes it makes softmax equal to the logistic loss.
/// </remarks>
internal sealed class SoftmaxLoss(BoostingRows data, int classes) : IBoostingLoss
{
    private const int RowsInChunk = 16_384;

    private readonly double[][] probabilities = [.. Enumerable.Range(0, classes).Select(_ => new double[data.Count])];

    public int Outputs => classes;

    public double[][] Scores => data.Scores;

    public double[] Initial(ReadOnlySpan<int> rows, FitContext context)
    {
        double[] sums = new double[classes + 1];
        foreach (int row in rows)
        {
            sums[data.Classes[row]] += data.Weight(row);
            sums[^1] += data.Weight(row);
        }
        context.Ranks.AllReduce(sums);
        return [.. sums.Take(classes).Select(sum => Elementary.Log(Math.Max(sum / sums[^1], LogisticLoss.LeastShare)))];
    }

    public void BeginRound(FitContext context) => context.For((data.Count + RowsInChunk - 1) / RowsInChunk, chunk =>
    {
        double[] p = new double[classes];
        int end = Math.Min(data.Count, (chunk + 1) * RowsInChunk);
        for (int i = chunk * RowsInChunk; i < end; i++)
        {
            for (int k = 0; k < classes; k++)
                p[k] = Scores[k][i];
            Softmax(p);
            for (int k = 0; k < classes; k++)
                probabilities[k][i] = p[k];
        }
    });

    public void Gradients(int output, int start, int end, Span<double> pairs)
    {
        double[] p = probabilities[output];
        double factor = classes > 1 ? classes / (classes - 1.0) : 1;
        for (int i = start; i < end; i++)
        {
            double w = data.Weight(i);
            pairs[2 * (i - start)] = w * (p[i] - (data.Classes[i] == output ? 1 : 0));
            pairs[(2 * (i - start)) + 1] = w * factor * p[i] * (1 - p[i]);
        }
    }

    public double Loss(int row)
    {
        double greatest = double.NegativeInfinity, sum = 0;
        for (int k = 0; k < classes; k++)
            greatest = Math.Max(greatest, Scores[k][row]);
        for (int k = 0; k < classes; k++)
            sum += Elementary.Exp(Scores[k][row] - greatest);
        return Elementary.Log(sum) + greatest - Scores[data.Classes[row]][row];
    }

    /// <summary>Scores to probabilities, in place.</summary>
    internal static void Softmax(Span<double> scores)
    {
        double greatest = double.NegativeInfinity, sum = 0;
        foreach (double score in scores)
            greatest = Math.Max(greatest, score);
        for (int k = 0; k < scores.Length; k++)
            sum += scores[k] = Elementary.Exp(scores[k] - greatest);
        for (int k = 0; k < scores.Length; k++)
            scores[k] /= sum;
    }
}
