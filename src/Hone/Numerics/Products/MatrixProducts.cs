using System.Buffers;

namespace Hone.Numerics;

/// <summary>Products of dense matrices and vectors.</summary>
/// <remarks>
/// Results do not depend on the number of workers or on the machine's vectors, bit for bit. NaN and infinities go through by the rules of IEEE 754.
/// The allocating forms return new values; operands are never changed. <c>workers</c> is the number of threads to use at most, null meaning one a processor;
/// small products stay on the calling thread.
/// </remarks>
public static class MatrixProducts
{
    // A task below this many multiplications is not worth handing over.
    private const long TaskWork = 1 << 19;

    // Products that sum over rows are cut into blocks of at least so many rows, whose partial results are added in order.
    private const int LeastBlockRows = 2048;

    // Above this many entries in the result, tasks deal with parts of the result instead, so that partial results stay small.
    private const int LargestPartial = 128 * 128;

    /// <summary>A·B: m × k by k × n gives m × n. Cost m·k·n.</summary>
    /// <exception cref="ArgumentException">The inner sizes differ.</exception>
    public static Matrix Times(this Matrix a, Matrix b, int? workers = null)
    {
        Matrix result = new(NotNull(a, nameof(a)).Rows, NotNull(b, nameof(b)).Columns);
        a.TimesInto(b, result, workers);
        return result;
    }

    /// <summary>A·B into a matrix that exists; it must not share values with A or B.</summary>
    /// <exception cref="ArgumentException">The sizes do not agree.</exception>
    public static void TimesInto(this Matrix a, Matrix b, Matrix destination, int? workers = null)
    {
        Agree(NotNull(a, nameof(a)).Columns, NotNull(b, nameof(b)).Rows, "the left matrix has {0} columns but the right one has {1} rows");
        Fits(NotNull(destination, nameof(destination)), a.Rows, b.Columns);
        Multiply(a, false, b, false, 0, a.Columns, null, destination, upperOnly: false, workers);
    }

    /// <summary>A·Bᵀ: m × k by n × k gives m × n: all dot products of rows of A with rows of B. Cost m·k·n.</summary>
    /// <exception cref="ArgumentException">The numbers of columns differ.</exception>
    public static Matrix TimesTranspose(this Matrix a, Matrix b, int? workers = null)
    {
        Matrix result = new(NotNull(a, nameof(a)).Rows, NotNull(b, nameof(b)).Rows);
        a.TimesTransposeInto(b, result, workers);
        return result;
    }

    /// <summary>A·Bᵀ into a matrix that exists; it must not share values with A or B.</summary>
    /// <exception cref="ArgumentException">The sizes do not agree.</exception>
    public static void TimesTransposeInto(this Matrix a, Matrix b, Matrix destination, int? workers = null)
    {
        Agree(NotNull(a, nameof(a)).Columns, NotNull(b, nameof(b)).Columns, "the left matrix has {0} columns but the right one has {1}");
        Fits(NotNull(destination, nameof(destination)), a.Rows, b.Rows);
        Multiply(a, false, b, true, 0, a.Columns, null, destination, upperOnly: false, workers);
    }

    /// <summary>Aᵀ·B, or Aᵀ·diag(weights)·B: n × m by n × k gives m × k, a sum over the n rows. Cost n·m·k.</summary>
    /// <exception cref="ArgumentException">The numbers of rows differ, or there is not one weight for each row.</exception>
    public static Matrix TransposeTimes(this Matrix a, Matrix b, double[]? weights = null, int? workers = null)
    {
        Matrix result = new(NotNull(a, nameof(a)).Columns, NotNull(b, nameof(b)).Columns);
        a.TransposeTimesInto(b, result, weights, workers);
        return result;
    }

    /// <summary>Aᵀ·B, or Aᵀ·diag(weights)·B, into a matrix that exists; it must not share values with A or B.</summary>
    /// <exception cref="ArgumentException">The sizes do not agree.</exception>
    public static void TransposeTimesInto(this Matrix a, Matrix b, Matrix destination, double[]? weights = null, int? workers = null)
    {
        Agree(NotNull(a, nameof(a)).Rows, NotNull(b, nameof(b)).Rows, "the left matrix has {0} rows but the right one has {1}");
        Fits(NotNull(destination, nameof(destination)), a.Columns, b.Columns);
        if (weights is not null)
            Require.SameLength(weights.Length, a.Rows, nameof(weights), "the matrix (in rows)");
        OverRows(a, b, weights, destination, upperOnly: false, workers);
    }

    /// <summary>Xᵀ·X, or Xᵀ·diag(weights)·X: n × d gives a symmetric d × d. Cost n·d²/2.</summary>
    /// <exception cref="ArgumentException">There is not one weight for each row.</exception>
    public static Matrix Gram(this Matrix x, double[]? weights = null, int? workers = null)
    {
        Matrix result = new(NotNull(x, nameof(x)).Columns, x.Columns);
        if (weights is not null)
            Require.SameLength(weights.Length, x.Rows, nameof(weights), "the matrix (in rows)");
        OverRows(x, x, weights, result, upperOnly: true, workers);
        for (int i = 1; i < result.Rows; i++)
        {
            Span<double> row = result.Row(i);
            for (int j = 0; j < i; j++)
                row[j] = result[j, i];
        }
        return result;
    }

