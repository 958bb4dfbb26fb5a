namespace Hone.Numerics;

public static partial class SpecialFunctions
{
    /// <summary>I_x(a, b) = ∫₀ˣ tᵃ⁻¹(1−t)ᵇ⁻¹dt / B(a, b), from 0 to 1: the share of a beta distribution at or below x. For a, b above 0 and x in [0, 1], else NaN.</summary>
    /// <remarks>The continued fraction of the NIST Digital Library of Mathematical Functions, 8.17.22, on the side where it converges fast: about √max(a, b) steps at worst.</remarks>
    public static double RegularizedBeta(double a, double b, double x) => RegularizedBeta(a, b, x, 1.0 - x);

    /// <summary>The x with I_x(a, b) = p.</summary>
    public static double RegularizedBetaInverse(double a, double b, double p)
    {
        if (!(a > 0) || !(b > 0) || !(p is >= 0 and <= 1))
            return double.NaN;
        if (p is 0 or 1)
            return p;
        double middle = a / (a + b);
        double start = middle;
        if (a < 1 || b < 1)
        {
            double small = Elementary.Exp((Elementary.Log(p) + Elementary.Log(a) + LogBeta(a, b)) / a);   // I_x ≈ xᵃ/(a·B)
            start = small < 0.5 ? small : middle;
        }
        return Invert(p > 0.5 ? 1.0 - p : p, p > 0.5, start, 0.0, 1.0,
            x => p > 0.5 ? RegularizedBeta(b, a, 1.0 - x, x) : RegularizedBeta(a, b, x, 1.0 - x),
            x => BetaPrefactor(a, b, x, 1.0 - x) / (x * (1.0 - x)));
    }

    /// <summary>The density of a beta distribution, xᵃ⁻¹(1−x)ᵇ⁻¹/B(a, b).</summary>
    public static double BetaDensity(double a, double b, double x)
    {
        if (!(a > 0) || !(b > 0) || double.IsNaN(x))
            return double.NaN;
        if (x is < 0 or > 1)
            return 0.0;
        if (x is > 0 and < 1)
            return BetaPrefactor(a, b, x, 1.0 - x) / (x * (1.0 - x));
        double edge = x == 0 ? a : b;
        return edge < 1 ? double.PositiveInfinity : edge > 1 ? 0.0 : x == 0 ? b : a;
    }

    /// <summary>The same with the complement given, so that x near 1 keeps its digits.</summary>
    internal static double RegularizedBeta(double a, double b, double x, double complement)
    {
        if (!(a > 0) || !(b > 0) || !(x is >= 0 and <= 1) || double.IsInfinity(a) || double.IsInfinity(b))
            return double.NaN;
        if (x == 0 || complement == 0)
            return x == 0 ? 0.0 : 1.0;
        double value = x <= (a + 1.0) / (a + b + 2.0)
            ? BetaFraction(a, b, x, complement)
            : 1.0 - BetaFraction(b, a, complement, x);
        return Math.Clamp(value, 0.0, 1.0);
    }

    private static double BetaFraction(double a, double b, double x, double complement)
    {
        double c = 1.0, d = 1.0 / NotZero(1.0 - ((a + b) * x / (a + 1.0))), value = d;
        for (double m = 1.0; m < 1e6; m += 1.0)
        {
            double even = m * (b - m) * x / ((a + (2.0 * m) - 1.0) * (a + (2.0 * m)));
            d = 1.0 / NotZero(1.0 + (even * d));
            c = NotZero(1.0 + (even / c));
            value *= c * d;
            double odd = -(a + m) * (a + b + m) * x / ((a + (2.0 * m)) * (a + (2.0 * m) + 1.0));
            d = 1.0 / NotZero(1.0 + (odd * d));
            c = NotZero(1.0 + (odd / c));
            double factor = c * d;
            value *= factor;
            if (Math.Abs(factor - 1.0) < 2e-16)
                break;
        }
        return value * BetaPrefactor(a, b, x, complement) / a;
    }

    /// <summary>xᵃ(1−x)ᵇ/B(a, b).</summary>
    private static double BetaPrefactor(double a, double b, double x, double complement)
    {
        if (a < 1 || b < 1)
            return Elementary.Exp((a * Elementary.Log(x)) + (b * LogOfComplement(x, complement)) - LogBeta(a, b));
        double n = a + b;
        double exponent = StirlingError(n) - StirlingError(a) - StirlingError(b) - Deviance(a, n * x) - Deviance(b, n * complement);
        return Elementary.Exp(exponent) * InverseSqrtTwoPi * Math.Sqrt(a * (b / n));
    }

    private static double LogOfComplement(double x, double complement) => x < 0.5 ? Elementary.Log1p(-x) : Elementary.Log(complement);
}
