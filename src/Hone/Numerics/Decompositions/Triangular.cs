namespace Hone.Numerics;

/// <summary>Solving with triangular matrices. Only the triangle named is read.</summary>
/// <remarks>Cost n² for a vector, n²·k for k columns. A diagonal entry that is exactly 0 makes the matrix singular.</remarks>
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
    internal static void SolveLower(Matrix lower, Matrix b, bool unitDiagonal = false)
    {
        Check(lower, b.Rows, nameof(lower), unitDiagonal);
        for (int i = 0; i < b.Rows; i++)
        {
            ReadOnlySpan<double> row = lower.Row(i);
            Span<double> target = b.Row(i);
            for (int k = 0; k < i; k++)
                Kernels.Axpy(-row[k], b.Row(k), target);
            if (!unitDiagonal)
                DivideBy(row[i], target);
        }
    }

    /// <summary>Lᵀ·X = B for all columns at once; B is overwritten with X.</summary>
    internal static void SolveLowerTransposed(Matrix lower, Matrix b)
    {
        Check(lower, b.Rows, nameof(lower), false);
        for (int i = b.Rows - 1; i >= 0; i--)
        {
            ReadOnlySpan<double> row = lower.Row(i);
            DivideBy(row[i], b.Row(i));
            for (int k = 0; k < i; k++)
                Kernels.Axpy(-row[k], b.Row(i), b.Row(k));
        }
    }

    /// <summary>U·X = B for all columns at once; B is overwritten with X.</summary>
    internal static void SolveUpper(Matrix upper, Matrix b)
    {
        Check(upper, b.Rows, nameof(upper), false);
        for (int i = b.Rows - 1; i >= 0; i--)
        {
            ReadOnlySpan<double> row = upper.Row(i);
            Span<double> target = b.Row(i);
            for (int k = i + 1; k < b.Rows; k++)
                Kernels.Axpy(-row[k], b.Row(k), target);
            DivideBy(row[i], target);
        }
    }

    private static void DivideBy(double divisor, Span<double> values)
    {
        for (int j = 0; j < values.Length; j++)
            values[j] /= divisor;
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
