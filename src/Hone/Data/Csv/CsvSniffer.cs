using System.Text;

namespace Hone.Data;

/// <summary>Works out delimiter, quote and line end from the first rows of a file.</summary>
internal static class CsvSniffer
{
    /// <summary>Bytes of the file that are looked at.</summary>
    public const int SampleSize = 1 << 17;

    private const int MostRows = 500;

    /// <summary>
    /// What speaks for a dialect, most telling first: a first row that it parts as it parts the others, rows of equal width, commas that are all decimal marks,
    /// fields that are numbers, times or flags, many fields.
    /// </summary>
    private readonly record struct Score(bool Fits, double Even, bool Marks, double Typed, double Width) : IComparable<Score>
    {
        public int CompareTo(Score other) => (Fits, Even, Marks, Typed, Width).CompareTo((other.Fits, other.Even, other.Marks, other.Typed, other.Width));
    }

    /// <summary>The dialect of a file that begins with these bytes.</summary>
    /// <param name="sample">The first bytes.</param>
    /// <param name="whole">Whether they are all of the file.</param>
    /// <param name="options">What the caller names is taken as it is.</param>
    /// <param name="missing">What is missing.</param>
    public static CsvDialect Detect(ReadOnlySpan<byte> sample, bool whole, CsvOptions options, MissingText missing)
    {
        byte newLine = sample.IndexOf((byte)'\n') >= 0 || sample.IndexOf((byte)'\r') < 0 ? (byte)'\n' : (byte)'\r';
        CsvDialect fallback = new((byte)(options.Delimiter ?? ','), (byte)(options.Quote ?? '"'), newLine);
        if (options.Quote is { } quote)
        {
            (CsvDialect Dialect, Score Score)? chosen = Best(sample, whole, options, missing, (byte)quote, newLine);
            if (!Parts(chosen))
                chosen = Better(Best(sample, whole, options, missing, 0, newLine), chosen);
            return chosen is null ? fallback : chosen.Value.Dialect with { Quote = (byte)quote };
        }

        (CsvDialect Dialect, Score Score)? doubles = Best(sample, whole, options, missing, (byte)'"', newLine);
        if (doubles is null || Encloses(sample, doubles.Value.Dialect with { Quote = (byte)'\'' }))
        {
            (CsvDialect Dialect, Score Score)? singles = Best(sample, whole, options, missing, (byte)'\'', newLine);
            if (singles is not null && Encloses(sample, singles.Value.Dialect) && (doubles is null || singles.Value.Score.CompareTo(doubles.Value.Score) >= 0))
                return singles.Value.Dialect;
        }
        // Where quotes do not pair up they may be part of the text.
        if (!Parts(doubles))
            doubles = Better(Best(sample, whole, options, missing, 0, newLine), doubles);
        return doubles?.Dialect ?? fallback;
    }

