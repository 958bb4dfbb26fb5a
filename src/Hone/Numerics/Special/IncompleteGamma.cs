namespace Hone.Numerics;

public static partial class SpecialFunctions
{
    private const double LargeShape = 1e7;

    /// <summary>P(a, x) = ∫₀ˣ tᵃ⁻¹e⁻ᵗdt / Γ(a), from 0 to 1: the share of a gamma distribution of shape a at or below x. For a above 0 and x of at least 0, else NaN.</summary>
    /// <remarks>
    /// The power series below x = a + 1, the continued fraction above, each with a prefactor in which large terms have been cancelled first: about √a steps near x = a.
    /// Shapes above 1e7 take the uniform expansion instead. Source: NIST Digital Library of Mathematical Functions, sections 8.7, 8.9 and 8.12.
    /// </remarks>
    public static double RegularizedGammaP(double a, double x)
    {
        if (!(a > 0) || !(x >= 0) || double.IsInfinity(a))
            return double.NaN;
        if (x == 0 || double.IsInfinity(x))
            return x == 0 ? 0.0 : 1.0;
        if (a > LargeShape)
            return GammaUniform(a, x, upper: false);
        return x < a + 1 ? GammaSeries(a, x) : 1.0 - GammaFraction(a, x);
    }

    /// <summary>Q(a, x) = 1 − P(a, x), accurate where P is near 1.</summary>
    public static double RegularizedGammaQ(double a, double x)
    {
        if (!(a > 0) || !(x >= 0) || double.IsInfinity(a))
            return double.NaN;
        if (x == 0 || double.IsInfinity(x))
            return x == 0 ? 1.0 : 0.0;
        if (a > LargeShape)
            return GammaUniform(a, x, upper: true);
        return x < a + 1 ? 1.0 - GammaSeries(a, x) : GammaFraction(a, x);
    }

    /// <summary>The x with P(a, x) = p.</summary>
    public static double RegularizedGammaPInverse(double a, double p)
    {
        if (!(a > 0) || !(p is >= 0 and <= 1))
            return double.NaN;
        if (p is 0 or 1)
            return p == 0 ? 0.0 : double.PositiveInfinity;

        // Wilson and Hilferty: the cube root of a gamma variable is nearly normal.
        double spread = 1.0 / (9.0 * a);
        double root = 1.0 - spread + (NormalQuantile(p) * Math.Sqrt(spread));
        double start = a * root * root * root;
        double smallX = Elementary.Exp((Elementary.Log(p) + LogGamma(a + 1.0)) / a);      // P(a, x) ≈ xᵃ/Γ(a + 1)
        if (!(root > 0.1) || a < 0.5)
            start = smallX;
        return Invert(p > 0.5 ? 1.0 - p : p, p > 0.5, start, 0.0, double.PositiveInfinity,
            x => p > 0.5 ? RegularizedGammaQ(a, x) : RegularizedGammaP(a, x),
            x => PoissonMass(a - 1.0, a, x));
    }

    /// <summary>xᵃ⁻¹e⁻ˣ/Γ(a), the density of a gamma distribution of scale 1.</summary>
    public static double GammaDensity(double a, double x)
    {
        if (!(a > 0) || double.IsNaN(x))
            return double.NaN;
        if (x <= 0 || double.IsInfinity(x))
            return x == 0 ? (a < 1 ? double.PositiveInfinity : a == 1 ? 1.0 : 0.0) : 0.0;
        return PoissonMass(a - 1.0, a, x);
    }

    /// <summary>xᵏe⁻ˣ/Γ(k + 1) with k + 1 = a given exactly.</summary>
    /// <remarks>e^(−stirling(a) − a·D(x/a))·√(a/2π)/x, in which nothing large is left to cancel: C. Loader, "Fast and Accurate Computation of Binomial Probabilities", 2000.</remarks>
    private static double PoissonMass(double k, double a, double x) => a < 1
        ? Elementary.Exp((k * Elementary.Log(x)) - x - LogGamma(a))
        : Elementary.Exp(-StirlingError(a) - Deviance(a, x)) * Math.Sqrt(a) * InverseSqrtTwoPi / x;

    /// <summary>xᵃe⁻ˣ/Γ(a).</summary>
    private static double GammaPrefactor(double a, double x) => x * PoissonMass(a - 1.0, a, x);

    private static double GammaSeries(double a, double x)
    {
        double term = 1.0 / a, sum = term;
        for (double n = a + 1.0; term > 1e-17 * sum; n += 1.0)
        {
            term *= x / n;
            sum += term;
        }
        return Math.Min(1.0, sum * GammaPrefactor(a, x));
    }

