using System.Buffers.Binary;
using System.IO.Compression;

namespace Hone.Deep;

/// <summary>Reads the IDX files of MNIST: a magic number, the sizes of the axes, then bytes.</summary>
/// <remarks>Plain or compressed by gzip. Source: Y. LeCun, C. Cortes and C. Burges, "The MNIST database of handwritten digits", the page's section on file formats.</remarks>
public static class IdxFile
{
    private const int Bytes = 8, MostAxes = 4;

    // More than any set of images of this kind has; a file that claims more is broken, and its claim must not become memory.
    private const long Most = 1L << 31;

    /// <summary>The sizes of the axes and the bytes.</summary>
    /// <param name="path">A file.</param>
    /// <exception cref="IOException">There is no such file, or it could not be read.</exception>
    /// <exception cref="InvalidDataException">It is no such file, or cut short, or goes on behind its end; the message names it.</exception>
    public static (int[] Sizes, byte[] Values) Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        return Read(file, path);
    }

    /// <summary>The same from a stream.</summary>
    /// <param name="stream">From its position on.</param>
    /// <param name="name">What messages call it.</param>
    public static (int[] Sizes, byte[] Values) Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        try
        {
            using BufferedStream buffered = new(stream);
            int first = buffered.ReadByte(), second = buffered.ReadByte();
            // gzip begins with 1F 8B, IDX with two zeros.
            if (first == 0x1F && second == 0x8B)
            {
                using GZipStream unpacked = new(new Prefixed([0x1F, 0x8B], buffered), CompressionMode.Decompress);
                return ReadPlain(unpacked, name, unpacked.ReadByte(), unpacked.ReadByte());
            }
            return ReadPlain(buffered, name, first, second);
        }
        catch (InvalidDataException fault) when (!fault.Message.StartsWith('\''))
        {
            throw Broken(name, "its compressed bytes are damaged", fault);
        }
        catch (EndOfStreamException fault)
        {
            throw Broken(name, "it ends too soon", fault);
        }
    }

    private static (int[] Sizes, byte[] Values) ReadPlain(Stream stream, string name, int first, int second)
    {
        Span<byte> head = stackalloc byte[2], size = stackalloc byte[4];
        if (first != 0 || second != 0)
            throw Broken(name, "it does not begin as one");
        stream.ReadExactly(head);
        if (head[0] != Bytes)
            throw Broken(name, FormattableString.Invariant($"its values are of kind {head[0]}, and only bytes (kind {Bytes}) are read"));
        if (head[1] is 0 or > MostAxes)
            throw Broken(name, FormattableString.Invariant($"it says that it has {head[1]} axes; 1 to {MostAxes} are read"));
        int[] sizes = new int[head[1]];
        long count = 1;
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            stream.ReadExactly(size);
            sizes[axis] = BinaryPrimitives.ReadInt32BigEndian(size);
            if (sizes[axis] < 0 || (count *= sizes[axis]) >= Most)
                throw Broken(name, "it says that it holds more than fits");
        }

        // Grown as bytes come, so that a false size costs no memory.
        using MemoryStream values = new((int)Math.Min(count, 1 << 20));
        byte[] piece = new byte[1 << 16];
        while (values.Length < count)
        {
            int read = stream.Read(piece, 0, (int)Math.Min(piece.Length, count - values.Length));
            if (read == 0)
                throw Broken(name, FormattableString.Invariant($"it ends after {values.Length} of {count} bytes"));
            values.Write(piece, 0, read);
        }
        if (stream.ReadByte() >= 0)
            throw Broken(name, FormattableString.Invariant($"it goes on behind its {count} bytes"));
        return (sizes, values.ToArray());
    }

    private static InvalidDataException Broken(string name, string why, Exception? inner = null) => new($"'{name}' is no IDX file that can be read: {why}.", inner);

    // A stream whose first bytes were read already.
    private sealed class Prefixed(byte[] first, Stream rest) : Stream
    {
        private int at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (at == first.Length)
                return rest.Read(buffer, offset, count);
            int taken = Math.Min(count, first.Length - at);
            Array.Copy(first, at, buffer, offset, taken);
            at += taken;
            return taken;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
