using System.Text.Unicode;
using Hone.Numerics;

namespace Hone.Data;

/// <summary>Reads a large file that has nothing odd about it in one pass, parts of it side by side.</summary>
/// <remarks>
/// The columns' kinds are guessed from the first rows. Each part is then read as guessed and surveyed in the same breath, so that in the end it is known from every row what the columns are;
/// a column that was guessed wrong is read again. Whatever is out of the ordinary (quotes in odd places, blank lines, a row of another length, bytes that are no text) is left to
/// <see cref="CsvReader"/>, which reads anything and knows what to say about it: so a file gives the same table, or the same sentence, either way.
/// </remarks>
internal sealed class RegularCsv
{
    private readonly CsvSource source;
    private readonly CsvDialect dialect;
    private readonly CsvOptions options;
    private readonly MissingText missing;
    private readonly IReadOnlyList<string> first;
    private readonly CsvOutline outline;
    private readonly int[] firstRowOf;
    private readonly Stack<Desk> desks = new();
    private int deskCount;

    private RegularCsv(CsvSource source, CsvDialect dialect, CsvOptions options, MissingText missing, IReadOnlyList<string> first, CsvOutline outline)
    {
        (this.source, this.dialect, this.options, this.missing, this.first, this.outline) = (source, dialect, options, missing, first, outline);
        firstRowOf = new int[outline.Parts.Count + 1];
        for (int p = 0; p < outline.Parts.Count; p++)
            firstRowOf[p + 1] = firstRowOf[p] + outline.Parts[p].Rows;
    }

    /// <summary>Opens a file; null where it is not of that sort as far as can be seen.</summary>
    /// <param name="source">The file.</param>
    /// <param name="dialect">Its dialect.</param>
    /// <param name="start">Where its first row begins.</param>
    /// <param name="first">Its first row.</param>
    /// <param name="options">How to read.</param>
    /// <param name="missing">What is missing.</param>
    public static RegularCsv? Open(CsvSource source, CsvDialect dialect, int start, IReadOnlyList<string> first, CsvOptions options, MissingText missing)
    {
        if (!source.IsReadAtAnyPlace || dialect.Delimiter == 0 || first.Count < 2 || CsvOutline.Of(source, dialect, start, options.Workers) is not { } outline)
            return null;
        return outline.Parts.Sum(p => (long)p.Rows) > Array.MaxLength / 2 ? null : new RegularCsv(source, dialect, options, missing, first, outline);
    }

    /// <summary>Number of rows, that of names counted.</summary>
    public int Rows => firstRowOf[^1];

    /// <summary>Columns that are filled as the file is read.</summary>
    /// <param name="readings">How to read each column; null for those that are not to be.</param>
    /// <param name="header">Whether the first row is no data.</param>
    public ColumnFill?[] Fills(ColumnReading?[] readings, bool header)
    {
        ColumnFill?[] fills = new ColumnFill?[readings.Length];
        for (int c = 0; c < fills.Length; c++)
        {
            if (readings[c] is { } reading)
                fills[c] = ColumnFill.For(c, Rows - (header ? 1 : 0), reading, dialect.Quote, outline.Parts.Count, missing);
        }
        return fills;
    }

    /// <summary>Reads the file, and sets those fills to null that some field did not fit.</summary>
    /// <param name="fills">One a column, or null.</param>
    /// <param name="header">Whether the first row is no data.</param>
    /// <returns>What the columns are, from all rows; null where the file is out of the ordinary.</returns>
    public CsvSurvey? Read(ColumnFill?[] fills, bool header)
    {
        bool odd = false;
        bool[] misfits = new bool[fills.Length];
        ColumnSurvey[] firstRow = [];
        desks.Clear();
        deskCount = 0;
        WorkerPool.For(outline.Parts.Count, options.Workers, p =>
        {
            if (Volatile.Read(ref odd))
                return;
            Desk desk = Take();
            if (!Load(p, desk.Block))
                Volatile.Write(ref odd, true);
            else
                ReadPart(p, desk, fills, misfits, header);
            if (p == 0 && !odd)
                firstRow = CsvSurvey.SurveyRow(desk.Block, fills.Length, missing);
            lock (desks)
                desks.Push(desk);
        });
        if (odd)
            return null;
        ColumnSurvey[] all = new ColumnSurvey[fills.Length];
        Array.Fill(all, new ColumnSurvey());
        foreach (Desk desk in desks)
        {
            for (int c = 0; c < all.Length; c++)
                all[c].Merge(desk.Surveys[c]);
        }
        for (int c = 0; c < fills.Length; c++)
        {
            if (misfits[c])
                fills[c] = null;
        }
        return CsvSurvey.Of(first, firstRow, all);
    }

    private void ReadPart(int part, Desk desk, ColumnFill?[] fills, bool[] misfits, bool header)
    {
        CsvBlock block = desk.Block;
        int from = part == 0 ? 1 : 0, to = firstRowOf[part] + from - (header ? 1 : 0);
        for (int c = 0; c < fills.Length; c++)
        {
            // The first row, where it is data, is surveyed apart: it may still turn out to be names.
            ColumnSurvey apart = new();
            int bad = from;
            if (fills[c] is { } fill && !Volatile.Read(ref misfits[c]) && (from == 0 || header || fill.Read(block, 0, 1, 0, desk.Slot, ref apart) < 0))
                bad = fill.Read(block, from, block.RowCount, to, desk.Slot, ref desk.Surveys[c]);
            if (bad < 0)
                continue;
            Volatile.Write(ref misfits[c], true);
            desk.Surveys[c].AddRows(block, c, bad, block.RowCount, missing);
        }
    }

    private bool Load(int part, CsvBlock block)
    {
        (long offset, int length, int rows) = outline.Parts[part];
        if (block.Bytes.Length < length + CsvBlock.Slack)
            block.Bytes = new byte[length + (length / 8) + CsvBlock.Slack];
        (block.Offset, block.Length) = (offset, length);
        Span<byte> bytes = block.Bytes.AsSpan(0, length);
        return source.TryReadAt(offset, bytes)
            && !bytes.Contains((byte)0)
            && (!source.AssumesUtf8 || Utf8.IsValid(bytes))
            && block.TokeniseRegular(dialect, first.Count, rows)
            && !(part == outline.Parts.Count - 1 && block.EndsBlank);
    }

    private Desk Take()
    {
        lock (desks)
            return desks.TryPop(out Desk? desk) ? desk : new Desk(deskCount++, first.Count);
    }

    /// <summary>What one thread works with at a time.</summary>
    private sealed class Desk
    {
        public readonly int Slot;
        public readonly CsvBlock Block = new();
        public readonly ColumnSurvey[] Surveys;

        public Desk(int slot, int columns)
        {
            (Slot, Surveys) = (slot, new ColumnSurvey[columns]);
            Array.Fill(Surveys, new ColumnSurvey());
        }
    }
}
