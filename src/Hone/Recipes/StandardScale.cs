using Hone.Contracts;
using Hone.Data;

namespace Hone.Recipes;

/// <summary>Standardises numbers: (x − mean) / standard deviation, both of the training rows; gaps stay gaps.</summary>
/// <remarks>
/// The deviation is the population's (division by n). A constant column is only centred.
/// Cost: O(n) a column.
/// </remarks>
public sealed record StandardScale : IStep
{
    /// <summary>Which columns; numbers by default. Flags count as 0 and 1 where they are named.</summary>
    public Columns Columns { get; init; } = Columns.Numbers;

    /// <summary>Whether the mean is taken off. Default true.</summary>
    public bool Center { get; init; } = true;

    /// <summary>Whether the deviation is divided by. Default true.</summary>
    public bool Scale { get; init; } = true;

    /// <summary>The reason that the notes give; empty by default.</summary>
    public string Why { get; init; } = "";

    /// <inheritdoc/>
    public StepFit Fit(Draft table, Target? target, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(table);
        Column[] columns = Columns.In(table.Table, "Scaling", ColumnKind.Number, ColumnKind.Whole, ColumnKind.Flag);
        double[] shifts = new double[columns.Length], divisors = new double[columns.Length];
        StepNote[] notes = new StepNote[columns.Length];
        context.For(columns.Length, j =>
        {
            (double mean, double deviation) = Statistics.MeanAndDeviation(NumericView.Of(columns[j]));
            bool constant = IsConstant(columns[j].Count - columns[j].MissingCount, mean, deviation);
            shifts[j] = Center ? mean : 0;
            divisors[j] = Scale && !constant ? deviation : 1;
            notes[j] = new StepNote(columns[j].Name, constant
                ? FormattableString.Invariant($"took off {shifts[j]:G6}; it is constant")
                : FormattableString.Invariant($"took off {shifts[j]:G6} and divided by {divisors[j]:G6}"), Why);
        });
        return StepFit.Of(new FittedScaling([.. columns.Select(c => c.Name)], shifts, divisors, notes), table, context.Workers);
    }

    // A deviation that rounding of the mean alone could have made is none: dividing by it would blow rounding up to size 1.
    private static bool IsConstant(int count, double mean, double deviation)
    {
        const double epsilon = 2.220446049250313e-16;
        return deviation * Math.Sqrt(Math.Max(0, 1 - (count * epsilon))) <= count * epsilon * Math.Abs(mean);
    }
}
