namespace Hone.Numerics;

/// <summary>Solving with triangular matrices and multiplying by them. Only the triangle named is read.</summary>
/// <remarks>Cost n² for a vector, n²·k for k columns. A diagonal entry that is exactly 0 makes a system singular.</remarks>
public static class Triangular
{
    /// <summary>Solves L·x = b, L lower triangular n × n.</summary>
    /// <param name="lower">n × n.</param>
    /// <param name="b">n numbers; overwritten with x.</param>
    /// <param name="unitDiagonal">Takes the diagonal as 1 without reading it.</param>
    /// <exception cref="SingularMatrixException">A diagonal entry is 0.</exception>
    public static void SolveLower(Matrix lower, Span<double> b, bool unitDiagonal = false)
    {
        Check(lower, b.Length, nameof(lower), unitDiagonal);
        for (int i = 0; i < b.Length; i++)
        {
            ReadOnlySpan<double> row = lower.Row(i);
            double value = b[i] - Kernels.Dot(row[..i], b[..i]);
            b[i] = unitDiagonal ? value : value / row[i];
        }
    }

    /// <summary>Solves Lᵀ·x = b, L lower triangular n × n; b is overwritten with x.</summary>
    /// <exception cref="SingularMatrixException">A diagonal entry is 0.</exception>
    public static void SolveLowerTransposed(Matrix lower, Span<double> b)
    {
        Check(lower, b.Length, nameof(lower), false);
        for (int i = b.Length - 1; i >= 0; i--)
        {
            ReadOnlySpan<double> row = lower.Row(i);
            b[i] /= row[i];
            Kernels.Axpy(-b[i], row[..i], b[..i]);
        }
    }

    /// <summary>Solves U·x = b, U upper triangular n × n; b is overwritten with x.</summary>
    /// <exception cref="SingularMatrixException">A diagonal entry is 0.</exception>
    public static void SolveUpper(Matrix upper, Span<double> b)
    {
        Check(upper, b.Length, nameof(upper), false);
        for (int i = b.Length - 1; i >= 0; i--)
        {
            ReadOnlySpan<double> row = upper.Row(i);
            b[i] = (b[i] - Kernels.Dot(row[(i + 1)..b.Length], b[(i + 1)..])) / row[i];
        }
    }

    /// <summary>Solves Uᵀ·x = b, U upper triangular n × n; b is overwritten with x.</summary>
    /// <exception cref="SingularMatrixException">A diagonal entry is 0.</exception>
    public static void SolveUpperTransposed(Matrix upper, Span<double> b)
    {
        Check(upper, b.Length, nameof(upper), false);
        for (int i = 0; i < b.Length; i++)
        {
            ReadOnlySpan<double> row = upper.Row(i);
            b[i] /= row[i];
            Kernels.Axpy(-b[i], row[(i + 1)..b.Length], b[(i + 1)..]);
        }
    }

    /// <summary>L·X = B for all columns at once; B is overwritten with X.</summary>
    internal static void SolveLower(Matrix lower, Matrix b, bool unitDiagonal = false, int? workers = null) => Solve(lower, false, true, unitDiagonal, b, workers);

    /// <summary>Lᵀ·X = B for all columns at once; B is overwritten with X.</summary>
    internal static void SolveLowerTransposed(Matrix lower, Matrix b, int? workers = null) => Solve(lower, true, false, false, b, workers);

    /// <summary>U·X = B for all columns at once; B is overwritten with X.</summary>
    internal static void SolveUpper(Matrix upper, Matrix b, int? workers = null) => Solve(upper, false, false, false, b, workers);

    /// <summary>Uᵀ·X = B for all columns at once; B is overwritten with X.</summary>
    internal static void SolveUpperTransposed(Matrix upper, Matrix b, int? workers = null) => Solve(upper, true, true, false, b, workers);

