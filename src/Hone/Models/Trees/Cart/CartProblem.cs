using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Trees;

/// <summary>What the trees of one fit share: the impurity over the target, and the weights.</summary>
internal sealed class CartProblem
{
    private PairTarget? pair;

    public CartProblem(TrainingData data, SplitCriterion criterion, ClassWeights classWeights, FitContext context, string learner)
    {
        ArgumentNullException.ThrowIfNull(data);
        data.RefuseOffsets(learner);
        if (context.Ranks.Size > 1)
            throw new ArgumentException($"{learner} trains on one rank: its exact splits are not sums over rows. Use GradientBoosting over ranks.", nameof(context));
        if (data.X.ColumnCount == 0)
            throw new ArgumentException("There are no columns to learn from.", nameof(data));
        int n = data.X.RowCount;
        Weights = data.Weights is null ? [.. Enumerable.Repeat(1.0, n)] : [.. data.Weights];
        if (data.Y is ClassTarget classes)
        {
            if (criterion is SplitCriterion.Squared or SplitCriterion.Absolute)
                throw new ArgumentException($"The criterion {criterion} is for numbers, but the target holds classes. Use Auto, Gini or Entropy.", nameof(criterion));
            Width = classes.Classes.Count;
            int[] codes = classes.Codes.ToArray();
            Impurity = new ClassImpurity(codes, Width, criterion == SplitCriterion.Entropy);
            if (classWeights == ClassWeights.Balanced)
                Balance(codes);
            return;
        }
        if (criterion is SplitCriterion.Gini or SplitCriterion.Entropy)
            throw new ArgumentException($"The criterion {criterion} is for classes, but the target holds numbers. Use Auto, Squared or Absolute.", nameof(criterion));
        Matrix values = ((NumberTarget)data.Y).Values;
        Width = values.Columns;
        foreach (double value in values.AsSpan())
        {
            if (Math.Abs(value) > NumberTarget.Greatest)
                throw new ArgumentException(FormattableString.Invariant($"The target holds {value}; beyond {NumberTarget.Greatest} either way, squares of errors leave the range of a double. Divide the target by a constant."), nameof(data));
        }
        double[][] targets = [.. Enumerable.Range(0, Width).Select(values.Column)];
        if (criterion == SplitCriterion.Absolute && Width > 1)
            throw new ArgumentException(FormattableString.Invariant($"The criterion Absolute takes one number a row; the target has {Width}."), nameof(criterion));
        Impurity = criterion == SplitCriterion.Absolute ? new AbsoluteImpurity(targets[0]) : new SquaredImpurity(targets);
    }

    public Impurity Impurity { get; }

    public double[] Weights { get; }

    /// <summary>The target as one number a row, where it has two classes or is one number whose squares count.</summary>
    public PairTarget? Pair => pair ??= PairTarget.Fits(this) ? new PairTarget(this) : null;

    /// <summary>Whether all weights are whole numbers, so that sums of them are exact.</summary>
    public bool WholeWeights => Array.TrueForAll(Weights, weight => weight == Math.Floor(weight));

    /// <summary>Numbers in a leaf: classes, or outputs.</summary>
    public int Width { get; }

    private void Balance(int[] codes)
    {
        double[] totals = new double[Width];
        for (int i = 0; i < codes.Length; i++)
            totals[codes[i]] += Weights[i];
        double all = totals.Sum(), present = totals.Count(t => t > 0);
        for (int i = 0; i < codes.Length; i++)
            Weights[i] *= totals[codes[i]] > 0 ? all / (present * totals[codes[i]]) : 0;
    }
}
