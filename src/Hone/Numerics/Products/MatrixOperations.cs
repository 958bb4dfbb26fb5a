using System.Diagnostics;

namespace Hone.Numerics;

/// <summary>Making, reshaping and summarising dense matrices. Every operation returns a new value and leaves its operands as they are.</summary>
public static class MatrixOperations
{
    // About a tenth of a millisecond of reading.
    private static int ColumnBlockRows(int columns) => Math.Clamp((1 << 18) / Math.Max(1, columns), 64, 4096);

    extension(Matrix)
    {
        /// <summary>The n × n matrix with 1 on its diagonal and 0 elsewhere.</summary>
        public static Matrix Identity(int size)
        {
            Matrix result = new(size, size);
            for (int i = 0; i < size; i++)
                result[i, i] = 1.0;
            return result;
        }

        /// <summary>A square matrix with these values on its diagonal and 0 elsewhere.</summary>
        public static Matrix Diagonal(ReadOnlySpan<double> diagonal)
        {
            Matrix result = new(diagonal.Length, diagonal.Length);
            for (int i = 0; i < diagonal.Length; i++)
                result[i, i] = diagonal[i];
            return result;
        }
    }

    /// <summary>Copies every value to a matrix of the same size.</summary>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public static void CopyTo(this Matrix a, Matrix destination)
    {
        SameSize(a, destination, nameof(destination));
        for (int i = 0; i < a.Rows; i++)
            a.Row(i).CopyTo(destination.Row(i));
    }

    /// <summary>Aᵀ: rows become columns.</summary>
    public static Matrix Transpose(this Matrix a)
    {
        ArgumentNullException.ThrowIfNull(a);
        return a.Transpose(workers: 1);
    }

    /// <summary>The same on several threads.</summary>
    internal static Matrix Transpose(this Matrix a, int? workers)
    {
        Matrix result = new(a.Columns, a.Rows, GC.AllocateUninitializedArray<double>(a.Columns * a.Rows));
        a.TransposeInto(result, workers);
        return result;
    }

    /// <summary>Aᵀ into a matrix that exists and shares no values with A.</summary>
    internal static unsafe void TransposeInto(this Matrix a, Matrix destination, int? workers)
    {
        const int square = 32;                                // both sides stay in the first cache
        Debug.Assert((destination.Rows, destination.Columns) == (a.Columns, a.Rows));
        if (a.Rows == 0 || a.Columns == 0)
            return;
        bool small = (long)a.Rows * a.Columns < 1 << 17;
        Cut rows = new(a.Rows, small ? a.Rows : 8 * square, square);
        fixed (double* first = a.Strided, target = destination.Strided)
        {
            double* from = first, to = target;
            WorkerPool.For(rows.Count, small ? 1 : workers, task =>
            {
                for (int j = 0; j < a.Columns; j += square)
                {
                    int width = Math.Min(square, a.Columns - j);
                    for (int i = rows.Start(task); i < rows.Start(task + 1); i += square)
                    {
                        int count = Math.Min(square, rows.Start(task + 1) - i);
                        GemmPacking.Transpose(from + ((long)i * a.Stride) + j, a.Stride, count, width, destination.Stride, to + ((long)j * destination.Stride) + i);
                    }
                }
            });
        }
    }

    /// <summary>A + B, entry by entry.</summary>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public static Matrix Add(this Matrix a, Matrix b)
    {
        SameSize(a, b, nameof(b));
        Matrix result = a.Copy();
        for (int i = 0; i < a.Rows; i++)
            Kernels.Axpy(1.0, b.Row(i), result.Row(i));
        return result;
    }

    /// <summary>A − B, entry by entry.</summary>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public static Matrix Subtract(this Matrix a, Matrix b)
    {
        SameSize(a, b, nameof(b));
        Matrix result = a.Copy();
        for (int i = 0; i < a.Rows; i++)
            Kernels.Axpy(-1.0, b.Row(i), result.Row(i));
        return result;
    }

    /// <summary>The entry-wise (Hadamard) product.</summary>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public static Matrix Multiply(this Matrix a, Matrix b)
    {
        SameSize(a, b, nameof(b));
        Matrix result = a.Copy();
        for (int i = 0; i < a.Rows; i++)
            Kernels.Multiply(b.Row(i), result.Row(i));
        return result;
    }

