using System.Text.Unicode;
using Hone.Numerics;

namespace Hone.Data;

/// <summary>Reads a CSV file in two passes: the first finds what the columns are, the second fills arrays of exactly the size needed. A large and regular file takes a shorter way.</summary>
internal sealed class CsvReader(CsvSource source, CsvOptions options)
{
    private readonly MissingText missing = new(options.MissingSpellings);

    /// <summary>Reads it.</summary>
    /// <exception cref="InvalidDataException">The file is no table; one sentence says where and why.</exception>
    public Frame Read()
    {
        source.Inspect(options.Encoding);
        byte[] sample = Sample(out bool whole);
        if (source.AssumesUtf8 && !Utf8.IsValid(whole ? sample : sample.AsSpan(0, sample.AsSpan().LastIndexOf((byte)'\n') + 1)))
        {
            source.UseWindows1252();
            sample = Sample(out whole);
        }
        if (sample.AsSpan().IndexOf((byte)0) >= 0)
            throw new InvalidDataException($"{source.Name} holds binary data, not text.");
        if (sample.AsSpan().IndexOfAnyExcept(" \t\r\n"u8) < 0 && whole)
            throw new InvalidDataException($"{source.Name} is empty.");

        CsvDialect dialect = CsvSniffer.Detect(sample, whole, options, missing);
        if (dialect.Delimiter == ' ' || (dialect.Delimiter == 0 && CsvSniffer.AlignedBySpaces(sample, whole, missing)))
        {
            source.PartBySpaces();
            sample = Sample(out whole);
            dialect = CsvSniffer.Detect(sample, whole, options with { Delimiter = ' ' }, missing);
        }
        if (!whole && ReadRegular(dialect, sample) is { } table)
            return table;
        (CsvSurvey survey, CsvFault? fault) = Survey(dialect, sample);
        if (fault is { Kind: CsvFaultKind.AfterQuote or CsvFaultKind.OpenQuote } && options.Quote is null && dialect.Quote != 0)
        {
            // Quotes that do not pair up are part of the text, if rows then come out even.
            CsvDialect bare = dialect with { Quote = 0 };
            (CsvSurvey again, CsvFault? other) = Survey(bare, sample);
            if (other is null)
                (survey, fault, dialect) = (again, null, bare);
        }
        if (fault is not null)
            throw new InvalidDataException(Sentence(fault, dialect, survey.First.Count));

        if (survey.RowsOfBlock[0] == 0)
            throw new InvalidDataException($"{source.Name} begins with more than a megabyte of blank lines.");
        bool header = HasHeader(survey, sample, dialect);
        int rows = checked((int)Math.Min(survey.RowsOfBlock.Sum(r => (long)r) - (header ? 1 : 0), int.MaxValue));
        if (rows > Array.MaxLength / 2)
            throw new InvalidDataException(FormattableString.Invariant($"{source.Name} has more than {Array.MaxLength / 2} rows, the most that a table holds."));
        if (rows == 0)
            throw new InvalidDataException($"{source.Name} has a header but no rows.");
        return Fill(survey, dialect, header, rows);
    }

    private (CsvSurvey Survey, CsvFault? Fault) Survey(CsvDialect dialect, byte[] sample)
    {
        int at = FirstRowStart(sample, dialect);
        List<string>? first = CsvScan.Row(sample, ref at, dialect);
        first ??= FirstRowOf(dialect);
        if (first is null)
            return (CsvSurvey.Of([]), new CsvFault(FirstRowStart(sample, dialect), CsvFaultKind.OpenQuote));
        CsvSurvey survey = CsvSurvey.Take(source, dialect, first, missing, options);
        if (survey.Fault is { Kind: CsvFaultKind.NotUtf8 })
        {
            source.UseWindows1252();
            survey = CsvSurvey.Take(source, dialect, first, missing, options);
        }
        return (survey, survey.Fault);
    }

