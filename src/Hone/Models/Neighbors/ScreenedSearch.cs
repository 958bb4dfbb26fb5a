using System.Buffers;
using Hone.Numerics;

namespace Hone.Models.Neighbors;

/// <summary>Brute force for many queries: a <see cref="Screen"/> discards nearly all pairs in a product of matrices, block by block, and the few that are left are measured.</summary>
/// <remarks>No more than some blocks of rows as floats is kept: memory does not grow with the number of pairs.</remarks>
internal sealed unsafe class ScreenedSearch
{
    // Floats of training rows that are multiplied at once, and rows that one task writes.
    private const int ValuesInSlab = 1 << 20, RowsInTask = 512;

    private readonly NeighborIndex index;
    private readonly Matrix rows;
    private readonly Screen screen;

    /// <summary>Prepares a search among dense rows.</summary>
    /// <param name="index">Measures the pairs that are left.</param>
    /// <param name="rows">The training rows.</param>
    /// <param name="screen">Made for these rows.</param>
    public ScreenedSearch(NeighborIndex index, Matrix rows, Screen screen) => (this.index, this.rows, this.screen) = (index, rows, screen);

    /// <summary>Finds the k nearest rows of each query; the lists are not sorted.</summary>
    public void Find(Matrix queries, int k, double[] distances, int[] found, int? workers)
    {
        int d = rows.Columns, slab = Math.Min(rows.Rows, Math.Max(Kernels.GroupRows, ValuesInSlab / d));
        float[] left = ArrayPool<float>.Shared.Rent(queries.Rows * d), right = ArrayPool<float>.Shared.Rent(slab * d), shifts = ArrayPool<float>.Shared.Rent(slab);
        double[] queryLengths = ArrayPool<double>.Shared.Rent(queries.Rows), lengths = ArrayPool<double>.Shared.Rent(slab);
        Write(queries, 0, queries.Rows, left, queryLengths, workers);
        for (int start = 0; start < rows.Rows; start += slab)
        {
            int count = Math.Min(slab, rows.Rows - start);
            Write(rows, start, count, right, lengths, workers);
            for (int i = 0; i < count; i++)
                shifts[i] = screen.Shift(lengths[i]);
            fixed (float* a = left, b = right)
            {
                Product<float> product = new(queries.Rows, count, d, new Operand<float>(a, d, transposed: false), new Operand<float>(b, d, transposed: true), null, 0);
                Pairs pairs = new(this, queries, queryLengths, start, lengths, shifts, k, distances, found);
                Gemm<float>.Deliver(product, pairs, workers, VectorPath.Widest);
            }
        }
        ArrayPool<float>.Shared.Return(left);
        ArrayPool<float>.Shared.Return(right);
        ArrayPool<float>.Shared.Return(shifts);
        ArrayPool<double>.Shared.Return(queryLengths);
        ArrayPool<double>.Shared.Return(lengths);
    }

    private void Write(Matrix from, int start, int count, float[] to, double[] lengths, int? workers)
    {
        int d = from.Columns;
        WorkerPool.For((count + RowsInTask - 1) / RowsInTask, workers, task =>
        {
            for (int i = task * RowsInTask; i < Math.Min(count, (task + 1) * RowsInTask); i++)
                lengths[i] = screen.Write(from.Row(start + i), to.AsSpan(i * d, d));
        });
    }

    /// <summary>A block of products: pairs of queries and of rows from <paramref name="start"/> on.</summary>
    private readonly struct Pairs(
        ScreenedSearch search, Matrix queries, double[] queryLengths, int start, double[] lengths, float[] shifts, int k, double[] distances, int[] found)
        : IGemmEpilogue<float>
    {
        public void Finish(int row, int rows, int column, int columns, float* block, nint stride)
        {
            double longest = 0;
            foreach (double length in lengths.AsSpan(column, columns))
                longest = length > longest ? length : longest;                     // a row whose length is not known is let through anyway
            for (int q = row; q < row + rows; q++, block += stride)
                Offer(q, column, new ReadOnlySpan<float>(block, columns), longest);
        }

        private void Offer(int query, int column, ReadOnlySpan<float> products, double longest)
        {
            int first = start + column;
            ReadOnlySpan<float> own = shifts.AsSpan(column, products.Length);
            NearestList nearest = new(distances.AsSpan(query * k, k), found.AsSpan(query * k, k), Math.Min(k, first));
            ReadOnlySpan<double> values = queries.Row(query);
            double ownLength = search.index.Own(values);
            float limit = search.screen.Limit(queryLengths[query], longest, nearest.Worst);
            for (int i = Kernels.FirstAtLeast(products, own, limit, 0); i < products.Length; i = Kernels.FirstAtLeast(products, own, limit, i + 1))
            {
                double distance = search.index.Distance(values, ownLength, first + i);
                if (distance > nearest.Worst)
                    continue;
                nearest.Offer(distance, first + i);
                limit = search.screen.Limit(queryLengths[query], longest, nearest.Worst);
            }
        }
    }
}
