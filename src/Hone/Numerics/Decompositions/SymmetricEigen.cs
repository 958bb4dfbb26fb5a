namespace Hone.Numerics;

/// <summary>A = V·diag(λ)·Vᵀ for a symmetric matrix: real eigenvalues and orthonormal eigenvectors.</summary>
/// <remarks>
/// Householder reflections to tridiagonal form, then the implicit QL method with Wilkinson's shift. About 4n³/3 operations for the first and 3n³ for the second, eigenvectors included.
/// Absolute errors are a small multiple of 2.2e-16·‖A‖.
/// Source: G. H. Golub and C. F. Van Loan, "Matrix Computations", 4th ed., 2013, section 8.3; A. Dubrulle, R. S. Martin and J. H. Wilkinson, "The Implicit QL Algorithm", Numerische Mathematik 12, 1968.
/// </remarks>
public sealed class SymmetricEigen
{
    private SymmetricEigen(double[] values, Matrix vectorRows) => (Values, VectorRows) = (values, vectorRows);

    /// <summary>λ, descending.</summary>
    public double[] Values { get; }

    /// <summary>V, n × n: column j belongs to λⱼ. A new matrix each time.</summary>
    public Matrix Vectors => VectorRows.Transpose();

    /// <summary>Vᵀ: row j belongs to λⱼ. Its entry of largest size is positive, so that the same matrix always gives the same signs. Shared: do not write to it.</summary>
    public Matrix VectorRows { get; }

    /// <summary>Decomposes a symmetric matrix.</summary>
    /// <param name="a">n × n, finite; only the lower triangle is read, and nothing is changed.</param>
    /// <exception cref="ArgumentException">The matrix is not square, or a value is NaN or infinite.</exception>
    public static SymmetricEigen Decompose(Matrix a)
    {
        Require.Square(a, nameof(a));
        Require.AllFinite(a, nameof(a));
        int n = a.Rows;
        // A power of 2 near the largest entry keeps squares in range and changes no digit.
        double largest = a.MaxAbsolute();
        int power = largest > 0 ? Math.ILogB(largest) : 0;
        Matrix work = new(n, n);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
                work[i, j] = work[j, i] = Math.ScaleB(a[i, j], -power);
        }

