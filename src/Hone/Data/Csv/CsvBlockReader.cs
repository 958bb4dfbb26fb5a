namespace Hone.Data;

/// <summary>Cuts a CSV file into blocks of whole rows; the cuts depend on the file alone.</summary>
internal sealed class CsvBlockReader(CsvSource source, Stream utf8, CsvDialect dialect, int blockSize) : IDisposable
{
    // A row longer than this is a quote that never closes.
    private const int LongestRow = 256 << 20;

    private byte[] carried = [];
    private int carriedLength;
    private long offset;
    private bool ended;

    /// <summary>Fills a block; false at the end of the file.</summary>
    public bool Next(CsvBlock block)
    {
        if (ended && carriedLength == 0)
            return false;
        block.Offset = offset;
        block.Fault = null;
        block.RowCount = 0;
        int room = Math.Max((int)Math.Min(blockSize, source.MostBytes + 1), carriedLength);
        if (block.Bytes.Length < room)
            block.Bytes = new byte[room];
        carried.AsSpan(0, carriedLength).CopyTo(block.Bytes);
        block.Length = carriedLength;
        carriedLength = 0;
        int kept = 0;
        while (!ended)
        {
            if (block.Length == block.Bytes.Length)
            {
                if (block.Length >= LongestRow)
                {
                    block.Fault = new CsvFault(offset, CsvFaultKind.OpenQuote);
                    ended = true;
                    return true;
                }
                Array.Resize(ref block.Bytes, block.Bytes.Length * 2);
            }
            int wanted = block.Bytes.Length - block.Length;
            int read = source.ReadFully(utf8, block.Bytes.AsSpan(block.Length, wanted));
            int zero = block.Bytes.AsSpan(block.Length, read).IndexOf((byte)0);
            if (zero >= 0)
            {
                block.Fault = new CsvFault(offset + block.Length + zero, CsvFaultKind.Binary);
                ended = true;
                return true;
            }
            block.Length += read;
            ended = read < wanted;
            if (ended)
                break;
            kept = CsvScan.LastRowEnd(block.Bytes.AsSpan(0, block.Length), dialect);
            if (kept > 0)
                break;
        }
        if (!ended)
        {
            carriedLength = block.Length - kept;
            if (carried.Length < carriedLength)
                carried = new byte[carriedLength];
            block.Bytes.AsSpan(kept, carriedLength).CopyTo(carried);
            block.Length = kept;
        }
        offset += block.Length;
        return block.Length > 0;
    }

    public void Dispose() => utf8.Dispose();
}
