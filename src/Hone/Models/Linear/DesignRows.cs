using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Linear;

/// <summary>The rows of X as linear models read them: products with a vector, and multiples added to one, dense or sparse.</summary>
internal sealed class DesignRows(Features x)
{
    private readonly Matrix? dense = x.IsSparse ? null : x.ToDense();
    private readonly SparseMatrix? sparse = x.Sparse;

    public int Rows => x.RowCount;

    public int Columns => x.ColumnCount;

    public SparseMatrix? Sparse => sparse;

    /// <summary>As many rows of d values as stay in a core's second cache beside what is computed of them.</summary>
    public static int BlockRows(int columns) => Math.Clamp((1 << 14) / Math.Max(1, columns), 16, 256);

    /// <summary>Rows one after another: as they lie, or sparse ones written out into <paramref name="copy"/>.</summary>
    public RowView View(int first, int count, Span<double> copy)
    {
        if (dense is not null)
            return new RowView(dense.RowRange(first, count).Strided, dense.Stride, count, Columns);
        for (int i = 0; i < count; i++)
            CopyRow(first + i, copy.Slice(i * Columns, Columns));
        return new RowView(copy, Columns, count, Columns);
    }

    /// <summary>xᵢ; only for dense rows.</summary>
    public ReadOnlySpan<double> DenseRow(int row) => dense!.Row(row);

    /// <summary>xᵢᵀw.</summary>
    public double Dot(int row, ReadOnlySpan<double> w) => dense is not null
        ? Kernels.Dot(dense.Row(row), w)
        : LinearScore.Dot(sparse!.RowColumns(row), sparse.RowValues(row), w);

    /// <summary>xᵢᵀw of the rows from first on, as many as there are results, each to the bits of <see cref="Dot"/>.</summary>
    public unsafe void DotsInto(int first, ReadOnlySpan<double> w, Span<double> result)
    {
        if (dense is not null)
        {
            fixed (double* rows = dense.RowRange(first, result.Length).Strided, vector = w, products = result)
                Kernels.DotRows(rows, dense.Stride, result.Length, vector, Columns, products);
            return;
        }
        for (int i = 0; i < result.Length; i++)
            result[i] = Dot(first + i, w);
    }

    /// <summary>‖xᵢ‖².</summary>
    public double Squares(int row) => Kernels.SumOfSquares(dense is not null ? dense.Row(row) : sparse!.RowValues(row));

    /// <summary>Calls a row into the cache ahead of its use.</summary>
    public void Call(int row)
    {
        if (dense is not null)
        {
            Kernels.Prefetch<double>(dense.Row(row));
            return;
        }
        Kernels.Prefetch(sparse!.RowColumns(row));
        Kernels.Prefetch(sparse.RowValues(row));
    }

    /// <summary>sum += a·xᵢ.</summary>
    public void AddScaled(int row, double a, Span<double> sum)
    {
        if (dense is not null)
        {
            Kernels.Axpy(a, dense.Row(row), sum);
            return;
        }
        ReadOnlySpan<int> columns = sparse!.RowColumns(row);
        ReadOnlySpan<double> values = sparse.RowValues(row);
        for (int k = 0; k < columns.Length; k++)
            sum[columns[k]] += a * values[k];
    }

    /// <summary>sum += Σ aᵢ·xᵢ over the rows from first on, as many as there are factors.</summary>
    public unsafe void AddScaledRows(int first, ReadOnlySpan<double> factors, Span<double> sum)
    {
        if (dense is not null)
        {
            fixed (double* rows = dense.RowRange(first, factors.Length).Strided, scales = factors, target = sum)
                Kernels.AxpyRows(scales, rows, dense.Stride, factors.Length, target, Columns);
            return;
        }
        for (int i = 0; i < factors.Length; i++)
            AddScaled(first + i, factors[i], sum);
    }

    /// <summary>sum += a·xᵢ², entry by entry.</summary>
    public void AddSquares(int row, double a, Span<double> sum)
    {
        if (dense is not null)
        {
            Kernels.AddSquares(a, dense.Row(row), sum);
            return;
        }
        ReadOnlySpan<int> columns = sparse!.RowColumns(row);
        ReadOnlySpan<double> values = sparse.RowValues(row);
        for (int k = 0; k < columns.Length; k++)
            sum[columns[k]] += a * values[k] * values[k];
    }

    /// <summary>Writes xᵢ out, zeros included.</summary>
    public void CopyRow(int row, Span<double> destination) => x.CopyRow(row, destination);
}
