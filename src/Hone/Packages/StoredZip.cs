using System.Buffers.Binary;
using System.Text;

namespace Hone.Packages;

/// <summary>Writes a zip file whose bytes depend on its content alone: entries uncompressed, no times, no trace of the machine.</summary>
/// <remarks>
/// The layout is that of PKWARE's APPNOTE 6.3, sections 4.3.7, 4.3.12 and 4.3.16, without zip64: 4 GiB at most.
/// Uncompressed, because compressors differ between versions and machines, because arrays then load at the speed of the disk, and
/// because such a file cannot unpack into more than it is.
/// </remarks>
internal sealed class StoredZip(Stream stream)
{
    private const ushort Version = 20, Utf8Names = 1 << 11, FirstOfJanuary1980 = 0x21;
    private readonly List<(byte[] Name, uint Checksum, uint Length, uint Offset)> entries = [];
    private long written;

    /// <summary>Adds an entry; its content is asked for twice, for the checksum and for the bytes.</summary>
    public void Add(string name, long length, Action<BytesSink> content)
    {
        byte[] encoded = Encoding.UTF8.GetBytes(name);
        if (written + length + 0x10000 > uint.MaxValue)
            throw new IOException("a package holds 4 GiB at most, and this model is larger");
        Crc32 crc = new();
        content(crc.Append);
        entries.Add((encoded, crc.Value, (uint)length, (uint)written));
        Span<byte> header = stackalloc byte[30];
        BinaryPrimitives.WriteUInt32LittleEndian(header, 0x04034B50);
        Common(header[4..], encoded, crc.Value, (uint)length);
        Write(header);
        Write(encoded);
        content(Write);
    }

    /// <summary>Writes the directory; the caller writes the comment behind it.</summary>
    public void Finish(int commentLength)
    {
        long start = written;
        Span<byte> header = stackalloc byte[46];
        foreach ((byte[] name, uint checksum, uint length, uint offset) in entries)
        {
            header.Clear();
            BinaryPrimitives.WriteUInt32LittleEndian(header, 0x02014B50);
            BinaryPrimitives.WriteUInt16LittleEndian(header[4..], Version);
            Common(header[6..], name, checksum, length);
            BinaryPrimitives.WriteUInt32LittleEndian(header[42..], offset);
            Write(header);
            Write(name);
        }
        long size = written - start;
        Span<byte> end = stackalloc byte[22];
        end.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(end, 0x06054B50);
        BinaryPrimitives.WriteUInt16LittleEndian(end[8..], (ushort)entries.Count);
        BinaryPrimitives.WriteUInt16LittleEndian(end[10..], (ushort)entries.Count);
        BinaryPrimitives.WriteUInt32LittleEndian(end[12..], (uint)size);
        BinaryPrimitives.WriteUInt32LittleEndian(end[16..], (uint)start);
        BinaryPrimitives.WriteUInt16LittleEndian(end[20..], (ushort)commentLength);
        Write(end);
    }

    // What a local header and a central one share: from "version needed" to the length of the extra field.
    private static void Common(Span<byte> at, byte[] name, uint checksum, uint length)
    {
        at[..26].Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(at, Version);
        BinaryPrimitives.WriteUInt16LittleEndian(at[2..], Utf8Names);
        BinaryPrimitives.WriteUInt16LittleEndian(at[8..], FirstOfJanuary1980);
        BinaryPrimitives.WriteUInt32LittleEndian(at[10..], checksum);
        BinaryPrimitives.WriteUInt32LittleEndian(at[14..], length);
        BinaryPrimitives.WriteUInt32LittleEndian(at[18..], length);
        BinaryPrimitives.WriteUInt16LittleEndian(at[22..], (ushort)name.Length);
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        stream.Write(bytes);
        written += bytes.Length;
    }
}
