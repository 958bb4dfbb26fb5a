namespace Hone.Numerics;

/// <summary>The eigenvalues of D + ρ·z·zᵀ for a diagonal D: the roots of 1/ρ + Σ zⱼ²/(dⱼ − λ) = 0, one behind each pole.</summary>
/// <remarks>
/// A root is kept as a pole and a distance from it, since eigenvectors need the distances from roots to poles to full precision, however close the two are. The iteration fits to each side of the
/// root a pole with its value and slope ("the middle way"), within a bracket that only shrinks. Source: R.-C. Li, "Solving Secular Equations Stably and Efficiently", LAPACK Working Note 89, 1994;
/// M. Gu and S. C. Eisenstat, "A Divide-and-Conquer Algorithm for the Symmetric Tridiagonal Eigenproblem", SIAM J. Matrix Anal. Appl. 16(1), 1995.
/// </remarks>
internal static class SecularEquation
{
    private const double Epsilon = 1.1e-16;
    private const int MostSteps = 100;

    /// <summary>The root behind pole i.</summary>
    /// <param name="d">The poles, strictly ascending.</param>
    /// <param name="z">Their weights, none 0.</param>
    /// <param name="rho">ρ &gt; 0.</param>
    /// <param name="i">From 0 to the number of poles − 1.</param>
    /// <returns>The pole next to the root, and the way from it to the root.</returns>
    public static (double Origin, double Shift) Root(ReadOnlySpan<double> d, ReadOnlySpan<double> z, double rho, int i)
    {
        int last = d.Length - 1;
        if (last == 0)
            return (d[0], rho * z[0] * z[0]);
        return i == last ? LastRoot(d, z, rho) : InnerRoot(d, z, rho, i);
    }

    /// <summary>The weights for which the computed roots are exact ones: eigenvectors made with them are orthogonal to rounding.</summary>
    /// <remarks>K. Löwner's formula; each factor is at most 1.</remarks>
    public static double ExactWeight(ReadOnlySpan<double> d, ReadOnlySpan<double> z, double rho, ReadOnlySpan<double> origins, ReadOnlySpan<double> shifts, int i)
    {
        int last = d.Length - 1;
        double square = (origins[last] - d[i] + shifts[last]) / rho
            * Kernels.DistanceProduct(origins[..i], shifts[..i], d[..i], d[i])
            * Kernels.DistanceProduct(origins[i..last], shifts[i..last], d[(i + 1)..], d[i]);
        return Math.CopySign(Math.Sqrt(Math.Abs(square)), z[i]);
    }

    /// <summary>A root between two poles.</summary>
    private static (double Origin, double Shift) InnerRoot(ReadOnlySpan<double> d, ReadOnlySpan<double> z, double rho, int i)
    {
        double gap = d[i + 1] - d[i], half = 0.5 * gap;
        (double left, double leftSlope) = Kernels.PoleSums(d[..(i + 1)], z[..(i + 1)], d[i], half);
        (double right, double rightSlope) = Kernels.PoleSums(d[(i + 1)..], z[(i + 1)..], d[i], half);
        double middle = (1.0 / rho) + left + right;
        bool fromLeft = middle >= 0;                          // the function ascends, so the root is in the left half
        double origin = fromLeft ? d[i] : d[i + 1];
        (double low, double high) = fromLeft ? (0.0, half) : (-half, 0.0);

        // First guess: the two poles nearest to it exactly, the others as they are in the middle.
        double first = z[i] * z[i], second = z[i + 1] * z[i + 1];
        double others = middle - (second / half) + (first / half);
        double shift = fromLeft
            ? SmallerRoot(others, (others * gap) + first + second, first * gap)
            : SmallerRoot(others, (-others * gap) + first + second, -second * gap);
        double toLeft = fromLeft ? 0.0 : -gap, toRight = fromLeft ? gap : 0.0;
        double before = double.PositiveInfinity;
        bool fixedWeight = false;
        for (int step = 0; step < MostSteps; step++)
        {
            if (!(shift > low && shift < high))
                shift = Between(low, high);
            (left, leftSlope) = Kernels.PoleSums(d[..(i + 1)], z[..(i + 1)], origin, shift);
            (right, rightSlope) = Kernels.PoleSums(d[(i + 1)..], z[(i + 1)..], origin, shift);
            double value = (1.0 / rho) + left + right, slope = leftSlope + rightSlope;
            if (Settled(value, rho, left, right, shift, slope))
                break;
            (low, high) = value < 0 ? (shift, high) : (low, shift);

            double a = toLeft - shift, b = toRight - shift;
            if (Math.Abs(value) > 0.1 * before)
                fixedWeight = !fixedWeight;                   // slow: the other of the two ways to fit
            before = Math.Abs(value);
            double constant = !fixedWeight ? value - (a * leftSlope) - (b * rightSlope)
                : fromLeft ? value - (b * slope) + (gap * first / (a * a))
                : value - (a * slope) - (gap * second / (b * b));
            double next = shift + SmallerRoot(constant, ((a + b) * value) - (a * b * slope), a * b * value);
            if (!(next > low && next < high))
                next = Between(low, high);
            if (next == low || next == high || next == shift)
                break;
            shift = next;
        }
        return (origin, shift);
    }

