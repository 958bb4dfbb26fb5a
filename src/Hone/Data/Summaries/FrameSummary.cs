using System.Globalization;

namespace Hone.Data;

/// <summary>What a table holds, column by column.</summary>
/// <param name="RowCount">Number of rows.</param>
/// <param name="Columns">One summary a column, in order.</param>
public sealed record FrameSummary(int RowCount, IReadOnlyList<ColumnSummary> Columns)
{
    /// <summary>The summary of the column of that name.</summary>
    /// <exception cref="ArgumentException">There is none; the message suggests the nearest name.</exception>
    public ColumnSummary this[string name] => Columns.FirstOrDefault(c => c.Name == name)
        ?? throw new ArgumentException(Suggestion.Sentence("column", name, Columns.Select(c => c.Name)), nameof(name));

    /// <summary>The summary as a table, a row a column: name, kind, count, missing, distinct, mean, std, min, quartiles, max, top and how often it occurs.</summary>
    public Frame ToFrame() => new(
        CategoryColumn.From("column", [.. Columns.Select(c => c.Name)]),
        CategoryColumn.From("kind", [.. Columns.Select(c => c.Kind.ToString().ToLowerInvariant())]),
        new WholeColumn("count", [.. Columns.Select(c => (long)c.Count)]),
        new WholeColumn("missing", [.. Columns.Select(c => (long)c.Missing)]),
        new WholeColumn("distinct", [.. Columns.Select(c => (long)c.Distinct)]),
        new NumberColumn("mean", [.. Columns.Select(c => c.Mean)]),
        new NumberColumn("std", [.. Columns.Select(c => c.Std)]),
        new TextColumn("min", [.. Columns.Select(c => Written(c, c.Min))]),
        new TextColumn("25%", [.. Columns.Select(c => Written(c, c.LowerQuartile))]),
        new TextColumn("50%", [.. Columns.Select(c => Written(c, c.Median))]),
        new TextColumn("75%", [.. Columns.Select(c => Written(c, c.UpperQuartile))]),
        new TextColumn("max", [.. Columns.Select(c => Written(c, c.Max))]),
        new TextColumn("top", [.. Columns.Select(c => c.Top.Count > 0 ? c.Top[0].Value : null)]),
        new WholeColumn("freq", [.. Columns.Select(c => c.Top.Count > 0 ? (long)c.Top[0].Count : 0)], new MissingBits([.. Columns.Select(c => c.Top.Count == 0)])));

    /// <summary>The summary as aligned text.</summary>
    public override string ToString() => FrameText.Of(ToFrame(), Columns.Count, 24);

    private static string? Written(ColumnSummary column, double value)
    {
        if (double.IsNaN(value) || column.Kind == ColumnKind.Flag)
            return null;
        return column.Kind == ColumnKind.Time
            ? new TimeColumn("t", [new DateTime((long)value)]).Format(0)
            : value.ToString("G6", CultureInfo.InvariantCulture);
    }
}
