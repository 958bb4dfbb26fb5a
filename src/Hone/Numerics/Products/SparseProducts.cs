using System.Runtime.CompilerServices;

namespace Hone.Numerics;

/// <summary>Products of sparse matrices with dense ones; stored entries alone are visited. Results do not depend on the number of workers, bit for bit.</summary>
public static class SparseProducts
{
    private const int LeastBlockRows = 1024;

    // Entries below which one thread transposes, and parts of rows at most: each holds a count a column.
    private const int TransposedAtOnce = 1 << 16, MostTransposedParts = 8;

    // Numbers of the result that a task adds to: what stays in the second cache.
    private const int OwnedNumbers = 1 << 18;

    /// <summary>Aᵀ. Cost in the stored entries plus the columns.</summary>
    /// <param name="a">m × n.</param>
    /// <param name="workers">Threads at most; null means one a processor.</param>
    public static SparseMatrix Transpose(this SparseMatrix a, int? workers = null)
    {
        ArgumentNullException.ThrowIfNull(a);
        int n = a.Columns, parts = a.Values.Length < TransposedAtOnce ? 1 : (int)Math.Clamp(a.Values.Length / (4L * Math.Max(1, n)), 1, MostTransposedParts);

        // Each part of the rows counts its entries of each column; then it knows where they go, behind those of the parts before.
        int[][] next = new int[parts][];
        WorkerPool.For(parts, workers, part =>
        {
            int[] counts = next[part] = new int[n];
            foreach (int column in a.ColumnIndices.AsSpan(a.RowStarts[FirstRow(part)]..a.RowStarts[FirstRow(part + 1)]))
                counts[column]++;
        });
        int[] starts = new int[n + 1];
        for (int j = 0, at = 0; j < n; j++)
        {
            for (int part = 0; part < parts; part++)
                (next[part][j], at) = (at, at + next[part][j]);
            starts[j + 1] = at;
        }
        int[] rows = GC.AllocateUninitializedArray<int>(a.Values.Length);
        double[] values = GC.AllocateUninitializedArray<double>(a.Values.Length);
        WorkerPool.For(parts, workers, part => Scatter(a, FirstRow(part), FirstRow(part + 1), next[part], rows, values));
        return SparseMatrix.Made(a.Rows, starts, rows, values);

        int FirstRow(int part) => (int)((long)a.Rows * part / parts);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scatter(SparseMatrix a, int firstRow, int endRow, int[] next, int[] rows, double[] values)
    {
        for (int i = firstRow; i < endRow; i++)
        {
            ReadOnlySpan<int> columns = a.RowColumns(i);
            ReadOnlySpan<double> entries = a.RowValues(i);
            for (int k = 0; k < columns.Length; k++)
            {
                int at = next[columns[k]]++;
                (rows[at], values[at]) = (i, entries[k]);
            }
        }
    }

    /// <summary>A·v: m × n by n gives m.</summary>
    /// <exception cref="ArgumentException">The vector's length is not the number of columns.</exception>
    public static double[] Times(this SparseMatrix a, double[] vector, int? workers = null)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(vector);
        Require.SameLength(vector.Length, a.Columns, nameof(vector), "the matrix (in columns)");
        double[] result = new double[a.Rows];
        ForRows(a.Rows, workers, i => result[i] = Kernels.SparseDot(a.RowColumns(i), a.RowValues(i), vector));
        return result;
    }

    /// <summary>Aᵀ·v, or Aᵀ·diag(weights)·v: n × m by n gives m, a sum over the rows.</summary>
    /// <exception cref="ArgumentException">The vector's length, or the number of weights, is not the number of rows.</exception>
    public static double[] TransposeTimes(this SparseMatrix a, double[] vector, double[]? weights = null, int? workers = null)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(vector);
        Require.SameLength(vector.Length, a.Rows, nameof(vector), "the matrix (in rows)");
        if (weights is not null)
            Require.SameLength(weights.Length, a.Rows, nameof(weights), "the matrix (in rows)");

