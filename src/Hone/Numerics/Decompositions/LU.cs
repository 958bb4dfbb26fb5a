using System.Runtime.Intrinsics;

namespace Hone.Numerics;

/// <summary>P·A = L·U with row exchanges, for a square matrix of any kind.</summary>
/// <remarks>
/// n³/3 multiplications to factor, n² for each solve. For symmetric positive definite matrices <see cref="Cholesky"/> takes half; for least squares use <see cref="QR"/>.
/// Source: G. H. Golub and C. F. Van Loan, "Matrix Computations", 4th ed., 2013, section 3.4.
/// </remarks>
public sealed class LU
{
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
    public static unsafe LU Factor(Matrix a, int? workers = null)
    {
        Require.Square(a, nameof(a));
        Require.AllFinite(a, nameof(a));
        Matrix f = a.Copy();
        fixed (double* first = f.Strided)
        {
            Elimination elimination = new(first, f.Stride, f.Rows, workers);
            elimination.Run();
            return new LU(f, elimination.Rows, elimination.Odd, FirstVanished(a, f));
        }
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
    public Matrix Inverse(int? workers = null)
    {
        CheckInvertible();
        Matrix x = Matrix.Identity(Size), result = new(Size, Size);
        Triangular.InvertLower(factors, x, unitDiagonal: true, workers);
        Triangular.SolveUpper(factors, x, workers);

        // A⁻¹ = U⁻¹·L⁻¹·P.
        for (int i = 0; i < Size; i++)
        {
            ReadOnlySpan<double> from = x.Row(i);
            Span<double> to = result.Row(i);
            for (int j = 0; j < from.Length; j++)
                to[rows[j]] = from[j];
        }
        return result;
    }

    /// <summary>The first column whose pivot is nothing but rounding beside the column's largest entry in A, or −1.</summary>
    private static int FirstVanished(Matrix a, Matrix factors)
    {
        int n = a.Rows;
        double[] largest = new double[n];
        for (int i = 0; i < n; i++)
        {
            ReadOnlySpan<double> row = a.Row(i);
            int j = 0;
            for (; j <= n - 8; j += 8)
                Vector512.Max(Vector512.Create(largest.AsSpan(j, 8)), Vector512.Abs(Vector512.Create(row.Slice(j, 8)))).CopyTo(largest, j);
            for (; j < n; j++)
                largest[j] = Math.Max(largest[j], Math.Abs(row[j]));
        }
        for (int k = 0; k < n; k++)
        {
            if (!(Math.Abs(factors[k, k]) > n * 2.2e-16 * largest[k]))
                return k;
        }
        return -1;
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
