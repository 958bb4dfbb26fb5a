using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Hone.Contracts;

namespace Hone.Models.Trees;

/// <summary>Builds and keeps histograms: for each bin of each column the sum of the gradient pairs of a node's rows.</summary>
/// <remarks>
/// One histogram is two numbers a bin, at <see cref="BinnedFeatures.Starts"/>. Arrays are kept and used again, because fresh memory costs more than filling it.
/// Sums of whole numbers are the same however they are cut, so each thread adds what rows it can get to an array of its own, and the arrays are added up column by column.
/// </remarks>
internal sealed unsafe class Histograms(BinnedFeatures x, FitContext context)
{
    // How far ahead of its use a row is asked for from memory.
    private const int RowsAhead = 24;
    private const int ColumnsInBlock = 64;
    private const int EvenGroup = BinnedFeatures.EvenColumns * BinnedFeatures.EvenBins;
    private const int RowsInChunk = 4_096;
    private const int ColumnsInTask = 4;
    private const int SmallestParallelWork = 1 << 15;          // rows times columns
    private const int SmallestParallelSearch = 2_048;          // bins

    private readonly Stack<long[]> free = [];
    private readonly Lock gate = new();
    private readonly bool[] even = [.. Enumerable.Range(0, x.ColumnCount / BinnedFeatures.EvenColumns).Select(group => IsEven(x.Starts, group * BinnedFeatures.EvenColumns))];

    /// <summary>Numbers in a histogram.</summary>
    public int Length { get; } = 2 * x.Starts[^1];

    /// <summary>Entries that an array of row numbers must have after its last one.</summary>
    public static int Padding => RowsAhead + 1;

    public void Return(long[] histogram)
    {
        lock (gate)
            free.Push(histogram);
    }

    /// <summary>Adds the rows named to the columns' bins, on this rank alone; the sum of the arrays returned is the histogram.</summary>
    /// <param name="columns">The columns wanted, or null for all.</param>
    /// <param name="pairs">Two numbers a row of the data.</param>
    /// <param name="rows">Row numbers, with <see cref="Padding"/> entries after the last.</param>
    /// <param name="start">The first of <paramref name="rows"/>.</param>
    /// <param name="end">After the last one.</param>
    public List<long[]> Build(int[]? columns, long[] pairs, int[] rows, int start, int end)
    {
        int width = columns?.Length ?? x.ColumnCount, count = end - start;
        int blocks = (width + ColumnsInBlock - 1) / ColumnsInBlock;
        if ((long)count * width < SmallestParallelWork)
        {
            long[] only = Rent();
            for (int block = 0; block < blocks; block++)
                Add(columns, block, pairs, rows, start, end, only);
            return [only];
        }

        List<long[]> parts = [];
        Stack<long[]> idle = new();
        int chunks = (count + RowsInChunk - 1) / RowsInChunk;
        context.For(chunks * blocks, task =>
        {
            int from = start + (task % chunks * RowsInChunk), to = Math.Min(end, from + RowsInChunk);
            long[]? own;
            lock (gate)
                idle.TryPop(out own);
            if (own is null)
            {
                own = Rent();
                lock (gate)
                    parts.Add(own);
            }
            Add(columns, task / chunks, pairs, rows, from, to, own);
            lock (gate)
                idle.Push(own);
        });
        return parts;
    }

    /// <summary>Adds up the arrays of one histogram into the first, and over the ranks.</summary>
    public long[] Sum(List<long[]> parts)
    {
        ForColumns((first, end) => SumColumns(parts, first, end));
        Reduce(parts[0]);
        return Keep(parts);
    }

    /// <summary>The first of a histogram's arrays, once the others are added to it; those become free.</summary>
    public long[] Keep(List<long[]> parts)
    {
        for (int i = 1; i < parts.Count; i++)
            Return(parts[i]);
        return parts[0];
    }

    /// <summary>Runs a part of the work for a few columns at a time, from the first to the end given.</summary>
    public void ForColumns(Action<int, int> body)
    {
        int tasks = (x.ColumnCount + ColumnsInTask - 1) / ColumnsInTask;
        if (x.Starts[^1] < SmallestParallelSearch)
            body(0, x.ColumnCount);
        else
            context.For(tasks, task => body(task * ColumnsInTask, Math.Min(x.ColumnCount, (task + 1) * ColumnsInTask)));
    }

    /// <summary>Adds a histogram's other arrays to its first, for some columns.</summary>
    public void SumColumns(List<long[]> parts, int first, int end)
    {
        for (int part = 1; part < parts.Count; part++)
            Add(Bins(parts[0], first, end), Bins(parts[part], first, end));
    }

    /// <summary>whole − part, into <paramref name="whole"/>, for some columns: a sibling's histogram without its rows being read.</summary>
    public void SubtractColumns(long[] whole, long[] part, int first, int end)
    {
        Span<long> result = Bins(whole, first, end), other = Bins(part, first, end);
        int i = 0;
        for (; i <= result.Length - Vector512<long>.Count; i += Vector512<long>.Count)
            (Vector512.Create<long>(result[i..]) - Vector512.Create<long>(other[i..])).CopyTo(result[i..]);
        for (; i < result.Length; i++)
            result[i] -= other[i];
    }

    private static void Add(Span<long> sum, ReadOnlySpan<long> part)
    {
        int i = 0;
        for (; i <= sum.Length - Vector512<long>.Count; i += Vector512<long>.Count)
            (Vector512.Create<long>(sum[i..]) + Vector512.Create(part[i..])).CopyTo(sum[i..]);
        for (; i < sum.Length; i++)
            sum[i] += part[i];
    }

