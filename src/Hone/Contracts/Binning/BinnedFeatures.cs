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
public sealed partial class BinnedFeatures
{
    // Enough for quantiles far finer than 255 bins can show; all rows where there are no more.
    private const int SampledRows = 100_000;
    private const int RowsInChunk = 4096;
    // A block of rows stays in the nearest cache while its columns are read one after another.
    private const int RowsInBlock = 64;
    private const int MostScratch = 1 << 16;
    private const int ColumnsInSample = 64;
    private const int SampleRowsInChunk = 2048;
    private const int CacheLine = 64;

    /// <summary>Neighbouring columns that may have <see cref="EvenBins"/> places each in a histogram.</summary>
    internal const int EvenColumns = 4;

    /// <summary>One place for each number a byte can be.</summary>
    internal const int EvenBins = 256;

    private readonly byte[] rows;                              // pinned, so that rows start on a cache line
    private readonly int firstByte;
    private readonly byte[][] columns;

    private BinnedFeatures(int rowCount, BinnedColumn[] bins)
    {
        (RowCount, ColumnCount, Columns) = (rowCount, bins.Length, bins);
        Stride = ColumnCount <= 8 ? 8 : ColumnCount <= 16 ? 16 : ColumnCount <= 32 ? 32 : (ColumnCount + CacheLine - 1) / CacheLine * CacheLine;
        long bytes = ((long)RowCount * Stride) + CacheLine;
        if (bytes > Array.MaxLength)
            throw new ArgumentException(FormattableString.Invariant($"{RowCount} rows of {ColumnCount} columns take {bytes} bytes of bins; at most {Array.MaxLength} fit. Train on fewer rows or columns, or spread the rows over ranks."), nameof(rowCount));
        rows = GC.AllocateUninitializedArray<byte>((int)bytes, pinned: true);
        firstByte = AlignedStart(rows);
        columns = new byte[ColumnCount][];
        for (int j = 0; j < ColumnCount; j++)
            columns[j] = GC.AllocateUninitializedArray<byte>(RowCount);
        Starts = new int[ColumnCount + 1];
        for (int j = 0; j < ColumnCount; j++)
            Starts[j + 1] = checked(Starts[j] + (IsEven(bins, j) ? EvenBins : bins[j].Count + 1));
    }

    private BinnedFeatures(Features features, BinnedColumn[] bins, int? workers, CancellationToken cancellation)
        : this(features.RowCount, bins)
    {
        int blockRows = Math.Clamp(MostScratch / Math.Max(1, ColumnCount), 1, RowsInBlock);
        WorkerPool.For((RowCount + RowsInChunk - 1) / RowsInChunk, workers, chunk =>
        {
            double[] scratch = new double[features.IsSparse ? blockRows * ColumnCount : 0];
            int end = Math.Min(RowCount, (chunk + 1) * RowsInChunk);
            for (int i = chunk * RowsInChunk; i < end; i += blockRows)
                Fill(features, i, Math.Min(blockRows, end - i), scratch);
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
        int[] categories = [.. Enumerable.Range(0, bins.Length).Where(j => features.Columns[j].IsCategory)];
        double[][] levelCounts = new double[bins.Length][];
        context.For(categories.Length, k => levelCounts[categories[k]] = CountLevels(features, categories[k]));
        foreach (int j in categories)                          // a conversation with the other ranks, hence in order
        {
            ranks.AllReduce(levelCounts[j]);
            bins[j] = BinnedColumn.OfLevels([.. levelCounts[j].Select(c => (long)c)], most);
        }

        int[] numbers = [.. Enumerable.Range(0, bins.Length).Where(j => !features.Columns[j].IsCategory)];
        int sampled = Math.Min(features.RowCount, Math.Max(1, SampledRows / ranks.Size));
        foreach (int[] some in numbers.Chunk(features.IsSparse ? Math.Max(1, bins.Length) : ColumnsInSample))
        {
            double[][] sample = Sample(features, some, sampled, context);
            context.For(some.Length, k => sample[k] = Present(sample[k]));
            for (int k = 0; k < some.Length && ranks.Size > 1; k++)
                sample[k] = [.. ranks.Gather(sample[k]).SelectMany(part => part)];
            context.For(some.Length, k => bins[some[k]] = BinnedColumn.OfNumbers(sample[k], most));
        }
        return new BinnedFeatures(features, bins, context.Workers, context.Cancellation);
    }

    // Rows evenly spread, by column.
    private static double[][] Sample(Features features, int[] columns, int count, FitContext context)
    {
        double[][] sample = [.. columns.Select(_ => GC.AllocateUninitializedArray<double>(count))];
        context.For((count + SampleRowsInChunk - 1) / SampleRowsInChunk, chunk =>
        {
            double[] scratch = new double[features.IsSparse ? features.ColumnCount : 0];
            for (int i = chunk * SampleRowsInChunk; i < Math.Min(count, (chunk + 1) * SampleRowsInChunk); i++)
            {
                ReadOnlySpan<double> row = features.Row((int)((long)i * features.RowCount / count), scratch);
                for (int k = 0; k < columns.Length; k++)
                    sample[k][i] = row[columns[k]];
            }
        });
        return sample;
    }

    private static double[] Present(double[] values)
    {
        int count = 0;
        foreach (double value in values)
        {
            values[count] = value;
            count += double.IsNaN(value) ? 0 : 1;
        }
        return count == values.Length ? values : values[..count];
    }

    private static double[] CountLevels(Features features, int column)
    {
        double[] counts = new double[features.Columns[column].Levels!.Count];
        double[] scratch = new double[features.IsSparse ? features.ColumnCount : 0];
        for (int i = 0; i < features.RowCount; i++)
        {
            double value = features.Row(i, scratch)[column];
            if (value >= 0 && value < counts.Length)
                counts[(int)value]++;
        }
        return counts;
    }

    private unsafe void Fill(Features features, int first, int count, double[] scratch)
    {
        for (int i = 0; i < count && features.IsSparse; i++)
            features.CopyRow(first + i, scratch.AsSpan(i * ColumnCount));
        ReadOnlySpan<double> block = features.IsSparse ? scratch : features.DenseRows(first, count);
        nint stride = features.IsSparse ? ColumnCount : features.DenseStride;
        fixed (double* values = block)
        fixed (byte* row = &rows[firstByte + (first * Stride)])
        {
            for (int j = 0; j < ColumnCount; j++)
            {
                fixed (byte* column = &columns[j][first])
                    Columns[j].BinsOf(values + j, stride, count, column, row + j, Stride);
            }
            for (int i = 0; i < count && ColumnCount < Stride; i++)
                new Span<byte>(row + (i * (nint)Stride) + ColumnCount, Stride - ColumnCount).Clear();
        }
    }

    // Columns whose bins take all of a byte, four together, have 256 places each: adding to their histograms then needs no look at where each starts.
    private static bool IsEven(BinnedColumn[] bins, int column)
    {
        int first = column & ~(EvenColumns - 1), sum = 0;
        if (first + EvenColumns > bins.Length)
            return false;
        for (int j = first; j < first + EvenColumns; j++)
            sum += bins[j].Count + 1;
        return 2 * sum >= EvenColumns * EvenBins;
    }

    private static unsafe int AlignedStart(byte[] pinned)
    {
        nint past = (nint)Unsafe.AsPointer(ref pinned[0]) % CacheLine;
        return past == 0 ? 0 : CacheLine - (int)past;
    }
}
