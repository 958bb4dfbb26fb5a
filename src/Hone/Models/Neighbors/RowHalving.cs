using System.Buffers;
using System.Numerics;
using Hone.Numerics;

namespace Hone.Models.Neighbors;

/// <summary>Rows halved again and again at the median of the column in which the half is widest: the shape of a k-d tree and of a ball tree.</summary>
/// <remarks>
/// The tree is balanced, so it needs no pointers: the root is node 1, the halves of node i are nodes 2i and 2i + 1, and which positions a node holds follows from
/// its number. Cuts fall between whole groups of eight rows. Of rows equal in the column those that came first go left, and within a half rows keep
/// their order: the tree depends on the data alone, and rows are read in ascending order while it is built.
/// </remarks>
internal sealed class RowHalving
{
    // A leaf holds at most this many groups of eight rows: fewer cost more in steps down the tree than they save in distances.
    private const int LeafGroups = 4;

    // Nodes of more rows are halved one level after the other, whole subtrees of fewer in one task.
    private const int RowsInTask = 16 * 1024;

    private readonly int groups;
    private readonly int levels;

    public RowHalving(Matrix x, int? workers)
    {
        int n = x.Rows;
        groups = (n + Kernels.GroupRows - 1) / Kernels.GroupRows;
        while (x.Columns > 0 && (groups - 1) >> levels >= LeafGroups)
            levels++;
        Order = new int[n];
        for (int i = 0; i < n; i++)
            Order[i] = i;
        Columns = new int[FirstLeaf];
        (Low, High) = (new double[FirstLeaf], new double[FirstLeaf]);

        Box = Around(x, Order);
        int level = 0;
        for (; level < levels && n >> level > RowsInTask; level++)
            WorkerPool.For(1 << level, workers, i => Halve(x, (1 << level) + i));
        WorkerPool.For(1 << level, workers, i => HalveAll(x, (1 << level) + i));
    }

    /// <summary>The row at each position.</summary>
    public int[] Order { get; }

    /// <summary>The low and the high corner of the box around all rows.</summary>
    public (double[] Low, double[] High) Box { get; }

    /// <summary>The number of the first leaf, which is also how many leaves there are.</summary>
    public int FirstLeaf => 1 << levels;

    /// <summary>For each inner node the column in which it is halved.</summary>
    public int[] Columns { get; }

    /// <summary>For each inner node the greatest value that went left.</summary>
    public double[] Low { get; }

    /// <summary>For each inner node the least value that went right.</summary>
    public double[] High { get; }

    /// <summary>The groups of eight positions that a node holds.</summary>
    public (int Start, int End) Groups(int node)
    {
        int level = BitOperations.Log2((uint)node);
        long index = node - (1L << level);
        return ((int)(groups * index >> level), (int)(groups * (index + 1) >> level));
    }

    /// <summary>The positions that a node holds.</summary>
    public (int Start, int End) Positions(int node)
    {
        (int start, int end) = Groups(node);
        return (start * Kernels.GroupRows, Math.Min(Order.Length, end * Kernels.GroupRows));
    }

    private void HalveAll(Matrix x, int node)
    {
        if (node >= FirstLeaf)
            return;
        Halve(x, node);
        HalveAll(x, 2 * node);
        HalveAll(x, (2 * node) + 1);
    }

    private void Halve(Matrix x, int node)
    {
        (int start, int end) = Positions(node);
        int left = Positions(2 * node).End - start, rows = end - start;
        Span<int> order = Order.AsSpan(start, rows);
        int column = Columns[node] = Widest(x, order);

        double[] rented = ArrayPool<double>.Shared.Rent(2 * rows);
        Span<double> keys = rented.AsSpan(0, rows), sorted = rented.AsSpan(rows, rows);
        ReadOnlySpan<double> values = x.Strided;
        for (int k = 0; k < rows; k++)
            keys[k] = values[(order[k] * x.Stride) + column];
        keys.CopyTo(sorted);
        double high = OrderStatistics.Select(sorted, left), low = double.NegativeInfinity;
        int equal = 0;
        foreach (double value in sorted[..left])
        {
            low = Math.Max(low, value);
            equal += value == high ? 1 : 0;
        }
        (Low[node], High[node]) = (low, high);
        Part(order, keys, high, equal);
        ArrayPool<double>.Shared.Return(rented);
    }

    // Moves the rows below the value, and the first few equal to it, to the front; both sides keep their order. No branches: they would be guessed wrong half the time.
    private static void Part(Span<int> order, ReadOnlySpan<double> keys, double value, int equal)
    {
        int[] rented = ArrayPool<int>.Shared.Rent(order.Length);
        Span<int> rights = rented;
        int left = 0, right = 0;
        for (int k = 0; k < order.Length; k++)
        {
            int row = order[k];
            int same = keys[k] == value & equal > 0 ? 1 : 0;
            int goes = (keys[k] < value ? 1 : 0) | same;
            equal -= same;
            order[left] = row;
            rights[right] = row;
            left += goes;
            right += 1 - goes;
        }
        rights[..right].CopyTo(order[left..]);
        ArrayPool<int>.Shared.Return(rented);
    }

    private static int Widest(Matrix x, ReadOnlySpan<int> order)
    {
        (double[] low, double[] high) = Around(x, order);
        int widest = 0;
        for (int j = 1; j < low.Length; j++)
        {
            if (high[j] - low[j] > high[widest] - low[widest])
                widest = j;
        }
        return widest;
    }

    private static (double[] Low, double[] High) Around(Matrix x, ReadOnlySpan<int> rows)
    {
        double[] low = x.Row(rows[0]).ToArray(), high = [.. low];
        foreach (int row in rows)
        {
            ReadOnlySpan<double> values = x.Row(row);
            for (int j = 0; j < values.Length; j++)
            {
                low[j] = double.MinNative(low[j], values[j]);
                high[j] = double.MaxNative(high[j], values[j]);
            }
        }
        return (low, high);
    }
}
