using Hone.Data;

namespace Hone.Recipes;

/// <summary>Which columns a step works on: a value that is resolved when the step is fitted, against the columns that are there then.</summary>
/// <remarks>
/// <c>Columns.Numbers</c>, <c>Columns.Named("age", "fare")</c>, <c>Columns.Categories.Except("country").WithLevels(atMost: 20)</c>.
/// A choice by kind may be empty; a name that does not exist is refused.
/// </remarks>
public sealed record Columns
{
    private ColumnKind[] Kinds { get; init; } = [];

    private string[]? Names { get; init; }

    private string[] Exceptions { get; init; } = [];

    private bool Gaps { get; init; }

    private int FewestLevels { get; init; }

    private int MostLevels { get; init; } = int.MaxValue;

    private Columns()
    {
    }

    /// <summary>Every column.</summary>
    public static Columns All { get; } = new() { Kinds = Enum.GetValues<ColumnKind>() };

    /// <summary>Real and whole numbers; flags are not among them.</summary>
    public static Columns Numbers { get; } = new() { Kinds = [ColumnKind.Number, ColumnKind.Whole] };

    /// <summary>Categories.</summary>
    public static Columns Categories { get; } = new() { Kinds = [ColumnKind.Category] };

    /// <summary>Flags.</summary>
    public static Columns Flags { get; } = new() { Kinds = [ColumnKind.Flag] };

    /// <summary>Free text.</summary>
    public static Columns Texts { get; } = new() { Kinds = [ColumnKind.Text] };

    /// <summary>Points in time.</summary>
    public static Columns Times { get; } = new() { Kinds = [ColumnKind.Time] };

    /// <summary>The columns of those names, in that order; each must exist when the step is fitted.</summary>
    public static Columns Named(params IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return new Columns { Names = [.. names] };
    }

    /// <summary>The columns of any of those kinds.</summary>
    public static Columns OfKind(params IReadOnlyList<ColumnKind> kinds)
    {
        ArgumentNullException.ThrowIfNull(kinds);
        return new Columns { Kinds = [.. kinds] };
    }

    /// <summary>The same without the columns named; a name that does not exist is passed over.</summary>
    public Columns Except(params IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return this with { Exceptions = [.. Exceptions, .. names] };
    }

    /// <summary>Of these, the columns in which a training row has no value.</summary>
    public Columns WithGaps() => this with { Gaps = true };

    /// <summary>Of these, the categories whose number of levels among the training rows is within the bounds; other kinds are left out.</summary>
    public Columns WithLevels(int atLeast = 0, int atMost = int.MaxValue) => this with { FewestLevels = atLeast, MostLevels = atMost, Counted = true };

    private bool Counted { get; init; }

    /// <summary>The columns meant, in the table's order (by name: in the order named).</summary>
    internal Column[] In(Frame table)
    {
        IEnumerable<Column> chosen = Names is not null ? Names.Select(name => table[name]) : table.Columns.Where(c => Kinds.Contains(c.Kind));
        return [.. chosen.Where(Wanted)];
    }

    /// <summary>The columns meant, each of which must be of a kind the step takes.</summary>
    internal Column[] In(Frame table, string step, params ReadOnlySpan<ColumnKind> accepted)
    {
        Column[] found = In(table);
        foreach (Column column in found)
        {
            if (!accepted.Contains(column.Kind))
                throw new ArgumentException($"{step} cannot take the column '{column.Name}', which is {Word(column.Kind)}; it takes {string.Join(" or ", accepted.ToArray().Select(Word))}. Name other columns, or change this one in a step before.");
        }
        return found;
    }

    internal static string Word(ColumnKind kind) => kind switch
    {
        ColumnKind.Number => "a number",
        ColumnKind.Whole => "a whole number",
        ColumnKind.Category => "a category",
        ColumnKind.Text => "text",
        ColumnKind.Time => "a time",
        _ => "a flag",
    };

    private bool Wanted(Column column)
    {
        if (Exceptions.Contains(column.Name) || (Gaps && column.MissingCount == 0))
            return false;
        if (!Counted)
            return true;
        if (column is not CategoryColumn category)
            return false;
        int levels = Levels.Occurring(category);
        return levels >= FewestLevels && levels <= MostLevels;
    }
}
