namespace Hone.Contracts;

/// <content>Some rows' bins.</content>
public sealed partial class BinnedFeatures
{
    /// <summary>The bins of the rows named, in that order, copied; the edges are shared. A level that none of these rows has counts as missing.</summary>
    /// <param name="taken">Row numbers below n.</param>
    /// <param name="context">Workers and cancellation.</param>
    internal BinnedFeatures TakeRows(int[] taken, FitContext context)
    {
        BinnedColumn[] bins = [.. Columns];
        context.For(bins.Length, j => bins[j] = bins[j].IsCategory ? bins[j].OfThose(Held(j, taken)) : bins[j]);
        BinnedFeatures some = new(taken.Length, bins);
        context.For((taken.Length + RowsInChunk - 1) / RowsInChunk, chunk =>
        {
            int first = chunk * RowsInChunk, end = Math.Min(taken.Length, first + RowsInChunk);
            for (int i = first; i < end; i++)
                rows.AsSpan(firstByte + (taken[i] * Stride), Stride).CopyTo(some.rows.AsSpan(some.firstByte + (i * Stride), Stride));
            for (int j = 0; j < some.columns.Length; j++)
            {
                byte[] from = columns[j], to = some.columns[j];
                for (int i = first; i < end; i++)
                    to[i] = from[taken[i]];
            }
        });
        return some;
    }

    private bool[] Held(int column, int[] taken)
    {
        bool[] held = new bool[EvenBins];
        foreach (int row in taken)
            held[columns[column][row]] = true;
        return held;
    }
}
