namespace Hone.Data;

public sealed partial class Frame
{
    /// <summary>Reads a CSV file, compressed with gzip or not.</summary>
    /// <remarks>
    /// Delimiter, quote, encoding, header and decimal mark are worked out from the file where <paramref name="options"/> leave them open; the kinds of the columns
    /// from every row, never from some: whole numbers of up to 64 bits, else numbers, flags (true/false or yes/no), times (ISO 8601, or with slashes, dashes and dots where the
    /// column itself tells day from month), else words, which are a category where they repeat and text where they are sentences or mostly different.
    /// Codes with leading zeros, such as 00501, are words. Spaces around a field are cut unless quoted. Rows in which every field is
    /// empty are passed over, and so are columns that have neither a name nor a value. An empty text and a missing one cannot be told apart.
    /// Cost: two passes over the file; memory beside the columns is some 30 MB, and for words the list of those that differ.
    /// </remarks>
    /// <param name="path">A file.</param>
    /// <param name="options">What is not to be worked out; null for nothing.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">It is a directory, or cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is not a table: empty, binary, a row of another length, a name twice, torn compression. One sentence says what and on which line.</exception>
    public static Frame ReadCsv(string path, CsvOptions? options = null)
    {
        using CsvSource source = CsvSource.FromPath(path);
        return new CsvReader(source, options ?? new CsvOptions()).Read();
    }

    /// <summary>Reads CSV from where the stream stands to its end, as <see cref="ReadCsv(string, CsvOptions?)"/> does; the stream stays open.</summary>
    /// <remarks>A stream that cannot seek is copied first: to memory, or beyond 64 MiB to a temporary file.</remarks>
    /// <exception cref="InvalidDataException">It is not a table.</exception>
    public static Frame ReadCsv(Stream stream, CsvOptions? options = null)
    {
        using CsvSource source = CsvSource.FromStream(stream);
        return new CsvReader(source, options ?? new CsvOptions()).Read();
    }

    /// <summary>Reads CSV from a reader to its end, as <see cref="ReadCsv(string, CsvOptions?)"/> does.</summary>
    /// <exception cref="InvalidDataException">It is not a table.</exception>
    public static Frame ReadCsv(TextReader reader, CsvOptions? options = null)
    {
        using CsvSource source = CsvSource.FromReader(reader);
        return new CsvReader(source, options ?? new CsvOptions()).Read();
    }

    /// <summary>Reads CSV from a text, as <see cref="ReadCsv(string, CsvOptions?)"/> does.</summary>
    /// <exception cref="InvalidDataException">It is not a table.</exception>
    public static Frame ParseCsv(string text, CsvOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        using StringReader reader = new(text);
        return ReadCsv(reader, options);
    }
}