    /// <summary>The continued fraction of Γ(a, x)e^x/xᵃ, by the modified method of Lentz.</summary>
    private static double GammaFraction(double a, double x)
    {
        double b = x + 1.0 - a;
        double c = 1e300, d = 1.0 / b, value = d;
        for (double n = 1.0; n < 1e7; n += 1.0)
        {
            double numerator = -n * (n - a);
            b += 2.0;
            d = 1.0 / NotZero((numerator * d) + b);
            c = NotZero(b + (numerator / c));
            double factor = c * d;
            value *= factor;
            if (Math.Abs(factor - 1.0) < 2e-16)
                break;
        }
        return Math.Min(1.0, value * GammaPrefactor(a, x));
    }

    /// <summary>½·erfc(∓η√(a/2)) ± e^(−aη²/2)/√(2πa)·(c₀(η) + c₁(η)/a), where aη²/2 is the deviance and η has the sign of x − a.</summary>
    /// <remarks>For shapes this large a share other than 0 or 1 needs |η| below 0.02, so the Taylor series of c₀ and c₁ end after a few terms.</remarks>
    private static double GammaUniform(double a, double x, bool upper)
    {
        double half = Deviance(a, x);
        double eta = Math.CopySign(Math.Sqrt(2.0 * half / a), x - a);
        double side = upper ? 1.0 : -1.0;
        double main = 0.5 * Erfc(side * Math.CopySign(Math.Sqrt(half), eta));
        if (half > 745)
            return main;
        double c0 = (-1.0 / 3) + (eta * ((1.0 / 12) + (eta * ((-2.0 / 135) + (eta * ((1.0 / 864) + (eta / 2835)))))));
        double c1 = (-1.0 / 540) - (eta / 288);
        return Math.Clamp(main + (side * Elementary.Exp(-half) * InverseSqrtTwoPi / Math.Sqrt(a) * (c0 + (c1 / a))), 0.0, 1.0);
    }

    private static double NotZero(double value) => Math.Abs(value) < 1e-300 ? 1e-300 : value;

    /// <summary>ln Γ(x) − (x − ½)ln x + x − ½ln 2π, for x above 0.</summary>
    private static double StirlingError(double x) => x >= Asymptotic
        ? StirlingSeries(x)
        : LogGamma(x) - ((x - 0.5) * Elementary.Log(x)) + x - LogSqrtTwoPi;

    /// <summary>x·ln(x/m) + m − x ≥ 0, without cancellation where x is near m.</summary>
    private static double Deviance(double x, double m)
    {
        double difference = x - m, sum = x + m;
        if (Math.Abs(difference) >= 0.1 * sum)
            return (x * Elementary.Log(x / m)) - difference;

        // With v = (x − m)/(x + m): ln(x/m) = 2·artanh v, and the leading terms combine to (x − m)·v.
        double v = difference / sum;
        double result = difference * v;
        double term = 2.0 * x * v;
        for (int n = 3; ; n += 2)
        {
            term *= v * v;
            double next = result + (term / n);
            if (!(Math.Abs(next - result) > 0))               // or NaN
                return result;
            result = next;
        }
    }

    /// <summary>Solves share(x) = target for an increasing distribution function by Newton's method inside a shrinking bracket.</summary>
    /// <param name="target">The lower or upper share wanted.</param>
    /// <param name="upper">Whether <paramref name="share"/> gives the upper tail, which keeps its digits far to the right.</param>
    /// <param name="x">A first guess.</param>
    /// <param name="low">The least x.</param>
    /// <param name="high">The largest x.</param>
    /// <param name="share">The lower or upper share.</param>
    /// <param name="density">Its derivative's absolute value.</param>
    private static double Invert(double target, bool upper, double x, double low, double high, Func<double, double> share, Func<double, double> density)
    {
        for (int step = 0; step < 200; step++)
        {
            if (!(x > low && x < high))
                x = double.IsInfinity(high) ? Math.Max(2.0 * low, 1e-300) : low > 0 && high / low > 4 ? Math.Sqrt(low) * Math.Sqrt(high) : low == 0 ? high * 1e-3 : 0.5 * (low + high);
            double off = share(x) - target;
            if (off == 0)
                return x;
            bool below = upper ? off > 0 : off < 0;
            if (below)
                low = x;
            else
                high = x;
            double slope = density(x);
            double next = slope > 0 ? x + ((upper ? off : -off) / slope) : double.NaN;
            if (Math.Abs(next - x) <= 4e-16 * Math.Abs(x) || high - low <= 4e-16 * Math.Abs(x))
                return x;
            x = next;
        }
        return x;
    }
}
