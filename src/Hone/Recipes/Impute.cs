using System.Buffers;
using Hone.Contracts;
using Hone.Data;
using Hone.Numerics;

namespace Hone.Recipes;

/// <summary>What fills a gap in a column of numbers.</summary>
public enum ImputeWith
{
    /// <summary>The mean of the values that are there.</summary>
    Mean,

    /// <summary>Their median; the mean of the two middle ones of an even count.</summary>
    Median,

    /// <summary>The most frequent value, the least of equals.</summary>
    Mode,

    /// <summary><see cref="Impute.Number"/> or <see cref="Impute.Level"/>.</summary>
    Constant,
}

/// <summary>Fills gaps of a column with one value learned from the same column.</summary>
/// <remarks>
/// The value is learned for every column chosen, also for those without a gap in training, because new rows may have one.
/// Categories and flags take the mode under every strategy but a constant. A column without any value is filled with 0,
/// false or <see cref="Level"/>. Cost: O(n) a column; O(n log n) for median and mode.
/// Source: R. J. A. Little and D. B. Rubin, "Statistical Analysis with Missing Data", chapter 4, 2002.
/// </remarks>
public sealed record Impute : IStep
{
    /// <summary>Which columns; numbers, flags and categories by default.</summary>
    public Columns Columns { get; init; } = Columns.OfKind(ColumnKind.Number, ColumnKind.Whole, ColumnKind.Flag, ColumnKind.Category);

    /// <summary>What numbers are filled with. Default the median, which outliers do not move.</summary>
    public ImputeWith With { get; init; } = ImputeWith.Median;

    /// <summary>What a constant fills numbers with (flags: true where it is not 0); finite. Default 0.</summary>
    public double Number { get; init => field = Require.Finite(value); }

    /// <summary>What a constant fills categories with. Default "(missing)".</summary>
    public string Level { get; init; } = "(missing)";

    /// <summary>The reason that the notes give; empty by default.</summary>
    public string Why { get; init; } = "";

    /// <inheritdoc/>
    public StepFit Fit(Draft table, Target? target, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(table);
        Column[] columns = Columns.In(table.Table, "Filling gaps", ColumnKind.Number, ColumnKind.Whole, ColumnKind.Flag, ColumnKind.Category);
        Filling[] fillings = new Filling[columns.Length];
        context.For(columns.Length, j => fillings[j] = FillingOf(columns[j]));
        StepNote[] notes = [.. fillings.Zip(columns)
            .Where(pair => pair.Second.MissingCount > 0)
            .Select(pair => new StepNote(pair.Second.Name, FormattableString.Invariant($"filled {pair.Second.MissingCount} of {pair.Second.Count} with {pair.First.Words}"), Why))];
        return StepFit.Of(new FittedImputation([.. columns.Select(c => c.Name)], [.. fillings.Select(f => f.Number)], [.. fillings.Select(f => f.Level)], notes), table, context.Workers);
    }

    private Filling FillingOf(Column column)
    {
        if (column is CategoryColumn category)
        {
            if (With == ImputeWith.Constant)
                return new Filling(0, Level, $"the level '{Level}'");
            int[] counts = Levels.Counts(category);
            int most = counts.Length == 0 ? -1 : Array.IndexOf(counts, counts.Max());
            return most < 0 || counts[most] == 0
                ? new Filling(0, Level, $"the level '{Level}', as no row has one")
                : new Filling(0, category.Levels[most], $"the most frequent level, '{category.Levels[most]}'");
        }
        if (With == ImputeWith.Constant)
            return Named("", Number);
        if (column.MissingCount == column.Count)
            return new Filling(0, null, "0, as no row has a value");
        if (column is FlagColumn)
            return Named("the more frequent, ", Statistics.Mean(NumericView.Of(column)) > 0.5 ? 1 : 0);
        return With switch
        {
            ImputeWith.Mean => Named("the mean, ", Statistics.Mean(NumericView.Of(column))),
            ImputeWith.Median => Named("the median, ", Median(column)),
            _ => Named("the most frequent, ", Statistics.Mode(NumericView.Present(column))),
        };
    }