    private Span<long> Bins(long[] histogram, int first, int end) => histogram.AsSpan(2 * x.Starts[first], 2 * (x.Starts[end] - x.Starts[first]));

    private long[] Rent()
    {
        long[]? histogram;
        lock (gate)
            free.TryPop(out histogram);
        if (histogram is null)
            return GC.AllocateArray<long>(Length, pinned: true);
        Array.Clear(histogram);
        return histogram;
    }

    private void Reduce(long[] histogram)
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

    private static bool IsEven(int[] starts, int first)
    {
        for (int j = first; j < first + BinnedFeatures.EvenColumns; j++)
        {
            if (starts[j + 1] - starts[j] != BinnedFeatures.EvenBins)
                return false;
        }
        return true;
    }

    private void Add(int[]? columns, int block, long[] pairs, int[] rows, int from, int to, long[] histogram)
    {
        int first = block * ColumnsInBlock;
        fixed (byte* bins = x.Rows)
        fixed (int* starts = x.Starts)
        fixed (bool* evens = even)
        fixed (long* pair = pairs)
        fixed (int* row = rows)
        fixed (long* sums = histogram)
        {
            if (columns is null)
            {
                int end = Math.Min(x.ColumnCount, first + ColumnsInBlock), rest = first;
                while (rest + BinnedFeatures.EvenColumns <= end && evens[rest / BinnedFeatures.EvenColumns])
                    rest += BinnedFeatures.EvenColumns;
                if (rest > first)
                    AddEven(bins + first, x.Stride, (rest - first) / BinnedFeatures.EvenColumns, pair, row, from, to, sums + (2 * (nint)starts[first]));
                if (rest < end)
                    AddRange(bins, x.Stride, starts, rest, end, pair, row, from, to, sums);
                return;
            }
            fixed (int* chosen = columns)
                AddChosen(bins, x.Stride, starts, chosen, first, Math.Min(columns.Length, first + ColumnsInBlock), pair, row, from, to, sums);
        }
    }

    // One row adds its pair, one vector of two, to one bin of each column; four columns' bins are read as one word. Two rows at a time keep the machine busier than one.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AddEven(byte* bins, nint stride, int groups, long* pairs, int* rows, int from, int to, long* sums)
    {
        int i = from;
        for (; i + 1 < to; i += 2)
        {
            Ask(bins, stride, pairs, rows[i + RowsAhead]);
            Ask(bins, stride, pairs, rows[i + RowsAhead + 1]);
            uint* own = (uint*)(bins + (rows[i] * stride)), next = (uint*)(bins + (rows[i + 1] * stride));
            Vector128<long> pair = Vector128.Load(pairs + (2 * (nint)rows[i])), other = Vector128.Load(pairs + (2 * (nint)rows[i + 1]));
            long* group = sums;
            for (nint k = 0; k < groups; k++, group += 2 * EvenGroup)
            {
                AddGroup(group, own[k], pair);
                AddGroup(group, next[k], other);
            }
        }
        if (i == to)
            return;
        uint* last = (uint*)(bins + (rows[i] * stride));
        for (nint k = 0; k < groups; k++)
            AddGroup(sums + (k * 2 * EvenGroup), last[k], Vector128.Load(pairs + (2 * (nint)rows[i])));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddGroup(long* group, uint word, Vector128<long> pair)
    {
        AddPair(group, (byte)word, pair);
        AddPair(group + (2 * BinnedFeatures.EvenBins), (byte)(word >> 8), pair);
        AddPair(group + (4 * BinnedFeatures.EvenBins), (byte)(word >> 16), pair);
        AddPair(group + (6 * BinnedFeatures.EvenBins), (byte)(word >> 24), pair);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Ask(byte* bins, nint stride, long* pairs, nint row)
    {
        if (!Sse.IsSupported)
            return;
        Sse.Prefetch0(bins + (row * stride));
        Sse.Prefetch0(pairs + (2 * row));
    }

    // Any columns, each looking up where its bins start.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AddRange(byte* bins, nint stride, int* starts, int first, int end, long* pairs, int* rows, int from, int to, long* sums)
    {
        for (int i = from; i < to; i++)
        {
            Ask(bins + first, stride, pairs, rows[i + RowsAhead]);
            Vector128<long> pair = Vector128.Load(pairs + (2 * (nint)rows[i]));
            byte* own = bins + (rows[i] * stride);
            for (int j = first; j < end; j++)
                AddPair(sums + (2 * (nint)starts[j]), own[j], pair);
        }
    }

    private static void AddChosen(byte* bins, nint stride, int* starts, int* columns, int first, int end, long* pairs, int* rows, int from, int to, long* sums)
    {
        for (int i = from; i < to; i++)
        {
            Ask(bins, stride, pairs, rows[i + RowsAhead]);
            Vector128<long> pair = Vector128.Load(pairs + (2 * (nint)rows[i]));
            byte* own = bins + (rows[i] * stride);
            for (int j = first; j < end; j++)
                AddPair(sums + (2 * (nint)starts[columns[j]]), own[columns[j]], pair);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddPair(long* sums, byte bin, Vector128<long> pair)
    {
        long* at = (long*)((byte*)sums + ((nuint)bin << 4));
        (Vector128.Load(at) + pair).Store(at);
    }
}
