namespace Hone.Numerics;

/// <summary>The first few singular triples of a large matrix, from products with a thin random one.</summary>
/// <remarks>
/// A·Ω for a random Ω of k + oversampling columns spans nearly the space of the leading left singular vectors; power iterations sharpen it, and the decomposition of A within that space is small.
/// Cost: (2 + 2·powers) products of A with k + oversampling columns, where a full decomposition takes min(m, n). The expected error in the spectral norm is close to σₖ₊₁,
/// the closer the faster the singular values fall and the more power iterations there are.
/// Source: N. Halko, P. G. Martinsson and J. A. Tropp, "Finding Structure with Randomness", SIAM Review 53(2), 2011, algorithms 4.4 and 5.1.
/// </remarks>
public sealed record RandomizedSvd
{
    internal const int DefaultOversampling = 10;

    /// <summary>Singular triples wanted, at least 1; no more than min(m, n) are returned. Default 10.</summary>
    public int Rank { get; init => field = Require.AtLeast(value, 1); } = 10;

    /// <summary>Random columns beyond the rank, at least 0. Default 10.</summary>
    public int Oversampling { get; init => field = Require.AtLeast(value, 0); } = DefaultOversampling;

    /// <summary>Power iterations, at least 0; each multiplies the gap between singular values by itself twice over. Default 4.</summary>
    public int PowerIterations { get; init => field = Require.AtLeast(value, 0); } = 4;

    /// <summary>Decomposes a dense matrix.</summary>
    /// <param name="a">m × n, finite; not changed.</param>
    /// <param name="key">Where Ω comes from: the same key, the same bits.</param>
    /// <param name="workers">Threads at most; null means one a processor. The result does not depend on it.</param>
    /// <param name="cancellation">Checked before each power iteration.</param>
    /// <exception cref="ArgumentException">A value is NaN or infinite.</exception>
    public Svd Decompose(Matrix a, RandomKey key, int? workers = null, CancellationToken cancellation = default)
    {
        Require.AllFinite(a, nameof(a));
        return Decompose(a.Rows, a.Columns, (x, y) => a.TimesInto(x, y, workers), (y, x) => a.TransposeTimesInto(y, x, workers: workers), key, workers, cancellation);
    }

    /// <summary>Decomposes a sparse matrix, or a sparse matrix less the same row everywhere, without ever writing it out.</summary>
    /// <param name="a">m × n, finite; not changed.</param>
    /// <param name="key">Where Ω comes from.</param>
    /// <param name="offsets">Subtracted from each row, for example the column means, as principal components want; null subtracts nothing.</param>
    /// <param name="workers">Threads at most; null means one a processor.</param>
    /// <param name="cancellation">Checked before each power iteration.</param>
    public Svd Decompose(SparseMatrix a, RandomKey key, double[]? offsets = null, int? workers = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(a);
        Require.AllFinite(a.Values, nameof(a));
        if (offsets is not null)
            Require.SameLength(offsets.Length, a.Columns, nameof(offsets), "the matrix (in columns)");
        SparseMatrix transposed = a.Transpose();
        return Decompose(a.Rows, a.Columns, Times, TransposeTimes, key, workers, cancellation);

        // (A − 1·oᵀ)·X = A·X − 1·(oᵀX), and (A − 1·oᵀ)ᵀ·Y = Aᵀ·Y − o·(1ᵀY).
        void Times(Matrix x, Matrix y)
        {
            a.TimesInto(x, y, workers);
            double[] shift = offsets is null ? [] : x.TransposeTimes(offsets);
            for (int i = 0; offsets is not null && i < y.Rows; i++)
                Kernels.Axpy(-1.0, shift, y.Row(i));
        }

        void TransposeTimes(Matrix y, Matrix x)
        {
            transposed.TimesInto(y, x, workers);
            double[] sums = offsets is null ? [] : y.ColumnSums(workers);
            for (int i = 0; offsets is not null && i < x.Rows; i++)
                Kernels.Axpy(-offsets[i], sums, x.Row(i));
        }
    }

    private Svd Decompose(int rows, int columns, Action<Matrix, Matrix> times, Action<Matrix, Matrix> transposeTimes, RandomKey key, int? workers, CancellationToken cancellation)
    {
        int most = Math.Min(rows, columns), rank = Math.Min(Rank, most);
        int width = (int)Math.Min(most, (long)rank + Oversampling);
        Matrix x = new(columns, width), y = new(rows, width), q = new(rows, width), p = new(columns, width);
        key.Open().FillNormal(p.AsSpan());
        for (int iteration = 0; ; iteration++)
        {
            // Orthonormalised each time, else every column turns into the first singular vector.
            cancellation.ThrowIfCancellationRequested();
            times(p, y);
            Orthonormal.Columns(y, q, exact: iteration == PowerIterations, workers);
            transposeTimes(q, x);
            if (iteration == PowerIterations)
                break;
            Orthonormal.Columns(x, p, exact: false, workers);
        }

        // X = Aᵀ·Q = P·R, and with R = V'·diag(σ)·Wᵀ: A ≈ (Q·W)·diag(σ)·(P·V')ᵀ.
        Matrix kept = x.Copy();
        Orthonormal.Columns(x, p, exact: true, workers);
        Svd small = Svd.Decompose(p.TransposeTimes(kept, workers: workers), workers: workers);
        Matrix left = small.RightRows.RowRange(0, rank).TimesTranspose(q, workers);
        Matrix right = small.LeftRows.RowRange(0, rank).TimesTranspose(p, workers);
        Svd result = new(left, small.Values[..rank], right);
        result.FixSigns();
        return result;
    }
}
