using System.Globalization;
using Hone.Data;

namespace Hone.Cli.Tables;

/// <summary>Finds the column that a command line means: by name, or as <c>first</c>, <c>last</c> or <c>#N</c>.</summary>
internal static class ColumnName
{
    /// <summary>The column's name; one whose name is "first" is meant by its name.</summary>
    /// <exception cref="ArgumentException">There is no such column; the message suggests the nearest.</exception>
    public static string Resolve(Frame table, string text)
    {
        if (table.Has(text))
            return text;
        if (table.Columns.Count == 0)
            throw new ArgumentException("The table has no columns.");
        if (text == "first")
            return table.Columns[0].Name;
        if (text == "last")
            return table.Columns[^1].Name;
        if (text.StartsWith('#') && int.TryParse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            return number >= 1 && number <= table.Columns.Count
                ? table.Columns[number - 1].Name
                : throw new ArgumentException(FormattableString.Invariant($"There is no column {text}; the table's columns are #1 to #{table.Columns.Count}."));
        }
        return table[text].Name;
    }

    /// <summary>Several of them, separated by commas.</summary>
    public static string[] ResolveAll(Frame table, string? list) =>
        string.IsNullOrWhiteSpace(list) ? [] : [.. list.Split(',').Select(name => Resolve(table, name.Trim())).Distinct(StringComparer.Ordinal)];
}
