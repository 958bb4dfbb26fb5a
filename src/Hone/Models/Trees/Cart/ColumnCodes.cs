using System.Buffers;
using System.Collections.Concurrent;
using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Trees;

/// <summary>Columns as small whole numbers in the order of their values: what trees by classification and regression search for splits.</summary>
internal abstract class ColumnCodes
{
    public abstract int RowCount { get; }

    public abstract int ColumnCount { get; }

    public abstract bool IsCategory(int column);

    /// <summary>Number of codes for values; this number itself is the code of what is missing.</summary>
    public abstract int Count(int column);

    /// <summary>The codes of the rows named.</summary>
    public abstract void Gather(int column, ReadOnlySpan<int> rows, Span<int> codes);

    /// <summary>A number that parts the values of one code from those of a greater one.</summary>
    public abstract double Threshold(int column, int low, int high);

    /// <summary>The greatest code whose values are at most a number drawn between the values of two codes, and the threshold to use.</summary>
    public abstract (int Code, double Threshold) DrawThreshold(int column, int low, int high, double uniform);

    /// <summary>For categories the code of each level, −1 for a level that no row had.</summary>
    public abstract ReadOnlySpan<int> CodeOfLevel(int column);

    /// <summary>Codes of a category's values: the level's position, and for what is missing the number of levels.</summary>
    /// <param name="values">By row.</param>
    /// <param name="count">Number of levels.</param>
    /// <param name="own">The code of each level, −1 for a level that no row had.</param>
    protected static int[] LevelCodes(double[] values, int count, out int[] own)
    {
        own = new int[count];
        Array.Fill(own, -1);
        int[] found = new int[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            found[i] = values[i] >= 0 && values[i] < count ? (int)values[i] : count;
            if (found[i] < count)
                own[found[i]] = found[i];
        }
        return found;
    }
}

/// <summary>One code for each distinct value: splits are exact.</summary>
internal sealed class RankedCodes : ColumnCodes
{
    private const int RowsInChunk = 4096;

    private readonly int[][] codes;
    private readonly int[]?[] orders;
    private readonly double[][] values;                        // by code, in the arrays that held them by row
    private readonly int[] counts;
    private readonly int[]?[] levels;

    public RankedCodes(Features x, FitContext context)
    {
        (RowCount, ColumnCount) = (x.RowCount, x.ColumnCount);
        (codes, orders) = (new int[ColumnCount][], new int[]?[ColumnCount]);
        (levels, counts) = (new int[]?[ColumnCount], new int[ColumnCount]);
        values = Columns(x, context);
        ConcurrentBag<RadixOrder> sorters = [];
        context.For(ColumnCount, j =>
        {
            if (x.Columns[j].Levels is { } names)
            {
                (codes[j], counts[j], levels[j]) = (LevelCodes(values[j], names.Count, out int[] own), names.Count, own);
                values[j] = [];
                return;
            }
            if (!sorters.TryTake(out RadixOrder? sorter))
                sorter = new RadixOrder(RowCount, workers: 1);
            SetRanks(j, values[j], sorter);
            sorters.Add(sorter);
        });
    }

    public override int RowCount { get; }

    public override int ColumnCount { get; }

    public override bool IsCategory(int column) => levels[column] is not null;

    public override int Count(int column) => counts[column];

    /// <summary>By row.</summary>
    public ReadOnlySpan<int> Codes(int column) => codes[column];

    /// <summary>All rows in the order of their codes; null for categories.</summary>
    public int[]? Order(int column) => orders[column];

    public override void Gather(int column, ReadOnlySpan<int> rows, Span<int> into)
    {
        int[] all = codes[column];
        for (int i = 0; i < rows.Length; i++)
            into[i] = all[rows[i]];
    }

    public override double Threshold(int column, int low, int high) => BinnedColumn.Between(values[column][low], values[column][high]);

