namespace Hone.Data;

/// <summary>A text in which every run of spaces and tabs is one space, and none stands at a line's ends: so tables that are aligned by spaces have one delimiter.</summary>
internal sealed class SpaceRunStream(Stream inner) : Stream
{
    private readonly byte[] raw = new byte[1 << 15];
    private readonly byte[] ready = new byte[(1 << 15) + 1];
    private int start, length;
    private bool space, inLine;

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
        while (start == length)
        {
            int read = inner.Read(raw);
            if (read == 0)
                return 0;
            (start, length) = (0, Squeeze(raw.AsSpan(0, read)));
        }
        int given = Math.Min(buffer.Length, length - start);
        ready.AsSpan(start, given).CopyTo(buffer);
        start += given;
        return given;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private int Squeeze(ReadOnlySpan<byte> bytes)
    {
        int count = 0;
        foreach (byte b in bytes)
        {
            if (b is (byte)' ' or (byte)'\t' or (byte)'\r')
            {
                space = inLine;
                continue;
            }
            if (space && b != '\n')
                ready[count++] = (byte)' ';
            space = false;
            inLine = b != '\n';
            ready[count++] = b;
        }
        return count;
    }
}
