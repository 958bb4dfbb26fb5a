namespace Hone.Numerics;

/// <summary>P·A = L·U with row exchanges, for a square matrix of any kind.</summary>
/// <remarks>
/// n³/3 multiplications to factor, n² for each solve. For symmetric positive definite matrices <see cref="Cholesky"/> takes half; for least squares use <see cref="QR"/>.
/// Source: G. H. Golub and C. F. Van Loan, "Matrix Computations", 4th ed., 2013, section 3.4.
/// </remarks>
public sealed class LU
{
    private const int Block = 64;

    // U with its diagonal, and below it L without its ones.
    private readonly Matrix factors;
    private readonly int[] rows;
    private readonly bool odd;
    private readonly int vanished;

    private LU(Matrix factors, int[] rows, bool odd, int vanished) => (this.factors, this.rows, this.odd, this.vanished) = (factors, rows, odd, vanished);

    /// <summary>n.</summary>
    public int Size => factors.Rows;

    /// <summary>Whether the matrix has no inverse to working precision: a pivot is smaller than n·2.2e-16 of the largest entry of its column of A.</summary>
    public bool IsSingular => vanished >= 0;

    /// <summary>The determinant: the product of the pivots. Overflows to ±∞ and underflows to 0 where <see cref="LogAbsoluteDeterminant"/> does not.</summary>
    public double Determinant
    {
        get
        {
            double product = odd ? -1.0 : 1.0;
            for (int i = 0; i < Size; i++)
                product *= factors[i, i];
            return product;
        }
    }

    /// <summary>ln |det A|; −∞ where a pivot is exactly 0.</summary>
    public double LogAbsoluteDeterminant
    {
        get
        {
            double sum = 0.0;
            for (int i = 0; i < Size; i++)
                sum += Elementary.Log(Math.Abs(factors[i, i]));
            return sum;
        }
    }

    /// <summary>L, with ones on its diagonal. A new matrix each time.</summary>
    public Matrix Lower
    {
        get
        {
            Matrix result = Matrix.Identity(Size);
            for (int i = 0; i < Size; i++)
                factors.Row(i)[..i].CopyTo(result.Row(i));
            return result;
        }
    }

    /// <summary>U. A new matrix each time.</summary>
    public Matrix Upper
    {
        get
        {
            Matrix result = new(Size, Size);
            for (int i = 0; i < Size; i++)
                factors.Row(i)[i..].CopyTo(result.Row(i)[i..]);
            return result;
        }
    }

    /// <summary>Row i of P·A is row Permutation[i] of A.</summary>
    public IReadOnlyList<int> Permutation => rows;

    /// <summary>Factors a square matrix, singular ones included.</summary>
    /// <param name="a">n × n, finite; not changed.</param>
    /// <param name="workers">Threads at most; null means one a processor.</param>
    /// <exception cref="ArgumentException">The matrix is not square, or a value is NaN or infinite.</exception>
    public static LU Factor(Matrix a, int? workers = null)
    {
        Require.Square(a, nameof(a));
        Require.AllFinite(a, nameof(a));
        int n = a.Rows;
        Matrix f = a.Copy();
        int[] rows = [.. Enumerable.Range(0, n)];
        double[] size = new double[n];
        for (int i = 0; i < n; i++)
        {
            ReadOnlySpan<double> row = a.Row(i);
            for (int j = 0; j < n; j++)
                size[j] = Math.Max(size[j], Math.Abs(row[j]));
        }

        bool odd = false;
        int vanished = -1;
        for (int start = 0; start < n; start += Block)
        {
            int end = Math.Min(n, start + Block);
            for (int k = start; k < end; k++)
            {
                int best = k;
                for (int i = k + 1; i < n; i++)
                {
                    if (Math.Abs(f[i, k]) > Math.Abs(f[best, k]))
                        best = i;
                }
                if (best != k)
                {
                    Swap(f.Row(k), f.Row(best));
                    (rows[k], rows[best]) = (rows[best], rows[k]);
                    odd = !odd;
                }
                double pivot = f[k, k];
                if (vanished < 0 && !(Math.Abs(pivot) > n * 2.2e-16 * size[k]))
                    vanished = k;
                if (pivot == 0)
                    continue;
                for (int i = k + 1; i < n; i++)
                {
                    Span<double> row = f.Row(i);
                    row[k] /= pivot;
                    Kernels.Axpy(-row[k], f.Row(k)[(k + 1)..end], row[(k + 1)..end]);
                }
            }
            if (end < n)
                UpdateRest(f, start, end, workers);
        }
        return new LU(f, rows, odd, vanished);
    }

    /// <summary>Solves A·x = b.</summary>
    /// <param name="b">n numbers; not changed.</param>
    /// <exception cref="SingularMatrixException">The matrix has no inverse to working precision.</exception>
    public double[] Solve(double[] b)
    {
        ArgumentNullException.ThrowIfNull(b);
        Require.SameLength(b.Length, Size, nameof(b), "the factored matrix (in rows)");
        CheckInvertible();
        double[] x = Array.ConvertAll(rows, row => b[row]);
        Triangular.SolveLower(factors, x, unitDiagonal: true);
        Triangular.SolveUpper(factors, x);
        return x;
    }

    /// <summary>Solves A·X = B.</summary>
    /// <param name="b">n × k; not changed.</param>
    /// <param name="workers">Threads at most; null means one a processor. The answer does not depend on it.</param>
    /// <exception cref="SingularMatrixException">The matrix has no inverse to working precision.</exception>
    public Matrix Solve(Matrix b, int? workers = null)
    {
        ArgumentNullException.ThrowIfNull(b);
        Require.SameLength(b.Rows, Size, nameof(b), "the factored matrix (in rows)");
        CheckInvertible();
        Matrix x = b.TakeRows(rows);
        Triangular.SolveLower(factors, x, unitDiagonal: true, workers);
        Triangular.SolveUpper(factors, x, workers);
        return x;
    }

    /// <summary>A⁻¹. Prefer <see cref="Solve(double[])"/>, which is cheaper and more accurate, unless the inverse itself is wanted.</summary>
    /// <param name="workers">Threads at most; null means one a processor.</param>
    /// <exception cref="SingularMatrixException">The matrix has no inverse to working precision.</exception>
    public Matrix Inverse(int? workers = null) => Solve(Matrix.Identity(Size), workers);

    /// <summary>Rows of the panel are done: U to its right is L₁₁⁻¹·A₁₂, and what is below loses L₂₁·U₁₂.</summary>
    private static void UpdateRest(Matrix f, int start, int end, int? workers)
    {
        int n = f.Rows, size = end - start;
        Matrix right = f.RowRange(start, size).ColumnRange(end, n - end);
        Triangular.SolveLower(f.RowRange(start, size).ColumnRange(start, size), right, unitDiagonal: true);
        Matrix product = f.RowRange(end, n - end).ColumnRange(start, size).Times(right, workers);
        for (int i = end; i < n; i++)
            Kernels.Axpy(-1.0, product.Row(i - end), f.Row(i)[end..]);
    }

    private static void Swap(Span<double> a, Span<double> b)
    {
        for (int i = 0; i < a.Length; i++)
            (a[i], b[i]) = (b[i], a[i]);
    }

    private void CheckInvertible()
    {
        if (IsSingular)
        {
            throw new SingularMatrixException(
                FormattableString.Invariant($"The matrix is singular to working precision: column {vanished} (counted from 0) depends on those before it. Remove it, or solve by least squares (QR with pivoting, or Svd)."), vanished);
        }
    }
}