    private static double Median(Column column)
    {
        double[] scratch = ArrayPool<double>.Shared.Rent(column.Count);
        double median = Statistics.Median(scratch.AsSpan(0, Kernels.CopyPresent(NumericView.Of(column), scratch)));
        ArrayPool<double>.Shared.Return(scratch);
        return median;
    }

    private static Filling Named(string words, double value) => new(value, null, FormattableString.Invariant($"{words}{value:G6}"));

    private readonly record struct Filling(double Number, string? Level, string Words);
}

/// <summary>Fills gaps with one value a column.</summary>
public sealed class FittedImputation : IFittedStep, IStored<FittedImputation>
{
    private readonly string[] names;
    private readonly double[] numbers;
    private readonly string?[] levels;
    private readonly StepNote[] notes;

    internal FittedImputation(string[] names, double[] numbers, string?[] levels, StepNote[] notes) =>
        (this.names, this.numbers, this.levels, this.notes) = (names, numbers, levels, notes);

    /// <inheritdoc/>
    public static string Kind => "step-impute";

    /// <summary>The columns.</summary>
    public IReadOnlyList<string> Names => names;

    /// <summary>What each column is filled with; 0 for a category.</summary>
    public IReadOnlyList<double> Numbers => numbers;

    /// <summary>The level each category is filled with; null for the other kinds.</summary>
    public IReadOnlyList<string?> FillLevels => levels;

    /// <inheritdoc/>
    public IReadOnlyList<StepNote> Notes => notes;

    /// <inheritdoc/>
    public Draft Apply(Draft table, int? workers = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table.Replace(names, workers, (i, column) => levels[i] is { } level ? Filled(column, level) : Filled(column, numbers[i]));
    }

    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Texts("columns", names);
        writer.Numbers("numbers", numbers);
        writer.Texts("levels", levels);
        StepNote.WriteAll(writer, notes);
    }

    /// <inheritdoc/>
    public static FittedImputation Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        string[] names = reader.Texts("columns");
        string?[] levels = reader.TextsOrNull("levels");
        if (levels.Length != names.Length)
            throw reader.Fault("levels", "does not have one entry a column");
        return new FittedImputation(names, reader.Numbers("numbers", names.Length), levels, StepNote.ReadAll(reader));
    }

    private static Column Filled(Column column, double value)
    {
        // A whole column that is filled with a fraction becomes one of numbers; features are doubles either way.
        if (column.Missing is not { } missing)
            return column;
        if (column is FlagColumn flags)
        {
            bool[] filled = flags.Values.ToArray();
            for (int i = 0; i < filled.Length; i++)
                filled[i] = missing[i] ? value != 0 : filled[i];
            return new FlagColumn(column.Name, filled);
        }
        double[] numbers = GC.AllocateUninitializedArray<double>(column.Count);
        Kernels.FillGaps(NumericView.Of(column), value, numbers);
        return NumberColumn.WithGaps(column.Name, numbers, null);
    }

    // The level stands last where the column does not have it, also in rows without a gap: later steps see the same levels for any rows.
    private static CategoryColumn Filled(Column column, string level)
    {
        CategoryColumn category = column as CategoryColumn
            ?? throw new ArgumentException($"Column '{column.Name}' is {Columns.Word(column.Kind)} where a category was at fit time.");
        string[] levels = [.. category.Levels];
        int code = Array.IndexOf(levels, level);
        if (column.MissingCount == 0 && code >= 0)
            return category;
        if (code < 0)
        {
            code = levels.Length;
            levels = [.. levels, level];
        }
        int[] codes = category.Codes.ToArray();
        for (int i = 0; i < codes.Length; i++)
            codes[i] = codes[i] < 0 ? code : codes[i];
        return new CategoryColumn(column.Name, codes, levels);
    }
}
