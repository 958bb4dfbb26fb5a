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

    /// <summary>xᵢᵀw.</summary>
    public double Dot(int row, ReadOnlySpan<double> w) => dense is not null
        ? Kernels.Dot(dense.Row(row), w)
        : LinearScore.Dot(sparse!.RowColumns(row), sparse.RowValues(row), w);

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

    /// <summary>sum += a·xᵢ², entry by entry.</summary>
    public void AddSquares(int row, double a, Span<double> sum)
    {
        if (dense is not null)
        {
            ReadOnlySpan<double> entries = dense.Row(row);
            for (int j = 0; j < entries.Length; j++)
                sum[j] += a * entries[j] * entries[j];
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
