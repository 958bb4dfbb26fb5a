using Hone.Contracts;
using Hone.Data;
using Hone.Numerics;

namespace Hone.Recipes;

/// <summary>Leaves out numbers whose variance among the training rows is not above a threshold; gaps are not counted.</summary>
/// <remarks>The variance is the population's. It has the square of the column's unit, so a threshold above 0 wants columns of like scale. Cost: O(n) a column.</remarks>
public sealed record VarianceFilter : IStep
{
    /// <summary>Which columns are judged; numbers and flags by default.</summary>
    public Columns Columns { get; init; } = Columns.OfKind(ColumnKind.Number, ColumnKind.Whole, ColumnKind.Flag);

    /// <summary>At least 0. Default 0, which leaves out constants.</summary>
    public double Threshold { get; init => field = Require.AtLeastZero(value); }

    /// <inheritdoc/>
    public StepFit Fit(Draft table, Target? target, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(table);
        Column[] columns = Columns.In(table.Table, "Choosing by variance", ColumnKind.Number, ColumnKind.Whole, ColumnKind.Flag);
        double[] variances = new double[columns.Length];
        context.For(columns.Length, j =>
        {
            double[] x = NumericView.Present(columns[j]);
            // The range tells a constant for certain; the variance of one may round to more than 0.
            variances[j] = x.Length == 0 || x.Max() == x.Min() ? 0 : Statistics.Variance(x, Statistics.Mean(x));
        });
        StepNote[] notes = [.. columns.Select((c, j) => (c, j)).Where(p => variances[p.j] <= Threshold)
            .Select(p => new StepNote(p.c.Name, "dropped", FormattableString.Invariant($"its variance is {variances[p.j]:G4}")))];
        return StepFit.Of(new FittedDrop(notes), table, context.Workers);
    }
}
