using System.Buffers;

namespace Hone.Numerics;

/// <summary>The singular value decomposition of an upper bidiagonal matrix B, by divide and conquer on a symmetric tridiagonal one of twice the size.</summary>
/// <remarks>
/// B·v = σ·u and Bᵀ·u = σ·v say that (v₁, u₁, v₂, u₂, …) is an eigenvector, to the eigenvalue σ, of the matrix with B's entries beside a diagonal of zeros (G. H. Golub and W. Kahan, 1965).
/// Its eigenvalue −σ has the same vector with u turned round, so the smaller σ is beside the largest, the less surely u and v are told apart. Vectors of small values are therefore taken from what is left of B at right angles
/// to the others, which is decomposed in turn.
/// </remarks>
internal static class BidiagonalSvd
{
    // Up to this size rotations are as fast.
    private const int Small = 24;

    // Of the largest singular value; vectors of those below lose more than three digits.
    private const double Sure = 1e-3;

    private const int TaskRows = 64;

    /// <summary>Decomposes; entries must be scaled to about 1.</summary>
    /// <param name="d">The diagonal, n entries; overwritten.</param>
    /// <param name="e">What stands right of it, one entry less; overwritten.</param>
    /// <param name="workers">Threads at most; null means one a processor.</param>
    /// <returns>The values, descending, and their vectors as rows of n × n matrices.</returns>
    public static (double[] Values, Matrix Left, Matrix Right) Decompose(double[] d, double[] e, int? workers)
    {
        int n = d.Length;
        if (n <= Small || (Kernels.MaxAbsolute(d) == 0 && Kernels.MaxAbsolute(e) == 0))
            return Rotated(d, e);
        double[] values = new double[2 * n], beside = new double[(2 * n) - 1];
        for (int i = 0; i < n; i++)
        {
            beside[2 * i] = d[i];
            if (i + 1 < n)
                beside[(2 * i) + 1] = e[i];
        }
        double[] first = ArrayPool<double>.Shared.Rent(4 * n * n), second = ArrayPool<double>.Shared.Rent(4 * n * n);
        Matrix vectors = Matrix.Within(first, 2 * n, 2 * n);
        int[] order = DivideAndConquer.Solve(values, beside, vectors, second, n, workers);

        double[] singular = new double[n];
        for (int i = 0; i < n; i++)
            singular[i] = Math.Max(0.0, values[order[(2 * n) - 1 - i]]);
        int sure = 0;
        while (sure < n && singular[sure] > Sure * singular[0])
            sure++;
        Matrix left = new(n, n), right = new(n, n);
        WorkerPool.For((sure + TaskRows - 1) / TaskRows, workers, task =>
        {
            for (int i = task * TaskRows; i < Math.Min(sure, (task + 1) * TaskRows); i++)
                Separate(vectors.Row(order[(2 * n) - 1 - i]), left.Row(i), right.Row(i));
        });
        ArrayPool<double>.Shared.Return(first);
        ArrayPool<double>.Shared.Return(second);
        if (sure < n)
            DecomposeRest(d, e, singular, left, right, sure, workers);
        return (singular, left, right);
    }

    /// <summary>u and v of one vector, each of length 1.</summary>
    private static void Separate(ReadOnlySpan<double> both, Span<double> u, Span<double> v)
    {
        for (int k = 0; k < u.Length; k++)
            (v[k], u[k]) = (both[2 * k], both[(2 * k) + 1]);
        Kernels.Scale(1.0 / VectorOperations.Norm(u), u);
        Kernels.Scale(1.0 / VectorOperations.Norm(v), v);
    }

    /// <summary>The triples from <paramref name="sure"/> on: those of U'·B·V'ᵀ, whose rows U' and V' complete the vectors found.</summary>
    private static void DecomposeRest(double[] d, double[] e, double[] singular, Matrix left, Matrix right, int sure, int? workers)
    {
        int n = d.Length, rest = n - sure;
        Matrix u = Complement(left.RowRange(0, sure), workers), v = Complement(right.RowRange(0, sure), workers), times = new(rest, n);
        for (int i = 0; i < rest; i++)
        {
            Span<double> row = v.Row(i), target = times.Row(i);
            for (int k = 0; k < n; k++)
                target[k] = (d[k] * row[k]) + (k + 1 < n ? e[k] * row[k + 1] : 0.0);
        }
        Matrix core = u.TimesTranspose(times, workers);
        Svd inner = Svd.Decompose(core, workers: workers);
        inner.LeftRows.TimesInto(u, left.RowRange(sure, rest), workers);
        inner.RightRows.TimesInto(v, right.RowRange(sure, rest), workers);
        inner.Values.CopyTo(singular.AsSpan(sure));

        // What is left may exceed the last of those found by rounding.
        for (int i = sure; i > 0 && i < n && singular[i] > singular[i - 1]; i++)
            singular[i] = singular[i - 1];
    }

    /// <summary>Orthonormal rows at right angles to orthonormal rows, so many that together they are a basis: random rows less their parts in those, twice.</summary>
    internal static Matrix Complement(Matrix rows, int? workers)
    {
        int n = rows.Columns, count = n - rows.Rows;
        Matrix result = new(count, n);
        RandomKey.FromSeed(0).Child("complement").Open().FillNormal(result.AsSpan());
        for (int round = 0; round < 2; round++)
        {
            Matrix parts = result.TimesTranspose(rows, workers);
            result = result.Subtract(parts.Times(rows, workers));
            Matrix columns = result.Transpose(), basis = new(n, count);
            Orthonormal.Columns(columns, basis, exact: true, workers);
            result = basis.Transpose();
        }
        return result;
    }

    private static (double[] Values, Matrix Left, Matrix Right) Rotated(double[] d, double[] e)
    {
        int n = d.Length;
        Matrix left = Matrix.Identity(n), right = Matrix.Identity(n);
        BidiagonalQR.Diagonalize(d, e, left, right);
        for (int i = 0; i < n; i++)
        {
            if (d[i] >= 0)
                continue;
            d[i] = -d[i];
            Kernels.Scale(-1.0, right.Row(i));
        }
        int[] order = [.. Enumerable.Range(0, n)];
        order.AsSpan().Sort((i, j) => d[j] != d[i] ? d[j].CompareTo(d[i]) : i.CompareTo(j));
        return (Array.ConvertAll(order, i => d[i]), left.TakeRows(order), right.TakeRows(order));
    }
}
