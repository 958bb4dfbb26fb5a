using System.Buffers;
using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Linear;

/// <summary>The logistic loss and its gradient for sparse rows: scores row by row, then the gradient column by column, so that no thread adds to another's sums.</summary>
/// <remarks>Holds the entries a second time, column by column, and K numbers a row and a column.</remarks>
internal sealed class SparseScores(SparseMatrix x, int scores, bool intercept, FitContext context)
{
    private const int BlockRows = 256, ColumnsInTask = 256;

    // A row, or column, of the dense sides is as wide as the kernel takes it.
    private readonly int width = scores == 1 ? 1 : (scores + Kernels.SparseTile - 1) / Kernels.SparseTile * Kernels.SparseTile;
    private readonly SparseMatrix columns = x.Transpose();
    private double[] coefficients = [], slopes = [];

    /// <summary>The weighted sum of the losses of the rows from first on; their scores become slopes.</summary>
    public delegate double LossOf(int first, Span<double> scores, Span<double> bends);

    /// <summary>The loss, and its gradient into <paramref name="gradient"/>.</summary>
    public double Evaluate(double[] parameters, double[] gradient, LossOf loss)
    {
        int d = x.Columns, p = intercept ? d + 1 : d;
        if (slopes.Length == 0)
            (coefficients, slopes) = (new double[d * width], new double[x.Rows * width]);
        for (int k = 0; k < scores; k++)
        {
            for (int j = 0; j < d; j++)
                coefficients[(j * width) + k] = parameters[(k * p) + j];
        }
        double[] sums = RowSums.Over(x.Rows, 1 + scores, context, (start, end, sum) => AddRows(start, end, parameters, p, loss, sum));
        for (int k = 0; intercept && k < scores; k++)
            gradient[(k * p) + d] = sums[1 + k];
        Gradient(gradient, p);
        return sums[0];
    }

    private void AddRows(int start, int end, double[] parameters, int p, LossOf loss, Span<double> sum)
    {
        double[] scratch = ArrayPool<double>.Shared.Rent(BlockRows * scores);
        for (int first = start; first < end; first += BlockRows)
        {
            int count = Math.Min(BlockRows, end - first);
            Span<double> own = scratch.AsSpan(0, count * scores);
            for (int r = 0; r < count; r++)
            {
                Span<double> row = slopes.AsSpan((first + r) * width, width);
                row.Clear();
                for (int k = 0; intercept && k < scores; k++)
                    row[k] = parameters[(k * p) + p - 1];
                Times(x, first + r, coefficients, row);
                row[..scores].CopyTo(own[(r * scores)..]);
            }
            sum[0] += loss(first, own, []);
            for (int r = 0; r < count; r++)
            {
                Span<double> row = own.Slice(r * scores, scores);
                row.CopyTo(slopes.AsSpan((first + r) * width));
                for (int k = 0; k < scores; k++)
                    sum[1 + k] += row[k];
            }
        }
        ArrayPool<double>.Shared.Return(scratch);
    }

    private void Gradient(double[] gradient, int p)
    {
        int d = x.Columns;
        context.For((d + ColumnsInTask - 1) / ColumnsInTask, task =>
        {
            Span<double> sum = stackalloc double[width];
            for (int j = task * ColumnsInTask; j < Math.Min(d, (task + 1) * ColumnsInTask); j++)
            {
                sum.Clear();
                Times(columns, j, slopes, sum);
                for (int k = 0; k < scores; k++)
                    gradient[(k * p) + j] = sum[k];
            }
        });
        if (context.Ranks.Size == 1)
            return;
        // The intercepts' entries are the sum of all ranks already.
        double[] own = new double[scores * d];
        for (int k = 0; k < scores; k++)
            gradient.AsSpan(k * p, d).CopyTo(own.AsSpan(k * d));
        context.Ranks.AllReduce(own);
        for (int k = 0; k < scores; k++)
            own.AsSpan(k * d, d).CopyTo(gradient.AsSpan(k * p));
    }

    private void Times(SparseMatrix matrix, int row, double[] dense, Span<double> sum)
    {
        if (width == 1)
            sum[0] += Kernels.SparseDot(matrix.RowColumns(row), matrix.RowValues(row), dense);
        else
            Kernels.SparseRowTimes(matrix.RowColumns(row), matrix.RowValues(row), dense, sum);
    }
}