    /// <summary>Whether runs of spaces cut every row into equally many fields, at least two, most of them numbers, times or flags: a table without a delimiter proper.</summary>
    public static bool AlignedBySpaces(ReadOnlySpan<byte> sample, bool whole, MissingText missing)
    {
        const double mostTyped = 0.6;
        string[] lines = Encoding.UTF8.GetString(sample).Split('\n', StringSplitOptions.TrimEntries);
        string[][] rows = [.. lines.Take(whole ? lines.Length : lines.Length - 1).Where(line => line.Length > 0).Take(MostRows).Select(line => line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries))];
        if (rows.Length < 2 || rows[0].Length < 2 || !Array.TrueForAll(rows, row => row.Length == rows[0].Length))
            return false;
        int typed = 0;
        foreach (string field in rows.Skip(1).SelectMany(row => row))
        {
            ColumnSurvey survey = new();
            survey.Add(Encoding.UTF8.GetBytes(field), false, missing);
            typed += survey.Decide(null, true) != FieldShapes.None ? 1 : 0;
        }
        return typed > mostTyped * (rows.Length - 1) * rows[0].Length;
    }

    private static bool Parts((CsvDialect Dialect, Score Score)? judged) => judged is { Score.Width: > 0 };

    private static (CsvDialect Dialect, Score Score)? Better((CsvDialect Dialect, Score Score)? other, (CsvDialect Dialect, Score Score)? first) =>
        first is null || (other is not null && other.Value.Score.CompareTo(first.Value.Score) > 0) ? other : first;

    // Null where the quotes clash with every delimiter.
    private static (CsvDialect Dialect, Score Score)? Best(ReadOnlySpan<byte> sample, bool whole, CsvOptions options, MissingText missing, byte quote, byte newLine)
    {
        byte[] delimiters = options.Delimiter is { } delimiter ? [(byte)delimiter] : [(byte)',', (byte)';', (byte)'\t', (byte)'|'];
        (CsvDialect Dialect, Score Score)? best = null;
        foreach (byte d in delimiters)
        {
            CsvDialect dialect = new(d, quote, newLine);
            if (Judge(sample, whole, dialect, missing) is { } score && (best is null || score.CompareTo(best.Value.Score) > 0))
                best = (dialect, score);
        }
        // No delimiter parts the rows: a single column, whose commas belong to it. A byte 0 never occurs in a text.
        return best is { Score.Width: 0 } && options.Delimiter is null ? (best.Value.Dialect with { Delimiter = 0 }, best.Value.Score) : best;
    }

    private static Score? Judge(ReadOnlySpan<byte> sample, bool whole, CsvDialect dialect, MissingText missing)
    {
        List<int> widths = [];
        List<string>? first = null;
        int typed = 0, fields = 0, marks = 0, commas = 0, at = 0;
        while (at < sample.Length && widths.Count < MostRows)
        {
            if (CsvScan.Row(sample, ref at, dialect) is not { } row)
            {
                if (widths.Count > 0 && !whole)
                    break;                                                    // perhaps only cut off by the sample's end
                return null;
            }
            if (row.All(f => f.Length == 0))
                continue;
            first ??= row;
            widths.Add(row.Count);
            foreach (string field in row)
            {
                fields++;
                ColumnSurvey survey = new();
                survey.Add(Encoding.UTF8.GetBytes(field), false, missing);
                bool fits = survey.Decide(null, dialect.Delimiter != ',') != FieldShapes.None, comma = field.Contains(',', StringComparison.Ordinal);
                typed += fits ? 1 : 0;
                commas += comma ? 1 : 0;
                marks += comma && fits ? 1 : 0;
            }
        }
        if (first is null)
            return default(Score);
        IGrouping<int, int> common = widths.GroupBy(w => w).OrderByDescending(g => g.Count()).ThenByDescending(g => g.Key).First();
        double even = (double)common.Count() / widths.Count;
        bool namesFirst = first.Count > 1 && first.All(f => f.Length is > 0 and <= 30 && !f.Contains(' ', StringComparison.Ordinal));
        // Every comma belongs to a number: a comma that parted such rows would tear the numbers.
        bool decimals = marks > 0 && marks == commas;
        if (common.Key == 1 || (first.Count == 1 && even < 0.9))
        {
            // One column of numbers with a decimal comma, its name above: only the comma itself seems to part its rows, and not the first.
            if (decimals && first.Count == 1 && even == 1 && typed >= widths.Count - 1)
                return new Score(true, 0, true, 0, 0);
            return namesFirst ? new Score(false, 0.01, false, 0, first.Count) : default(Score);
        }

        // Rows nearly all of one width are as good as all: one torn row must not hand the file to another delimiter. That holds for any row but the first, whose names
        // only the right delimiter parts.
        return new Score(first.Count > 1, even >= 0.9 ? 1 : even, decimals, Math.Round((double)typed / fields, 2), common.Key);
    }

    // At least one field in every third row stands in quotes.
    private static bool Encloses(ReadOnlySpan<byte> sample, CsvDialect dialect)
    {
        int rows = 0, enclosed = 0, at = 0;
        bool found = false;
        while (at < sample.Length && rows < MostRows)
        {
            int end = CsvScan.FieldEnd(sample, at, dialect, out CsvFaultKind? fault);
            if (fault is not null)
                return false;
            found |= sample[at..end].TrimStart((byte)' ').StartsWith(dialect.Quote);
            at = end + 1;
            if (end >= sample.Length || sample[end] == dialect.NewLine)
            {
                rows++;
                enclosed += found ? 1 : 0;
                found = false;
            }
        }
        return enclosed > 0 && enclosed * 3 >= rows;
    }
}
