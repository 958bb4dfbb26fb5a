namespace Hone.Numerics;

/// <summary>The implicit QL method for a small symmetric tridiagonal matrix.</summary>
/// <remarks>Source: A. Dubrulle, R. S. Martin and J. H. Wilkinson, "The Implicit QL Algorithm", Numerische Mathematik 12, 1968.</remarks>
internal static class TridiagonalQL
{
    /// <summary>Rotates the matrix to diagonal form, and the rows of the vectors along with it.</summary>
    /// <param name="d">The diagonal; on return the eigenvalues, in no order.</param>
    /// <param name="e">What stands beside it, one entry less; overwritten.</param>
    /// <param name="vectors">A row for each entry of the diagonal; null where eigenvalues alone are wanted.</param>
    public static void Diagonalize(Span<double> d, Span<double> e, Matrix? vectors)
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
                double shift = d[low] - (e[low] / (g + Math.CopySign(SymmetricEigen.Hypotenuse(g, 1.0), g)));
                double f, s = 1.0, c = 1.0, p = 0.0;
                g = d[m] - shift;
                int i = m - 1;
                for (; i >= low; i--)
                {
                    f = s * e[i];
                    double b = c * e[i];
                    double r = SymmetricEigen.Hypotenuse(f, g);
                    if (i + 1 < e.Length)
                        e[i + 1] = r;
                    if (r == 0)
                    {
                        d[i + 1] -= p;
                        Clear(e, m);
                        break;
                    }
                    s = f / r;
                    c = g / r;
                    g = d[i + 1] - p;
                    r = ((d[i] - g) * s) + (2.0 * c * b);
                    p = s * r;
                    d[i + 1] = g + p;
                    g = (c * r) - b;
                    if (vectors is not null)
                        Kernels.Rotate(vectors.Row(i), vectors.Row(i + 1), c, -s);
                }
                if (i >= low)
                    continue;
                d[low] -= p;
                e[low] = g;
                Clear(e, m);
            }
        }
    }

    private static void Clear(Span<double> e, int at)
    {
        if (at < e.Length)
            e[at] = 0.0;
    }
}
