using System.Buffers;
using System.Globalization;
using System.Text;

namespace Hone.Data;

/// <summary>Writes a table as CSV that reads back as the same values.</summary>
internal sealed class CsvWriter
{
    private readonly TextWriter writer;
    private readonly char delimiter;
    private readonly SearchValues<char> special;
    private readonly MissingText missing = new(null);
    private readonly char[] scratch = new char[64];

    public CsvWriter(TextWriter writer, char delimiter)
    {
        (this.writer, this.delimiter) = (writer, delimiter);
        special = SearchValues.Create([delimiter, '"', '\n', '\r']);
    }

    public void Write(Frame frame)
    {
        for (int c = 0; c < frame.Columns.Count; c++)
        {
            if (c > 0)
                writer.Write(delimiter);
            WriteText(frame.Columns[c].Name);
        }
        writer.Write('\n');
        for (int row = 0; row < frame.RowCount; row++)
        {
            for (int c = 0; c < frame.Columns.Count; c++)
            {
                if (c > 0)
                    writer.Write(delimiter);
                // A row without any value would be passed over as a blank one, were its first field not quoted.
                if (frame.Columns[c].IsMissing(row))
                    writer.Write(c == 0 && IsBlank(frame, row) ? "\"\"" : "");
                else
                    WriteValue(frame.Columns[c], row);
            }
            writer.Write('\n');
        }
    }

    private static bool IsBlank(Frame frame, int row)
    {
        for (int c = 0; c < frame.Columns.Count; c++)
        {
            if (!frame.Columns[c].IsMissing(row))
                return false;
        }
        return true;
    }

    private void WriteValue(Column column, int row)
    {
        switch (column)
        {
            case NumberColumn numbers when numbers[row].TryFormat(scratch, out int length, "R", CultureInfo.InvariantCulture):
                WriteText(scratch.AsSpan(0, length));
                break;
            case WholeColumn wholes when wholes[row].TryFormat(scratch, out int length, default, CultureInfo.InvariantCulture):
                writer.Write(scratch, 0, length);
                break;
            default:
                WriteText(column.Format(row)!);
                break;
        }
    }

    private void WriteText(ReadOnlySpan<char> text)
    {
        bool quote = text.IsEmpty || text.ContainsAny(special) || char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1]) || IsMissingSpelling(text) || text[0] == '\'';
        if (!quote)
        {
            writer.Write(text);
            return;
        }
        writer.Write('"');
        foreach (char c in text)
        {
            if (c == '"')
                writer.Write('"');
            writer.Write(c);
        }
        writer.Write('"');
    }

    private bool IsMissingSpelling(ReadOnlySpan<char> text)
    {
        if (text.Length > 8)
            return false;
        Span<byte> bytes = stackalloc byte[24];
        return missing.Always(bytes[..Encoding.UTF8.GetBytes(text, bytes)], quoted: false);
    }
}
