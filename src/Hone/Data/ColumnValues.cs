using System.Globalization;
using System.Text;

namespace Hone.Data;

/// <summary>Reads columns as other kinds than their own.</summary>
internal static class ColumnValues
{
    public static double Number(Column column, int row) => column.IsMissing(row) ? double.NaN : column switch
    {
        NumberColumn numbers => numbers[row],
        WholeColumn wholes => wholes[row],
        FlagColumn flags => flags[row] ? 1 : 0,
        _ => throw NotA(column, "numbers"),
    };

    /// <summary>All values as numbers, NaN where missing: a new array.</summary>
    public static double[] Numbers(Column column)
    {
        if (column is NumberColumn numbers)
            return numbers.Values.ToArray();
        double[] values = new double[column.Count];
        Numbers(column, 0, values);
        return values;
    }

    /// <summary>Some rows' values as numbers, NaN where missing: the column's own where it holds numbers, else written to the buffer, which is as long as they are many.</summary>
    public static ReadOnlySpan<double> Numbers(Column column, int from, Span<double> buffer)
    {
        switch (column)
        {
            case NumberColumn numbers:
                return numbers.Values.Slice(from, buffer.Length);
            case WholeColumn wholes:
                ReadOnlySpan<long> values = wholes.Values.Slice(from, buffer.Length);
                for (int i = 0; i < values.Length; i++)
                    buffer[i] = values[i];
                break;
            case FlagColumn flags:
                ReadOnlySpan<bool> bits = flags.Values.Slice(from, buffer.Length);
                for (int i = 0; i < bits.Length; i++)
                    buffer[i] = bits[i] ? 1 : 0;
                break;
            default:
                throw NotA(column, "numbers");
        }
        for (int i = 0; column.Missing is not null && i < buffer.Length; i++)
        {
            if (column.IsMissing(from + i))
                buffer[i] = double.NaN;
        }
        return buffer;
    }

    public static ArgumentException NotA(Column column, string wanted) =>
        new($"Column '{column.Name}' is {column.Kind.ToString().ToLowerInvariant()}, not {wanted}.");

    /// <summary>The column as another kind.</summary>
    /// <exception cref="ArgumentException">A value has no such reading; the sentence names column, row and value.</exception>
    public static Column As(Column column, ColumnKind kind)
    {
        if (column.Kind == kind)
            return column;
        return kind switch
        {
            ColumnKind.Number => new NumberColumn(column.Name, AsNumbers(column)),
            ColumnKind.Whole => AsWhole(column),
            ColumnKind.Category => CategoryColumn.From(column.Name, Texts(column)),
            ColumnKind.Text => new TextColumn(column.Name, Texts(column)),
            ColumnKind.Time => AsTime(column),
            ColumnKind.Flag => AsFlag(column),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such kind of column."),
        };
    }

    /// <summary>All values as texts, null where missing.</summary>
    public static string?[] Texts(Column column)
    {
        string?[] texts = new string?[column.Count];
        for (int row = 0; row < texts.Length; row++)
            texts[row] = column.Format(row);
        return texts;
    }

    private static double[] AsNumbers(Column column)
    {
        if (column is WholeColumn or FlagColumn)
            return Numbers(column);
        double[] values = new double[column.Count];
        for (int row = 0; row < values.Length; row++)
        {
            if (column.IsMissing(row))
                values[row] = double.NaN;
            else if (column is TimeColumn || !NumberText.TryParse(Encoding.UTF8.GetBytes(column.Format(row)!.Trim()), (byte)'.', out values[row]))
                throw Unreadable(column, row, "a number");
        }
        return values;
    }

    private static WholeColumn AsWhole(Column column)
    {
        long[] values = new long[column.Count];
        MissingBits missing = new(values.Length);
        for (int row = 0; row < values.Length; row++)
        {
            if (column.IsMissing(row))
            {
                missing[row] = true;
                continue;
            }
            switch (column)
            {
                case FlagColumn flags:
                    values[row] = flags[row] ? 1 : 0;
                    break;
                case NumberColumn numbers when numbers[row] == Math.Floor(numbers[row]) && Math.Abs(numbers[row]) < 9.2e18:
                    values[row] = (long)numbers[row];
                    break;
                case CategoryColumn or TextColumn when NumberText.TryParse(Encoding.UTF8.GetBytes(column.Format(row)!.Trim()), out values[row]):
                    break;
                default:
                    throw Unreadable(column, row, "a whole number");
            }
        }
        return new WholeColumn(column.Name, values, missing);
    }

    private static TimeColumn AsTime(Column column)
    {
        DateTime[] values = new DateTime[column.Count];
        MissingBits missing = new(values.Length);
        ColumnSurvey survey = new();
        byte[]?[] texts = new byte[column.Count][];
        MissingText none = new([]);
        for (int row = 0; row < values.Length; row++)
        {
            if (column.IsMissing(row))
                continue;
            texts[row] = Encoding.UTF8.GetBytes(column.Format(row)!.Trim());
            survey.Add(texts[row], false, none);
        }
        FieldShapes shape = survey.Decide(null, false);
        if ((shape & FieldShapes.Times) == FieldShapes.None)
            shape = FieldShapes.YearMonthDay;
        for (int row = 0; row < values.Length; row++)
        {
            if (texts[row] is not { } text)
                missing[row] = true;
            else if (!TimeText.TryParse(text, shape, out values[row]))
                throw Unreadable(column, row, "a time");
        }
        return new TimeColumn(column.Name, values, missing);
    }

    // Two values that are each other's opposites keep their spellings: yes and no, true and false, 1 and 0.
    private static FlagColumn AsFlag(Column column)
    {
        bool[] values = new bool[column.Count];
        MissingBits missing = new(values.Length);
        string? falseName = null, trueName = null;
        for (int row = 0; row < values.Length; row++)
        {
            if (column.IsMissing(row))
            {
                missing[row] = true;
                continue;
            }
            string text = column.Format(row)!.Trim();
            if (!FlagText.TryParse(Encoding.UTF8.GetBytes(text), out values[row]))
                throw Unreadable(column, row, "true or false");
            _ = values[row] ? trueName ??= text : falseName ??= text;
        }
        falseName ??= trueName is null ? "false" : FlagText.Opposite(trueName);
        return new FlagColumn(column.Name, values, missing, falseName, trueName ?? FlagText.Opposite(falseName));
    }

    private static ArgumentException Unreadable(Column column, int row, string wanted)
    {
        string text = column.Format(row)!;
        return new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Column '{column.Name}' holds '{(text.Length <= 40 ? text : text[..40] + "…")}' in row {row}, which cannot be read as {wanted}."));
    }
}