    /// <summary>The root behind the last pole.</summary>
    private static (double Origin, double Shift) LastRoot(ReadOnlySpan<double> d, ReadOnlySpan<double> z, double rho)
    {
        int last = d.Length - 1;
        double origin = d[last], gap = d[last] - d[last - 1];
        double low = 0.0, high = rho * Kernels.SumOfSquares(z);

        // First guess: the two last poles exactly, the others as they are in the middle.
        double half = 0.5 * high, first = z[last - 1] * z[last - 1], second = z[last] * z[last];
        double others = (1.0 / rho) + Kernels.PoleSums(d[..(last - 1)], z[..(last - 1)], origin, half).Sum;
        (low, high) = others - (first / (gap + half)) - (second / half) < 0 ? (half, high) : (low, half);
        double shift = LargerRoot(others, first + second - (others * gap), -second * gap);
        for (int step = 0; step < MostSteps; step++)
        {
            if (!(shift > low && shift < high))
                shift = Between(low, high);
            (double left, double leftSlope) = Kernels.PoleSums(d[..last], z[..last], origin, shift);
            (double right, double rightSlope) = Kernels.PoleSums(d[last..], z[last..], origin, shift);
            double value = (1.0 / rho) + left + right, slope = leftSlope + rightSlope;
            if (Settled(value, rho, left, right, shift, slope))
                break;
            (low, high) = value < 0 ? (shift, high) : (low, shift);

            double a = -gap - shift, b = -shift;
            double constant = Math.Abs(value - (a * leftSlope) - (b * rightSlope));
            double next = shift + LargerRoot(constant, ((a + b) * value) - (a * b * slope), a * b * value);
            if (!(next > low && next < high))
                next = shift - (value / slope);
            if (!(next > low && next < high))
                next = Between(low, high);
            if (next == low || next == high || next == shift)
                break;
            shift = next;
        }
        return (origin, shift);
    }

    /// <summary>Whether what is left of the function is what rounding its terms may leave.</summary>
    private static bool Settled(double value, double rho, double left, double right, double shift, double slope) =>
        Math.Abs(value) <= Epsilon * ((8.0 * (right - left)) + (2.0 / rho) + (Math.Abs(shift) * slope)) || !double.IsFinite(value);

    /// <summary>A point within the bracket: the middle, or nearer an end that is 0 by orders of magnitude.</summary>
    private static double Between(double low, double high)
    {
        double small = Math.Min(Math.Abs(low), Math.Abs(high)), large = Math.Max(Math.Abs(low), Math.Abs(high));
        if (small == 0 || large < 16.0 * small || low * high < 0)
            return small == 0 ? 0.0625 * (low + high) : 0.5 * (low + high);
        return Math.CopySign(Math.Sqrt(small) * Math.Sqrt(large), high == 0 ? low : high);
    }

    /// <summary>(a − √(a² − 4bc))/2c, the root of c·x² − a·x + b between the poles.</summary>
    private static double SmallerRoot(double c, double a, double b)
    {
        double root = Math.Sqrt(Math.Abs((a * a) - (4.0 * b * c)));
        return a <= 0 ? (a - root) / (2.0 * c) : 2.0 * b / (a + root);
    }

    private static double LargerRoot(double c, double a, double b)
    {
        double root = Math.Sqrt(Math.Abs((a * a) - (4.0 * b * c)));
        return a >= 0 ? (a + root) / (2.0 * c) : 2.0 * b / (a - root);
    }
}
