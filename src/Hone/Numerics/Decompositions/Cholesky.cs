namespace Hone.Numerics;

/// <summary>A = L·Lᵀ for a symmetric positive definite matrix.</summary>
/// <remarks>
/// The cheapest stable way to solve with such a matrix: n³/6 multiplications to factor, n² for each solve. No pivoting is needed.
/// Source: G. H. Golub and C. F. Van Loan, "Matrix Computations", 4th ed., 2013, section 4.2.
/// </remarks>
public sealed class Cholesky
{
    // Up to this size rows are computed one by one.
    private const int Small = 64;

    private Cholesky(Matrix lower) => Lower = lower;

    /// <summary>L, n × n, with zeros above the diagonal. Shared, not copied: do not write to it.</summary>
    public Matrix Lower { get; }

    /// <summary>n.</summary>
    public int Size => Lower.Rows;

    /// <summary>ln det A = 2·Σ ln Lᵢᵢ, which does not overflow where the determinant would.</summary>
    public double LogDeterminant
    {
        get
        {
            double sum = 0.0;
            for (int i = 0; i < Size; i++)
                sum += Elementary.Log(Lower[i, i]);
            return 2.0 * sum;
        }
    }

    /// <summary>Factors a symmetric positive definite matrix.</summary>
    /// <param name="a">n × n; only the lower triangle is read, and nothing is changed.</param>
    /// <param name="workers">Threads at most; null means one a processor. The factor does not depend on it.</param>
    /// <exception cref="ArgumentException">The matrix is not square, or holds NaN or an infinity.</exception>
    /// <exception cref="SingularMatrixException">The matrix is not positive definite to working precision; the exception names the pivot.</exception>
    public static Cholesky Factor(Matrix a, int? workers = null)
    {
        Require.Square(a, nameof(a));
        return TryFactor(a, out int pivot, out double value, workers) ?? throw new SingularMatrixException(
            FormattableString.Invariant($"The matrix is not positive definite: pivot {pivot} (counted from 0) is {value:G3}, so that row and column depend on those before it. Remove the dependent column or add to the diagonal."), pivot);
    }

    /// <summary>The factor, or null where the matrix is not positive definite to working precision.</summary>
    /// <exception cref="ArgumentException">The matrix is not square, or holds NaN or an infinity.</exception>
    public static Cholesky? TryFactor(Matrix a, int? workers = null) => TryFactor(a, out _, out _, workers);

    /// <summary>Solves A·x = b.</summary>
    /// <param name="b">n numbers; not changed.</param>
    public double[] Solve(double[] b)
    {
        ArgumentNullException.ThrowIfNull(b);
        Require.SameLength(b.Length, Size, nameof(b), "the factored matrix (in rows)");
        double[] x = [.. b];
        Triangular.SolveLower(Lower, x);
        Triangular.SolveLowerTransposed(Lower, x);
        return x;
    }

    /// <summary>Solves A·X = B.</summary>
    /// <param name="b">n × k; not changed.</param>
    /// <param name="workers">Threads at most; null means one a processor. The answer does not depend on it.</param>
    public Matrix Solve(Matrix b, int? workers = null)
    {
        ArgumentNullException.ThrowIfNull(b);
        Require.SameLength(b.Rows, Size, nameof(b), "the factored matrix (in rows)");
        Matrix x = b.Copy();
        Triangular.SolveLower(Lower, x, workers: workers);
        Triangular.SolveLowerTransposed(Lower, x, workers);
        return x;
    }

    /// <summary>L⁻¹·b: whitens b, so that ‖L⁻¹b‖² = bᵀA⁻¹b.</summary>
    public double[] SolveLower(double[] b)
    {
        ArgumentNullException.ThrowIfNull(b);
        double[] x = [.. b];
        Triangular.SolveLower(Lower, x);
        return x;
    }

    /// <summary>L⁻¹·B: whitens each column of B.</summary>
    /// <param name="b">n × k; not changed.</param>
    /// <param name="workers">Threads at most; null means one a processor.</param>
    public Matrix SolveLower(Matrix b, int? workers = null)
    {
        ArgumentNullException.ThrowIfNull(b);
        Matrix x = b.Copy();
        Triangular.SolveLower(Lower, x, workers: workers);
        return x;
    }

