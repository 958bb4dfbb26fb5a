namespace Hone.Numerics;

/// <summary>Operations on vectors: sums, products, norms and means, each with a fixed order of additions. Forms that return a vector return a new one.</summary>
public static class VectorOperations
{
    /// <summary>Σ aᵢ·bᵢ.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Dot(this double[] a, double[] b) => Dot((ReadOnlySpan<double>)a, b);

    /// <summary>Σ aᵢ·bᵢ.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        Require.SameLength(b.Length, a.Length, nameof(b), nameof(a));
        return Kernels.Dot(a, b);
    }

    /// <summary>Σ (aᵢ − bᵢ)².</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double SquaredDistance(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        Require.SameLength(b.Length, a.Length, nameof(b), nameof(a));
        return Kernels.SquaredDistance(a, b);
    }

    /// <summary>Σ aᵢ.</summary>
    public static double Total(ReadOnlySpan<double> a) => Kernels.Sum(a);

    /// <summary>√Σ aᵢ², the Euclidean length; rescaled where the squares would overflow or underflow.</summary>
    public static double Norm(ReadOnlySpan<double> a)
    {
        double squares = Kernels.SumOfSquares(a);
        if (squares is > 1e-280 and < 1e300)
            return Math.Sqrt(squares);
        double max = MaxNorm(a);
        if (max == 0 || !double.IsFinite(max))
            return max;

        // A power of 2 near the largest value changes no digit.
        int power = Math.ILogB(max);
        double sum = 0.0;
        foreach (double value in a)
        {
            double scaled = Math.ScaleB(value, -power);
            sum = Math.FusedMultiplyAdd(scaled, scaled, sum);
        }
        return Math.ScaleB(Math.Sqrt(sum), power);
    }

    /// <summary>√Σ aᵢ², the Euclidean length.</summary>
    public static double Norm(this double[] a) => Norm((ReadOnlySpan<double>)a);

    /// <summary>Σ |aᵢ|, the 1-norm.</summary>
    public static double SumNorm(ReadOnlySpan<double> a) => Kernels.SumOfAbsolutes(a);

    /// <summary>max |aᵢ|, the ∞-norm; 0 of none.</summary>
    public static double MaxNorm(ReadOnlySpan<double> a) => Kernels.MaxAbsolute(a);

    /// <summary>a + b.</summary>
    public static double[] Add(this double[] a, double[] b) => Combined(a, 1.0, b);

    /// <summary>a − b.</summary>
    public static double[] Subtract(this double[] a, double[] b) => Combined(a, -1.0, b);

    /// <summary>a + factor·b, each entry with one rounding.</summary>
    public static double[] AddScaled(this double[] a, double factor, double[] b) => Combined(a, factor, b);

    /// <summary>The same number added to each entry.</summary>
    public static double[] Add(this double[] a, double value)
    {
        ArgumentNullException.ThrowIfNull(a);
        double[] result = new double[a.Length];
        for (int i = 0; i < a.Length; i++)
            result[i] = a[i] + value;
        return result;
    }

    /// <summary>factor·a.</summary>
    public static double[] Scale(this double[] a, double factor)
    {
        ArgumentNullException.ThrowIfNull(a);
        double[] result = [.. a];
        Kernels.Scale(factor, result);
        return result;
    }

    /// <summary>The entry-wise product.</summary>
    public static double[] Multiply(this double[] a, double[] b)
    {
        SameLength(a, b);
        double[] result = [.. b];
        Kernels.Multiply(a, result);
        return result;
    }

    /// <summary>The entry-wise quotient.</summary>
    public static double[] Divide(this double[] a, double[] b)
    {
        SameLength(a, b);
        double[] result = new double[a.Length];
        for (int i = 0; i < a.Length; i++)
            result[i] = a[i] / b[i];
        return result;
    }

    /// <summary>A function of each entry.</summary>
    public static double[] Map(this double[] a, Func<double, double> function)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(function);
        return Array.ConvertAll(a, value => function(value));
    }

    /// <summary>The part of a along b: b·(a·b)/(b·b).</summary>
    /// <exception cref="ArgumentException">The lengths differ, or b is the zero vector, which has no direction.</exception>
    public static double[] ProjectOnto(this double[] a, double[] b)
    {
        SameLength(a, b);
        double squared = Kernels.SumOfSquares(b);
        if (!(squared > 0))
            throw new ArgumentException("b must have a length above 0: nothing can be projected onto the zero vector.", nameof(b));
        return b.Scale(Kernels.Dot(a, b) / squared);
    }

    /// <summary>The cosine of the angle between a and b, from −1 to 1.</summary>
    /// <exception cref="ArgumentException">The lengths differ, or one is the zero vector.</exception>
    public static double Cosine(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double lengths = Norm(a) * Norm(b);
        if (!(lengths > 0))
            throw new ArgumentException("The zero vector has no direction, so it has no cosine with another.", nameof(a));
        return Math.Clamp(Dot(a, b) / lengths, -1.0, 1.0);
    }

    /// <summary>The mean, or the weighted mean Σ wᵢaᵢ / Σ wᵢ.</summary>
    /// <exception cref="ArgumentException">No values, wrong number of weights, or weights that add up to 0.</exception>
    public static double Mean(this double[] a, double[]? weights = null)
    {
        ArgumentNullException.ThrowIfNull(a);
        return Mean((ReadOnlySpan<double>)a, weights);
    }

    /// <summary>The mean, or the weighted mean when there are weights.</summary>
    /// <remarks>A second pass adds the mean of the deviations, so that values far from 0 keep their digits.</remarks>
    /// <exception cref="ArgumentException">No values, wrong number of weights, or weights that add up to 0.</exception>
    public static double Mean(ReadOnlySpan<double> a, ReadOnlySpan<double> weights)
    {
        if (a.IsEmpty)
            throw new ArgumentException("A mean needs at least one value; there is none.", nameof(a));
        if (weights.IsEmpty)
        {
            double rough = Kernels.Sum(a) / a.Length;
            double rest = Kernels.SumOfDifferences(a, rough);
            return double.IsFinite(rest) ? rough + (rest / a.Length) : rough;
        }

        Require.SameLength(weights.Length, a.Length, nameof(weights), nameof(a));
        double total = Kernels.Sum(weights);
        if (!(total > 0 && double.IsFinite(total)))
            throw new ArgumentException(FormattableString.Invariant($"weights must add up to a finite number above 0; they add up to {total}."), nameof(weights));
        return Kernels.Dot(a, weights) / total;
    }

    /// <summary>The (weighted) variance about the mean: Σ wᵢ(aᵢ − mean)² / (Σ wᵢ − lostDegrees).</summary>
    /// <param name="a">At least one value.</param>
    /// <param name="weights">One a value, or null for 1 each.</param>
    /// <param name="lostDegrees">0 for the population, 1 for the unbiased estimate from a sample. Default 0.</param>
    public static double Variance(this double[] a, double[]? weights = null, double lostDegrees = 0)
    {
        double mean = a.Mean(weights);
        double total = (weights is null ? a.Length : Kernels.Sum(weights)) - Require.AtLeastZero(lostDegrees, nameof(lostDegrees));
        if (!(total > 0))
            throw new ArgumentException(FormattableString.Invariant($"A variance with {lostDegrees} lost degrees needs a total weight above that; found {total + lostDegrees}."), nameof(a));
        return (weights is null ? Kernels.SumOfSquares(a, mean) : Kernels.SumOfSquares(a, mean, weights)) / total;
    }

    /// <summary>eˣ/Σeˣ: turns scores into probabilities that add up to 1, in place. Scores may be as large as they like, but must be finite or −∞, and not all −∞.</summary>
    public static void Softmax(Span<double> scores) => Kernels.Softmax(scores);

    /// <summary>Where the largest value stands, the first of equals; −1 of none.</summary>
    public static int ArgMax(ReadOnlySpan<double> a) => Kernels.ArgMax(a);

    private static double[] Combined(double[] a, double factor, double[] b)
    {
        SameLength(a, b);
        double[] result = [.. a];
        Kernels.Axpy(factor, b, result);
        return result;
    }

    private static void SameLength(double[] a, double[] b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        Require.SameLength(b.Length, a.Length, nameof(b), nameof(a));
    }
}
