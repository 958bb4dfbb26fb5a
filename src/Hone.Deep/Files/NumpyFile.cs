using System.Buffers.Binary;
using System.IO.Compression;
using Hone.Data;

namespace Hone.Deep;

/// <summary>NumPy's files: one tensor in a <c>.npy</c>, several by name in a <c>.npz</c>.</summary>
/// <remarks>
/// Bools, whole numbers and floating numbers of up to 8 bytes are read, of either order of bytes and axes: those of 1 and 2 bytes and signed ones of 4 become Int32, other whole ones Int64, half precision single precision.
/// Python objects, texts and complex numbers are refused, and everything in a header is checked before memory is taken, so a stranger's file is safe to read.
/// Written are bool, int32, int64, float32 and float64; brain floats, which NumPy does not know, as float32.
/// </remarks>
public static class NumpyFile
{
    private const int BlockBytes = 1 << 16;

    /// <summary>Reads a <c>.npy</c> file.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="FormatException">It is no such file, or a torn or damaged one.</exception>
    /// <exception cref="NotSupportedException">It holds something else than numbers, or more than a tensor can.</exception>
    public static Tensor Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream stream = File.OpenRead(path);
        return Named($"'{path}'", () =>
        {
            Tensor tensor = ReadNext(stream);
            return stream.Position == stream.Length ? tensor : throw new FormatException(FormattableString.Invariant($"{stream.Length - stream.Position} bytes follow its numbers."));
        });
    }

    /// <summary>Reads what a <c>.npy</c> file holds from a stream, which is then right after it.</summary>
    /// <inheritdoc cref="Read(string)"/>
    public static Tensor Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Named("The stream", () => ReadNext(stream));
    }

    /// <summary>Writes a <c>.npy</c> file, whole or not at all.</summary>
    /// <param name="path">Replaced if it is there.</param>
    /// <param name="tensor">Its elements are written row by row.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string path, Tensor tensor)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(tensor);
        AtomicFile.Write(path, stream => Write(stream, tensor));
    }

    /// <summary>Writes what a <c>.npy</c> file holds to a stream.</summary>
    /// <param name="stream">Left open.</param>
    /// <param name="tensor">Its elements are written row by row.</param>
    public static unsafe void Write(Stream stream, Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensor);
        Tensor rows = tensor.Detach();
        rows = (rows.Type == DType.BFloat16 ? rows.To(DType.Float32) : rows).Contiguous();
        stream.Write(NumpyHeader.Write(rows.Type, rows.Shape));
        long bytes = (long)rows.Count * rows.Type.Size;
        byte* from = (byte*)rows.Storage.Address + ((long)rows.Offset * rows.Type.Size);
        for (long done = 0; done < bytes; done += BlockBytes)
            stream.Write(new ReadOnlySpan<byte>(from + done, (int)Math.Min(BlockBytes, bytes - done)));
        GC.KeepAlive(rows);
    }

    /// <summary>Reads the tensors of a <c>.npz</c> file by name; members that are no <c>.npy</c> are left out.</summary>
    /// <inheritdoc cref="Read(string)"/>
    public static IReadOnlyDictionary<string, Tensor> ReadArchive(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream stream = File.OpenRead(path);
        return ReadArchive(stream, $"'{path}'");
    }

    /// <summary>Reads the tensors of a <c>.npz</c> file by name from a stream.</summary>
    /// <inheritdoc cref="Read(string)"/>
    public static IReadOnlyDictionary<string, Tensor> ReadArchive(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return ReadArchive(stream, "The stream");
    }

    /// <summary>Writes a <c>.npz</c> file, whole or not at all.</summary>
    /// <param name="path">Replaced if it is there.</param>
    /// <param name="tensors">By name.</param>
    /// <param name="compressed">Whether members are deflated, as by <c>savez_compressed</c>. Default false.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void WriteArchive(string path, IReadOnlyDictionary<string, Tensor> tensors, bool compressed = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(tensors);
        AtomicFile.Write(path, stream => WriteArchive(stream, tensors, compressed));
    }

    /// <summary>Writes what a <c>.npz</c> file holds to a stream.</summary>
    /// <param name="stream">Left open.</param>
    /// <param name="tensors">By name.</param>
    /// <param name="compressed">Whether members are deflated, as by <c>savez_compressed</c>. Default false.</param>
    public static void WriteArchive(Stream stream, IReadOnlyDictionary<string, Tensor> tensors, bool compressed = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensors);
        using ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true);
        foreach ((string name, Tensor tensor) in tensors)
        {
            ZipArchiveEntry entry = archive.CreateEntry(name + ".npy", compressed ? CompressionLevel.Optimal : CompressionLevel.NoCompression);
            // The same tensors give the same bytes at any time.
            entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
            using Stream member = entry.Open();
            Write(member, tensor);
        }
    }

    private static Dictionary<string, Tensor> ReadArchive(Stream stream, string what)
    {
        Dictionary<string, Tensor> tensors = new(StringComparer.Ordinal);
        try
        {
            using ZipArchive archive = new(stream, ZipArchiveMode.Read, leaveOpen: true);
            foreach (ZipArchiveEntry entry in archive.Entries)
            {
                if (!entry.FullName.EndsWith(".npy", StringComparison.Ordinal))
                    continue;
                string name = entry.FullName[..^4];
                using Stream member = entry.Open();
                Tensor tensor = Named($"The member '{name}' of {what}", () => ReadNext(member));
                if (!tensors.TryAdd(name, tensor))
                    throw new FormatException($"{what} has two members '{name}'.");
            }
            return tensors;
        }
        catch (InvalidDataException damage)
        {
            throw new FormatException($"{what} is no whole .npz file: {damage.Message}", damage);
        }
    }

    private static Tensor Named(string what, Func<Tensor> read)
    {
        try
        {
            return read();
        }
        catch (FormatException damage)
        {
            throw new FormatException($"{what} is no whole .npy file: {damage.Message}", damage);
        }
        catch (NotSupportedException other)
        {
            throw new NotSupportedException($"{what} cannot become a tensor: {other.Message}", other);
        }
    }

    private static Tensor ReadNext(Stream stream)
    {
        NumpyHeader header = NumpyHeader.Read(stream);
        DType type = header.Type;
        Shape shape = header.IsFortran ? new Shape([.. header.Shape.Sizes.ToArray().Reverse()]) : header.Shape;
        long bytes = (long)shape.Count * header.Size;
        if (stream.CanSeek && stream.Length - stream.Position < bytes)
            throw new FormatException(FormattableString.Invariant($"its shape {header.Shape} needs {bytes} bytes of numbers, and {stream.Length - stream.Position} follow."));

        // Where the length is not known, memory is taken as numbers come, and the tensor made when all are there.
        List<byte[]> blocks = [];
        Tensor? tensor = stream.CanSeek ? Tensor.Uninitialised(shape, type) : null;
        byte[] block = new byte[BlockBytes];
        for (long done = 0; done < bytes; done += block.Length)
        {
            int count = (int)Math.Min(BlockBytes, bytes - done);
            if (stream.ReadAtLeast(block.AsSpan(0, count), count, throwOnEndOfStream: false) < count)
                throw new FormatException(FormattableString.Invariant($"its shape {header.Shape} needs {bytes} bytes of numbers, and it ends before."));
            if (tensor is not null)
                Convert(header, block.AsSpan(0, count), tensor, (int)(done / header.Size));
            else
                blocks.Add(block.AsSpan(0, count).ToArray());
        }
        if (tensor is null)
        {
            tensor = Tensor.Uninitialised(shape, type);
            for (int i = 0; i < blocks.Count; i++)
                Convert(header, blocks[i], tensor, (int)((long)i * BlockBytes / header.Size));
        }
        if (!header.IsFortran)
            return tensor;
        int[] axes = [.. Enumerable.Range(0, shape.Rank).Reverse()];
        return tensor.Permute(axes).Contiguous();
    }

    private static unsafe void Convert(NumpyHeader header, Span<byte> block, Tensor tensor, int start)
    {
        int size = header.Size, count = block.Length / size;
        if (header.IsBigEndian && size > 1)
        {
            for (int i = 0; i < count; i++)
                block.Slice(i * size, size).Reverse();
        }
        byte* to = tensor.Pointer<byte>() + ((long)start * tensor.Type.Size);
        Span<int> wholes = tensor.Type == DType.Int32 ? new(to, count) : default;
        Span<long> longs = tensor.Type == DType.Int64 ? new(to, count) : default;
        switch (header.Description[1..])
        {
            case "b1":
                for (int i = 0; i < count; i++)
                    to[i] = block[i] == 0 ? (byte)0 : (byte)1;
                break;
            case "i1":
                for (int i = 0; i < count; i++)
                    wholes[i] = (sbyte)block[i];
                break;
            case "u1":
                for (int i = 0; i < count; i++)
                    wholes[i] = block[i];
                break;
            case "i2":
                for (int i = 0; i < count; i++)
                    wholes[i] = BinaryPrimitives.ReadInt16LittleEndian(block[(2 * i)..]);
                break;
            case "u2":
                for (int i = 0; i < count; i++)
                    wholes[i] = BinaryPrimitives.ReadUInt16LittleEndian(block[(2 * i)..]);
                break;
            case "u4":
                for (int i = 0; i < count; i++)
                    longs[i] = BinaryPrimitives.ReadUInt32LittleEndian(block[(4 * i)..]);
                break;
            case "u8":
                block.CopyTo(new Span<byte>(to, block.Length));
                for (int i = 0; i < count; i++)
                {
                    if (longs[i] < 0)
                        throw new NotSupportedException(FormattableString.Invariant($"it holds {(ulong)longs[i]}, which is more than Int64 has room for."));
                }
                break;
            case "f2":
                for (int i = 0; i < count; i++)
                    ((float*)to)[i] = (float)BinaryPrimitives.ReadHalfLittleEndian(block[(2 * i)..]);
                break;
            default:
                block.CopyTo(new Span<byte>(to, block.Length));
                break;
        }
        GC.KeepAlive(tensor);
    }
}
