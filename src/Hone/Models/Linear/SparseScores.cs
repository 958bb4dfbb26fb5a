using System.Buffers;
using System.Runtime.CompilerServices;
using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Linear;

/// <summary>K scores of sparse rows and sums of the rows' slopes: what the logistic loss and its derivatives are made of.</summary>
/// <remarks>
/// Coefficients lie column by column: those of all scores side by side, filled up with zeros to <see cref="Width"/>, and the intercepts as a last column.
/// A pass computes scores row by row, lets them become slopes, and sums the slopes column by column, so that no thread adds to another's sums.
/// Holds the entries a second time, column by column, and a slope for each row and score.
/// </remarks>
internal sealed class SparseScores
{
    private const int BlockRows = 256;

    // Entries that one task sums: columns of texts are of very different length.
    private const int EntriesInTask = 1 << 14;

    private readonly SparseMatrix x, columns;
    private readonly int scores;
    private readonly bool intercept;
    private readonly FitContext context;
    private readonly double[] slopes;
    private readonly int[] tasks;                              // where each task's columns start

    /// <summary>Makes ready for rows of one set of features.</summary>
    /// <exception cref="ArgumentException">The slopes or the coefficients are more numbers than an array holds.</exception>
    public SparseScores(SparseMatrix x, int scores, bool intercept, FitContext context)
    {
        (this.x, this.scores, this.intercept, this.context) = (x, scores, intercept, context);
        Width = scores == 1 ? 1 : (scores + Kernels.SparseTile - 1) / Kernels.SparseTile * Kernels.SparseTile;
        Length = Room(x.Columns + 1L, "columns");
        slopes = new double[Room(x.Rows, "rows")];
        columns = x.Transpose(context.Workers);
        tasks = Tasks(columns);
    }

    /// <summary>Numbers for each column: K, or K filled up to what the kernels take.</summary>
    public int Width { get; }

    /// <summary>(d + 1) · Width, the coefficients and intercepts.</summary>
    public int Length { get; }

    /// <summary>Turns the scores of the rows from first on, Width a row, into slopes; returns what is to be added up.</summary>
    public delegate double SlopesOf(int first, Span<double> scores);

    /// <summary>Parameters in K rows of d coefficients, then the intercept where there is one, in the order used here.</summary>
    public void Arrange(ReadOnlySpan<double> parameters, double[] coefficients)
    {
        int d = x.Columns, p = intercept ? d + 1 : d;
        for (int k = 0; k < scores; k++)
        {
            for (int j = 0; j < p; j++)
                coefficients[(j * Width) + k] = parameters[(k * p) + j];
        }
    }

    /// <summary>The way back.</summary>
    public void Restore(double[] coefficients, Span<double> parameters)
    {
        int d = x.Columns, p = intercept ? d + 1 : d;
        for (int k = 0; k < scores; k++)
        {
            for (int j = 0; j < p; j++)
                parameters[(k * p) + j] = coefficients[(j * Width) + k];
        }
    }

    /// <summary>One pass: result ← Σ slopesᵢ·(xᵢ, 1) + penalty·coefficients, the intercepts without the penalty, over all ranks.</summary>
    /// <returns>The sum of what <paramref name="slopesOf"/> returned.</returns>
    public double Pass(double[] coefficients, double[] result, double penalty, SlopesOf slopesOf)
    {
        int d = x.Columns;
        double[] sums = RowSums.Over(x.Rows, 1 + Width, context, (start, end, sum) => AddRows(start, end, coefficients, slopesOf, sum));
        double own = context.Ranks.Rank == 0 ? penalty : 0;    // once over all ranks
        ForColumns((first, end) => SumColumns(first, end, coefficients, own, result));
        if (context.Ranks.Size > 1)
            context.Ranks.AllReduce(result.AsSpan(0, d * Width));
        Span<double> last = result.AsSpan(d * Width);
        last.Clear();
        if (intercept)
            sums.AsSpan(1).CopyTo(last);
        return sums[0];
    }

    /// <summary>Σ factorᵢ·xᵢⱼ² for each column j, then Σ factorᵢ, over all ranks.</summary>
    public double[] Squares(double[] factors)
    {
        double[] sums = new double[x.Columns + 1];
        ForColumns((first, end) => SumSquares(first, end, factors, sums));
        sums[^1] = Kernels.Sum(factors);
        context.Ranks.AllReduce(sums);
        return sums;
    }

    // Here and below, compiled in full at once: a program that fits once should not wait for its loops to prove themselves.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddRows(int start, int end, double[] coefficients, SlopesOf slopesOf, Span<double> sum)
    {
        ReadOnlySpan<double> intercepts = coefficients.AsSpan(x.Columns * Width, Width);
        for (int first = start; first < end; first += BlockRows)
        {
            int count = Math.Min(BlockRows, end - first);
            Span<double> own = slopes.AsSpan(first * Width, count * Width);
            for (int r = 0; r < count; r++)
            {
                Span<double> row = own.Slice(r * Width, Width);
                if (intercept)
                    intercepts.CopyTo(row);
                else
                    row.Clear();
                Add(x, first + r, coefficients, row);
            }
            sum[0] += slopesOf(first, own);
            for (int r = 0; r < count; r++)
            {
                for (int k = 0; k < scores; k++)
                    sum[1 + k] += own[(r * Width) + k];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SumColumns(int first, int end, double[] coefficients, double penalty, double[] result)
    {
        for (int j = first; j < end; j++)
        {
            Span<double> sum = result.AsSpan(j * Width, Width);
            for (int k = 0; k < sum.Length; k++)
                sum[k] = penalty == 0 ? 0 : penalty * coefficients[(j * Width) + k];
            Add(columns, j, slopes, sum);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SumSquares(int first, int end, double[] factors, double[] sums)
    {
        for (int j = first; j < end; j++)
        {
            ReadOnlySpan<int> rows = columns.RowColumns(j);
            ReadOnlySpan<double> values = columns.RowValues(j);
            double sum = 0;
            for (int i = 0; i < rows.Length; i++)
                sum += factors[rows[i]] * (values[i] * values[i]);
            sums[j] = sum;
        }
    }

    private void Add(SparseMatrix matrix, int row, double[] dense, Span<double> sum)
    {
        if (Width <= Kernels.SparseTile)
            Kernels.SparseChains(matrix.RowColumns(row), matrix.RowValues(row), dense, sum);
        else
            Kernels.SparseRowTimes(matrix.RowColumns(row), matrix.RowValues(row), dense, sum);
    }

    private void ForColumns(Action<int, int> body) => context.For(tasks.Length - 1, task => body(tasks[task], tasks[task + 1]));

    private static int[] Tasks(SparseMatrix columns)
    {
        List<int> starts = [0];
        for (int j = 0; j < columns.Rows; j++)
        {
            if (columns.RowStarts[j + 1] + j - columns.RowStarts[starts[^1]] - starts[^1] >= EntriesInTask || j + 1 == columns.Rows)
                starts.Add(j + 1);
        }
        return [.. starts];
    }

    private int Room(long count, string what) => count * Width <= Array.MaxLength
        ? (int)count * Width
        : throw new ArgumentException(FormattableString.Invariant($"{count} {what} with {scores} classes make {count * Width} numbers, and one array holds {Array.MaxLength}: take fewer {what}, or fewer classes."), nameof(x));
}
