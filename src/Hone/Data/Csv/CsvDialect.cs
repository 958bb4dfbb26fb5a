namespace Hone.Data;

/// <summary>What parts the fields and rows of a CSV file.</summary>
/// <param name="Delimiter">Between two fields.</param>
/// <param name="Quote">Around a field that holds delimiters, quotes or line ends; 0 for none.</param>
/// <param name="NewLine">Ends a row: a line feed, or a carriage return in files that have no line feed.</param>
internal readonly record struct CsvDialect(byte Delimiter, byte Quote, byte NewLine)
{
    /// <summary>Spaces around a field, and the carriage return before a line feed, are no part of it.</summary>
    public bool IsBlank(byte b) => b <= ' ' && (b is (byte)' ' or (byte)'\r' or (byte)'\t') && b != Delimiter;
}

/// <summary>What is wrong with a file, found in one of its blocks; the line is counted when the sentence is made.</summary>
/// <param name="Offset">Where, in bytes of the file as UTF-8: the start of the row, or the place itself.</param>
/// <param name="Kind">What.</param>
/// <param name="Found">How many fields or which value was found, for the kinds that say so.</param>
/// <param name="Column">The column, for a value that does not fit.</param>
internal sealed record CsvFault(long Offset, CsvFaultKind Kind, string Found = "", int Column = -1);

internal enum CsvFaultKind
{
    Ragged,
    AfterQuote,
    OpenQuote,
    Binary,
    NotUtf8,
    Value,
}
