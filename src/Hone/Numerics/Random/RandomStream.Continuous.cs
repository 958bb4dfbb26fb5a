namespace Hone.Numerics;

public sealed partial class RandomStream
{
    // The polar method makes normal numbers in pairs; the second waits here.
    private double waiting;
    private bool hasWaiting;

    /// <summary>Uniform in (0, 1), never 0 or 1.</summary>
    public double UniformOpen() => ((NextBits() >> 12) + 0.5) * (1.0 / (1UL << 52));

    /// <summary>A standard normal number.</summary>
    /// <remarks>The polar method: G. Marsaglia and T. A. Bray, "A Convenient Method for Generating Normal Variables", SIAM Review 6(3), 1964.</remarks>
    public double Normal()
    {
        if (hasWaiting)
        {
            hasWaiting = false;
            return waiting;
        }
        double x, y, square;
        do
        {
            x = Uniform(-1.0, 1.0);
            y = Uniform(-1.0, 1.0);
            square = (x * x) + (y * y);
        }
        while (square is >= 1 or 0);
        double factor = Math.Sqrt(-2.0 * Elementary.Log(square) / square);
        (waiting, hasWaiting) = (y * factor, true);
        return x * factor;
    }

    /// <summary>A normal number.</summary>
    /// <param name="mean">Finite.</param>
    /// <param name="deviation">The standard deviation, at least 0.</param>
    public double Normal(double mean, double deviation) =>
        Require.Finite(mean, nameof(mean)) + (Require.AtLeastZero(deviation, nameof(deviation)) * Normal());

    /// <summary>An exponential number of mean 1/rate.</summary>
    /// <param name="rate">Above 0. Default 1.</param>
    public double Exponential(double rate = 1.0) => -Elementary.Log(UniformOpen()) / Require.Positive(rate, nameof(rate));

    /// <summary>A gamma number of mean shape·scale and variance shape·scale².</summary>
    /// <remarks>G. Marsaglia and W. W. Tsang, "A Simple Method for Generating Gamma Variables", ACM TOMS 26(3), 2000. Shapes below 1 are raised by one and multiplied back.</remarks>
    /// <param name="shape">Above 0.</param>
    /// <param name="scale">Above 0. Default 1.</param>
    public double Gamma(double shape, double scale = 1.0)
    {
        Require.Positive(shape, nameof(shape));
        Require.Positive(scale, nameof(scale));
        return shape < 1
            ? scale * GammaFromOne(shape + 1.0) * Elementary.Pow(UniformOpen(), 1.0 / shape)
            : scale * GammaFromOne(shape);
    }

    /// <summary>A χ² number.</summary>
    /// <param name="degrees">Degrees of freedom, above 0.</param>
    public double ChiSquared(double degrees) => Gamma(0.5 * Require.Positive(degrees, nameof(degrees)), 2.0);

    /// <summary>A number of Student's t distribution.</summary>
    /// <param name="degrees">Degrees of freedom, above 0.</param>
    public double StudentT(double degrees)
    {
        double normal = Normal();
        return normal / Math.Sqrt(ChiSquared(degrees) / degrees);
    }

    /// <summary>A beta number in [0, 1] of mean a/(a + b).</summary>
    /// <param name="a">Above 0.</param>
    /// <param name="b">Above 0.</param>
    public double Beta(double a, double b)
    {
        Require.Positive(a, nameof(a));
        Require.Positive(b, nameof(b));
        if (a > 1 || b > 1)
        {
            double x = Gamma(a), y = Gamma(b);
            return x / (x + y);
        }

        // Jöhnk 1964, in logarithms since small a and b make both powers underflow.
        while (true)
        {
            double x = Elementary.Log(UniformOpen()) / a, y = Elementary.Log(UniformOpen()) / b;
            double sum = Elementary.LogAddExp(x, y);
            if (sum <= 0)
                return Elementary.Exp(x - sum);
        }
    }

    /// <summary>Shares that add up to 1, of a Dirichlet distribution.</summary>
    /// <param name="concentrations">Each above 0.</param>
    /// <param name="shares">As many; overwritten.</param>
    public void Dirichlet(ReadOnlySpan<double> concentrations, Span<double> shares)
    {
        Require.SameLength(shares.Length, concentrations.Length, nameof(shares), nameof(concentrations));
        for (int i = 0; i < shares.Length; i++)
        {
            // The logarithm of a gamma number: small shapes would underflow to 0 all at once.
            double shape = Require.Positive(concentrations[i], nameof(concentrations));
            shares[i] = Elementary.Log(GammaFromOne(shape + 1.0)) + (Elementary.Log(UniformOpen()) / shape);
        }
        Kernels.Softmax(shares);
    }

    /// <summary>Fills a vector with standard normal numbers.</summary>
    public void FillNormal(Span<double> values)
    {
        foreach (ref double value in values)
            value = Normal();
    }

    private double GammaFromOne(double shape)
    {
        double d = shape - (1.0 / 3), c = 1.0 / Math.Sqrt(9.0 * d);
        while (true)
        {
            double x = Normal();
            double v = 1.0 + (c * x);
            if (v <= 0)
                continue;
            v = v * v * v;
            double u = UniformOpen();
            if (u < 1.0 - (0.0331 * x * x * x * x) || Elementary.Log(u) < (0.5 * x * x) + (d * (1.0 - v + Elementary.Log(v))))
                return d * v;
        }
    }
}
