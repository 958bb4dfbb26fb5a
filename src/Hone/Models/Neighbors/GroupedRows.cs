using System.Numerics;
using Hone.Numerics;

namespace Hone.Models.Neighbors;

/// <summary>Rows in an order of one's own, eight side by side and column by column within the eight, so that one query meets eight rows in a vector.</summary>
internal sealed class GroupedRows
{
    private const int GroupsInTask = 1024;

    private readonly double[] values;

    /// <summary>Copies the rows in the order given.</summary>
    public GroupedRows(Matrix x, int[] order, int? workers)
    {
        (Columns, Order) = (x.Columns, order);
        int d = x.Columns;
        values = new double[Kernels.GroupRows * Count * d];
        WorkerPool.For(d == 0 ? 0 : (Count + GroupsInTask - 1) / GroupsInTask, workers, task =>
        {
            int end = Math.Min(order.Length, (task + 1) * GroupsInTask * Kernels.GroupRows);
            for (int k = task * GroupsInTask * Kernels.GroupRows; k < end; k++)
            {
                ReadOnlySpan<double> row = x.Row(order[k]);
                Span<double> to = values.AsSpan(First(k));
                for (int j = 0; j < row.Length; j++)
                    to[j * Kernels.GroupRows] = row[j];
            }
        });
    }

    private GroupedRows(int columns, int rows)
    {
        Order = new int[rows];
        for (int i = 0; i < rows; i++)
            Order[i] = i;
        Columns = columns;
        values = new double[Kernels.GroupRows * Count * columns];
    }

    /// <summary>A column, by its number.</summary>
    public delegate ReadOnlySpan<double> ColumnOf(int column);

    /// <summary>Rows in their own order, given column by column.</summary>
    public static GroupedRows FromColumns(int columns, int rows, ColumnOf columnOf)
    {
        GroupedRows groups = new(columns, rows);
        for (int j = 0; j < columns; j++)
        {
            ReadOnlySpan<double> column = columnOf(j);
            for (int k = 0; k < rows; k += Kernels.GroupRows)
                column.Slice(k, Math.Min(Kernels.GroupRows, rows - k)).CopyTo(groups.values.AsSpan(groups.First(k) + (j * Kernels.GroupRows)));
        }
        return groups;
    }

    public int Columns { get; }

    /// <summary>The row at each position.</summary>
    public int[] Order { get; }

    /// <summary>Number of groups; the last may be filled up with rows of zeros.</summary>
    public int Count => (Order.Length + Kernels.GroupRows - 1) / Kernels.GroupRows;

    /// <summary>The value at a position, in a column.</summary>
    public double this[int position, int column] => values[First(position) + (column * Kernels.GroupRows)];

    /// <summary>Groups from <paramref name="group"/> on, as they lie.</summary>
    public ReadOnlySpan<double> From(int group, int count) => values.AsSpan(group * Kernels.GroupRows * Columns, count * Kernels.GroupRows * Columns);

    /// <summary>Offers every row of the groups, given their distances.</summary>
    public void Offer(int group, scoped ReadOnlySpan<double> distances, ref NearestList nearest)
    {
        double worst = nearest.Worst;
        for (int k = 0, position = group * Kernels.GroupRows; k < distances.Length; k += Kernels.GroupRows, position += Kernels.GroupRows)
        {
            uint near = Kernels.EightAtMost(distances[k..], worst);
            if (near == 0)
                continue;
            for (; near != 0; near &= near - 1)
            {
                int r = BitOperations.TrailingZeroCount(near);
                if (position + r < Order.Length)
                    nearest.Offer(distances[k + r], Order[position + r]);
            }
            worst = nearest.Worst;
        }
    }

    /// <summary>The rows in their own order again.</summary>
    public Matrix ToMatrix()
    {
        Matrix x = new(Order.Length, Columns);
        for (int k = 0; k < Order.Length; k++)
        {
            Span<double> row = x.Row(Order[k]);
            for (int j = 0; j < row.Length; j++)
                row[j] = this[k, j];
        }
        return x;
    }

    private int First(int position) => (position / Kernels.GroupRows * Kernels.GroupRows * Columns) + (position % Kernels.GroupRows);
}
