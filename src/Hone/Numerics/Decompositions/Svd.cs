using System.Buffers;

namespace Hone.Numerics;

/// <summary>A = U·diag(σ)·Vᵀ: orthonormal U and V, and singular values σ₁ ≥ σ₂ ≥ … ≥ 0, for a matrix of any shape.</summary>
/// <remarks>
/// A tall matrix is first reduced by QR; reflections from both sides make what is left bidiagonal, and that is solved by divide and conquer. Cost about 6mn² + 15n³ for m ≥ n, most of it matrix products.
/// The result does not depend on the number of workers, bit for bit.
/// Absolute errors of σ are a small multiple of 2.2e-16·σ₁.
/// Source: G. H. Golub and W. Kahan, "Calculating the Singular Values and Pseudo-Inverse of a Matrix", SIAM J. Numer. Anal. 2(2), 1965; G. H. Golub and C. Reinsch, "Singular Value Decomposition and Least Squares Solutions", Numerische Mathematik 14, 1970;
/// T. F. Chan, "An Improved Algorithm for Computing the Singular Value Decomposition", ACM TOMS 8(1), 1982.
/// </remarks>
public sealed class Svd
{
    // Rows that one task copies.
    private const int TaskRows = 64;

    internal Svd(Matrix leftRows, double[] values, Matrix rightRows) => (LeftRows, Values, RightRows) = (leftRows, values, rightRows);

    /// <summary>σ, descending: k = min(m, n) of them.</summary>
    public double[] Values { get; }

    /// <summary>U, m × k (m × m for the full form), orthonormal columns. A new matrix each time.</summary>
    public Matrix U => LeftRows.Transpose();

    /// <summary>V, n × k (n × n for the full form), orthonormal columns. A new matrix each time.</summary>
    public Matrix V => RightRows.Transpose();

    /// <summary>Uᵀ: row j belongs to σⱼ. Shared: do not write to it.</summary>
    public Matrix LeftRows { get; }

    /// <summary>Vᵀ: row j belongs to σⱼ. Its entry of largest size is positive, so that the same matrix always gives the same signs. Shared: do not write to it.</summary>
    public Matrix RightRows { get; }

    /// <summary>σ₁/σₖ, the factor by which solving with A may enlarge a relative error; +∞ where σₖ is 0, and 1 for a matrix without entries.</summary>
    public double ConditionNumber => Values.Length == 0 ? 1.0 : Values[^1] == 0 ? double.PositiveInfinity : Values[0] / Values[^1];

    /// <summary>Decomposes a matrix.</summary>
    /// <param name="a">m × n, finite; not changed.</param>
    /// <param name="full">Whether U and V are completed to square matrices. Default false: the first min(m, n) columns of each.</param>
    /// <param name="workers">Threads at most; null means one a processor.</param>
    /// <exception cref="ArgumentException">A value is NaN or infinite.</exception>
    public static Svd Decompose(Matrix a, bool full = false, int? workers = null)
    {
        Require.AllFinite(a, nameof(a));
        if (a.Rows < a.Columns)
        {
            Svd transposed = Decompose(a.Transpose(), full, workers);
            Svd result = new(transposed.RightRows, transposed.Values, transposed.LeftRows);
            result.FixSigns();
            return result;
        }

        double largest = 0.0;
        for (int i = 0; i < a.Rows; i++)
            largest = Math.Max(largest, Kernels.MaxAbsolute(a.Row(i)));
        int power = largest > 0 ? Math.ILogB(largest) : 0;
        Svd thin = a.Rows > a.Columns + (a.Columns / 2) ? OfTriangle(a, power, workers) : OfScaled(a, power, workers);
        PowerOfTwo.Scale(thin.Values, power);
        if (full && a.Rows > a.Columns)
            thin = new Svd(Completed(thin.LeftRows), thin.Values, thin.RightRows);
        thin.FixSigns();
        return thin;
    }

    /// <summary>How many singular values are above a share of the largest.</summary>
    /// <param name="tolerance">The share; null means max(m, n)·2.2e-16, what rounding makes of zeros.</param>
    public int Rank(double? tolerance = null)
    {
        double allowed = Cutoff(tolerance);
        return Values.Count(value => value > allowed);
    }

    /// <summary>Uₖ·diag(σₖ)·Vₖᵀ with the first k triples: the nearest matrix of rank k, off by σₖ₊₁ in the spectral norm (Eckart and Young, 1936).</summary>
    /// <param name="rank">From 0 to the number of singular values.</param>
    public Matrix Truncated(int rank)
    {
        Require.Between(rank, 0, Values.Length, nameof(rank));
        Matrix left = LeftRows.RowRange(0, rank).ScaleRows(Values[..rank]);
        return left.TransposeTimes(RightRows.RowRange(0, rank));
    }

    /// <summary>A⁺, n × m: the Moore-Penrose inverse, with singular values below the tolerance taken for 0.</summary>
    /// <param name="tolerance">As a share of σ₁; null means max(m, n)·2.2e-16.</param>
    public Matrix PseudoInverse(double? tolerance = null)
    {
        int rank = Rank(tolerance);
        double[] inverse = Array.ConvertAll(Values[..rank], value => 1.0 / value);
        return RightRows.RowRange(0, rank).ScaleRows(inverse).TransposeTimes(LeftRows.RowRange(0, rank));
    }

