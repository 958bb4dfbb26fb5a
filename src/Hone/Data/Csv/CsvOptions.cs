namespace Hone.Data;

/// <summary>Whether the first row of a CSV file holds the names of its columns.</summary>
public enum HeaderMode
{
    /// <summary>Judged from the first rows: a name where the column has numbers, times or flags, or a word that its column never repeats.</summary>
    Detect,

    /// <summary>The first row holds the names.</summary>
    Present,

    /// <summary>Every row is data; the columns are named column1, column2 …</summary>
    Absent,
}

/// <summary>How a CSV file is read. Everything left open is worked out from the file itself.</summary>
public sealed record CsvOptions
{
    /// <summary>What stands between two fields: any ASCII character but a quote, a letter, a digit or a line end. Null (default): the one of comma, semicolon, tab and bar that cuts the rows into equally many fields; where none does, spaces, if they do so and most fields are numbers. A space stands for any run of spaces and tabs.</summary>
    public char? Delimiter { get; init => field = CheckedDelimiter(value); }

    /// <summary>What encloses a field that holds delimiters, quotes or line ends; doubled inside. Null (default): the double quote, the single quote where fields are enclosed in those, and none where the quotes of the file do not pair up. '\0' means none.</summary>
    public char? Quote { get; init => field = CheckedQuote(value); }

    /// <summary>Whether the first row holds names. Default: judged from the file.</summary>
    public HeaderMode Header { get; init; } = HeaderMode.Detect;

    /// <summary>Names for the columns, one each; a header row, where there is one, is passed over. Null (default): the header's names.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>The decimal mark: '.' or ','. Null (default): for each column, ',' where the delimiter is another and every number in it is written so, else '.'.</summary>
    public char? DecimalMark { get; init => field = value is null or '.' or ',' ? value : throw new ArgumentOutOfRangeException(nameof(DecimalMark), value, "DecimalMark must be '.' or ','."); }

    /// <summary>How characters are encoded. Null (default): by the byte order mark, else UTF-16 where every other byte is 0, else UTF-8 where all bytes are valid as such, else Windows-1252.</summary>
    public System.Text.Encoding? Encoding { get; init; }

    /// <summary>
    /// The spellings of a missing value, compared exactly after surrounding spaces are cut; the empty field is always one. Null (default): NA, N/A, n/a, #N/A, NaN, nan, NULL, null, Null, NaT, &lt;NA&gt; and ?,
    /// and in columns of numbers, times and flags also None, -, -- and ., and any of these in quotes or another case. (In a column of words "None" may well be a value, and a quoted "NA" is one.)
    /// </summary>
    public IReadOnlyList<string>? MissingSpellings { get; init; }

    /// <summary>The kinds of columns by name, for those whose kind is not to be worked out. A value that does not fit is refused with its line.</summary>
    public IReadOnlyDictionary<string, ColumnKind>? Kinds { get; init; }

    /// <summary>Threads to use at most; null (default) means one a processor. The result does not depend on it.</summary>
    public int? Workers { get; init => field = value is null ? null : Numerics.Require.AtLeast(value.Value, 1); }

    private static char? CheckedDelimiter(char? value) =>
        value is null || (char.IsAscii(value.Value) && value is not ('"' or '\'' or '\n' or '\r' or '\0') && !char.IsAsciiLetterOrDigit(value.Value))
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Delimiter), value, FormattableString.Invariant($"Delimiter must be an ASCII character that is no letter, digit, quote or line end; found '{value}'."));

    private static char? CheckedQuote(char? value) =>
        value is null or '\0' || (char.IsAscii(value.Value) && value is not ('\n' or '\r' or ' ' or '\t') && !char.IsAsciiLetterOrDigit(value.Value))
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Quote), value, FormattableString.Invariant($"Quote must be an ASCII character that is no letter, digit, space or line end, or '\\0' for none; found '{value}'."));
}
