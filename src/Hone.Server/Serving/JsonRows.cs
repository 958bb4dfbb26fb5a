using System.Globalization;
using System.Text.Json;
using Hone.Data;

namespace Hone.Server.Serving;

/// <summary>Reads rows of JSON as a table with a model's columns.</summary>
/// <remarks>
/// A row is an object with the columns' names, or an array in the order of the schema. null is a missing value; a column that
/// a row does not name at all is a fault, because leaving a name out is more often a slip than a wish. Columns that the model does not
/// look at are not looked at here either, and an object may leave them out.
/// </remarks>
public static class JsonRows
{
    private static readonly string[] TimeFormats =
    [
        "yyyy-M-d", "yyyy-MM", "yyyy/M/d",
        .. from day in (string[])["yyyy-M-d", "yyyy/M/d"]
           from mark in (string[])["'T'", " "]
           from clock in (string[])["H:mm", "H:mm:ss", "H:mm:ss.FFFFFFF"]
           select $"{day}{mark}{clock}K",
    ];

    /// <summary>The rows as a frame with the schema's input columns.</summary>
    /// <param name="rows">An array of objects or arrays.</param>
    /// <param name="schema">What the model was trained on.</param>
    /// <param name="unused">Columns that the model does not look at; they are no part of the answer.</param>
    /// <exception cref="ArgumentException">A row has another form, lacks a column or holds a value of the wrong type; the message names row and column.</exception>
    public static Frame Read(JsonElement rows, Schema schema, IReadOnlyCollection<string>? unused = null)
    {
        ArgumentNullException.ThrowIfNull(schema);
        if (rows.ValueKind != JsonValueKind.Array)
            throw new ArgumentException($"\"rows\" is {Described(rows)}; an array of rows is expected.", nameof(rows));
        ColumnSchema[] columns = [.. schema.Inputs];
        bool[] used = [.. columns.Select(c => unused?.Contains(c.Name) != true)];
        int count = rows.GetArrayLength();
        if (count == 0)
            throw new ArgumentException("\"rows\" is empty; give at least one row.", nameof(rows));
        JsonElement[][] cells = new JsonElement[columns.Length][];
        for (int j = 0; j < columns.Length; j++)
            cells[j] = new JsonElement[count];
        int i = 0;
        foreach (JsonElement row in rows.EnumerateArray())
        {
            Spread(row, i, columns, used, cells);
            i++;
        }
        return new Frame([.. columns.Index().Where(c => used[c.Index]).Select(c => ReadColumn(c.Item, cells[c.Index]))]);
    }

    private static void Spread(JsonElement row, int i, ColumnSchema[] columns, bool[] used, JsonElement[][] cells)
    {
        switch (row.ValueKind)
        {
            case JsonValueKind.Object:
                List<string> absent = [];
                for (int j = 0; j < columns.Length; j++)
                {
                    if (!row.TryGetProperty(columns[j].Name, out cells[j][i]) && used[j])
                        absent.Add($"'{columns[j].Name}'");
                }
                if (absent.Count > 0)
                    throw new ArgumentException(FormattableString.Invariant($"rows[{i}] lacks {string.Join(", ", absent)}; give every column that the model was trained on, null where a value is missing."));
                break;
            case JsonValueKind.Array when row.GetArrayLength() == columns.Length:
                int next = 0;
                foreach (JsonElement cell in row.EnumerateArray())
                    cells[next++][i] = cell;
                break;
            case JsonValueKind.Array:
                throw new ArgumentException(FormattableString.Invariant($"rows[{i}] has {row.GetArrayLength()} values; the model takes {columns.Length}: {string.Join(", ", columns.Select(c => c.Name))}."));
            default:
                throw new ArgumentException(FormattableString.Invariant($"rows[{i}] is {Described(row)}; a row is an object with the columns' names or an array in their order."));
        }
    }

