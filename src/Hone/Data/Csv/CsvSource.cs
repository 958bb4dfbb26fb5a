using System.IO.Compression;
using System.Text;

namespace Hone.Data;

/// <summary>Where CSV comes from: a stream that can be read from its start again, as UTF-8 whatever its own encoding.</summary>
internal sealed class CsvSource : IDisposable
{
    private const int MostInMemory = 64 << 20;

    private readonly Stream stream;
    private readonly long start;
    private readonly bool owned;
    private bool gzip;
    private int markLength;
    private Encoding? encoding;
    private bool spaced;

    private CsvSource(string name, Stream stream, bool owned) => (Name, this.stream, start, this.owned) = (name, stream, stream.Position, owned);

    /// <summary>What sentences call it.</summary>
    public string Name { get; }

    /// <summary>Whether the bytes are taken as UTF-8 only because nothing says otherwise.</summary>
    public bool AssumesUtf8 { get; private set; }

    /// <summary>No more bytes than this come out; a bound that saves small files large buffers.</summary>
    public long MostBytes => gzip || encoding is not null ? long.MaxValue - 1 : Math.Max(0, stream.Length - start);

    /// <summary>Whether the bytes are UTF-8 as they stand, and any of them can be read by any thread.</summary>
    public bool IsReadAtAnyPlace => !gzip && encoding is null && !spaced && ((stream is FileStream && owned) || (stream is MemoryStream memory && memory.TryGetBuffer(out _)));

    /// <summary>Number of bytes behind the byte order mark, where they can be read at any place.</summary>
    public long Length => stream.Length - start - markLength;

    /// <summary>Reads bytes at a place, counted from behind the byte order mark; false where there are not so many.</summary>
    public bool TryReadAt(long offset, Span<byte> destination)
    {
        offset += start + markLength;
        if (stream is MemoryStream memory)
        {
            if (!memory.TryGetBuffer(out ArraySegment<byte> all) || offset + destination.Length > all.Count)
                return false;
            all.AsSpan((int)offset, destination.Length).CopyTo(destination);
            return true;
        }
        while (destination.Length > 0)
        {
            int read = RandomAccess.Read(((FileStream)stream).SafeFileHandle, destination, offset);
            if (read == 0)
                return false;
            destination = destination[read..];
            offset += read;
        }
        return true;
    }

    public static CsvSource FromPath(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
            throw new IOException($"'{path}' is a directory; a CSV file is wanted.");
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no file '{path}'.", path);
        FileStream file = new(path, new FileStreamOptions { Options = FileOptions.SequentialScan, BufferSize = 0, Share = FileShare.ReadWrite | FileShare.Delete });
        return file.CanSeek ? new CsvSource($"'{path}'", file, owned: true) : Spooled($"'{path}'", file, owned: true);
    }

    public static CsvSource FromStream(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return stream.CanSeek ? new CsvSource("The stream", stream, owned: false) : Spooled("The stream", stream, owned: false);
    }

    public static CsvSource FromReader(TextReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        Encoder encoder = new UTF8Encoding(false).GetEncoder();
        char[] characters = new char[1 << 15];
        byte[] bytes = new byte[Encoding.UTF8.GetMaxByteCount(characters.Length)];
        Stream spool = new MemoryStream();
        int read;
        do
        {
            read = reader.Read(characters);
            spool.Write(bytes, 0, encoder.GetBytes(characters.AsSpan(0, read), bytes, flush: read == 0));
            spool = Roomy(spool);
        }
        while (read > 0);
        spool.Position = 0;
        return new CsvSource("The text", spool, owned: true);
    }

    /// <summary>Looks at the first bytes: compression, encoding, and what is no text at all.</summary>
    public void Inspect(Encoding? chosen)
    {
        Span<byte> head = stackalloc byte[4096];
        stream.Position = start;
        int length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        gzip = length >= 3 && head[0] == 0x1F && head[1] == 0x8B && head[2] == 8;
        if (gzip)
        {
            stream.Position = start;
            using GZipStream unzipped = new(new ForwardStream(stream, gzip: true), CompressionMode.Decompress);
            length = ReadFully(unzipped, head);
        }
        ReadOnlySpan<byte> first = head[..length];
        if (Magic(first) is { } what)
            throw new InvalidDataException($"{Name} is {what}, not a CSV file.");

        (Encoding? found, markLength) = Mark(first);
        encoding = chosen ?? found;
        AssumesUtf8 = encoding is null;
        if (encoding is UTF8Encoding)
            encoding = null;
    }