    /// <summary>A⁻¹. Prefer <see cref="Solve(double[])"/>, which is cheaper and more accurate, unless the inverse itself is wanted.</summary>
    /// <param name="workers">Threads at most; null means one a processor.</param>
    public Matrix Inverse(int? workers = null)
    {
        Matrix inverse = Matrix.Identity(Size);
        Triangular.InvertLower(Lower, inverse, unitDiagonal: false, workers);
        return inverse.Gram(workers: workers);                // A⁻¹ = L⁻ᵀ·L⁻¹
    }

    private static unsafe Cholesky? TryFactor(Matrix a, out int pivot, out double value, int? workers)
    {
        Require.Square(a, nameof(a));
        int n = a.Rows;
        Matrix l = new(n, n, GC.AllocateUninitializedArray<double>(n * n));
        double[] least = new double[n];
        for (int i = 0; i < n; i++)
        {
            a.Row(i)[..(i + 1)].CopyTo(l.Row(i));
            Require.AllFinite(l.Row(i)[..(i + 1)], nameof(a));

            // What rounding leaves of a dependent column is of the order n·ε of its diagonal entry, and not a pivot.
            least[i] = n * 2.2e-16 * l[i, i];
        }
        fixed (double* first = l.Strided)
            pivot = Factor(first, l.Stride, n, least, workers);
        value = pivot < 0 ? 0.0 : l[pivot, pivot];
        for (int i = 0; i < n; i++)
            l.Row(i)[(i + 1)..].Clear();
        return pivot < 0 ? new Cholesky(l) : null;
    }

    /// <summary>Factors in place by halves: the first half, the rows below it, what is left of the second half, and that.</summary>
    /// <returns>The first pivot that is too small, or −1.</returns>
    private static unsafe int Factor(double* a, nint stride, int size, ReadOnlySpan<double> least, int? workers)
    {
        if (size <= Small)
            return FactorSmall(a, stride, size, least);
        int half = (size + Small) / 2 / Small * Small, rest = size - half;
        double* below = a + (half * stride), corner = below + half;
        int pivot = Factor(a, stride, half, least[..half], workers);
        if (pivot >= 0)
            return pivot;
        TriangularBlocks.SolveFromRight(half, new(a, stride, transposed: true), lower: false, unitDiagonal: false, below, stride, rest, workers);
        Product<double> gram = new(rest, rest, half, new(below, stride, transposed: false), new(below, stride, transposed: true), corner, stride) { Alpha = -1.0, Beta = 1.0, Part = Triangle.Lower };
        Gemm<double>.Run(gram, workers, VectorPath.Widest);
        pivot = Factor(corner, stride, rest, least[half..], workers);
        return pivot < 0 ? -1 : half + pivot;
    }

    /// <summary>Factors a block that the first cache holds, as the rows of U = Lᵀ: each is a row of A less multiples of the rows of U above it.</summary>
    private static unsafe int FactorSmall(double* a, nint stride, int size, ReadOnlySpan<double> least)
    {
        // Rows start at whole vectors, so what stands before the diagonal is computed along and not used.
        int width = (size + Kernels.Lanes - 1) / Kernels.Lanes * Kernels.Lanes;
        double* u = stackalloc double[Small * Small], factors = stackalloc double[Small];
        GemmPacking.Transpose(a, stride, size, size, width, u);
        int i = 0;
        for (; i < size; i++)
        {
            int start = i / Kernels.Lanes * Kernels.Lanes;
            double* row = u + (i * width);
            for (int k = 0; k < i; k++)
                factors[k] = -u[(k * width) + i];
            Kernels.AxpyRows(factors, u + start, width, i, row + start, width - start);
            double pivot = row[i];
            if (!(pivot > least[i]))
                break;
            double root = Math.Sqrt(pivot);
            Kernels.Divide(new Span<double>(row + start, width - start), root);
            row[i] = root;
        }
        GemmPacking.Transpose(u, width, size, size, (int)stride, a);
        return i < size ? i : -1;
    }
}
