using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Hone.Contracts;

namespace Hone.Models.Trees;

/// <summary>Builds and keeps histograms: for each bin of each column the sum of the gradient pairs of a node's rows.</summary>
/// <remarks>One histogram is two numbers a bin, at <see cref="BinnedFeatures.Starts"/>. Arrays are kept and used again, because fresh memory costs more than filling it.</remarks>
internal sealed unsafe class Histograms(BinnedFeatures x, FitContext context)
{
    // How far ahead of its use a row is asked for from memory.
    private const int RowsAhead = 24;
    private const int ColumnsInBlock = 64;
    private const int RowsInChunk = 8_192;
    private const int MostChunks = 16;
    private const int SmallestParallelWork = 1 << 16;          // rows times columns

    private readonly Stack<long[]> free = [];

    /// <summary>Numbers in a histogram.</summary>
    public int Length { get; } = 2 * x.Starts[^1];

    /// <summary>Entries that an array of row numbers must have after its last one.</summary>
    public static int Padding => RowsAhead;

    public long[] Rent()
    {
        if (!free.TryPop(out long[]? histogram))
            return GC.AllocateArray<long>(Length, pinned: true);
        Array.Clear(histogram);
        return histogram;
    }

    public void Return(long[] histogram) => free.Push(histogram);

    /// <summary>Adds the rows named to the columns' bins, on this rank alone.</summary>
    /// <param name="columns">The columns wanted, or null for all.</param>
    /// <param name="pairs">Two numbers a row of the data.</param>
    /// <param name="rows">Row numbers, with <see cref="Padding"/> entries after the last.</param>
    /// <param name="start">The first of <paramref name="rows"/>.</param>
    /// <param name="end">After the last one.</param>
    public long[] Build(int[]? columns, long[] pairs, int[] rows, int start, int end)
    {
        long[] histogram = Rent();
        int width = columns?.Length ?? x.ColumnCount, count = end - start;
        int blocks = (width + ColumnsInBlock - 1) / ColumnsInBlock;
        if ((long)count * width < SmallestParallelWork)
        {
            for (int block = 0; block < blocks; block++)
                Add(columns, block, pairs, rows, start, end, histogram);
            return histogram;
        }

        // Sums of whole numbers are the same however they are cut, so the cut may follow what is quickest.
        int chunks = blocks >= MostChunks ? 1 : Math.Clamp(count / RowsInChunk, 1, MostChunks);
        long[][] parts = new long[chunks][];
        parts[0] = histogram;
        for (int chunk = 1; chunk < chunks; chunk++)
            parts[chunk] = Rent();
        context.For(chunks * blocks, task =>
        {
            int chunk = task / blocks;
            int from = start + (int)((long)count * chunk / chunks), to = start + (int)((long)count * (chunk + 1) / chunks);
            Add(columns, task % blocks, pairs, rows, from, to, parts[chunk]);
        });
        for (int chunk = 1; chunk < chunks; chunk++)
        {
            AddTo(histogram, parts[chunk]);
            Return(parts[chunk]);
        }
        return histogram;
    }

    /// <summary>Sums a histogram over the ranks.</summary>
    public void Reduce(long[] histogram)
    {
        if (context.Ranks.Size == 1)
            return;
        // Ranks add doubles, which hold 53 bits: each number travels as two halves of 32.
        double[] halves = new double[2 * histogram.Length];
        for (int i = 0; i < histogram.Length; i++)
            (halves[2 * i], halves[(2 * i) + 1]) = (histogram[i] >> 32, (uint)histogram[i]);
        context.Ranks.AllReduce(halves);
        for (int i = 0; i < histogram.Length; i++)
            histogram[i] = unchecked(((long)halves[2 * i] << 32) + (long)halves[(2 * i) + 1]);
    }

