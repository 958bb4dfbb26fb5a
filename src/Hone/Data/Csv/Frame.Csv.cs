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

    /// <summary>Writes the table as CSV in UTF-8 with a header, gzipped where the path ends in .gz: to a temporary file beside it, which then takes its name, so that a crash leaves the old file or the new.</summary>
    /// <remarks>
    /// Numbers are written with as many digits as it takes to read the same number back, a missing value as nothing. Read back, values are the same; kinds are worked out anew, so that
    /// numbers that are all whole come back as whole numbers and words that all look like numbers as numbers, unless <see cref="CsvOptions.Kinds"/> says otherwise.
    /// </remarks>
    /// <param name="path">The file; one that exists is replaced.</param>
    /// <param name="delimiter">Between two fields.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void WriteCsv(string path, char delimiter = ',')
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, file =>
        {
            if (!path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
            {
                WriteCsv(file, delimiter);
                return;
            }
            using System.IO.Compression.GZipStream zip = new(file, System.IO.Compression.CompressionLevel.Optimal, leaveOpen: true);
            WriteCsv(zip, delimiter);
        });
    }

    /// <summary>Writes the table as CSV in UTF-8 with a header; the stream stays open.</summary>
    public void WriteCsv(Stream stream, char delimiter = ',')
    {
        ArgumentNullException.ThrowIfNull(stream);
        using StreamWriter writer = new(stream, new System.Text.UTF8Encoding(false), 1 << 16, leaveOpen: true);
        WriteCsv(writer, delimiter);
    }

    /// <summary>Writes the table as CSV with a header; the writer stays open.</summary>
    public void WriteCsv(TextWriter writer, char delimiter = ',')
    {
        ArgumentNullException.ThrowIfNull(writer);
        new CsvWriter(writer, delimiter).Write(this);
    }

    /// <summary>The table as CSV.</summary>
    public string ToCsv(char delimiter = ',')
    {
        using StringWriter writer = new(System.Globalization.CultureInfo.InvariantCulture);
        WriteCsv(writer, delimiter);
        return writer.ToString();
    }
}