    public override (int Code, double Threshold) DrawThreshold(int column, int low, int high, double uniform)
    {
        double[] sorted = values[column];
        double from = sorted[low], to = sorted[high];
        double drawn = double.IsFinite(to - from) ? from + ((to - from) * uniform) : BinnedColumn.Between(from, to);
        drawn = drawn >= to ? from : drawn;
        // The last value at or below the draw; the one at high is above it.
        int at = low;
        for (int span = high - low; span > 1;)
        {
            int half = span >> 1;
            at += sorted[at + half] <= drawn ? half : 0;
            span -= half;
        }
        return (at, drawn);
    }

    public override ReadOnlySpan<int> CodeOfLevel(int column) => levels[column];

    /// <summary>The values column by column.</summary>
    public static double[][] Columns(Features x, FitContext context)
    {
        double[][] columns = new double[x.ColumnCount][];
        for (int j = 0; j < columns.Length; j++)
            columns[j] = GC.AllocateUninitializedArray<double>(x.RowCount);
        context.For((x.RowCount + RowsInChunk - 1) / RowsInChunk, chunk =>
        {
            double[] scratch = new double[x.IsSparse ? x.ColumnCount : 0];
            int end = Math.Min(x.RowCount, (chunk + 1) * RowsInChunk);
            for (int i = chunk * RowsInChunk; i < end; i++)
            {
                ReadOnlySpan<double> row = x.Row(i, scratch);
                for (int j = 0; j < row.Length; j++)
                    columns[j][i] = row[j];
            }
        });
        return columns;
    }

    // Scratch is lent, so that columns leave behind no more than they keep: their ranks, their order and, in place of the values by row, the distinct ones.
    private void SetRanks(int column, double[] distinct, RadixOrder sorter)
    {
        int n = distinct.Length;
        double[] numbers = ArrayPool<double>.Shared.Rent(n);
        ulong[] keys = ArrayPool<ulong>.Shared.Rent(n);
        distinct.CopyTo(numbers);
        for (int i = 0; i < n; i++)
            keys[i] = double.IsNaN(numbers[i]) ? ulong.MaxValue : RadixOrder.Key(numbers[i]);
        sorter.Restart();
        sorter.By(keys, 64);
        int[] order = [.. sorter.Places], ranks = GC.AllocateUninitializedArray<int>(n);
        int count = 0;
        foreach (int row in order)
        {
            double number = numbers[row];
            if (!double.IsNaN(number) && (count == 0 || distinct[count - 1] != number))
                distinct[count++] = number;
            ranks[row] = double.IsNaN(number) ? count : count - 1; // NaN comes last
        }
        ArrayPool<double>.Shared.Return(numbers);
        ArrayPool<ulong>.Shared.Return(keys);
        (codes[column], orders[column], counts[column]) = (ranks, order, count);
    }
}

/// <summary>Bins as codes: splits are between bins.</summary>
internal sealed class BinnedCodes(BinnedFeatures x) : ColumnCodes
{
    private readonly int[]?[] levels = [.. x.Columns.Select(c => c.BinOfLevel?.ToArray())];

    public override int RowCount => x.RowCount;

    public override int ColumnCount => x.ColumnCount;

    public override bool IsCategory(int column) => x.Columns[column].IsCategory;

    public override int Count(int column) => x.Columns[column].Count;

    /// <summary>By row.</summary>
    public ReadOnlySpan<byte> Bins(int column) => x.Column(column);

    public override void Gather(int column, ReadOnlySpan<int> rows, Span<int> into)
    {
        ReadOnlySpan<byte> bins = x.Column(column);
        for (int i = 0; i < rows.Length; i++)
            into[i] = bins[rows[i]];
    }

    // Among the edges between the two bins the one in the middle.
    public override double Threshold(int column, int low, int high) => x.Columns[column].Edges[(low + high - 1) / 2];

    public override (int Code, double Threshold) DrawThreshold(int column, int low, int high, double uniform)
    {
        IReadOnlyList<double> edges = x.Columns[column].Edges;
        double from = edges[low], to = edges[high - 1];
        double drawn = double.IsFinite(to - from) ? from + ((to - from) * uniform) : from;
        int code = low;
        while (code < high - 1 && edges[code + 1] <= drawn)
            code++;
        return (code, edges[code]);
    }

    public override ReadOnlySpan<int> CodeOfLevel(int column) => levels[column];
}