    private static Column ReadColumn(ColumnSchema column, JsonElement[] cells)
    {
        bool[] gaps = new bool[cells.Length];
        switch (column.Kind)
        {
            case ColumnKind.Number or ColumnKind.Whole:
                double[] numbers = ReadCells(column, cells, gaps, "a finite number", Number);
                for (int i = 0; i < gaps.Length; i++)
                {
                    if (gaps[i])
                        numbers[i] = double.NaN;
                }
                return new NumberColumn(column.Name, numbers);
            case ColumnKind.Flag:
                return new FlagColumn(column.Name, ReadCells(column, cells, gaps, "true or false", Flag), new MissingBits(gaps));
            case ColumnKind.Time:
                return new TimeColumn(column.Name, ReadCells(column, cells, gaps, "a time such as \"2026-03-14T15:09:26\"", Time), new MissingBits(gaps));
            case ColumnKind.Category:
                return CategoryColumn.From(column.Name, ReadCells(column, cells, gaps, "a text", Word));
            default:
                return new TextColumn(column.Name, ReadCells(column, cells, gaps, "a text", Word));
        }
    }

    private static T[] ReadCells<T>(ColumnSchema column, JsonElement[] cells, bool[] gaps, string expected, Func<JsonElement, (bool Ok, T Value)> read)
    {
        T[] values = new T[cells.Length];
        for (int i = 0; i < cells.Length; i++)
        {
            if (cells[i].ValueKind == JsonValueKind.Null)
            {
                gaps[i] = true;
                continue;
            }
            bool ok;
            try
            {
                (ok, values[i]) = read(cells[i]);
            }
            catch (InvalidOperationException fault)
            {
                throw new ArgumentException(FormattableString.Invariant($"rows[{i}].{column.Name} is no valid text: half of a UTF-16 pair stands alone in it."), fault);
            }
            if (!ok)
                throw new ArgumentException(FormattableString.Invariant($"rows[{i}].{column.Name} is {Described(cells[i])}; {expected} is expected."));
        }
        return values;
    }

    private static (bool Ok, double Value) Number(JsonElement cell) =>
        cell.ValueKind == JsonValueKind.Number && cell.TryGetDouble(out double value) && double.IsFinite(value) ? (true, value) : default;

    // A table's flags may have been written as words or as 0 and 1; a client that sends a row of that table means the same.
    private static (bool Ok, bool Value) Flag(JsonElement cell) => cell.ValueKind switch
    {
        JsonValueKind.True => (true, true),
        JsonValueKind.False => (true, false),
        JsonValueKind.Number => cell.TryGetDouble(out double number) && number is 0 or 1 ? (true, cell.GetDouble() == 1) : default,
        JsonValueKind.String => cell.GetString()!.Trim().ToUpperInvariant() switch
        {
            "TRUE" or "YES" => (true, true),
            "FALSE" or "NO" => (true, false),
            _ => default,
        },
        _ => default,
    };

    // Year first only, and in UTC where a zone is named, whatever the server's own zone.
    private static (bool Ok, DateTime Value) Time(JsonElement cell) =>
        cell.ValueKind == JsonValueKind.String && DateTime.TryParseExact(
            cell.GetString(), TimeFormats, CultureInfo.InvariantCulture,
            DateTimeStyles.AllowWhiteSpaces | DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTime time)
            ? (true, DateTime.SpecifyKind(time, DateTimeKind.Unspecified))
            : default;

    // A level may look like a number ("1" of a class of ticket); a client that sends the number means that level.
    private static (bool Ok, string? Value) Word(JsonElement cell) => cell.ValueKind switch
    {
        JsonValueKind.String => (true, cell.GetString()),
        JsonValueKind.Number => (true, cell.GetRawText()),
        JsonValueKind.True => (true, "true"),
        JsonValueKind.False => (true, "false"),
        _ => (false, null),
    };

    private static string Described(JsonElement value)
    {
        const int shown = 40;
        string raw = value.GetRawText();
        string text = raw.Length > shown ? raw[..shown] + "…" : raw;
        return value.ValueKind switch
        {
            JsonValueKind.Array => "an array",
            JsonValueKind.Object => "an object",
            JsonValueKind.String => $"the text {text}",
            JsonValueKind.Null => "null",
            _ => text,
        };
    }
}
