using Hone.Numerics;

namespace Hone.Contracts;

/// <summary>Runs a one-row prediction over many rows, in chunks on several threads.</summary>
internal static class RowChunks
{
    internal delegate void RowPrediction(ReadOnlySpan<double> row, Span<double> destination);

    // Large enough that handing a chunk over costs nothing beside the work in it.
    private const int RowsInChunk = 512;

    public static void Run(Features x, Matrix destination, int? workers, RowPrediction predict)
    {
        int chunks = (x.RowCount + RowsInChunk - 1) / RowsInChunk;
        WorkerPool.For(chunks, workers, chunk =>
        {
            double[] scratch = x.IsSparse ? new double[x.ColumnCount] : [];
            int end = Math.Min(x.RowCount, (chunk + 1) * RowsInChunk);
            for (int i = chunk * RowsInChunk; i < end; i++)
                predict(x.Row(i, scratch), destination.Row(i));
        });
    }
}