    // The columns are guessed from the sample, read, and read again where the whole file proves the guess wrong.
    private Frame? ReadRegular(CsvDialect dialect, byte[] sample)
    {
        int start = FirstRowStart(sample, dialect), at = start;
        if (CsvScan.Row(sample, ref at, dialect) is not { } first || at >= sample.Length)
            return null;
        CsvBlock rows = new() { Bytes = sample, Length = CsvScan.LastRowEnd(sample, dialect) };
        rows.Tokenise(dialect, first.Count, beginsFile: true);
        if (rows.Fault is not null || rows.RowCount < 2 || RegularCsv.Open(source, dialect, start, first, options, missing) is not { } file)
            return null;
        CsvSurvey sampled = CsvSurvey.Of(first, CsvSurvey.SurveyRow(rows, first.Count, missing), CsvSurvey.SurveyBlock(rows, first.Count, 1, missing));
        bool guessedHeader = HasHeader(sampled, sample, dialect);
        string[] guessedNames = [.. first.Select((text, c) => options.Columns?.ElementAtOrDefault(c) ?? (guessedHeader && text.Length > 0 ? text : FormattableString.Invariant($"column{c + 1}")))];
        ColumnReading?[] guess = Readings(sampled, dialect, guessedNames, guessedHeader);
        ColumnFill?[] fills = file.Fills(guess, guessedHeader);
        if (file.Read(fills, guessedHeader) is not { } survey)
            return null;

        bool header = HasHeader(survey, sample, dialect);
        string?[] names = Names(survey, header);
        ColumnReading?[] readings = Readings(survey, dialect, names, header);
        ColumnReading?[] wrong = [.. readings.Select((reading, c) => header == guessedHeader && fills[c] is not null && guess[c] == reading ? null : reading)];
        if (Array.Exists(wrong, reading => reading is not null))
        {
            ColumnFill?[] again = file.Fills(wrong, header);
            if (file.Read(again, header) is null)
                return null;
            for (int c = 0; c < wrong.Length; c++)
            {
                if (wrong[c] is null)
                    continue;
                if (again[c] is null)
                    return null;                                                  // a value that does not fit the kind asked for
                fills[c] = again[c];
            }
        }
        return Finished(fills, names);
    }

    private Frame Finished(ColumnFill?[] fills, string?[] names)
    {
        Column?[] finished = new Column?[fills.Length];
        WorkerPool.For(fills.Length, options.Workers, c =>
        {
            finished[c] = names[c] is { } name ? fills[c]!.Finish(name) : null;
            fills[c] = null;
        });
        return new Frame([.. finished.OfType<Column>()]);
    }

    private bool HasHeader(CsvSurvey survey, byte[] sample, CsvDialect dialect) => options.Header switch
    {
        HeaderMode.Present => true,
        HeaderMode.Absent => false,
        _ => CsvHeader.IsPresent(survey, FirstRows(sample, dialect, survey.First.Count)),
    };

    private string?[] Names(CsvSurvey survey, bool header)
    {
        string?[] names = CsvHeader.Names(survey, header, source, options.Columns);
        if (options.Kinds is { } asked)
        {
            string? unknown = asked.Keys.FirstOrDefault(name => !names.Contains(name, StringComparer.Ordinal));
            if (unknown is not null)
                throw new InvalidDataException(Suggestion.Sentence("column", unknown, names.OfType<string>()));
        }
        return names;
    }

    // How to read each column that has a name. A first row that is data is taken into the survey.
    private ColumnReading?[] Readings(CsvSurvey survey, CsvDialect dialect, string?[] names, bool header)
    {
        if (!header)
        {
            for (int c = 0; c < names.Length; c++)
                survey.Columns[c].Merge(survey.FirstRow[c]);
        }
        bool commaNumbers = dialect.Delimiter != ',' && Array.Exists(survey.Columns, c => c.CommaIsDecimal && (c.Shared & FieldShapes.CommaNumber) != FieldShapes.None);
        return [.. names.Select((name, c) => name is null ? (ColumnReading?)null : ColumnReading.Of(survey.Columns[c], Forced(name), options.DecimalMark, commaNumbers))];
    }

    private ColumnKind? Forced(string name) => options.Kinds is not null && options.Kinds.TryGetValue(name, out ColumnKind kind) ? kind : null;

    private Frame Fill(CsvSurvey survey, CsvDialect dialect, bool header, int rows)
    {
        string?[] names = Names(survey, header);
        ColumnReading?[] readings = Readings(survey, dialect, names, header);
        ColumnFill?[] fills = [.. readings.Select((reading, c) => reading is { } r ? ColumnFill.For(c, rows, r, dialect.Quote, CsvSurvey.BlocksAtOnce, missing) : null)];

        int done = 0, blocksDone = 0, columns = survey.First.Count;
        CsvFault? fault = null;
        CsvSurvey.ForEachBatch(source, dialect, (blocks, count) =>
        {
            (int To, int Rows)[] places = new (int, int)[count];
            for (int b = 0; b < count; b++)
            {
                if (blocksDone + b >= survey.RowsOfBlock.Count)
                    throw Changed();
                int skipped = header && blocksDone + b == 0 ? 1 : 0;
                places[b] = (done, survey.RowsOfBlock[blocksDone + b] - skipped);
                done += places[b].Rows;
            }
            WorkerPool.For(count, options.Workers, b =>
            {
                CsvBlock block = blocks[b];
                block.Tokenise(dialect, columns, beginsFile: blocksDone + b == 0);
                int surveyed = survey.RowsOfBlock[blocksDone + b];
                int fromRow = surveyed - places[b].Rows;
                if (block.Fault is not null || (block.RowCount != surveyed && block.FilledCount != surveyed))
                    throw Changed();
                block.RowCount = surveyed;
                for (int c = 0; c < fills.Length; c++)
                {
                    ColumnSurvey known = new();
                    int bad = fills[c]?.Read(block, fromRow, block.RowCount, places[b].To, b, ref known) ?? -1;
                    if (bad < 0)
                        continue;
                    block.Field(bad, c, out ReadOnlySpan<byte> value);
                    block.Fault ??= new CsvFault(block.OffsetOf(bad), CsvFaultKind.Value, System.Text.Encoding.UTF8.GetString(value), c);
                }
            });
            fault = blocks.Take(count).Select(b => b.Fault).FirstOrDefault(f => f is not null);
            if (fault is not null)
                return false;
            blocksDone += count;
            return true;
        });
        if (fault is not null)
        {
            string kind = Forced(names[fault.Column]!) is { } wanted ? wanted.ToString().ToLowerInvariant() : throw Changed();
            throw new InvalidDataException(FormattableString.Invariant($"{source.Name}, line {LineOf(fault.Offset, dialect)}: column '{names[fault.Column]}' holds '{Shortened(fault.Found)}', which cannot be read as {kind}."));
        }
        if (done != rows)
            throw Changed();
        return Finished(fills, names);
    }