        double[] diagonal = new double[n], beside = new double[n];
        Matrix vectors = Tridiagonalize(work, diagonal, beside);       // rows are the columns of Q
        TridiagonalQL(diagonal, beside, vectors);
        foreach (ref double value in diagonal.AsSpan())
            value = Math.ScaleB(value, power);
        return Ordered(diagonal, vectors);
    }

    /// <summary>Qᵀ·A·Q = T. On return the diagonals of T, and Qᵀ.</summary>
    private static Matrix Tridiagonalize(Matrix a, double[] diagonal, double[] beside)
    {
        int n = a.Rows;
        double[] tau = new double[n];
        double[] p = new double[n], scratch = new double[n];
        for (int k = 0; k + 1 < n; k++)
        {
            int size = n - k - 1;
            Span<double> v = a.Row(k)[(k + 1)..];             // by symmetry the column below the diagonal; the reflector is kept here
            (tau[k], beside[k]) = Householder.Make(v);
            diagonal[k] = a[k, k];
            if (tau[k] == 0)
                continue;

            // A₂₂ ← H·A₂₂·H = A₂₂ − v·wᵀ − w·vᵀ with p = τ·A₂₂·v and w = p − (τ/2)(pᵀv)·v.
            Span<double> w = p.AsSpan(0, size);
            for (int i = 0; i < size; i++)
                w[i] = tau[k] * Kernels.Dot(a.Row(k + 1 + i)[(k + 1)..], v);
            Kernels.Axpy(-0.5 * tau[k] * Kernels.Dot(w, v), v, w);
            for (int i = 0; i < size; i++)
            {
                Span<double> row = a.Row(k + 1 + i)[(k + 1)..];
                Kernels.Axpy(-v[i], w, row);
                Kernels.Axpy(-w[i], v, row);
            }
        }
        if (n > 0)
            diagonal[n - 1] = a[n - 1, n - 1];

        Matrix q = Matrix.Identity(n);
        for (int k = n - 2; k >= 0; k--)
            Householder.ApplyToRows(a.Row(k)[(k + 1)..], tau[k], q.RowRange(k + 1, n - k - 1).ColumnRange(k + 1, n - k - 1), scratch);
        return q.Transpose();
    }

    /// <summary>Rotates a symmetric tridiagonal matrix to diagonal form, and the rows of the vectors along with it.</summary>
    private static void TridiagonalQL(double[] d, double[] e, Matrix vectors)
    {
        int n = d.Length;
        for (int low = 0; low < n; low++)
        {
            for (int sweep = 0; ; sweep++)
            {
                // The block from low on that no zero splits.
                int m = low;
                while (m + 1 < n && Math.Abs(e[m]) > 1.1e-16 * (Math.Abs(d[m]) + Math.Abs(d[m + 1])) && Math.Abs(e[m]) > 1e-300)
                    m++;
                if (m == low)
                    break;
                if (sweep == 60)
                    throw new InvalidOperationException("The eigenvalue iteration did not end after 60 sweeps; please report the matrix.");

                double g = (d[low + 1] - d[low]) / (2.0 * e[low]);
                double shift = d[low] - (e[low] / (g + Math.CopySign(Hypotenuse(g, 1.0), g)));
                double f, s = 1.0, c = 1.0, p = 0.0;
                g = d[m] - shift;
                int i = m - 1;
                for (; i >= low; i--)
                {
                    f = s * e[i];
                    double b = c * e[i];
                    double r = Hypotenuse(f, g);
                    e[i + 1] = r;
                    if (r == 0)
                    {
                        d[i + 1] -= p;
                        e[m] = 0.0;
                        break;
                    }
                    s = f / r;
                    c = g / r;
                    g = d[i + 1] - p;
                    r = ((d[i] - g) * s) + (2.0 * c * b);
                    p = s * r;
                    d[i + 1] = g + p;
                    g = (c * r) - b;
                    Kernels.Rotate(vectors.Row(i), vectors.Row(i + 1), c, -s);
                }
                if (i >= low)
                    continue;
                d[low] -= p;
                e[low] = g;
                e[m] = 0.0;
            }
        }
    }

    private static SymmetricEigen Ordered(double[] values, Matrix vectors)
    {
        int[] order = [.. Enumerable.Range(0, values.Length)];
        order.AsSpan().Sort((i, j) => values[j] != values[i] ? values[j].CompareTo(values[i]) : i.CompareTo(j));
        Matrix rows = vectors.TakeRows(order);
        for (int i = 0; i < rows.Rows; i++)
            PointUp(rows.Row(i));
        return new SymmetricEigen(Array.ConvertAll(order, i => values[i]), rows);
    }

    /// <summary>Makes the first entry of largest size positive. True where that turned the vector round.</summary>
    internal static bool PointUp(Span<double> vector)
    {
        double largest = 0.0;
        foreach (double value in vector)
        {
            // A trace more, so that rounding does not choose between entries of the same size.
            if (Math.Abs(value) > Math.Abs(largest) * (1.0 + 1e-10))
                largest = value;
        }
        if (largest >= 0)
            return false;
        Kernels.Scale(-1.0, vector);
        return true;
    }

    /// <summary>√(a² + b²) without overflow.</summary>
    internal static double Hypotenuse(double a, double b)
    {
        (a, b) = (Math.Abs(a), Math.Abs(b));
        double high = Math.Max(a, b), low = Math.Min(a, b);
        if (high == 0 || low == 0)
            return high;
        double ratio = low / high;
        return high * Math.Sqrt(Math.FusedMultiplyAdd(ratio, ratio, 1.0));
    }
}
