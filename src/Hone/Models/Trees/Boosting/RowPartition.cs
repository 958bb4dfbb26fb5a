using Hone.Contracts;

namespace Hone.Models.Trees;

/// <summary>The row numbers of a tree's nodes, each node's side by side; a split moves those that go left before the others, keeping their order.</summary>
internal sealed class RowPartition(int most, FitContext context)
{
    private const int RowsInChunk = 16_384;

    private readonly int[] rows = new int[most + Histograms.Padding];
    private readonly int[] left = new int[most], right = new int[most];

    /// <summary>Row numbers by position, with spare entries at the end.</summary>
    public int[] Rows => rows;

    public void Reset(ReadOnlySpan<int> all)
    {
        all.CopyTo(rows);
        Array.Clear(rows, all.Length, Histograms.Padding);
    }

    /// <summary>Splits the positions from start to end and returns where the right side starts.</summary>
    public int Split(int start, int end, BinnedFeatures x, int column, BinSet goesLeft)
    {
        byte[] table = new byte[256];
        for (int bin = 0; bin < table.Length; bin++)
            table[bin] = goesLeft.Contains(bin) ? (byte)1 : (byte)0;
        int chunks = (end - start + RowsInChunk - 1) / RowsInChunk;
        if (chunks <= 1)
        {
            int count = Deal(start, end, x.Column(column), table);
            left.AsSpan(start, count).CopyTo(rows.AsSpan(start));
            right.AsSpan(start, end - start - count).CopyTo(rows.AsSpan(start + count));
            return start + count;
        }

        int[] lefts = new int[chunks + 1];
        context.For(chunks, chunk =>
            lefts[chunk + 1] = Deal(start + (chunk * RowsInChunk), Math.Min(end, start + ((chunk + 1) * RowsInChunk)), x.Column(column), table));
        for (int chunk = 0; chunk < chunks; chunk++)
            lefts[chunk + 1] += lefts[chunk];
        int middle = start + lefts[chunks];
        context.For(chunks, chunk =>
        {
            int from = chunk * RowsInChunk, count = Math.Min(end - start - from, RowsInChunk), own = lefts[chunk + 1] - lefts[chunk];
            left.AsSpan(start + from, own).CopyTo(rows.AsSpan(start + lefts[chunk]));
            right.AsSpan(start + from, count - own).CopyTo(rows.AsSpan(middle + from - lefts[chunk]));
        });
        return middle;
    }

    // Every row is written to both sides and one of the two positions moves on: no branch to mispredict.
    private int Deal(int start, int end, ReadOnlySpan<byte> bins, ReadOnlySpan<byte> table)
    {
        Span<int> toLeft = left.AsSpan(start, end - start), toRight = right.AsSpan(start, end - start);
        ReadOnlySpan<int> from = rows.AsSpan(start, end - start);
        int lefts = 0;
        for (int i = 0; i < from.Length; i++)
        {
            int row = from[i];
            toLeft[lefts] = row;
            toRight[i - lefts] = row;
            lefts += table[bins[row]];
        }
        return lefts;
    }
}