    private byte[] Sample(out bool whole)
    {
        byte[] sample = new byte[Math.Min(CsvSniffer.SampleSize, source.MostBytes + 1)];
        using Stream stream = source.OpenUtf8();
        int length = source.ReadFully(stream, sample);
        whole = length < sample.Length;
        return sample[..length];
    }

    private static int FirstRowStart(ReadOnlySpan<byte> sample, CsvDialect dialect)
    {
        // Rows of nothing but delimiters and blanks are passed over, before the header too.
        int start = 0;
        for (int at = 0; at < sample.Length; at++)
        {
            if (sample[at] == dialect.NewLine)
                start = at + 1;
            else if (sample[at] != dialect.Delimiter && !dialect.IsBlank(sample[at]))
                break;
        }
        return start;
    }

    // A first row longer than the sample, or cut off by its end.
    private List<string>? FirstRowOf(CsvDialect dialect)
    {
        List<string>? first = null;
        CsvSurvey.ForEachBatch(source, dialect, (blocks, _) =>
        {
            ReadOnlySpan<byte> bytes = blocks[0].Bytes.AsSpan(0, blocks[0].Length);
            int at = FirstRowStart(bytes, dialect);
            first = CsvScan.Row(bytes, ref at, dialect);
            return false;
        });
        return first;
    }

    private static List<List<string>> FirstRows(ReadOnlySpan<byte> sample, CsvDialect dialect, int columns)
    {
        const int enough = 1000;
        List<List<string>> rows = [];
        int at = FirstRowStart(sample, dialect);
        bool first = true;
        while (at < sample.Length && rows.Count < enough && CsvScan.Row(sample, ref at, dialect) is { } row)
        {
            if (!first && row.Count == columns)
                rows.Add(row);
            first = false;
        }
        return rows;
    }

    private string Sentence(CsvFault fault, CsvDialect dialect, int columns)
    {
        if (fault.Kind == CsvFaultKind.Binary)
            return $"{source.Name} holds binary data, not text.";
        string place = FormattableString.Invariant($"{source.Name}, line {LineOf(fault.Offset, dialect)}");
        string delimiter = dialect.Delimiter == '\t' ? "tab" : $"'{(char)dialect.Delimiter}'";
        return fault.Kind switch
        {
            CsvFaultKind.Ragged => FormattableString.Invariant($"{place}: found {fault.Found} {(fault.Found == "1" ? "field" : "fields")} where the first row has {columns}; every row must have as many."),
            CsvFaultKind.AfterQuote => $"{place}: found '{fault.Found}' after a closing quote, where a {delimiter} or the end of the line must stand; quotes inside a field are doubled.",
            CsvFaultKind.OpenQuote => $"{place}: the field opens a quote that never closes.",
            _ => $"{place}: the row cannot be read.",
        };
    }

    private long LineOf(long offset, CsvDialect dialect)
    {
        using Stream stream = source.OpenUtf8();
        byte[] buffer = new byte[1 << 16];
        long line = 1;
        while (offset > 0)
        {
            int wanted = (int)Math.Min(offset, buffer.Length);
            int read = source.ReadFully(stream, buffer.AsSpan(0, wanted));
            line += buffer.AsSpan(0, read).Count(dialect.NewLine);
            offset = read < wanted ? 0 : offset - read;
        }
        return line;
    }

    private InvalidDataException Changed() => new($"{source.Name} changed while it was read.");

    private static string Shortened(string text) => text.Length <= 40 ? text : string.Concat(text.AsSpan(0, 40), "…");
}
