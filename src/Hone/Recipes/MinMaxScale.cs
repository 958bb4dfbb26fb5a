using Hone.Contracts;
using Hone.Data;
using Hone.Numerics;

namespace Hone.Recipes;

/// <summary>Maps the range that each column has among the training rows to [low, high]; gaps stay gaps.</summary>
/// <remarks>A constant column becomes low. New rows may fall outside unless <see cref="Clip"/>. Cost: O(n) a column.</remarks>
public sealed record MinMaxScale : IStep
{
    /// <summary>Which columns; numbers by default.</summary>
    public Columns Columns { get; init; } = Columns.Numbers;

    /// <summary>Where the least value goes; finite. Default 0.</summary>
    public double Low { get; init => field = Require.Finite(value); }

    /// <summary>Where the greatest value goes; above <see cref="Low"/>. Default 1.</summary>
    public double High { get; init => field = Require.Finite(value); } = 1;

    /// <summary>Whether values beyond the range of training are kept at its ends. Default false.</summary>
    public bool Clip { get; init; }

    /// <summary>The reason that the notes give; empty by default.</summary>
    public string Why { get; init; } = "";

    /// <inheritdoc/>
    /// <exception cref="ArgumentException"><see cref="High"/> is not above <see cref="Low"/>.</exception>
    public StepFit Fit(Draft table, Target? target, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (High <= Low)
            throw new ArgumentException(FormattableString.Invariant($"High is {High} but Low is {Low}; it must be above."));
        Column[] columns = Columns.In(table.Table, "Scaling", ColumnKind.Number, ColumnKind.Whole, ColumnKind.Flag);
        double[] shifts = new double[columns.Length], divisors = new double[columns.Length];
        StepNote[] notes = new StepNote[columns.Length];
        context.For(columns.Length, j =>
        {
            double low = double.PositiveInfinity, high = double.NegativeInfinity;
            foreach (double value in NumericView.Present(columns[j]))
                (low, high) = (Math.Min(low, value), Math.Max(high, value));
            if (high < low)
                (low, high) = (0, 0);                                          // no value at all
            double range = high - low;
            if (!double.IsFinite(range))
                throw new ArgumentException(FormattableString.Invariant($"Column '{columns[j].Name}' runs from {low} to {high}, which is too wide to scale; take its logarithm first."));
            shifts[j] = low;
            divisors[j] = range > 0 ? range / (High - Low) : 1 / (High - Low);
            notes[j] = new StepNote(columns[j].Name, FormattableString.Invariant($"mapped [{low:G6}, {high:G6}] to [{Low:G6}, {High:G6}]{(Clip ? ", kept within it" : "")}"), Why);
        });
        return StepFit.Of(new FittedScaling([.. columns.Select(c => c.Name)], shifts, divisors, notes, Low, Clip ? [Low, High] : null), table, context.Workers);
    }
}