    /// <summary>Overwrites B with L·B, L lower triangular n × n: half the work of a product of matrices.</summary>
    /// <param name="lower">n × n; what is above its diagonal is not read. It shares no values with B.</param>
    /// <param name="b">n × k; or k × n from the right.</param>
    /// <param name="transposed">Multiplies by Lᵀ instead. Default false.</param>
    /// <param name="fromRight">Overwrites B with B·L, or B·Lᵀ, instead. Default false.</param>
    /// <param name="unitDiagonal">Takes the diagonal as 1 without reading it. Default false.</param>
    /// <param name="workers">Threads at most; null means one a processor. The bits of the result do not depend on it.</param>
    /// <exception cref="ArgumentException">L is not square, or the sizes do not agree.</exception>
    public static void MultiplyLower(Matrix lower, Matrix b, bool transposed = false, bool fromRight = false, bool unitDiagonal = false, int? workers = null) =>
        Multiply(lower, nameof(lower), isLower: true, b, transposed, fromRight, unitDiagonal, workers);

    /// <summary>Overwrites B with U·B, U upper triangular n × n: half the work of a product of matrices.</summary>
    /// <param name="upper">n × n; what is below its diagonal is not read. It shares no values with B.</param>
    /// <param name="b">n × k; or k × n from the right.</param>
    /// <param name="transposed">Multiplies by Uᵀ instead. Default false.</param>
    /// <param name="fromRight">Overwrites B with B·U, or B·Uᵀ, instead. Default false.</param>
    /// <param name="unitDiagonal">Takes the diagonal as 1 without reading it. Default false.</param>
    /// <param name="workers">Threads at most; null means one a processor. The bits of the result do not depend on it.</param>
    /// <exception cref="ArgumentException">U is not square, or the sizes do not agree.</exception>
    public static void MultiplyUpper(Matrix upper, Matrix b, bool transposed = false, bool fromRight = false, bool unitDiagonal = false, int? workers = null) =>
        Multiply(upper, nameof(upper), isLower: false, b, transposed, fromRight, unitDiagonal, workers);

    /// <summary>Turns the identity into L⁻¹; what is above a column's diagonal stays 0 and is passed over.</summary>
    internal static void InvertLower(Matrix lower, Matrix identity, bool unitDiagonal, int? workers)
    {
        int n = lower.Rows;
        Cut cut = new(n, 96, 16);
        WorkerPool.For(n == 0 ? 0 : cut.Count, n < 128 ? 1 : workers, task =>
        {
            int start = cut.Start(task), count = cut.Start(task + 1) - start, left = n - start;
            Matrix columns = identity.RowRange(start, left).ColumnRange(start, count);
            Solve(lower.RowRange(start, left).ColumnRange(start, left), transposed: false, lower: true, unitDiagonal, columns, workers: 1);
        });
    }

    private static unsafe void Solve(Matrix triangle, bool transposed, bool lower, bool unitDiagonal, Matrix b, int? workers)
    {
        Check(triangle, b.Rows, nameof(triangle), unitDiagonal);
        fixed (double* first = triangle.Strided, sides = b.Strided)
            TriangularBlocks.Solve(b.Rows, new(first, triangle.Stride, transposed), lower, unitDiagonal, sides, b.Stride, b.Columns, workers);
    }

    private static unsafe void Multiply(Matrix triangle, string name, bool isLower, Matrix b, bool transposed, bool fromRight, bool unitDiagonal, int? workers)
    {
        Require.Square(triangle, name);
        ArgumentNullException.ThrowIfNull(b);
        Require.SameLength(fromRight ? b.Columns : b.Rows, triangle.Rows, nameof(b), name);
        fixed (double* first = triangle.Strided, values = b.Strided)
        {
            Operand<double> operand = new(first, triangle.Stride, transposed);
            if (fromRight)
                TriangularBlocks.MultiplyFromRight(b.Columns, operand, isLower != transposed, unitDiagonal, values, b.Stride, b.Rows, workers);
            else
                TriangularBlocks.Multiply(b.Rows, operand, isLower != transposed, unitDiagonal, values, b.Stride, b.Columns, workers);
        }
    }

    private static void Check(Matrix triangle, int length, string name, bool unitDiagonal)
    {
        Require.Square(triangle, name);
        Require.SameLength(length, triangle.Rows, "b", name);
        for (int i = 0; !unitDiagonal && i < length; i++)
        {
            if (triangle[i, i] == 0)
                throw new SingularMatrixException(FormattableString.Invariant($"The triangular matrix is singular: its diagonal entry {i} is 0."), i);
        }
    }
}
