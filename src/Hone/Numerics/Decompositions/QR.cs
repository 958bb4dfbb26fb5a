namespace Hone.Numerics;

/// <summary>A·P = Q·R: orthonormal columns Q, upper triangular R and, with pivoting, a permutation P of the columns that reveals the rank.</summary>
/// <remarks>
/// Householder reflections, 2mn² − 2n³/3 multiplications and additions, for a tall matrix block of rows by block of rows; as stable as orthogonal matrices are. Least squares through it lose half as many digits
/// as through XᵀX. With pivoting the largest remaining column comes first at each step, so |R₀₀| ≥ |R₁₁| ≥ …
/// Source: P. Businger and G. H. Golub, "Linear Least Squares Solutions by Householder Transformations", Numerische Mathematik 7, 1965.
/// </remarks>
public sealed class QR
{
    private readonly OrthogonalFactor factor;
    private readonly Matrix r;
    private readonly int[] permutation;
    private readonly bool pivoted;

    private QR(OrthogonalFactor factor, int[] permutation, bool pivoted)
    {
        (this.factor, this.permutation, this.pivoted, r) = (factor, permutation, pivoted, factor.R());
        double allowed = Allowed();
        for (int i = 0; i < r.Rows; i++)
            Rank += Math.Abs(r[i, i]) > allowed ? 1 : 0;
    }

    /// <summary>m.</summary>
    public int Rows => factor.Rows;

    /// <summary>n.</summary>
    public int Columns => r.Columns;

    /// <summary>How many diagonal entries of R are larger than max(m, n)·2.2e-16 times the largest. Trustworthy with pivoting; without, an upper bound at most.</summary>
    public int Rank { get; }

    /// <summary>Column j of A·P is column Permutation[j] of A.</summary>
    public IReadOnlyList<int> Permutation => permutation;

    /// <summary>R, k × n with k = min(m, n): zeros below the diagonal. A new matrix each time.</summary>
    public Matrix R => r.Copy();

    /// <summary>The first k = min(m, n) columns of Q, m × k, orthonormal. A new matrix each time.</summary>
    public Matrix Q => factor.Q(WorkersFor(Rows, r.Rows));

    /// <summary>Factors a matrix of any shape.</summary>
    /// <param name="a">m × n, finite; not changed.</param>
    /// <param name="pivot">Whether columns are exchanged to reveal the rank. Default false.</param>
    /// <param name="workers">Threads at most; null means one a processor.</param>
    /// <exception cref="ArgumentException">A value is NaN or infinite.</exception>
    public static QR Factor(Matrix a, bool pivot = false, int? workers = null)
    {
        Require.AllFinite(a, nameof(a));
        int[] permutation = [.. Enumerable.Range(0, a.Columns)];
        OrthogonalFactor factor = pivot ? Reflectors.FactorPivoted(a, permutation, workers)
            : StackedReflectors.Suits(a.Rows, a.Columns) ? StackedReflectors.Factor(a, workers)
            : Reflectors.Factor(a, workers);
        return new QR(factor, permutation, pivot);
    }

    /// <summary>The x that minimises ‖A·x − b‖.</summary>
    /// <remarks>With pivoting and dependent columns, those columns get 0 and the others solve the problem; for the solution of least norm use <see cref="Svd"/>.</remarks>
    /// <param name="b">m numbers; not changed.</param>
    /// <returns>n numbers.</returns>
    /// <exception cref="SingularMatrixException">Columns are dependent and the factorisation did not pivot.</exception>
    public double[] Solve(double[] b)
    {
        ArgumentNullException.ThrowIfNull(b);
        Require.SameLength(b.Length, Rows, nameof(b), "the factored matrix (in rows)");
        double[] y = TransposeTimes(b);
        if (Rank < Columns && !pivoted)
        {
            int at = FirstVanishing();
            throw new SingularMatrixException(FormattableString.Invariant($"Column {at} (counted from 0) depends on those before it. Remove it, or factor with pivoting."), at);
        }

        double[] x = new double[Columns];
        Span<double> solved = y.AsSpan(0, Math.Min(Rank, r.Rows));
        for (int i = solved.Length - 1; i >= 0; i--)
        {
            ReadOnlySpan<double> row = r.Row(i)[..solved.Length];
            solved[i] = (solved[i] - Kernels.Dot(row[(i + 1)..], solved[(i + 1)..])) / row[i];
            x[permutation[i]] = solved[i];
        }
        return x;
    }

    /// <summary>Qᵀ·b for the full square Q: m numbers, of which those from the rank on make up the residual.</summary>
    public double[] TransposeTimes(double[] b)
    {
        ArgumentNullException.ThrowIfNull(b);
        Require.SameLength(b.Length, Rows, nameof(b), "the factored matrix (in rows)");
        double[] y = [.. b];
        factor.TransposeTimes(y);
        return y;
    }

    /// <summary>y ← Q·y for the full square Q.</summary>
    internal void ApplyQ(Span<double> y) => factor.Times(y);

    /// <summary>Q·x for each row x, of which those beyond as many entries as R has rows count as 0: k × min(m, n) gives k × m.</summary>
    internal Matrix TimesRows(Matrix inner, int? workers) => factor.TimesRows(inner, workers);

    private int FirstVanishing()
    {
        double allowed = Allowed();
        int i = 0;
        while (i < r.Rows && Math.Abs(r[i, i]) > allowed)
            i++;
        return i;
    }

    /// <summary>What rounding may leave on the diagonal of R.</summary>
    private double Allowed()
    {
        double largest = 0.0;
        for (int i = 0; i < r.Rows; i++)
            largest = Math.Max(largest, Math.Abs(r[i, i]));
        return Math.Max(Rows, Columns) * 2.2e-16 * largest;
    }

    private static int? WorkersFor(int rows, int columns) => (long)rows * columns * columns < 1 << 19 ? 1 : null;
}
