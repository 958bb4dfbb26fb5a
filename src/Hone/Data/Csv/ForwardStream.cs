namespace Hone.Data;

/// <summary>Passes reads on, leaves the stream open when disposed of, and makes sure that a torn gzip file is noticed.</summary>
/// <remarks>
/// .NET takes the end of the bytes for the end of a gzip file even in the middle of one. Behind the last byte stand therefore some that no gzip file goes on with:
/// a whole file is done before them, and a torn one trips over them or asks for more than there are.
/// </remarks>
internal sealed class ForwardStream(Stream inner, bool gzip) : Stream
{
    private const int Guards = 1 << 16;

    private int given;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int read = inner.Read(buffer);
        if (read > 0 || !gzip || buffer.IsEmpty)
            return read;
        if (given >= Guards)
            throw new InvalidDataException("The bytes end in the middle of a gzip file.");
        buffer.Fill(0xFF);
        given += buffer.Length;
        return buffer.Length;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
