using Hone.Contracts;
using Hone.Data;

namespace Hone.Recipes;

/// <summary>Divides each column by the greatest absolute value among the training rows: zeros stay zeros, gaps stay gaps.</summary>
/// <remarks>A column of zeros is left as it is. Cost: O(n) a column.</remarks>
public sealed record MaxAbsScale : IStep
{
    /// <summary>Which columns; numbers by default.</summary>
    public Columns Columns { get; init; } = Columns.Numbers;

    /// <summary>The reason that the notes give; empty by default.</summary>
    public string Why { get; init; } = "";

    /// <inheritdoc/>
    public StepFit Fit(Draft table, Target? target, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(table);
        Column[] columns = Columns.In(table.Table, "Scaling", ColumnKind.Number, ColumnKind.Whole, ColumnKind.Flag);
        double[] divisors = new double[columns.Length];
        context.For(columns.Length, j =>
        {
            foreach (double value in NumericView.Present(columns[j]))
                divisors[j] = Math.Max(divisors[j], Math.Abs(value));
            divisors[j] = divisors[j] > 0 ? divisors[j] : 1;
        });
        StepNote[] notes = [.. columns.Select((c, j) => new StepNote(c.Name, FormattableString.Invariant($"divided by {divisors[j]:G6}"), Why))];
        return StepFit.Of(new FittedScaling([.. columns.Select(c => c.Name)], new double[columns.Length], divisors, notes), table, context.Workers);
    }
}
