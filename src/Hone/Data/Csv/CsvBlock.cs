using System.Diagnostics;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace Hone.Data;

/// <summary>A run of whole rows of a CSV file, and where their fields end.</summary>
internal sealed class CsvBlock
{
    /// <summary>Bytes that a block which is tokenised as regular has behind its last.</summary>
    public const int Slack = 128;

    /// <summary>The bytes; only the first <see cref="Length"/> count.</summary>
    public byte[] Bytes = [];

    /// <summary>Number of bytes.</summary>
    public int Length;

    /// <summary>Where the block begins in the file as UTF-8.</summary>
    public long Offset;

    /// <summary>Number of rows found; blank lines are none.</summary>
    public int RowCount;

    /// <summary>Number of rows up to the last that holds anything but delimiters.</summary>
    public int FilledCount;

    /// <summary>The first thing wrong, or null.</summary>
    public CsvFault? Fault;

    // Of each row the place before its first field, then the end of each field. In a regular block the end of a row is the place before the next row's first field, too.
    private int[] marks = [];
    private int stride;
    private int columns;
    private bool beginsFile;
    private CsvDialect dialect;

    /// <summary>Finds the fields. A row of another number of fields than <paramref name="columns"/> ends the work with a fault; blank lines are passed over.</summary>
    /// <remarks>A row of as many empty fields as there are columns is a row without values, but for those before the first row of the file.</remarks>
    public void Tokenise(CsvDialect dialect, int columns, bool beginsFile = false)
    {
        (this.dialect, this.beginsFile, this.columns, stride, RowCount, FilledCount, Fault) = (dialect, beginsFile, columns, columns + 1, 0, 0, null);
        ReadOnlySpan<byte> bytes = Bytes.AsSpan(0, Length);
        int most = (columns + 1) * 16;
        if (marks.Length < most)
            marks = new int[Math.Max(most, Length / 4)];
        if (dialect.Quote == 0 || bytes.IndexOf(dialect.Quote) < 0)
            TokenisePlain(bytes, columns);
        else
            TokeniseQuoted(bytes, columns);
    }

    /// <summary>A field ends at the mark of row · <see cref="Stride"/> + column + 1, and begins behind the mark before.</summary>
    public ReadOnlySpan<int> Marks => marks;

    /// <summary>Marks from one row to the next.</summary>
    public int Stride => stride;

    /// <summary>Whether the last row holds nothing but delimiters and blanks.</summary>
    public bool EndsBlank => RowCount > 0 && IsBlankRow(Bytes.AsSpan((marks[(RowCount - 1) * stride] + 1)..marks[((RowCount - 1) * stride) + columns]));

    /// <summary>Finds the fields of a block of which nothing but fields and rows is expected; false where it is not so, and then nothing else of the block counts.</summary>
    /// <param name="dialect">The dialect.</param>
    /// <param name="columns">Fields of each row.</param>
    /// <param name="rows">Number of rows.</param>
    public bool TokeniseRegular(CsvDialect dialect, int columns, int rows)
    {
        (this.dialect, this.columns, stride, RowCount, Fault) = (dialect, columns, columns, rows, null);
        int fields = checked(rows * columns), most = fields + 1 + Slack;
        if (marks.Length < most)
            marks = new int[most + (most / 8)];
        int end = Length;
        if (Bytes[end - 1] != dialect.NewLine)
            Bytes[end++] = dialect.NewLine;                                       // the last row of the file
        Bytes.AsSpan(end, Slack - 1).Clear();

        marks[0] = -1;
        int count = 0, lines = 0;
        CsvMasks masks = new(dialect, inside: false);
        for (int i = 0; i < end; i += 64)
        {
            masks.Next(Vector512.Create(Bytes.AsSpan(i, 64)));
            if (count > fields)
                return false;
            lines += BitOperations.PopCount(masks.Lines);
            count += CsvMasks.Places(masks.Ends, i, ref marks[count + 1]);
        }
        if (!masks.IsRegular || masks.IsInside || count != fields || lines != rows)
            return false;
        // As many line ends as rows, and one at the end of each row: then none is elsewhere.
        for (int row = 1; row <= rows; row++)
        {
            if (Bytes[marks[row * columns]] != dialect.NewLine)
                return false;
        }
        return true;
    }

