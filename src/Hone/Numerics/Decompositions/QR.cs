namespace Hone.Numerics;

/// <summary>A·P = Q·R: orthonormal columns Q, upper triangular R and, with pivoting, a permutation P of the columns that reveals the rank.</summary>
/// <remarks>
/// Householder reflections, 2mn² − 2n³/3 multiplications and additions; each as stable as orthogonal matrices are. Least squares through it lose half as many digits
/// as through XᵀX. With pivoting the largest remaining column comes first at each step, so |R₀₀| ≥ |R₁₁| ≥ …
/// Source: P. Businger and G. H. Golub, "Linear Least Squares Solutions by Householder Transformations", Numerische Mathematik 7, 1965.
/// </remarks>
public sealed class QR
{
    // Column j of A below its diagonal holds reflector j, and is kept as a row, since reflections run along columns.
    private readonly Matrix columns;
    private readonly double[] tau, diagonal;
    private readonly int[] permutation;

    private readonly bool pivoted;

    private QR(Matrix columns, double[] tau, double[] diagonal, int[] permutation, int rank, bool pivoted) =>
        (this.columns, this.tau, this.diagonal, this.permutation, Rank, this.pivoted) = (columns, tau, diagonal, permutation, rank, pivoted);

    /// <summary>m.</summary>
    public int Rows => columns.Columns;

    /// <summary>n.</summary>
    public int Columns => columns.Rows;

    /// <summary>How many diagonal entries of R are larger than max(m, n)·2.2e-16 times the largest. Trustworthy with pivoting; without, an upper bound at most.</summary>
    public int Rank { get; }

    /// <summary>Column j of A·P is column Permutation[j] of A.</summary>
    public IReadOnlyList<int> Permutation => permutation;

    /// <summary>R, k × n with k = min(m, n): zeros below the diagonal. A new matrix each time.</summary>
    public Matrix R
    {
        get
        {
            Matrix r = new(tau.Length, Columns);
            for (int j = 0; j < Columns; j++)
            {
                for (int i = 0; i < Math.Min(j, tau.Length); i++)
                    r[i, j] = columns[j, i];
                if (j < tau.Length)
                    r[j, j] = diagonal[j];
            }
            return r;
        }
    }

    /// <summary>The first k = min(m, n) columns of Q, m × k, orthonormal. A new matrix each time.</summary>
    public Matrix Q
    {
        get
        {
            Matrix transposed = new(tau.Length, Rows);
            WorkerPool.For(tau.Length, WorkersFor(Rows, tau.Length), j =>
            {
                Span<double> column = transposed.Row(j);
                column[j] = 1.0;
                for (int k = Math.Min(j, tau.Length - 1); k >= 0; k--)
                    Householder.Apply(columns.Row(k)[k..], tau[k], column[k..]);
            });
            return transposed.Transpose();
        }
    }

    /// <summary>Factors a matrix of any shape.</summary>
    /// <param name="a">m × n, finite; not changed.</param>
    /// <param name="pivot">Whether columns are exchanged to reveal the rank. Default false.</param>
    /// <param name="workers">Threads at most; null means one a processor.</param>
    /// <exception cref="ArgumentException">A value is NaN or infinite.</exception>
    public static QR Factor(Matrix a, bool pivot = false, int? workers = null)
    {
        Require.AllFinite(a, nameof(a));
        Matrix columns = a.Transpose();
        int m = a.Rows, n = a.Columns, k = Math.Min(m, n);
        double[] tau = new double[k], diagonal = new double[k], left = new double[n];
        int[] permutation = [.. Enumerable.Range(0, n)];
        for (int j = 0; pivot && j < n; j++)
            left[j] = VectorOperations.Norm(columns.Row(j));

        for (int step = 0; step < k; step++)
        {
            if (pivot)
                Exchange(columns, permutation, left, step, Largest(left, step));
            Span<double> v = columns.Row(step)[step..];
            (tau[step], diagonal[step]) = Householder.Make(v);
            int at = step;
            int remaining = n - step - 1, tasks = Math.Max(1, Math.Min(remaining, (int)((long)remaining * (m - step) >> 16)));
            WorkerPool.For(tasks, workers, task =>
            {
                int end = at + 1 + (int)((long)remaining * (task + 1) / tasks);
                for (int j = at + 1 + (int)((long)remaining * task / tasks); j < end; j++)
                {
                    Householder.Apply(columns.Row(at)[at..], tau[at], columns.Row(j)[at..]);
                    if (pivot)
                        left[j] = Shrunk(columns.Row(j), at, left[j]);
                }
            });
        }

        double largest = 0.0;
        foreach (double value in diagonal)
            largest = Math.Max(largest, Math.Abs(value));
        double allowed = Math.Max(m, n) * 2.2e-16 * largest;
        int rank = 0;
        foreach (double value in diagonal)
            rank += Math.Abs(value) > allowed ? 1 : 0;
        return new QR(columns, tau, diagonal, permutation, rank, pivot);
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
        int size = Math.Min(Rank, tau.Length);
        for (int i = size - 1; i >= 0; i--)
        {
            y[i] /= diagonal[i];
            x[permutation[i]] = y[i];
            Kernels.Axpy(-y[i], columns.Row(i)[..i], y.AsSpan(0, i));
        }
        return x;
    }

    /// <summary>Qᵀ·b for the full square Q: m numbers, of which those from the rank on make up the residual.</summary>
    public double[] TransposeTimes(double[] b)
    {
        ArgumentNullException.ThrowIfNull(b);
        Require.SameLength(b.Length, Rows, nameof(b), "the factored matrix (in rows)");
        double[] y = [.. b];
        for (int k = 0; k < tau.Length; k++)
            Householder.Apply(columns.Row(k)[k..], tau[k], y.AsSpan(k));
        return y;
    }

    /// <summary>y ← Q·y for the full square Q.</summary>
    internal void ApplyQ(Span<double> y)
    {
        for (int k = tau.Length - 1; k >= 0; k--)
            Householder.Apply(columns.Row(k)[k..], tau[k], y[k..]);
    }

    private int FirstVanishing()
    {
        double allowed = Math.Max(Rows, Columns) * 2.2e-16 * VectorOperations.MaxNorm(diagonal);
        for (int i = 0; i < diagonal.Length; i++)
        {
            if (Math.Abs(diagonal[i]) <= allowed)
                return i;
        }
        return diagonal.Length;
    }

    private static void Exchange(Matrix columns, int[] permutation, double[] left, int a, int b)
    {
        if (a == b)
            return;
        (permutation[a], permutation[b]) = (permutation[b], permutation[a]);
        (left[a], left[b]) = (left[b], left[a]);
        Span<double> first = columns.Row(a), second = columns.Row(b);
        for (int i = 0; i < first.Length; i++)
            (first[i], second[i]) = (second[i], first[i]);
    }

    private static int Largest(double[] left, int from) => from + Kernels.ArgMax(left.AsSpan(from));

    /// <summary>What is left of a column's length below the row just done; computed afresh once too much has cancelled.</summary>
    private static double Shrunk(ReadOnlySpan<double> column, int step, double before)
    {
        if (before == 0)
            return 0.0;
        double share = column[step] / before, kept = 1.0 - (share * share);
        return kept > 0.01 ? before * Math.Sqrt(kept) : VectorOperations.Norm(column[(step + 1)..]);
    }

    private static int? WorkersFor(int rows, int columns) => (long)rows * columns * columns < 1 << 19 ? 1 : null;
}
