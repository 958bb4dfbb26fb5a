using Hone.Contracts;
using Hone.Data;
using Hone.Numerics;

namespace Hone.Recipes;

/// <summary>What columns are ranked by.</summary>
public enum UnivariateScore
{
    /// <summary>F of an analysis of variance for classes, of a simple regression for numbers.</summary>
    F,

    /// <summary>χ² of sums by class; for columns of at least 0 and targets of classes.</summary>
    ChiSquared,

    /// <summary>Mutual information with the target.</summary>
    Information,
}

/// <summary>Keeps the numbers that, each taken alone, go best with the target.</summary>
/// <remarks>
/// What matters only together with another column is lost. Flags count as discrete for mutual information. Gaps must have been filled.
/// Of equal scores the earlier column is kept. Cost: O(n·d); with mutual information O(n log n·d), and O(n²·d) for a target of numbers.
/// </remarks>
public sealed record UnivariateFilter : IStep
{
    /// <summary>Which columns are judged; numbers and flags by default. Others stay.</summary>
    public Columns Columns { get; init; } = Columns.OfKind(ColumnKind.Number, ColumnKind.Whole, ColumnKind.Flag);

    /// <summary>What is ranked by. Default F.</summary>
    public UnivariateScore Score { get; init; }

    /// <summary>How many of the columns are kept, at least 1. Default 10.</summary>
    public int Keep { get; init => field = Require.AtLeast(value, 1); } = 10;

    /// <summary>Neighbours for mutual information of numbers, at least 1. Default 3.</summary>
    public int Neighbors { get; init => field = Require.AtLeast(value, 1); } = 3;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There is no target, the score does not fit it, or a value is missing or negative where it may not be.</exception>
    public StepFit Fit(Draft table, Target? target, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(table);
        Column[] columns = Columns.In(table.Table, "Choosing by score", ColumnKind.Number, ColumnKind.Whole, ColumnKind.Flag);
        if (columns.FirstOrDefault(c => c.MissingCount > 0) is { } gaps)
            throw new ArgumentException($"Column '{gaps.Name}' has gaps; fill them in a step before choosing by score.");
        if (target is null)
            throw new ArgumentException("Choosing by score needs a target.", nameof(target));
        double[] scores = ScoresOf(columns, table.RowCount, target, context);
        int[] order = [.. Enumerable.Range(0, columns.Length).OrderByDescending(j => scores[j])];
        StepNote[] notes = [.. order.Skip(Keep).Order().Select(j => new StepNote(columns[j].Name, "dropped", FormattableString.Invariant($"its score, {scores[j]:G4}, is not among the best {Keep}")))];
        return StepFit.Of(new FittedDrop(notes), table, context.Workers);
    }

    private double[] ScoresOf(Column[] columns, int rows, Target target, FitContext context)
    {
        int[]? classes = (target as ClassTarget)?.Codes.ToArray();
        double[] y = target is NumberTarget numbers ? numbers.Values.Column(0) : [];
        if (Score == UnivariateScore.Information)
        {
            double[] scores = new double[columns.Length];
            int k = Math.Min(Neighbors, Math.Max(1, rows - 1));
            for (int j = 0; j < columns.Length; j++)
            {
                context.Cancellation.ThrowIfCancellationRequested();
                double[] x = NumericView.Copy(columns[j]);
                int[] codes = columns[j] is FlagColumn ? [.. x.Select(v => (int)v)] : [];
                scores[j] = (columns[j], classes) switch
                {
                    (FlagColumn, not null) => MutualInformation.OfCodes(codes, classes),
                    (FlagColumn, null) => MutualInformation.OfNumbersAndCodes(y, codes, k),
                    (_, not null) => MutualInformation.OfNumbersAndCodes(x, classes, k),
                    _ => rows < 2 ? 0 : MutualInformation.OfNumbers(x, y, k, context.Workers),
                };
            }
            return scores;
        }
        Matrix values = FittedNeighborImputation.RowsOf(columns, rows);
        if (Score == UnivariateScore.ChiSquared)
        {
            return classes is null
                ? throw new ArgumentException("χ² ranks by classes; for a target of numbers use F or mutual information.", nameof(target))
                : FeatureScores.ChiSquared(values, classes).ChiSquared;
        }
        return classes is null ? FeatureScores.RegressionF(values, y).F : FeatureScores.AnovaF(values, classes).F;
    }
}
