using Hone.Contracts;
using Hone.Data;
using Hone.Numerics;

namespace Hone.Recipes;

/// <summary>Scales numbers by what outliers do not move: (x − median) / (upper − lower quantile); gaps stay gaps.</summary>
/// <remarks>Quantiles interpolate linearly. A column whose two quantiles are equal is only centred. Cost: O(n log n) a column.</remarks>
public sealed record RobustScale : IStep
{
    /// <summary>Which columns; numbers by default.</summary>
    public Columns Columns { get; init; } = Columns.Numbers;

    /// <summary>The lower quantile, from 0 to 1. Default 0.25.</summary>
    public double Lower { get; init => field = Require.Between(value, 0, 1); } = 0.25;

    /// <summary>The upper quantile, above the lower. Default 0.75.</summary>
    public double Upper { get; init => field = Require.Between(value, 0, 1); } = 0.75;

    /// <summary>Whether the median is taken off. Default true.</summary>
    public bool Center { get; init; } = true;

    /// <summary>Whether the distance of the quantiles is divided by. Default true.</summary>
    public bool Scale { get; init; } = true;

    /// <summary>The reason that the notes give; empty by default.</summary>
    public string Why { get; init; } = "";

    /// <inheritdoc/>
    /// <exception cref="ArgumentException"><see cref="Upper"/> is not above <see cref="Lower"/>.</exception>
    public StepFit Fit(Draft table, Target? target, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (Upper <= Lower)
            throw new ArgumentException(FormattableString.Invariant($"Upper is {Upper} but Lower is {Lower}; it must be above."));
        Column[] columns = Columns.In(table.Table, "Scaling", ColumnKind.Number, ColumnKind.Whole, ColumnKind.Flag);
        double[] shifts = new double[columns.Length], divisors = new double[columns.Length];
        StepNote[] notes = new StepNote[columns.Length];
        context.For(columns.Length, j =>
        {
            double[] sorted = Statistics.Sorted(NumericView.Present(columns[j]));
            bool any = sorted.Length > 0;
            double range = any ? Statistics.Quantile(sorted, Upper) - Statistics.Quantile(sorted, Lower) : 0;
            shifts[j] = Center && any ? Statistics.Quantile(sorted, 0.5) : 0;
            divisors[j] = Scale && range > 0 ? range : 1;
            notes[j] = new StepNote(columns[j].Name, FormattableString.Invariant($"took off {shifts[j]:G6} and divided by {divisors[j]:G6}"), Why);
        });
        return StepFit.Of(new FittedScaling([.. columns.Select(c => c.Name)], shifts, divisors, notes), table, context.Workers);
    }
}
