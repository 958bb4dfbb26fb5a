using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using Hone.Models.Neighbors;
using Hone.Numerics;

namespace Hone.Recipes;

/// <summary>Finds, for each gap in a block of rows, the training rows nearest to its row among those that have a value there.</summary>
/// <remarks>One row's distances to a block of training rows are computed once, eight at a time, and serve all of its gaps; what is kept at once is the block, never all distances.</remarks>
internal sealed class GappedNeighbors
{
    // Of the training rows that meet a block of rows at once: 256 KiB, a part of the second cache.
    private const int ValuesInBlock = 32 * 1024;

    private readonly GroupedRows donors;
    private readonly int groupsInBlock;

    public GappedNeighbors(GroupedRows rows)
    {
        donors = rows;
        groupsInBlock = Math.Max(1, ValuesInBlock / (Kernels.GroupRows * Math.Max(1, rows.Columns)));
    }

    /// <summary>One gap's neighbours, nearest first, of equals the earlier; their values in the gap's column and their distances, +∞ for those that share no column.</summary>
    public delegate void Found(int row, int column, ReadOnlySpan<double> values, ReadOnlySpan<double> distances);

    public Matrix ToMatrix() => donors.ToMatrix();

    /// <summary>Finds up to k neighbours for every gap in the rows from start to end − 1.</summary>
    public void Find(Matrix rows, int start, int end, int k, Found found)
    {
        k = Math.Min(k, donors.Order.Length);
        List<(int Row, int Column)> gaps = [];
        for (int i = start; i < end; i++)
        {
            for (int j = 0; j < rows.Columns; j++)
            {
                if (double.IsNaN(rows[i, j]))
                    gaps.Add((i, j));
            }
        }
        if (gaps.Count == 0)
            return;
        double[] distances = ArrayPool<double>.Shared.Rent(gaps.Count * k), block = ArrayPool<double>.Shared.Rent(groupsInBlock * Kernels.GroupRows), values = ArrayPool<double>.Shared.Rent(k);
        int[] neighbors = ArrayPool<int>.Shared.Rent(gaps.Count * k), present = ArrayPool<int>.Shared.Rent(rows.Columns), counts = new int[gaps.Count];
        for (int first = 0; first < donors.Count; first += groupsInBlock)
        {
            int groups = Math.Min(groupsInBlock, donors.Count - first);
            Span<double> some = block.AsSpan(0, groups * Kernels.GroupRows);
            for (int g = 0; g < gaps.Count; g++)
            {
                (int row, int column) = gaps[g];
                if (g == 0 || gaps[g - 1].Row != row)
                    Kernels.GapDistances(rows.Row(row), present.AsSpan(0, Present(rows.Row(row), present)), donors.From(first, groups), some);
                NearestList nearest = new(distances.AsSpan(g * k, k), neighbors.AsSpan(g * k, k), counts[g]);
                Offer(first, column, some, ref nearest);
                counts[g] = nearest.Count;
            }
        }
        for (int g = 0; g < gaps.Count; g++)
        {
            NearestList nearest = new(distances.AsSpan(g * k, k), neighbors.AsSpan(g * k, k), counts[g]);
            nearest.Sort();
            for (int i = 0; i < counts[g]; i++)
                values[i] = donors[nearest.Rows[i], gaps[g].Column];
            found(gaps[g].Row, gaps[g].Column, values.AsSpan(0, counts[g]), nearest.Distances[..counts[g]]);
        }
        ArrayPool<double>.Shared.Return(distances);
        ArrayPool<double>.Shared.Return(block);
        ArrayPool<double>.Shared.Return(values);
        ArrayPool<int>.Shared.Return(neighbors);
        ArrayPool<int>.Shared.Return(present);
    }

    private static int Present(ReadOnlySpan<double> row, Span<int> columns)
    {
        int count = 0;
        for (int j = 0; j < row.Length; j++)
        {
            if (!double.IsNaN(row[j]))
                columns[count++] = j;
        }
        return count;
    }

    // Offers the rows of a block that have a value in the column.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // at full speed from the first block on
    private void Offer(int first, int column, ReadOnlySpan<double> distances, ref NearestList nearest)
    {
        ReadOnlySpan<double> values = donors.From(first, distances.Length / Kernels.GroupRows);
        double worst = nearest.Worst;
        for (int k = 0; k < distances.Length; k += Kernels.GroupRows)
        {
            uint near = Kernels.EightAtMost(distances[k..], worst);
            if (near == 0)
                continue;
            near &= Kernels.EightAtMost(values[((k * donors.Columns) + (column * Kernels.GroupRows))..], double.PositiveInfinity);     // a gap is not
            for (; near != 0; near &= near - 1)
            {
                int at = k + BitOperations.TrailingZeroCount(near), row = (first * Kernels.GroupRows) + at;
                if (row < donors.Order.Length)
                    nearest.Offer(distances[at], row);
            }
            worst = nearest.Worst;
        }
    }
}
