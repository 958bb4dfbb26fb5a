using System.Diagnostics;
using System.Runtime.CompilerServices;
using Hone.Numerics;

namespace Hone.Contracts;

/// <summary>Features with every value replaced by the number of its bin, one byte each: what histogram trees learn from.</summary>
/// <remarks>
/// Held twice: row by row, where one row's bytes are read together to add to the histograms of all columns, and column by
/// column, where one column decides which rows go left. Cost: O(n·d·log bins) time once, about 2·n·d bytes.
/// Immutable.
/// </remarks>
[DebuggerDisplay("{RowCount} x {ColumnCount}")]
public sealed class BinnedFeatures
{
    // Enough for quantiles far finer than 255 bins can show; all rows where there are no more.
    private const int SampledRows = 100_000;
    private const int RowsInChunk = 4096;
    private const int CacheLine = 64;

    private readonly byte[] rows;                              // pinned, so that rows start on a cache line
    private readonly int firstByte;
    private readonly byte[][] columns;

    private BinnedFeatures(Features features, BinnedColumn[] bins, int? workers, CancellationToken cancellation)
    {
        (RowCount, ColumnCount, Columns) = (features.RowCount, features.ColumnCount, bins);
        Stride = ColumnCount <= 8 ? 8 : ColumnCount <= 16 ? 16 : ColumnCount <= 32 ? 32 : (ColumnCount + CacheLine - 1) / CacheLine * CacheLine;
        long bytes = ((long)RowCount * Stride) + CacheLine;
        if (bytes > Array.MaxLength)
            throw new ArgumentException(FormattableString.Invariant($"{RowCount} rows of {ColumnCount} columns take {bytes} bytes of bins; at most {Array.MaxLength} fit. Train on fewer rows or columns, or spread the rows over ranks."), nameof(features));
        rows = GC.AllocateUninitializedArray<byte>((int)bytes, pinned: true);
        firstByte = AlignedStart(rows);
        columns = new byte[ColumnCount][];
        for (int j = 0; j < ColumnCount; j++)
            columns[j] = GC.AllocateUninitializedArray<byte>(RowCount);
        Starts = new int[ColumnCount + 1];
        for (int j = 0; j < ColumnCount; j++)
            Starts[j + 1] = checked(Starts[j] + bins[j].Count + 1);

        WorkerPool.For((RowCount + RowsInChunk - 1) / RowsInChunk, workers, chunk =>
        {
            double[] scratch = new double[features.IsSparse ? ColumnCount : 0];
            int end = Math.Min(RowCount, (chunk + 1) * RowsInChunk);
            for (int i = chunk * RowsInChunk; i < end; i++)
            {
                ReadOnlySpan<double> values = features.Row(i, scratch);
                Span<byte> row = rows.AsSpan(firstByte + (i * Stride), Stride);
                for (int j = 0; j < values.Length; j++)
                {
                    byte bin = (byte)bins[j].BinOf(values[j]);
                    row[j] = bin;
                    columns[j][i] = bin;
                }
                row[values.Length..].Clear();
            }
        }, cancellation);
    }

    /// <summary>n.</summary>
    public int RowCount { get; }

    /// <summary>d.</summary>
    public int ColumnCount { get; }

    /// <summary>How each column is cut into bins.</summary>
    public IReadOnlyList<BinnedColumn> Columns { get; }

    /// <summary>Distance in bytes from one row to the next in <see cref="Row"/>'s storage.</summary>
    internal int Stride { get; }

    /// <summary>Where each column's bins start in a histogram over all columns; the last entry is the histogram's length.</summary>
    internal int[] Starts { get; }

    /// <summary>The bins of one row, by column.</summary>
    public ReadOnlySpan<byte> Row(int row) => rows.AsSpan(firstByte + (row * Stride), ColumnCount);

    /// <summary>The bins of one column, by row.</summary>
    public ReadOnlySpan<byte> Column(int column) => columns[column];

    /// <summary>All rows, <see cref="Stride"/> bytes apart, from the first.</summary>
    internal ReadOnlySpan<byte> Rows => rows.AsSpan(firstByte);

    /// <summary>Bins over ranks that hold rows of their own: the edges come from all ranks' values, so that they are the same on each.</summary>
    /// <param name="features">This rank's rows.</param>
    /// <param name="most">Bins for values at most, from 2 to 255.</param>
    /// <param name="context">Ranks, workers and cancellation.</param>
    internal static BinnedFeatures Of(Features features, int most, FitContext context)
    {
        Require.Between(most, 2, 255);
        ICollective ranks = context.Ranks;
        BinnedColumn[] bins = new BinnedColumn[features.ColumnCount];
        int sampled = Math.Min(features.RowCount, Math.Max(1, SampledRows / ranks.Size));
        Matrix sample = Sample(features, sampled);
        double[]?[] merged = new double[features.ColumnCount][];
        long[]?[] counts = new long[features.ColumnCount][];
        for (int j = 0; j < bins.Length; j++)                  // a conversation with the other ranks, hence in order
        {
            if (features.Columns[j].Levels is { } levels)
            {
                double[] found = new double[levels.Count];
                CountLevels(features, j, found);
                ranks.AllReduce(found);
                counts[j] = [.. found.Select(c => (long)c)];
            }
            else if (ranks.Size > 1)
                merged[j] = [.. ranks.Gather(Present(sample, j)).SelectMany(part => part)];
        }
        context.For(bins.Length, j => bins[j] = counts[j] is { } levels
            ? BinnedColumn.OfLevels(levels, most)
            : BinnedColumn.OfNumbers(merged[j] ?? Present(sample, j), most));
        return new BinnedFeatures(features, bins, context.Workers, context.Cancellation);
    }

    private static Matrix Sample(Features features, int count)
    {
        Matrix sample = new(count, features.ColumnCount);
        for (int i = 0; i < count; i++)
            features.CopyRow((int)((long)i * features.RowCount / count), sample.Row(i));
        return sample;
    }

    private static double[] Present(Matrix sample, int column)
    {
        double[] values = new double[sample.Rows];
        int count = 0;
        for (int i = 0; i < values.Length; i++)
        {
            double value = sample[i, column];
            if (!double.IsNaN(value))
                values[count++] = value;
        }
        return values[..count];
    }

    private static void CountLevels(Features features, int column, double[] counts)
    {
        double[] scratch = new double[features.IsSparse ? features.ColumnCount : 0];
        for (int i = 0; i < features.RowCount; i++)
        {
            double value = features.Row(i, scratch)[column];
            if (value >= 0 && value < counts.Length)
                counts[(int)value]++;
        }
    }

    private static unsafe int AlignedStart(byte[] pinned)
    {
        nint past = (nint)Unsafe.AsPointer(ref pinned[0]) % CacheLine;
        return past == 0 ? 0 : CacheLine - (int)past;
    }
}