    /// <summary>From now on the bytes are Windows-1252, which every sequence of bytes is.</summary>
    public void UseWindows1252()
    {
        encoding = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
        AssumesUtf8 = false;
    }

    /// <summary>From now on a run of spaces and tabs is one space.</summary>
    public void PartBySpaces() => spaced = true;

    /// <summary>The bytes from the start, unzipped, without a byte order mark, as UTF-8. Dispose of it before the next is opened.</summary>
    public Stream OpenUtf8()
    {
        stream.Position = start;
        Stream opened = gzip ? new GZipStream(new ForwardStream(stream, gzip: true), CompressionMode.Decompress) : new ForwardStream(stream, gzip: false);
        Span<byte> mark = stackalloc byte[4];
        ReadFully(opened, mark[..markLength]);
        if (encoding is not null)
            opened = Encoding.CreateTranscodingStream(opened, encoding, new UTF8Encoding(false));
        return spaced ? new SpaceRunStream(opened) : opened;
    }

    /// <summary>Reads until the span is full or the stream ends; torn compression becomes a sentence.</summary>
    public int ReadFully(Stream opened, Span<byte> destination)
    {
        try
        {
            return opened.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException torn)
        {
            throw new InvalidDataException($"{Name} begins like a gzip file but is damaged or cut off.", torn);
        }
    }

    public void Dispose()
    {
        if (owned)
            stream.Dispose();
    }

    private static CsvSource Spooled(string name, Stream stream, bool owned)
    {
        Stream spool = new MemoryStream();
        byte[] buffer = new byte[1 << 16];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            spool.Write(buffer, 0, read);
            spool = Roomy(spool);
        }
        if (owned)
            stream.Dispose();
        spool.Position = 0;
        return new CsvSource(name, spool, owned: true);
    }

    // Past a limit the bytes go to a temporary file, which vanishes when it is closed.
    private static Stream Roomy(Stream spool)
    {
        if (spool is not MemoryStream memory || memory.Length <= MostInMemory)
            return spool;
        FileStream file = new(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.DeleteOnClose,
        });
        memory.WriteTo(file);
        return file;
    }

    private static (Encoding? Encoding, int Length) Mark(ReadOnlySpan<byte> first)
    {
        if (first.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            return (Encoding.UTF8, 3);
        if (first.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE, 0, 0]))
            return (Encoding.UTF32, 4);
        if (first.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
            return (Encoding.Unicode, 2);
        if (first.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            return (Encoding.BigEndianUnicode, 2);

        // Without a mark: text that is mostly ASCII has a 0 in every other byte as UTF-16.
        int even = 0, odd = 0;
        for (int i = 0; i < first.Length; i++)
        {
            if (first[i] == 0)
                _ = (i & 1) == 0 ? even++ : odd++;
        }
        int half = first.Length / 2;
        if (half >= 2 && odd > half * 4 / 5 && even == 0)
            return (Encoding.Unicode, 0);
        return half >= 2 && even > half * 4 / 5 && odd == 0 ? (Encoding.BigEndianUnicode, 0) : (null, 0);
    }

    private static string? Magic(ReadOnlySpan<byte> first) => first switch
    {
        _ when first.StartsWith("PK\u0003\u0004"u8) => "a ZIP archive (Excel workbooks are such archives)",
        _ when first.StartsWith("PAR1"u8) => "a Parquet file",
        _ when first.StartsWith("SQLite format 3"u8) => "a SQLite database",
        _ when first.StartsWith("%PDF-"u8) => "a PDF document",
        _ when first.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']) => "a PNG picture",
        _ when first.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0]) => "an old Office document",
        _ when first.StartsWith((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD]) => "compressed with zstd, which is not read (gzip is)",
        _ when first.StartsWith("BZh"u8) => "compressed with bzip2, which is not read (gzip is)",
        _ when first.StartsWith((ReadOnlySpan<byte>)[0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0]) => "compressed with xz, which is not read (gzip is)",
        _ => null,
    };
}
