namespace Hone.Data;

/// <summary>Where fields and rows end, quotes heeded.</summary>
internal static class CsvScan
{
    /// <summary>The place of the delimiter or line end after the field that begins at <paramref name="start"/>, or the length where there is none.</summary>
    /// <param name="bytes">Rows.</param>
    /// <param name="start">Where a field begins.</param>
    /// <param name="dialect">Delimiter, quote and line end.</param>
    /// <param name="fault">What is wrong with its quotes, if anything: then the result is the place.</param>
    public static int FieldEnd(ReadOnlySpan<byte> bytes, int start, CsvDialect dialect, out CsvFaultKind? fault)
    {
        fault = null;
        int at = start;
        while (at < bytes.Length && bytes[at] != dialect.NewLine && dialect.IsBlank(bytes[at]))
            at++;
        if (dialect.Quote == 0 || at >= bytes.Length || bytes[at] != dialect.Quote)
        {
            int found = at >= bytes.Length ? -1 : bytes[at..].IndexOfAny(dialect.Delimiter, dialect.NewLine);
            return found < 0 ? bytes.Length : at + found;
        }

        at++;
        while (true)
        {
            int closing = at >= bytes.Length ? -1 : bytes[at..].IndexOf(dialect.Quote);
            if (closing < 0)
            {
                fault = CsvFaultKind.OpenQuote;
                return start;
            }
            at += closing + 1;
            if (at < bytes.Length && bytes[at] == dialect.Quote)
                at++;
            else
                break;
        }
        while (at < bytes.Length && bytes[at] != dialect.NewLine && dialect.IsBlank(bytes[at]))
            at++;
        if (at < bytes.Length && bytes[at] != dialect.Delimiter && bytes[at] != dialect.NewLine)
            fault = CsvFaultKind.AfterQuote;
        return at;
    }

    /// <summary>The place after the last row that ends within the bytes, which begin with a row; 0 where none does.</summary>
    public static int LastRowEnd(ReadOnlySpan<byte> bytes, CsvDialect dialect)
    {
        if (dialect.Quote == 0 || bytes.IndexOf(dialect.Quote) < 0)
            return bytes.LastIndexOf(dialect.NewLine) + 1;

        int rowEnd = 0;
        while (rowEnd < bytes.Length)
        {
            int line = bytes[rowEnd..].IndexOf(dialect.NewLine);
            if (line >= 0 && bytes.Slice(rowEnd, line).IndexOf(dialect.Quote) < 0)
            {
                rowEnd += line + 1;
                continue;
            }
            int at = rowEnd;
            while (true)
            {
                int end = FieldEnd(bytes, at, dialect, out CsvFaultKind? fault);
                if (fault == CsvFaultKind.OpenQuote || end >= bytes.Length)
                    return rowEnd;                                             // the row goes on beyond these bytes
                if (fault == CsvFaultKind.AfterQuote)
                {
                    // Cut here at any line end: the fault is reported when the fields are found.
                    int next = bytes[end..].IndexOf(dialect.NewLine);
                    if (next < 0)
                        return rowEnd;
                    rowEnd = end + next + 1;
                    break;
                }
                at = end + 1;
                if (bytes[end] == dialect.NewLine)
                {
                    rowEnd = at;
                    break;
                }
            }
        }
        return rowEnd;
    }

    /// <summary>The fields of the row that begins at a place, as texts; the place moves to the next row. For the few rows that are looked at one by one.</summary>
    public static List<string>? Row(ReadOnlySpan<byte> bytes, ref int at, CsvDialect dialect)
    {
        List<string> fields = [];
        while (true)
        {
            int end = FieldEnd(bytes, at, dialect, out CsvFaultKind? fault);
            if (fault is not null)
                return null;
            fields.Add(Text(bytes[at..end], dialect));
            at = end + 1;
            if (end >= bytes.Length || bytes[end] == dialect.NewLine)
                return fields;
        }
    }

    private static string Text(ReadOnlySpan<byte> field, CsvDialect dialect)
    {
        while (field.Length > 0 && dialect.IsBlank(field[0]))
            field = field[1..];
        while (field.Length > 0 && dialect.IsBlank(field[^1]))
            field = field[..^1];
        if (dialect.Quote == 0 || field.Length < 2 || field[0] != dialect.Quote)
            return System.Text.Encoding.UTF8.GetString(field);
        string quote = ((char)dialect.Quote).ToString();
        return System.Text.Encoding.UTF8.GetString(field[1..^1]).Replace(quote + quote, quote, StringComparison.Ordinal);
    }
}
