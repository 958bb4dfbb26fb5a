using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Trees;

/// <summary>What boosting minimises: the loss that fits a target, and the rows as that loss sees them.</summary>
internal static class BoostingProblem
{
    /// <summary>The loss to minimise; never Auto.</summary>
    /// <exception cref="ArgumentException">The loss asked for does not fit the target.</exception>
    public static BoostingLoss Kind(BoostingLoss asked, Target y)
    {
        if (y is ClassTarget classes)
        {
            return asked switch
            {
                BoostingLoss.Auto => classes.Classes.Count == 2 ? BoostingLoss.Logistic : BoostingLoss.Softmax,
                BoostingLoss.Logistic when classes.Classes.Count == 2 => asked,
                BoostingLoss.Logistic => throw new ArgumentException(FormattableString.Invariant($"The logistic loss is for two classes; the target has {classes.Classes.Count}. Use Softmax."), nameof(GradientBoosting.Loss)),
                BoostingLoss.Softmax => asked,
                _ => throw new ArgumentException($"The loss {asked} is for numbers, but the target holds classes. Use Auto, Logistic or Softmax.", nameof(GradientBoosting.Loss)),
            };
        }
        if (asked is BoostingLoss.Logistic or BoostingLoss.Softmax)
            throw new ArgumentException($"The loss {asked} is for classes, but the target holds numbers. Use Auto, Squared, Absolute, Quantile or Poisson.", nameof(GradientBoosting.Loss));
        return asked == BoostingLoss.Auto ? BoostingLoss.Squared : asked;
    }

    /// <summary>The rows with their targets as the loss takes them, and weights by class where asked for.</summary>
    /// <exception cref="ArgumentException">A target is out of the loss's range.</exception>
    public static BoostingRows Rows(BoostingLoss kind, GradientBoosting settings, TrainingData data, FitContext context)
    {
        int n = data.X.RowCount;
        double[]? weights = settings.ClassWeights == ClassWeights.Balanced && data.Y is ClassTarget ? BalancedWeights(data, context) : data.Weights;
        if (data.Y is ClassTarget classes)
        {
            int[] codes = classes.Codes.ToArray();
            return kind == BoostingLoss.Logistic
                ? new BoostingRows([[.. codes.Select(code => (double)code)]], codes, 1, n, weights, data.Offsets)
                : new BoostingRows([], codes, classes.Classes.Count, n, weights, data.Offsets);
        }
        Matrix values = ((NumberTarget)data.Y).Values;
        double[][] targets = [.. Enumerable.Range(0, values.Columns).Select(values.Column)];
        for (int k = 0; k < targets.Length && kind == BoostingLoss.Poisson; k++)
        {
            int negative = Array.FindIndex(targets[k], y => y < 0);
            if (negative >= 0)
                throw new ArgumentException(FormattableString.Invariant($"The target is {targets[k][negative]} in row {negative}; the Poisson loss takes numbers of at least 0."), nameof(data));
        }
        return new BoostingRows(targets, [], targets.Length, n, weights, data.Offsets);
    }

    /// <summary>The loss over rows.</summary>
    public static IBoostingLoss Loss(BoostingLoss kind, GradientBoosting settings, TrainingData data, BoostingRows rows) => kind switch
    {
        BoostingLoss.Squared => new SquaredLoss(rows),
        BoostingLoss.Absolute => new PinballLoss(rows, 0.5),
        BoostingLoss.Quantile => new PinballLoss(rows, settings.Quantile),
        BoostingLoss.Poisson => new PoissonLoss(rows),
        BoostingLoss.Logistic => new LogisticLoss(rows),
        _ => new SoftmaxLoss(rows, ((ClassTarget)data.Y).Classes.Count),
    };

    private static double[] BalancedWeights(TrainingData data, FitContext context)
    {
        ClassTarget classes = (ClassTarget)data.Y;
        double[] totals = new double[classes.Classes.Count];
        double[] weights = new double[data.X.RowCount];
        for (int i = 0; i < weights.Length; i++)
            totals[classes.Codes[i]] += data.Weights?[i] ?? 1;
        context.Ranks.AllReduce(totals);
        double all = totals.Sum(), present = totals.Count(t => t > 0);
        for (int i = 0; i < weights.Length; i++)
            weights[i] = totals[classes.Codes[i]] > 0 ? (data.Weights?[i] ?? 1) * all / (present * totals[classes.Codes[i]]) : 0;
        return weights;
    }
}
