namespace Hone.Numerics;

/// <summary>Sums over rows on several threads, with the same bits for any number of them.</summary>
/// <remarks>The rows are cut into blocks whose size depends on the data alone; each block is summed into values of its own, and these are added in the order of the blocks.</remarks>
public static class RowBlocks
{
    // Bounds the memory of the partial sums.
    private const int MostBlocks = 256;

    /// <summary>Adds the rows from start to end − 1 to the sums, which hold zeros at first.</summary>
    public delegate void Accumulate(int start, int end, double[] sum);

    /// <summary>Rows in a block: at least <paramref name="least"/>, and such that there are at most 256 blocks.</summary>
    public static int Size(int rows, int least)
    {
        Require.AtLeast(rows, 0, nameof(rows));
        return Math.Max(Require.AtLeast(least, 1, nameof(least)), (int)(((long)rows + MostBlocks - 1) / MostBlocks));
    }

    /// <summary>Sums <paramref name="width"/> quantities over the rows.</summary>
    /// <param name="rows">Number of rows, at least 0.</param>
    /// <param name="leastRows">Rows in a block at least; choose it so that a block is about a tenth of a millisecond of work. Changing it changes the last bits.</param>
    /// <param name="width">Number of sums.</param>
    /// <param name="workers">Threads at most; null means one a processor.</param>
    /// <param name="accumulate">Adds a block of rows; called from several threads, each time with sums of its own.</param>
    /// <param name="cancellation">Checked before each block.</param>
    /// <returns>The sums; zeros for no rows.</returns>
    public static double[] Sum(int rows, int leastRows, int width, int? workers, Accumulate accumulate, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(accumulate);
        int size = Size(rows, leastRows);
        int blocks = (int)(((long)rows + size - 1) / size);
        double[][] partial = new double[Math.Max(1, blocks)][];
        partial[0] = new double[width];
        WorkerPool.For(blocks, workers, block =>
        {
            double[] sum = block == 0 ? partial[0] : new double[width];
            accumulate(block * size, Math.Min(rows, (block + 1) * size), sum);
            partial[block] = sum;
        }, cancellation);
        for (int block = 1; block < blocks; block++)
            Kernels.Axpy(1.0, partial[block], partial[0]);
        return partial[0];
    }
}
