using Hone.Data;
using Hone.Numerics;

namespace Hone.Recipes;

/// <summary>A category's flags in a sparse block.</summary>
/// <param name="Column">The category.</param>
/// <param name="FlagOfCode">The block's column that code c sets, or −1 for none, at c + 1: the code of a gap is −1.</param>
internal sealed record SparseFlags(CategoryColumn Column, int[] FlagOfCode)
{
    // Enough rows to hand over, few enough that both workers have some.
    private const int RowsInChunk = 16 * 1024;

    /// <summary>The block: a 1 for each flag that a row sets.</summary>
    public static SparseMatrix Rows(SparseFlags[] flags, int rows, int width, int? workers)
    {
        int[] starts = GC.AllocateUninitializedArray<int>(rows + 1);
        starts[0] = 0;
        int chunks = (rows + RowsInChunk - 1) / RowsInChunk;
        bool every = flags.All(one => !one.FlagOfCode.Contains(-1) || one.SetsOneInEveryRow());
        if (every)
        {
            for (int i = 0; i < rows; i++)
                starts[i + 1] = checked(starts[i] + flags.Length);
        }
        else
        {
            WorkerPool.For(chunks, workers, chunk =>
            {
                Span<int> counts = starts.AsSpan(1 + (chunk * RowsInChunk), Math.Min(RowsInChunk, rows - (chunk * RowsInChunk)));
                counts.Clear();
                foreach (SparseFlags one in flags)
                    one.Count(chunk * RowsInChunk, counts);
            });
            for (int i = 0; i < rows; i++)
                starts[i + 1] = checked(starts[i + 1] + starts[i]);
        }

        int[] indices = GC.AllocateUninitializedArray<int>(starts[rows]);
        double[] ones = GC.AllocateUninitializedArray<double>(starts[rows]);
        WorkerPool.For(chunks, workers, chunk =>
        {
            int start = chunk * RowsInChunk, end = Math.Min(rows, start + RowsInChunk);
            ones.AsSpan(starts[start]..starts[end]).Fill(1.0);
            if (every)
            {
                for (int j = 0; j < flags.Length; j++)
                    flags[j].Fill(start, end, indices.AsSpan(j), flags.Length);
                return;
            }
            int at = starts[start];
            for (int i = start; i < end; i++)
            {
                foreach (SparseFlags one in flags)
                {
                    int flag = one.FlagOfCode[one.Column.Codes[i] + 1];
                    if (flag >= 0)
                        indices[at++] = flag;
                }
            }
        });
        return SparseMatrix.Made(width, starts, indices, ones);
    }

    // A code without a flag need not occur: that of a gap seldom does.
    private bool SetsOneInEveryRow() => FlagOfCode.AsSpan(1).IndexOf(-1) < 0 && Column.MissingCount == 0;

    private void Count(int start, Span<int> counts)
    {
        ReadOnlySpan<int> codes = Column.Codes.Slice(start, counts.Length);
        for (int i = 0; i < codes.Length; i++)
            counts[i] += FlagOfCode[codes[i] + 1] >= 0 ? 1 : 0;
    }

    private void Fill(int start, int end, Span<int> indices, int stride)
    {
        ReadOnlySpan<int> codes = Column.Codes;
        for (int i = start; i < end; i++)
            indices[i * stride] = FlagOfCode[codes[i] + 1];
    }
}
