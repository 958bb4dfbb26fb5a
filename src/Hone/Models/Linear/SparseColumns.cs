using Hone.Numerics;

namespace Hone.Models.Linear;

/// <summary>The columns √w·(xⱼ − x̄ⱼ) of sparse rows as coordinate descent takes them; they are never written out.</summary>
/// <remarks>
/// Moving a coordinate changes the residual at the stored entries and, by the mean, everywhere alike: that part is kept as one number
/// to be multiplied by v = √w. The residual r of a centred problem has vᵀr = 0, so the mean drops out of xⱼᵀr.
/// </remarks>
internal sealed class SparseColumns : ICoordinates
{
    private readonly int[] starts, rows;
    private readonly double[] entries, roots, target, residual, squares, means;
    private readonly double weight;
    private double shift;                                      // the residual is residual[i] + shift·roots[i]

    public SparseColumns(LeastSquaresData problem, int output)
    {
        int n = problem.X.Rows, d = problem.Columns;
        (means, weight) = (problem.Means.X, problem.Means.Weight);
        (Coefficients, squares, roots, target, residual) = (new double[d], new double[d], new double[n], new double[n], new double[n]);
        for (int i = 0; i < n; i++)
        {
            roots[i] = Math.Sqrt(problem.Weights?[i] ?? 1);
            target[i] = roots[i] * (problem.Y.Row(i)[output] - problem.Means.Y[output]);
        }
        (starts, rows, entries) = ByColumn(problem.X.Sparse!, roots);
        for (int j = 0; j < d; j++)
            squares[j] = Math.Max(0, Kernels.SumOfSquares(entries.AsSpan(starts[j]..starts[j + 1])) - (weight * means[j] * means[j]));
        TargetSquares = Kernels.SumOfSquares(target);
        Refresh();
    }

    public double[] Coefficients { get; }

    public double TargetSquares { get; }

    public double Squares(int column) => squares[column];

    public double Correlation(int column)
    {
        double sum = shift * weight * means[column];           // vᵀ√w·xⱼ = Σw·x̄ⱼ
        for (int k = starts[column]; k < starts[column + 1]; k++)
            sum += entries[k] * residual[rows[k]];
        return sum;
    }

    public void Move(int column, double change)
    {
        Coefficients[column] += change;
        Shift(column, change);
    }

    public void Refresh()
    {
        target.CopyTo(residual, 0);
        shift = 0;
        for (int j = 0; j < Coefficients.Length; j++)
        {
            if (Coefficients[j] != 0)
                Shift(j, Coefficients[j]);
        }
    }

    public (double Squares, double TimesTarget) Residual()
    {
        double sum = 0, product = 0;
        for (int i = 0; i < residual.Length; i++)
        {
            double r = residual[i] + (shift * roots[i]);
            sum += r * r;
            product += r * target[i];
        }
        return (sum, product);
    }

    private void Shift(int column, double change)
    {
        for (int k = starts[column]; k < starts[column + 1]; k++)
            residual[rows[k]] -= change * entries[k];
        shift += change * means[column];
    }

    // The entries column by column, times √w.
    private static (int[] Starts, int[] Rows, double[] Entries) ByColumn(SparseMatrix x, double[] roots)
    {
        int[] starts = new int[x.Columns + 1];
        foreach (int column in x.ColumnIndices)
            starts[column + 1]++;
        for (int j = 0; j < x.Columns; j++)
            starts[j + 1] += starts[j];
        int[] next = starts[..x.Columns], rows = new int[x.Values.Length];
        double[] entries = new double[x.Values.Length];
        for (int i = 0; i < x.Rows; i++)
        {
            ReadOnlySpan<int> columns = x.RowColumns(i);
            ReadOnlySpan<double> values = x.RowValues(i);
            for (int k = 0; k < columns.Length; k++)
            {
                int at = next[columns[k]]++;
                (rows[at], entries[at]) = (i, roots[i] * values[k]);
            }
        }
        return (starts, rows, entries);
    }
}
