namespace Hone.Numerics;

/// <summary>The implicit QR method for the singular values of a small bidiagonal matrix.</summary>
/// <remarks>Source: G. H. Golub and C. Reinsch, "Singular Value Decomposition and Least Squares Solutions", Numerische Mathematik 14, 1970.</remarks>
internal static class BidiagonalQR
{
    private const double Epsilon = 1.2e-16;

    /// <summary>Rotates a bidiagonal matrix to diagonal form (Golub and Van Loan, algorithm 8.6.2), and the rows of the vectors along with it.</summary>
    public static void Diagonalize(Span<double> d, Span<double> e, Matrix left, Matrix right)
    {
        int high = d.Length - 1;
        double norm = Math.Max(VectorOperations.MaxNorm(d), VectorOperations.MaxNorm(e));
        for (int sweep = 0; high > 0; sweep++)
        {
            if (sweep > 60L * d.Length)
                throw new InvalidOperationException("The singular value iteration did not end after 60 sweeps a value; please report the matrix.");

            for (int i = 0; i < high; i++)
            {
                if (Math.Abs(e[i]) <= Epsilon * (Math.Abs(d[i]) + Math.Abs(d[i + 1])) || Math.Abs(e[i]) <= Epsilon * Epsilon * norm)
                    e[i] = 0.0;
            }
            if (e[high - 1] == 0)
            {
                high--;
                continue;
            }
            int low = high - 1;
            while (low > 0 && e[low - 1] != 0)
                low--;

            if (!ClearZeroOnDiagonal(d, e, low, high, Epsilon * norm, left, right))
                Step(d, e, low, high, left, right);
        }
    }

    /// <summary>A zero on the diagonal splits the block: rotations carry what stands beside it out of the matrix. False where there is none.</summary>
    private static bool ClearZeroOnDiagonal(Span<double> d, Span<double> e, int low, int high, double tiny, Matrix left, Matrix right)
    {
        for (int i = low; i < high; i++)
        {
            if (Math.Abs(d[i]) > tiny)
                continue;
            double f = e[i];
            (d[i], e[i]) = (0.0, 0.0);
            for (int j = i + 1; j <= high && f != 0; j++)
            {
                (double c, double s, double r) = Rotation(d[j], f);
                d[j] = r;
                Kernels.Rotate(left.Row(j), left.Row(i), c, s);
                if (j == high)
                    break;
                f = -s * e[j];
                e[j] *= c;
            }
            return true;
        }
        if (Math.Abs(d[high]) > tiny)
            return false;

        d[high] = 0.0;
        ClearLastColumn(d, e, low, high, right);
        return true;
    }

    /// <summary>Carries the one entry of a column that has nothing on the diagonal, that above it, out of the matrix, by rotations from the right.</summary>
    /// <param name="d">The diagonal, at least as long as the columns before.</param>
    /// <param name="e">What stands right of it.</param>
    /// <param name="low">The first column of the block.</param>
    /// <param name="column">The column.</param>
    /// <param name="right">A row for each column.</param>
    public static void ClearLastColumn(Span<double> d, Span<double> e, int low, int column, Matrix right)
    {
        double above = e[column - 1];
        e[column - 1] = 0.0;
        for (int j = column - 1; j >= low && above != 0; j--)
        {
            (double c, double s, double r) = Rotation(d[j], above);
            d[j] = r;
            Kernels.Rotate(right.Row(j), right.Row(column), c, s);
            if (j == low)
                break;
            above = -s * e[j - 1];
            e[j - 1] *= c;
        }
    }

    /// <summary>One implicit QR step with the eigenvalue of the last 2 × 2 of BᵀB that is nearer its corner as shift.</summary>
    private static void Step(Span<double> d, Span<double> e, int low, int high, Matrix left, Matrix right)
    {
        double before = high - 1 > low ? e[high - 2] : 0.0;
        double t11 = (d[high - 1] * d[high - 1]) + (before * before);
        double t12 = d[high - 1] * e[high - 1];
        double t22 = (d[high] * d[high]) + (e[high - 1] * e[high - 1]);
        double half = 0.5 * (t11 - t22);
        double denominator = half + Math.CopySign(SymmetricEigen.Hypotenuse(half, t12), half);
        double shift = denominator == 0 ? t22 : t22 - (t12 * t12 / denominator);

        double y = (d[low] * d[low]) - shift, z = d[low] * e[low];
        for (int k = low; k < high; k++)
        {
            (double c, double s, double r) = Rotation(y, z);
            if (k > low)
                e[k - 1] = r;
            y = (c * d[k]) + (s * e[k]);
            e[k] = (c * e[k]) - (s * d[k]);
            z = s * d[k + 1];
            d[k + 1] *= c;
            Kernels.Rotate(right.Row(k), right.Row(k + 1), c, s);

            (c, s, r) = Rotation(y, z);
            d[k] = r;
            y = (c * e[k]) + (s * d[k + 1]);
            d[k + 1] = (c * d[k + 1]) - (s * e[k]);
            e[k] = y;
            if (k + 1 < high)
            {
                z = s * e[k + 1];
                e[k + 1] *= c;
            }
            Kernels.Rotate(left.Row(k), left.Row(k + 1), c, s);
        }
    }

    /// <summary>c and s with c·a + s·b = r and c·b − s·a = 0.</summary>
    private static (double C, double S, double R) Rotation(double a, double b)
    {
        if (b == 0)
            return (1.0, 0.0, a);
        double r = SymmetricEigen.Hypotenuse(a, b);
        return (a / r, b / r, r);
    }
}
