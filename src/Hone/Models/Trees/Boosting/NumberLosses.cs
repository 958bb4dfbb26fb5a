using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Trees;

/// <summary>½(y − F)²: the gradient is F − y, the hessian 1.</summary>
internal sealed class SquaredLoss(BoostingRows data) : IBoostingLoss
{
    public int Outputs => data.Targets.Length;

    public double[][] Scores => data.Scores;

    public double[] Initial(ReadOnlySpan<int> rows, FitContext context)
    {
        double[] sums = new double[Outputs + 1];
        foreach (int row in rows)
        {
            double w = data.Weight(row);
            sums[^1] += w;
            for (int k = 0; k < Outputs; k++)
                sums[k] += w * (data.Targets[k][row] - data.Offset(row));
        }
        context.Ranks.AllReduce(sums);
        return [.. sums.Take(Outputs).Select(sum => sum / sums[^1])];
    }

    public void Gradients(int output, int start, int end, Span<double> pairs)
    {
        ReadOnlySpan<double> y = data.Targets[output].AsSpan(start, end - start), f = Scores[output].AsSpan(start, end - start);
        for (int i = 0; i < y.Length; i++)
        {
            pairs[2 * i] = f[i] - y[i];
            pairs[(2 * i) + 1] = 1;
        }
        data.Weigh(start, pairs);
    }

    public void Losses(int start, Span<double> losses)
    {
        losses.Clear();
        for (int k = 0; k < Outputs; k++)
        {
            ReadOnlySpan<double> y = data.Targets[k].AsSpan(start, losses.Length), f = Scores[k].AsSpan(start, losses.Length);
            for (int i = 0; i < losses.Length; i++)
                losses[i] += 0.5 * (y[i] - f[i]) * (y[i] - f[i]);
        }
    }
}

/// <summary>The pinball loss max(τ(y − F), (τ − 1)(y − F)), whose least expected value is at the τ-quantile; τ = ½ is half the absolute error.</summary>
/// <remarks>The trees' splits follow the gradient's sign; their leaves are then set to the quantile of the residuals, because the loss has no curvature.</remarks>
internal sealed class PinballLoss(BoostingRows data, double level) : IBoostingLoss
{
    public int Outputs => data.Targets.Length;

    public double[][] Scores => data.Scores;

    public double? LeafQuantile => level;

    public double[] Initial(ReadOnlySpan<int> rows, FitContext context)
    {
        double[] initial = new double[Outputs];
        double[] weights = new double[rows.Length], values = new double[rows.Length];
        for (int k = 0; k < Outputs; k++)
        {
            for (int i = 0; i < rows.Length; i++)
                (values[i], weights[i]) = (data.Targets[k][rows[i]] - data.Offset(rows[i]), data.Weight(rows[i]));
            initial[k] = WeightedQuantile.Of(
                [.. context.Ranks.Gather(values).SelectMany(part => part)], [.. context.Ranks.Gather(weights).SelectMany(part => part)], level);
        }
        return initial;
    }

    public void Gradients(int output, int start, int end, Span<double> pairs)
    {
        double[] y = data.Targets[output], f = Scores[output];
        for (int i = start; i < end; i++)
        {
            double w = data.Weight(i);
            pairs[2 * (i - start)] = w * (y[i] > f[i] ? -level : y[i] < f[i] ? 1 - level : 0);
            pairs[(2 * (i - start)) + 1] = w;
        }
    }

    public (double Gradient, double Hessian)? Bounds => (1, 1);

    public void Losses(int start, Span<double> losses)
    {
        losses.Clear();
        for (int k = 0; k < Outputs; k++)
        {
            for (int i = 0; i < losses.Length; i++)
            {
                double residual = Residual(k, start + i);
                losses[i] += Math.Max(level * residual, (level - 1) * residual);
            }
        }
    }

    public double Residual(int output, int row) => data.Targets[output][row] - Scores[output][row];
}

/// <summary>Half the Poisson deviance of counts y with mean e^F: e^F − yF up to a constant, its derivatives e^F − y and e^F.</summary>
internal sealed class PoissonLoss(BoostingRows data) : IBoostingLoss
{
    // No count has a mean near e^500; the limit keeps a wild score finite until the next round corrects it.
    private const double GreatestScore = 500;

    public int Outputs => data.Targets.Length;

    public double[][] Scores => data.Scores;

    public double[] Initial(ReadOnlySpan<int> rows, FitContext context)
    {
        double[] sums = new double[Outputs + 1];
        foreach (int row in rows)
        {
            double w = data.Weight(row);
            sums[^1] += w * Mean(data.Offset(row));
            for (int k = 0; k < Outputs; k++)
                sums[k] += w * data.Targets[k][row];
        }
        context.Ranks.AllReduce(sums);
        if (sums.Take(Outputs).Any(sum => sum <= 0))
            throw new ArgumentException("Every target is 0; the Poisson loss needs at least one above 0.");
        return [.. sums.Take(Outputs).Select(sum => Elementary.Log(sum / sums[^1]))];
    }

    public void Gradients(int output, int start, int end, Span<double> pairs)
    {
        double[] y = data.Targets[output], f = Scores[output];
        for (int i = start; i < end; i++)
        {
            double w = data.Weight(i), mean = Mean(f[i]);
            pairs[2 * (i - start)] = w * (mean - y[i]);
            pairs[(2 * (i - start)) + 1] = w * mean;
        }
    }

    public void Losses(int start, Span<double> losses)
    {
        losses.Clear();
        for (int k = 0; k < Outputs; k++)
        {
            for (int i = 0; i < losses.Length; i++)
            {
                double y = data.Targets[k][start + i], f = Scores[k][start + i];
                losses[i] += Mean(f) - y - (y > 0 ? y * (f - Elementary.Log(y)) : 0);
            }
        }
    }

    internal static double Mean(double score) => Elementary.Exp(Math.Min(score, GreatestScore));
}