    /// <summary>factor·A.</summary>
    public static Matrix Scale(this Matrix a, double factor)
    {
        ArgumentNullException.ThrowIfNull(a);
        Matrix result = a.Copy();
        Kernels.Scale(factor, result.AsSpan());
        return result;
    }

    /// <summary>A function of every entry.</summary>
    public static Matrix Map(this Matrix a, Func<double, double> function)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(function);
        Matrix result = a.Copy();
        foreach (ref double value in result.AsSpan())
            value = function(value);
        return result;
    }

    /// <summary>A + value·I: the same amount added along the diagonal.</summary>
    /// <exception cref="ArgumentException">The matrix is not square.</exception>
    public static Matrix AddToDiagonal(this Matrix a, double value)
    {
        Require.Square(a, nameof(a));
        Matrix result = a.Copy();
        for (int i = 0; i < a.Rows; i++)
            result[i, i] += value;
        return result;
    }

    /// <summary>A − 1·vᵀ: the same vector taken from each row, for example the column means.</summary>
    public static Matrix SubtractFromEachRow(this Matrix a, double[] vector)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(vector);
        Require.SameLength(vector.Length, a.Columns, nameof(vector), "the matrix (in columns)");
        Matrix result = a.Copy();
        for (int i = 0; i < a.Rows; i++)
            Kernels.Axpy(-1.0, vector, result.Row(i));
        return result;
    }

    /// <summary>A·diag(factors): column j multiplied by factors[j].</summary>
    public static Matrix ScaleColumns(this Matrix a, double[] factors)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(factors);
        Require.SameLength(factors.Length, a.Columns, nameof(factors), "the matrix (in columns)");
        Matrix result = a.Copy();
        for (int i = 0; i < a.Rows; i++)
            Kernels.Multiply(factors, result.Row(i));
        return result;
    }

    /// <summary>diag(factors)·A: row i multiplied by factors[i].</summary>
    public static Matrix ScaleRows(this Matrix a, double[] factors)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(factors);
        Require.SameLength(factors.Length, a.Rows, nameof(factors), "the matrix (in rows)");
        Matrix result = a.Copy();
        for (int i = 0; i < a.Rows; i++)
            Kernels.Scale(factors[i], result.Row(i));
        return result;
    }

    /// <summary>The mean of each column, or its weighted mean Σ wᵢxᵢⱼ / Σ wᵢ.</summary>
    /// <remarks>Two passes: the second adds the mean of what the first left over, so that columns far from 0 keep their digits.</remarks>
    /// <exception cref="ArgumentException">There are no rows, there is not one weight for each row, or the weights add up to 0.</exception>
    public static double[] ColumnMeans(this Matrix x, double[]? weights = null, int? workers = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        double total = TotalWeight(x, weights);
        double[] rough = MeanAround(x, new double[x.Columns], weights, total, workers);
        double[] rest = MeanAround(x, rough, weights, total, workers);
        for (int j = 0; j < rough.Length; j++)
            rough[j] = double.IsFinite(rest[j]) ? rough[j] + rest[j] : rough[j];
        return rough;
    }

    /// <summary>The variance of each column about its mean: Σ wᵢ(xᵢⱼ − mean)² / (Σ wᵢ − lostDegrees).</summary>
    /// <param name="x">n × d.</param>
    /// <param name="weights">One a row, or null for 1 each.</param>
    /// <param name="lostDegrees">0 for the population's variance, 1 for the unbiased estimate of a sample. Default 0.</param>
    /// <param name="workers">Threads at most.</param>
    /// <exception cref="ArgumentException">No rows, wrong number of weights, or weights that add up to no more than <paramref name="lostDegrees"/>.</exception>
    public static double[] ColumnVariances(this Matrix x, double[]? weights = null, double lostDegrees = 0, int? workers = null)
    {
        double[] means = x.ColumnMeans(weights, workers);
        double total = TotalWeight(x, weights) - Require.AtLeastZero(lostDegrees, nameof(lostDegrees));
        if (!(total > 0))
            throw new ArgumentException(FormattableString.Invariant($"A variance with {lostDegrees} lost degrees needs a total weight above that; found {total + lostDegrees}."), nameof(weights));
        double[] result = RowBlocks.Sum(x.Rows, ColumnBlockRows(x.Columns), x.Columns, workers, (start, end, sum) =>
        {
            for (int i = start; i < end; i++)
                Kernels.AddSquares(weights is null ? 1.0 : weights[i], x.Row(i), means, sum);
        });
        Kernels.Scale(1.0 / total, result);
        return result;
    }

    /// <summary>The sum of each column.</summary>
    public static double[] ColumnSums(this Matrix x, int? workers = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        return RowBlocks.Sum(x.Rows, ColumnBlockRows(x.Columns), x.Columns, workers, (start, end, sum) =>
        {
            for (int i = start; i < end; i++)
                Kernels.Axpy(1.0, x.Row(i), sum);
        });
    }

    /// <summary>The sum of each row.</summary>
    public static double[] RowSums(this Matrix x)
    {
        ArgumentNullException.ThrowIfNull(x);
        double[] result = new double[x.Rows];
        for (int i = 0; i < x.Rows; i++)
            result[i] = Kernels.Sum(x.Row(i));
        return result;
    }

    /// <summary>The values on the diagonal, min(rows, columns) of them.</summary>
    public static double[] DiagonalValues(this Matrix a)
    {
        ArgumentNullException.ThrowIfNull(a);
        double[] result = new double[Math.Min(a.Rows, a.Columns)];
        for (int i = 0; i < result.Length; i++)
            result[i] = a[i, i];
        return result;
    }

    /// <summary>The sum of the diagonal of a square matrix; also the sum of its eigenvalues.</summary>
    public static double Trace(this Matrix a)
    {
        Require.Square(a, nameof(a));
        return Kernels.Sum(a.DiagonalValues());
    }

    /// <summary>√ΣΣ aᵢⱼ², the Frobenius norm, scaled so that it neither overflows nor underflows.</summary>
    public static double FrobeniusNorm(this Matrix a)
    {
        ArgumentNullException.ThrowIfNull(a);
        double[] norms = new double[a.Rows];
        for (int i = 0; i < a.Rows; i++)
            norms[i] = VectorOperations.Norm(a.Row(i));
        return VectorOperations.Norm(norms);
    }

    /// <summary>The largest |aᵢⱼ|; 0 of none.</summary>
    public static double MaxAbsolute(this Matrix a)
    {
        ArgumentNullException.ThrowIfNull(a);
        double max = 0.0;
        for (int i = 0; i < a.Rows; i++)
            max = Math.Max(max, VectorOperations.MaxNorm(a.Row(i)));
        return max;
    }

    private static double[] MeanAround(Matrix x, double[] center, double[]? weights, double total, int? workers)
    {
        double[] result = RowBlocks.Sum(x.Rows, ColumnBlockRows(x.Columns), x.Columns, workers, (start, end, sum) =>
        {
            for (int i = start; i < end; i++)
                Kernels.AddDifferences(weights is null ? 1.0 : weights[i], x.Row(i), center, sum);
        });
        for (int j = 0; j < result.Length; j++)
            result[j] /= total;
        return result;
    }

    private static double TotalWeight(Matrix x, double[]? weights)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Rows == 0)
            throw new ArgumentException("A mean needs at least one row; the matrix has none.", nameof(x));
        if (weights is null)
            return x.Rows;
        Require.SameLength(weights.Length, x.Rows, nameof(weights), "the matrix (in rows)");
        double total = Kernels.Sum(weights);
        return total > 0 && double.IsFinite(total)
            ? total
            : throw new ArgumentException(FormattableString.Invariant($"weights must add up to a finite number above 0; they add up to {total}."), nameof(weights));
    }

    private static void SameSize(Matrix a, Matrix b, string name)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b, name);
        if (a.Rows != b.Rows || a.Columns != b.Columns)
            throw new ArgumentException(FormattableString.Invariant($"{name} is {b.Rows} x {b.Columns} but the first matrix is {a.Rows} x {a.Columns}; they must agree."), name);
    }
}
