namespace Hone.Data;

/// <summary>What a table's columns are: names, kinds, levels, ranges and roles.</summary>
/// <param name="Columns">In the order of the table.</param>
public sealed record Schema(IReadOnlyList<ColumnSchema> Columns)
{
    /// <summary>The column of that name, or null.</summary>
    public ColumnSchema? Find(string name) => Columns.FirstOrDefault(c => c.Name == name);

    /// <summary>A table with its columns brought to the kinds that this schema gives them; columns that the schema does not name stay as they are.</summary>
    /// <remarks>For new rows: read by itself, a file of a few rows may show whole numbers where numbers were, or one word where there was a category of them.</remarks>
    /// <exception cref="ArgumentException">A value cannot be read as its column's kind; the sentence names column, row and value.</exception>
    public Frame Conform(Frame table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return new Frame([.. table.Columns.Select(c => Find(c.Name) is { } known ? c.As(known.Kind) : c)]);
    }

    /// <summary>The columns a model may learn from, in order.</summary>
    public IEnumerable<ColumnSchema> Inputs => Columns.Where(c => c.Role == ColumnRole.Input);
}

/// <summary>What one column is.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Kind">What its values are.</param>
public sealed record ColumnSchema(string Name, ColumnKind Kind)
{
    /// <summary>What the column is for.</summary>
    public ColumnRole Role { get; init; } = ColumnRole.Input;

    /// <summary>The levels of a category, null for the other kinds.</summary>
    public IReadOnlyList<string>? Levels { get; init; }

    /// <summary>Least and greatest value seen, for numbers and whole numbers; for times, their ticks. Null otherwise, and where all are missing.</summary>
    public (double Low, double High)? Range { get; init; }

    /// <summary>Whether a value was missing.</summary>
    public bool HasMissing { get; init; }

    /// <summary>Number of different values seen, missing ones not counted.</summary>
    public int Distinct { get; init; }
}

/// <summary>What a column is for.</summary>
public enum ColumnRole
{
    /// <summary>A model learns from it.</summary>
    Input,

    /// <summary>What the model predicts.</summary>
    Target,

    /// <summary>How much each row counts.</summary>
    Weight,

    /// <summary>Which rows belong together when the table is split.</summary>
    Group,

    /// <summary>Left out.</summary>
    Ignored,
}