    /// <summary>A field without the blanks around it and without its quotes; quotes doubled inside it are left doubled.</summary>
    /// <returns>Whether it stood in quotes.</returns>
    public bool Field(int row, int column, out ReadOnlySpan<byte> value)
    {
        int at = (row * stride) + column;
        int start = marks[at] + 1, end = marks[at + 1];
        while (start < end && dialect.IsBlank(Bytes[start]))
            start++;
        while (end > start && dialect.IsBlank(Bytes[end - 1]))
            end--;
        bool quoted = end - start >= 2 && dialect.Quote != 0 && Bytes[start] == dialect.Quote;
        value = quoted ? Bytes.AsSpan(start + 1, end - start - 2) : Bytes.AsSpan(start, end - start);
        return quoted;
    }

    /// <summary>Where a row begins in the file as UTF-8.</summary>
    public long OffsetOf(int row) => Offset + marks[row * stride] + 1;

    // Sixty-four bytes at a time become a mask of the delimiters and line ends among them.
    private void TokenisePlain(ReadOnlySpan<byte> bytes, int columns)
    {
        Vector512<byte> delimiters = Vector512.Create(dialect.Delimiter), newLines = Vector512.Create(dialect.NewLine);
        byte newLine = dialect.NewLine;
        int rowStart = 0, count = 0;
        int mark = Begin(rowStart);
        int i = 0;
        for (; i <= bytes.Length - 64; i += 64)
        {
            Vector512<byte> chunk = Vector512.Create(bytes.Slice(i, 64));
            ulong found = (Vector512.Equals(chunk, delimiters) | Vector512.Equals(chunk, newLines)).ExtractMostSignificantBits();
            while (found != 0)
            {
                int at = i + BitOperations.TrailingZeroCount(found);
                found &= found - 1;
                if (count < columns)
                    marks[mark++] = at;
                count++;
                if (bytes[at] == newLine)
                {
                    if (!EndRow(bytes, rowStart, at, count, columns))
                        return;
                    (rowStart, count) = (at + 1, 0);
                    mark = Begin(rowStart);
                }
            }
        }
        for (; i < bytes.Length; i++)
        {
            if (bytes[i] != newLine && bytes[i] != dialect.Delimiter)
                continue;
            if (count < columns)
                marks[mark++] = i;
            count++;
            if (bytes[i] == newLine)
            {
                if (!EndRow(bytes, rowStart, i, count, columns))
                    return;
                (rowStart, count) = (i + 1, 0);
                mark = Begin(rowStart);
            }
        }
        if (rowStart < bytes.Length)
        {
            if (count < columns)
                marks[mark] = bytes.Length;
            EndRow(bytes, rowStart, bytes.Length, count + 1, columns);
        }
    }

    private void TokeniseQuoted(ReadOnlySpan<byte> bytes, int columns)
    {
        int rowStart = 0, count = 0, at = 0;
        int mark = Begin(rowStart);
        while (at < bytes.Length || count > 0)
        {
            int end = CsvScan.FieldEnd(bytes, at, dialect, out CsvFaultKind? fault);
            if (fault is { } kind)
            {
                Fault = new CsvFault(Offset + (kind == CsvFaultKind.AfterQuote ? end : at), kind, kind == CsvFaultKind.AfterQuote ? ((char)bytes[end]).ToString() : "");
                return;
            }
            if (count < columns)
                marks[mark++] = end;
            count++;
            at = end + 1;
            if (end >= bytes.Length || bytes[end] == dialect.NewLine)
            {
                if (!EndRow(bytes, rowStart, end, count, columns))
                    return;
                if (end >= bytes.Length)
                    return;
                (rowStart, count) = (at, 0);
                mark = Begin(rowStart);
            }
        }
    }

    private int Begin(int rowStart)
    {
        int mark = RowCount * stride;
        if (marks.Length < mark + stride)
            Array.Resize(ref marks, Math.Max(marks.Length * 2, mark + stride));
        marks[mark] = rowStart - 1;
        return mark + 1;
    }

    private bool EndRow(ReadOnlySpan<byte> bytes, int start, int end, int count, int columns)
    {
        Debug.Assert(end <= bytes.Length);
        bool blank = IsBlankRow(bytes[start..end]);
        if (blank && (count != columns || columns == 1 || (beginsFile && RowCount == 0)))
            return true;
        if (count != columns)
        {
            Fault = new CsvFault(Offset + start, CsvFaultKind.Ragged, FormattableString.Invariant($"{count}"));
            return false;
        }
        RowCount++;
        if (!blank)
            FilledCount = RowCount;
        return true;
    }

    private bool IsBlankRow(ReadOnlySpan<byte> row)
    {
        foreach (byte b in row)
        {
            if (b != dialect.Delimiter && !dialect.IsBlank(b))
                return false;
        }
        return true;
    }
}