    /// <summary>whole − part, into <paramref name="whole"/>: a sibling's histogram without its rows being read.</summary>
    public static void Subtract(long[] whole, long[] part)
    {
        int i = 0;
        for (; i <= whole.Length - Vector256<long>.Count; i += Vector256<long>.Count)
            (Vector256.Create(whole.AsSpan(i)) - Vector256.Create(part.AsSpan(i))).CopyTo(whole, i);
        for (; i < whole.Length; i++)
            whole[i] -= part[i];
    }

    private static void AddTo(long[] sum, long[] part)
    {
        int i = 0;
        for (; i <= sum.Length - Vector256<long>.Count; i += Vector256<long>.Count)
            (Vector256.Create(sum.AsSpan(i)) + Vector256.Create(part.AsSpan(i))).CopyTo(sum, i);
        for (; i < sum.Length; i++)
            sum[i] += part[i];
    }

    private void Add(int[]? columns, int block, long[] pairs, int[] rows, int from, int to, long[] histogram)
    {
        int first = block * ColumnsInBlock;
        fixed (byte* bins = x.Rows)
        fixed (int* starts = x.Starts)
        fixed (long* pair = pairs)
        fixed (int* row = rows)
        fixed (long* sums = histogram)
        {
            if (columns is null)
            {
                AddRange(bins, x.Stride, starts, first, Math.Min(x.ColumnCount, first + ColumnsInBlock), pair, row, from, to, sums);
                return;
            }
            fixed (int* chosen = columns)
                AddChosen(bins, x.Stride, starts, chosen, first, Math.Min(columns.Length, first + ColumnsInBlock), pair, row, from, to, sums);
        }
    }

    // One row adds its pair, one vector of two, to one bin of each column; eight columns' bins are read as one word.
    private static void AddRange(byte* bins, nint stride, int* starts, int first, int end, long* pairs, int* rows, int from, int to, long* sums)
    {
        int whole = first + ((end - first) & ~7);
        for (int i = from; i < to; i++)
        {
            nint row = rows[i], ahead = rows[i + RowsAhead];
            if (Sse.IsSupported)
            {
                Sse.Prefetch0(bins + (ahead * stride) + first);
                Sse.Prefetch0(pairs + (2 * ahead));
            }
            Vector128<long> pair = Vector128.Load(pairs + (2 * row));
            byte* own = bins + (row * stride);
            int j = first;
            for (; j < whole; j += 8)
            {
                ulong word = *(ulong*)(own + j);
                AddPair(sums, starts[j] + (int)(word & 255), pair);
                AddPair(sums, starts[j + 1] + (int)((word >> 8) & 255), pair);
                AddPair(sums, starts[j + 2] + (int)((word >> 16) & 255), pair);
                AddPair(sums, starts[j + 3] + (int)((word >> 24) & 255), pair);
                AddPair(sums, starts[j + 4] + (int)((word >> 32) & 255), pair);
                AddPair(sums, starts[j + 5] + (int)((word >> 40) & 255), pair);
                AddPair(sums, starts[j + 6] + (int)((word >> 48) & 255), pair);
                AddPair(sums, starts[j + 7] + (int)(word >> 56), pair);
            }
            for (; j < end; j++)
                AddPair(sums, starts[j] + own[j], pair);
        }
    }

    private static void AddChosen(byte* bins, nint stride, int* starts, int* columns, int first, int end, long* pairs, int* rows, int from, int to, long* sums)
    {
        for (int i = from; i < to; i++)
        {
            nint row = rows[i];
            Vector128<long> pair = Vector128.Load(pairs + (2 * row));
            byte* own = bins + (row * stride);
            for (int j = first; j < end; j++)
                AddPair(sums, starts[columns[j]] + own[columns[j]], pair);
        }
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)]
    private static void AddPair(long* sums, int bin, Vector128<long> pair)
    {
        long* at = sums + (2 * (nint)bin);
        (Vector128.Load(at) + pair).Store(at);
    }
}