        // A block's sums are as wide as the matrix, so a block must hold at least as many rows as that is worth.
        int least = Math.Max(LeastBlockRows, a.Columns);
        return RowBlocks.Sum(a.Rows, least, a.Columns, workers, (start, end, sum) =>
        {
            for (int i = start; i < end; i++)
                Kernels.SparseAxpy(weights is null ? vector[i] : weights[i] * vector[i], a.RowColumns(i), a.RowValues(i), sum);
        });
    }

    /// <summary>A·B: sparse m × n by dense n × k gives dense m × k.</summary>
    /// <exception cref="ArgumentException">The inner sizes differ.</exception>
    public static Matrix Times(this SparseMatrix a, Matrix b, int? workers = null)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        Matrix result = new(a.Rows, b.Columns);
        a.TimesInto(b, result, workers);
        return result;
    }

    /// <summary>A·B into a matrix that exists; it must not share values with B.</summary>
    /// <exception cref="ArgumentException">The sizes do not agree.</exception>
    public static void TimesInto(this SparseMatrix a, Matrix b, Matrix destination, int? workers = null)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        ArgumentNullException.ThrowIfNull(destination);
        Require.SameLength(b.Rows, a.Columns, nameof(b), "the sparse matrix (in columns)");
        if (destination.Rows != a.Rows || destination.Columns != b.Columns)
            throw new ArgumentException(FormattableString.Invariant($"destination is {destination.Rows} x {destination.Columns} but the product is {a.Rows} x {b.Columns}."), nameof(destination));
        bool tiles = b.IsContiguous && b.Columns % Kernels.SparseTile == 0;
        ForRows(a.Rows, workers, i =>
        {
            Span<double> row = destination.Row(i);
            row.Clear();
            ReadOnlySpan<int> columns = a.RowColumns(i);
            ReadOnlySpan<double> entries = a.RowValues(i);
            if (tiles)
            {
                Kernels.SparseRowTimes(columns, entries, b.AsSpan(), row);
                return;
            }
            for (int k = 0; k < columns.Length; k++)
                Kernels.Axpy(entries[k], b.Row(columns[k]), row);
        });
    }

    /// <summary>Aᵀ·B: sparse n × m by dense n × k gives dense m × k, a sum over the n rows.</summary>
    /// <exception cref="ArgumentException">The numbers of rows differ.</exception>
    public static Matrix TransposeTimes(this SparseMatrix a, Matrix b, int? workers = null)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        Require.SameLength(b.Rows, a.Rows, nameof(b), "the sparse matrix (in rows)");
        Matrix result = new(a.Columns, b.Columns);

        // Each task owns some rows of the result and picks their entries out of every row of A, so that all sums run in the order of the rows.
        bool small = (long)a.Values.Length * b.Columns < 1 << 18;
        Cut cut = new(a.Columns, OwnedNumbers / Math.Max(1, b.Columns), 1, small ? 1 : workers ?? WorkerPool.Threads);
        WorkerPool.For(a.Columns == 0 ? 0 : cut.Count, small ? 1 : workers, task =>
        {
            int first = cut.Start(task), end = cut.Start(task + 1);
            for (int i = 0; i < a.Rows; i++)
            {
                ReadOnlySpan<int> columns = a.RowColumns(i);
                ReadOnlySpan<double> entries = a.RowValues(i), row = b.Row(i);
                int k = first == 0 ? 0 : columns.BinarySearch(first);
                for (k = k < 0 ? ~k : k; k < columns.Length && columns[k] < end; k++)
                    Kernels.Axpy(entries[k], row, result.Row(columns[k]));
            }
        });
        return result;
    }

    /// <summary>B·A: dense k × m by sparse m × n gives dense k × n.</summary>
    /// <exception cref="ArgumentException">The inner sizes differ.</exception>
    public static Matrix Times(this Matrix b, SparseMatrix a, int? workers = null)
    {
        ArgumentNullException.ThrowIfNull(b);
        ArgumentNullException.ThrowIfNull(a);
        Require.SameLength(a.Rows, b.Columns, nameof(a), "the dense matrix (in columns)");
        Matrix result = new(b.Rows, a.Columns);
        ForRows(b.Rows, workers, i =>
        {
            ReadOnlySpan<double> left = b.Row(i);
            Span<double> row = result.Row(i);
            for (int k = 0; k < left.Length; k++)
                Kernels.SparseAxpy(left[k], a.RowColumns(k), a.RowValues(k), row);
        });
        return result;
    }

    /// <summary>The mean of each column, zeros that are not stored included; weighted where there are weights.</summary>
    /// <exception cref="ArgumentException">There are no rows, or the weights add up to 0.</exception>
    public static double[] ColumnMeans(this SparseMatrix a, double[]? weights = null, int? workers = null)
    {
        ArgumentNullException.ThrowIfNull(a);
        if (a.Rows == 0)
            throw new ArgumentException("A mean needs at least one row; the matrix has none.", nameof(a));
        double[] ones = new double[a.Rows];
        Array.Fill(ones, 1.0);
        double total = weights is null ? a.Rows : Kernels.Sum(weights);
        if (!(total > 0 && double.IsFinite(total)))
            throw new ArgumentException(FormattableString.Invariant($"weights must add up to a finite number above 0; they add up to {total}."), nameof(weights));
        return a.TransposeTimes(ones, weights, workers).Map(sum => sum / total);
    }

    private static void ForRows(int rows, int? workers, Action<int> body)
    {
        int blocks = (rows + LeastBlockRows - 1) / LeastBlockRows;
        WorkerPool.For(blocks, workers, block =>
        {
            int end = Math.Min(rows, (block + 1) * LeastBlockRows);
            for (int i = block * LeastBlockRows; i < end; i++)
                body(i);
        });
    }
}
