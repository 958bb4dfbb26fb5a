using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Trees;

/// <summary>The logistic loss of two classes: log(1 + e^F) − yF with y = 1 for the second class; derivatives p − y and p(1 − p).</summary>
internal sealed class LogisticLoss(BoostingRows data) : IBoostingLoss
{
    // A class that does not occur would start at −∞; this share stands for "none seen".
    internal const double LeastShare = 1e-9;
    private const int NewtonSteps = 30;
    private const int RowsInBlock = 512;

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

    public (double Gradient, double Hessian)? Bounds => (1, 0.25);

    public void Gradients(int output, int start, int end, Span<double> pairs)
    {
        Span<double> p = stackalloc double[RowsInBlock];
        for (int first = start; first < end; first += RowsInBlock)
        {
            int count = Math.Min(RowsInBlock, end - first);
            ReadOnlySpan<double> y = data.Targets[0].AsSpan(first, count);
            Span<double> block = pairs.Slice(2 * (first - start), 2 * count);
            Kernels.Sigmoid(Scores[0].AsSpan(first, count), p[..count]);
            for (int i = 0; i < y.Length; i++)
            {
                block[2 * i] = p[i] - y[i];
                block[(2 * i) + 1] = p[i] * (1 - p[i]);
            }
            data.Weigh(first, block);
        }
    }

    // log(1 + e^z) with z = −F for the second class and F for the first.
    public void Losses(int start, Span<double> losses)
    {
        ReadOnlySpan<double> y = data.Targets[0].AsSpan(start, losses.Length), f = Scores[0].AsSpan(start, losses.Length);
        for (int i = 0; i < losses.Length; i++)
            losses[i] = y[i] > 0 ? -f[i] : f[i];
        Kernels.Softplus(losses, losses);
    }

    internal static double Probability(double score) => Elementary.Sigmoid(score);
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

    private double Factor => classes > 1 ? classes / (classes - 1.0) : 1;

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
        for (int i = start; i < end; i++)
        {
            double w = data.Weight(i);
            pairs[2 * (i - start)] = w * (p[i] - (data.Classes[i] == output ? 1 : 0));
            pairs[(2 * (i - start)) + 1] = w * Factor * p[i] * (1 - p[i]);
        }
    }

    public (double Gradient, double Hessian)? Bounds => (1, 0.25 * Factor);

    public void Losses(int start, Span<double> losses)
    {
        for (int i = 0; i < losses.Length; i++)
        {
            double greatest = double.NegativeInfinity, sum = 0;
            for (int k = 0; k < classes; k++)
                greatest = Math.Max(greatest, Scores[k][start + i]);
            for (int k = 0; k < classes; k++)
                sum += Elementary.Exp(Scores[k][start + i] - greatest);
            losses[i] = Elementary.Log(sum) + greatest - Scores[data.Classes[start + i]][start + i];
        }
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