    /// <summary>A·v: m × n by n gives m dot products. Cost m·n.</summary>
    /// <exception cref="ArgumentException">The vector's length is not the number of columns.</exception>
    public static double[] Times(this Matrix a, double[] vector, int? workers = null)
    {
        Agree(NotNull(a, nameof(a)).Columns, NotNull(vector, nameof(vector)).Length, "the matrix has {0} columns but the vector has {1} entries");
        double[] result = new double[a.Rows];
        // Pieces of even length, since pairs of rows share the loads of the vector, and as many for each thread.
        int most = 2 * TaskRows(a.Columns);
        Cut cut = new(a.Rows, most, 2, a.Rows > most ? Math.Max(1, workers ?? WorkerPool.Threads) : 1);
        WorkerPool.For(a.Rows == 0 ? 0 : cut.Count, workers, task =>
            RowsTimes(a.RowRange(cut.Start(task), cut.Start(task + 1) - cut.Start(task)), vector, result.AsSpan(cut.Start(task))));
        return result;
    }

    /// <summary>Aᵀ·v, or Aᵀ·diag(weights)·v: n × m by n gives m, a sum over the n rows. Cost n·m.</summary>
    /// <exception cref="ArgumentException">The vector's length, or the number of weights, is not the number of rows.</exception>
    public static double[] TransposeTimes(this Matrix a, double[] vector, double[]? weights = null, int? workers = null)
    {
        Agree(NotNull(a, nameof(a)).Rows, NotNull(vector, nameof(vector)).Length, "the matrix has {0} rows but the vector has {1} entries");
        if (weights is not null)
            Require.SameLength(weights.Length, a.Rows, nameof(weights), "the matrix (in rows)");
        return RowBlocks.Sum(a.Rows, Math.Max(LeastBlockRows, TaskRows(a.Columns)), a.Columns, workers, (start, end, sum) =>
        {
            double[] factors = ArrayPool<double>.Shared.Rent(end - start);
            for (int i = start; i < end; i++)
                factors[i - start] = weights is null ? vector[i] : weights[i] * vector[i];
            AddRows(a.RowRange(start, end - start), factors, sum);
            ArrayPool<double>.Shared.Return(factors);
        });
    }

    private static unsafe void RowsTimes(Matrix rows, double[] vector, Span<double> products)
    {
        fixed (double* first = rows.Strided, x = vector, target = products)
            Kernels.DotRows(first, rows.Stride, rows.Rows, x, vector.Length, target);
    }

    private static unsafe void AddRows(Matrix rows, double[] factors, double[] sum)
    {
        fixed (double* first = rows.Strided, f = factors, y = sum)
            Kernels.AxpyRows(f, first, rows.Stride, rows.Rows, y, rows.Columns);
    }

    /// <summary>Blocks of rows are tasks with a partial result each while the result is small; its parts are tasks when it is large.</summary>
    private static void OverRows(Matrix a, Matrix b, double[]? weights, Matrix destination, bool upperOnly, int? workers)
    {
        int m = destination.Rows, n = destination.Columns, rows = a.Rows;
        if ((long)m * n > LargestPartial)
        {
            Multiply(a, true, b, false, 0, rows, weights, destination, upperOnly, workers);
            return;
        }
        double[] total = RowBlocks.Sum(rows, LeastBlockRows, m * n, workers, (start, end, sum) =>
            Multiply(a, true, b, false, start, end, weights, new Matrix(m, n, sum), upperOnly, workers: 1));
        new Matrix(m, n, total).CopyTo(destination);
    }

    /// <summary>The product over some steps of the depth.</summary>
    private static unsafe void Multiply(
        Matrix a, bool transposeA, Matrix b, bool transposeB, int from, int to, double[]? weights, Matrix destination, bool upperOnly, int? workers)
    {
        fixed (double* pa = a.Strided, pb = b.Strided, pc = destination.Strided, pw = weights)
        {
            Operand<double> left = new Operand<double>(pa, a.Stride, transposeA).From(0, from), right = new Operand<double>(pb, b.Stride, transposeB).From(from, 0);
            Gemm<double>.Run(new(destination.Rows, destination.Columns, to - from, left, right, pc, destination.Stride)
            {
                Weights = pw == null ? null : pw + from,
                Part = upperOnly ? Triangle.Upper : Triangle.Both,
            }, workers, VectorPath.Widest);
        }
    }

    private static int TaskRows(int columns) => (int)Math.Clamp(TaskWork / 4 / Math.Max(1, columns), 64, 1 << 16);

    private static T NotNull<T>(T value, string name)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(value, name);
        return value;
    }

    private static void Agree(int left, int right, string sentence)
    {
        if (left != right)
            throw new ArgumentException(string.Format(System.Globalization.CultureInfo.InvariantCulture, "The sizes must agree: " + sentence + ".", left, right));
    }

    private static void Fits(Matrix destination, int rows, int columns)
    {
        if (destination.Rows != rows || destination.Columns != columns)
            throw new ArgumentException(FormattableString.Invariant($"destination is {destination.Rows} x {destination.Columns} but the product is {rows} x {columns}."), nameof(destination));
    }
}
