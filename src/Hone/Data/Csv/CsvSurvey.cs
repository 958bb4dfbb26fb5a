using System.Text.Unicode;
using Hone.Numerics;

namespace Hone.Data;

/// <summary>The first pass over a CSV file: how many rows each block has, and what each column's fields have in common.</summary>
internal sealed class CsvSurvey
{
    /// <summary>Bytes of a block; the blocks, and with them the work's parts, depend on the file alone.</summary>
    public const int BlockSize = 1 << 20;

    /// <summary>Blocks held in memory at a time.</summary>
    public const int BlocksAtOnce = 8;

    private CsvSurvey(int columns)
    {
        First = [];
        Columns = new ColumnSurvey[columns];
        Array.Fill(Columns, new ColumnSurvey());
    }

    /// <summary>The first row's fields: names or values.</summary>
    public IReadOnlyList<string> First { get; private set; }

    /// <summary>The first row by itself.</summary>
    public ColumnSurvey[] FirstRow { get; private set; } = [];

    /// <summary>All rows but the first.</summary>
    public ColumnSurvey[] Columns { get; }

    /// <summary>Rows in each block, the first row counted, those of empty fields at the end of the file not.</summary>
    public List<int> RowsOfBlock { get; } = [];

    /// <summary>The first thing wrong with the file, or null.</summary>
    public CsvFault? Fault { get; private set; }

    /// <summary>A survey of no rows, for a file whose first row cannot be read.</summary>
    public static CsvSurvey Of(IReadOnlyList<string> first) => new(first.Count) { First = first };

    /// <summary>A survey made elsewhere.</summary>
    public static CsvSurvey Of(IReadOnlyList<string> first, ColumnSurvey[] firstRow, ReadOnlySpan<ColumnSurvey> columns)
    {
        CsvSurvey survey = new(first.Count) { First = first, FirstRow = firstRow };
        columns.CopyTo(survey.Columns);
        return survey;
    }

    /// <summary>Surveys the whole file.</summary>
    /// <param name="source">The file.</param>
    /// <param name="dialect">Its delimiter, quote and line end.</param>
    /// <param name="first">Its first row.</param>
    /// <param name="missing">What is missing.</param>
    /// <param name="options">How to read.</param>
    public static CsvSurvey Take(CsvSource source, CsvDialect dialect, IReadOnlyList<string> first, MissingText missing, CsvOptions options)
    {
        CsvSurvey survey = new(first.Count) { First = first };
        bool checkUtf8 = source.AssumesUtf8;
        List<int> filled = [];
        ForEachBatch(source, dialect, (blocks, count) =>
        {
            ColumnSurvey[][] found = new ColumnSurvey[count][];
            int firstBlock = survey.RowsOfBlock.Count;
            WorkerPool.For(count, options.Workers, b =>
            {
                CsvBlock block = blocks[b];
                if (block.Fault is null && checkUtf8 && !Utf8.IsValid(block.Bytes.AsSpan(0, block.Length)))
                    block.Fault = new CsvFault(block.Offset, CsvFaultKind.NotUtf8);
                if (block.Fault is not null)
                    return;
                block.Tokenise(dialect, first.Count, beginsFile: firstBlock + b == 0);
                // Of a block that holds the file's first row, that row is surveyed apart.
                found[b] = SurveyBlock(block, first.Count, firstBlock + b == 0 ? 1 : 0, missing);
            });
            for (int b = 0; b < count; b++)
            {
                if (blocks[b].Fault is { } fault)
                {
                    survey.Fault = fault;
                    return false;
                }
                if (firstBlock + b == 0 && blocks[b].RowCount > 0)
                    survey.FirstRow = SurveyRow(blocks[b], first.Count, missing);
                survey.RowsOfBlock.Add(blocks[b].RowCount);
                filled.Add(blocks[b].FilledCount);
                for (int c = 0; c < first.Count; c++)
                    survey.Columns[c].Merge(found[b][c]);
            }
            return true;
        });
        // A spreadsheet leaves rows of empty fields behind its last one; those before it are rows without values and keep their place.
        for (int b = filled.Count - 1; b >= 0; b--)
        {
            survey.RowsOfBlock[b] = filled[b];
            if (filled[b] > 0)
                break;
        }
        return survey;
    }

    /// <summary>Reads the file in batches of blocks; the same blocks each time. The action returns whether to go on.</summary>
    public static void ForEachBatch(CsvSource source, CsvDialect dialect, Func<CsvBlock[], int, bool> action)
    {
        using CsvBlockReader reader = new(source, source.OpenUtf8(), dialect, BlockSize);
        CsvBlock[] blocks = new CsvBlock[BlocksAtOnce];
        for (int b = 0; b < blocks.Length; b++)
            blocks[b] = new CsvBlock();
        while (true)
        {
            int count = 0;
            while (count < blocks.Length && reader.Next(blocks[count]))
                count++;
            if (count == 0 || !action(blocks, count) || count < blocks.Length)
                return;
        }
    }

    /// <summary>The fields of a block from a row on.</summary>
    public static ColumnSurvey[] SurveyBlock(CsvBlock block, int columns, int fromRow, MissingText missing)
    {
        ColumnSurvey[] surveys = new ColumnSurvey[columns];
        for (int c = 0; c < columns; c++)
        {
            ColumnSurvey survey = new();
            survey.AddRows(block, c, fromRow, block.RowCount, missing);
            surveys[c] = survey;
        }
        return surveys;
    }

    /// <summary>The fields of a block's first row by themselves.</summary>
    public static ColumnSurvey[] SurveyRow(CsvBlock block, int columns, MissingText missing)
    {
        ColumnSurvey[] surveys = new ColumnSurvey[columns];
        for (int c = 0; c < columns; c++)
        {
            surveys[c] = new ColumnSurvey();
            bool quoted = block.Field(0, c, out ReadOnlySpan<byte> value);
            surveys[c].Add(value, quoted, missing);
        }
        return surveys;
    }
}