    /// <summary>Of all x that minimise ‖A·x − b‖, the shortest.</summary>
    /// <param name="b">m numbers; not changed.</param>
    /// <param name="tolerance">As a share of σ₁; null means max(m, n)·2.2e-16.</param>
    public double[] Solve(double[] b, double? tolerance = null)
    {
        ArgumentNullException.ThrowIfNull(b);
        Require.SameLength(b.Length, LeftRows.Columns, nameof(b), "the decomposed matrix (in rows)");
        int rank = Rank(tolerance);
        double[] along = LeftRows.RowRange(0, rank).Times(b);
        for (int i = 0; i < rank; i++)
            along[i] /= Values[i];
        return RightRows.RowRange(0, rank).TransposeTimes(along);
    }

    private double Cutoff(double? tolerance)
    {
        double share = tolerance is double given ? Require.AtLeastZero(given, nameof(tolerance)) : Math.Max(LeftRows.Columns, RightRows.Columns) * 2.2e-16;
        return Values.Length == 0 ? 0.0 : share * Values[0];
    }

    /// <summary>The decomposition of 2^−power·A.</summary>
    private static Svd OfScaled(Matrix a, int power, int? workers)
    {
        double[] buffer = ArrayPool<double>.Shared.Rent(a.Rows * a.Columns);
        Matrix scaled = Matrix.Within(buffer, a.Rows, a.Columns);
        a.CopyTo(scaled);
        PowerOfTwo.Scale(scaled.AsSpan(), -power);
        Svd result = OfBidiagonal(scaled, workers);
        ArrayPool<double>.Shared.Return(buffer);
        return result;
    }

    /// <summary>The decomposition of 2^−power·A by way of A = Q·R.</summary>
    private static Svd OfTriangle(Matrix a, int power, int? workers)
    {
        // Reflections take squares, which only numbers near 1 leave in range.
        Matrix given = a;
        if (Math.Abs(power) > 200)
        {
            given = a.Copy();
            PowerOfTwo.Scale(given.AsSpan(), -power);
            power = 0;
        }
        QR qr = QR.Factor(given, workers: workers);
        Svd core = OfScaled(qr.R, power, workers);
        return new Svd(qr.TimesRows(core.LeftRows, workers), core.Values, core.RightRows);
    }

    /// <summary>The decomposition of a matrix with about as many rows as columns, which is overwritten.</summary>
    private static Svd OfBidiagonal(Matrix a, int? workers)
    {
        int m = a.Rows, n = a.Columns;
        Bidiagonal form = Bidiagonal.Reduce(a, workers);
        double[] first = ArrayPool<double>.Shared.Rent(n * n), second = ArrayPool<double>.Shared.Rent((n + 1) * (n + 1)), scratch = ArrayPool<double>.Shared.Rent(BidiagonalSvd.ScratchFor(n));
        Matrix left = Matrix.Within(first, n, n), right = Matrix.Within(second, n + 1, n + 1);
        double[] values = form.Diagonal;
        int[] order = BidiagonalSvd.Solve(values, form.Above, left, right, scratch, workers);
        ArrayPool<double>.Shared.Return(scratch);

        Matrix leftRows = new(n, m), rightRows = new(n, n, GC.AllocateUninitializedArray<double>(n * n));
        double[] sorted = new double[n];
        Cut tasks = new(n, TaskRows, 1);
        WorkerPool.For(tasks.Count, workers, task =>
        {
            for (int i = tasks.Start(task); i < tasks.Start(task + 1); i++)
            {
                int row = order[n - 1 - i];
                sorted[i] = values[row];
                left.Row(row).CopyTo(leftRows.Row(i));
                right.Row(row)[..n].CopyTo(rightRows.Row(i));
            }
        });
        ArrayPool<double>.Shared.Return(first);
        ArrayPool<double>.Shared.Return(second);
        form.TurnBack(leftRows, rightRows);
        return new Svd(leftRows, sorted, rightRows);
    }

    internal void FixSigns()
    {
        for (int j = 0; j < RightRows.Rows; j++)
        {
            if (SymmetricEigen.PointUp(RightRows.Row(j)) && j < Values.Length)
                Kernels.Scale(-1.0, LeftRows.Row(j));
        }
        for (int j = Values.Length; j < LeftRows.Rows; j++)
            SymmetricEigen.PointUp(LeftRows.Row(j));
    }

    /// <summary>Orthonormal rows, and those that complete them to a basis: the last columns of the full Q of their transpose.</summary>
    private static Matrix Completed(Matrix rows)
    {
        int k = rows.Rows, m = rows.Columns;
        QR qr = QR.Factor(rows.Transpose());
        Matrix result = new(m, m);
        rows.CopyTo(result.RowRange(0, k));
        for (int j = k; j < m; j++)
        {
            Span<double> row = result.Row(j);
            row[j] = 1.0;
            qr.ApplyQ(row);
        }
        return result;
    }
}
