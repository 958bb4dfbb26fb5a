using Hone.Contracts;
using Hone.Data;
using Hone.Numerics;

namespace Hone.Recipes;

/// <summary>Caps extreme values at values of the training rows: the lowest share is raised to the first value above it, the highest lowered.</summary>
/// <remarks>
/// With n values sorted, the caps are those at positions ⌊low · n⌋ and n − ⌊high · n⌋ − 1, from 0; new rows are capped there too. Gaps stay gaps.
/// Cost: O(n log n) a column. Source: W. J. Dixon, "Simplified Estimation from Censored Normal Samples", Annals of Mathematical Statistics 31(2), 1960.
/// </remarks>
public sealed record Winsorize : IStep
{
    /// <summary>Which columns; numbers by default.</summary>
    public Columns Columns { get; init; } = Columns.Numbers;

    /// <summary>Share of the lowest values that are raised; from 0 to 0.5. Default 0.01.</summary>
    public double Low { get; init => field = Require.Between(value, 0, 0.5); } = 0.01;

    /// <summary>Share of the highest values that are lowered; from 0 to 0.5. Default 0.01.</summary>
    public double High { get; init => field = Require.Between(value, 0, 0.5); } = 0.01;

    /// <summary>The reason that the notes give; empty by default.</summary>
    public string Why { get; init; } = "";

    /// <inheritdoc/>
    public StepFit Fit(Draft table, Target? target, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(table);
        Column[] columns = Columns.In(table.Table, "Capping", ColumnKind.Number, ColumnKind.Whole);
        double[] lows = new double[columns.Length], highs = new double[columns.Length];
        StepNote[] notes = new StepNote[columns.Length];
        context.For(columns.Length, j =>
        {
            double[] sorted = Statistics.Sorted(NumericView.Present(columns[j]));
            int below = (int)(Low * sorted.Length), above = (int)(High * sorted.Length);
            int last = Math.Max(below, sorted.Length - above - 1);
            (lows[j], highs[j]) = sorted.Length == 0 ? (double.NegativeInfinity, double.PositiveInfinity) : (sorted[below], sorted[last]);
            int capped = sorted.Count(v => v < lows[j] || v > highs[j]);
            notes[j] = new StepNote(columns[j].Name, FormattableString.Invariant($"kept within [{lows[j]:G6}, {highs[j]:G6}]: {capped} values capped"), Why);
        });
        return StepFit.Of(new FittedCaps([.. columns.Select(c => c.Name)], lows, highs, notes), table, context.Workers);
    }
}

/// <summary>Keeps each column within bounds.</summary>
public sealed class FittedCaps : IFittedStep, IStored<FittedCaps>
{
    private readonly string[] names;
    private readonly double[] lows, highs;
    private readonly StepNote[] notes;

    internal FittedCaps(string[] names, double[] lows, double[] highs, StepNote[] notes) => (this.names, this.lows, this.highs, this.notes) = (names, lows, highs, notes);

    /// <inheritdoc/>
    public static string Kind => "step-cap";

    /// <summary>The columns.</summary>
    public IReadOnlyList<string> Names => names;

    /// <summary>The lower bounds.</summary>
    public IReadOnlyList<double> Lows => lows;

    /// <summary>The upper bounds.</summary>
    public IReadOnlyList<double> Highs => highs;

    /// <inheritdoc/>
    public IReadOnlyList<StepNote> Notes => notes;

    /// <inheritdoc/>
    public Draft Apply(Draft table, int? workers = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table.Replace(names, workers, (j, column) =>
        {
            double[] values = NumericView.Copy(column);
            for (int i = 0; i < values.Length; i++)
                values[i] = values[i] < lows[j] ? lows[j] : values[i] > highs[j] ? highs[j] : values[i];
            return new NumberColumn(column.Name, values);
        });
    }

    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Texts("columns", names);
        writer.Numbers("lows", lows);
        writer.Numbers("highs", highs);
        StepNote.WriteAll(writer, notes);
    }

    /// <inheritdoc/>
    public static FittedCaps Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        string[] names = reader.Texts("columns");
        return new FittedCaps(names, reader.Numbers("lows", names.Length), reader.Numbers("highs", names.Length), StepNote.ReadAll(reader));
    }
}
