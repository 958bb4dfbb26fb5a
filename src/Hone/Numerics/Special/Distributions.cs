namespace Hone.Numerics;

public static partial class SpecialFunctions
{
    /// <summary>The share of Student's t distribution with so many degrees of freedom at or below t.</summary>
    public static double StudentTCdf(double t, double degrees)
    {
        if (!(degrees > 0) || double.IsNaN(t))
            return double.NaN;
        if (double.IsInfinity(degrees))
            return NormalCdf(t);
        double half = 0.5 * StudentTTwoSided(t, degrees);
        return t <= 0 ? half : 1.0 - half;
    }

    /// <summary>The share of Student's t distribution farther from 0 than |t|: a two-sided p-value.</summary>
    public static double StudentTTwoSided(double t, double degrees)
    {
        if (!(degrees > 0) || double.IsNaN(t))
            return double.NaN;
        if (double.IsInfinity(degrees))
            return 2.0 * NormalUpperTail(Math.Abs(t));
        if (double.IsInfinity(t))
            return 0.0;
        double square = t * t;
        if (double.IsInfinity(square))
            return 0.0;
        double x = degrees / (degrees + square);
        return RegularizedBeta(0.5 * degrees, 0.5, x, square / (degrees + square));
    }

    /// <summary>The t below which a share p of Student's t distribution lies.</summary>
    public static double StudentTQuantile(double p, double degrees)
    {
        if (!(degrees > 0) || !(p is >= 0 and <= 1))
            return double.NaN;
        if (double.IsInfinity(degrees) || p is 0 or 1)
            return NormalQuantile(p);
        if (p == 0.5)
            return 0.0;
        double tail = Math.Min(p, 1.0 - p);
        double z = -NormalQuantile(tail);
        double start = z + (z * ((z * z) + 1.0) / (4.0 * degrees));
        double scale = -LogBeta(0.5 * degrees, 0.5) - (0.5 * Elementary.Log(degrees));
        double t = Invert(tail, true, start, 0.0, double.PositiveInfinity,
            x => 0.5 * StudentTTwoSided(x, degrees),
            x => Elementary.Exp(scale - (0.5 * (degrees + 1.0) * Elementary.Log1p(x * x / degrees))));
        return p < 0.5 ? -t : t;
    }

    /// <summary>The share of the χ² distribution with so many degrees of freedom at or below x.</summary>
    public static double ChiSquaredCdf(double x, double degrees) => x <= 0 ? 0.0 : RegularizedGammaP(0.5 * degrees, 0.5 * x);

    /// <summary>The share of the χ² distribution above x: a p-value.</summary>
    public static double ChiSquaredUpperTail(double x, double degrees) => x <= 0 ? 1.0 : RegularizedGammaQ(0.5 * degrees, 0.5 * x);

    /// <summary>The x below which a share p of the χ² distribution lies.</summary>
    public static double ChiSquaredQuantile(double p, double degrees) => 2.0 * RegularizedGammaPInverse(0.5 * degrees, p);

    /// <summary>The share of Fisher's F distribution at or below x.</summary>
    public static double FCdf(double x, double numeratorDegrees, double denominatorDegrees)
    {
        if (x <= 0)
            return 0.0;
        double total = (numeratorDegrees * x) + denominatorDegrees;
        return RegularizedBeta(0.5 * numeratorDegrees, 0.5 * denominatorDegrees, numeratorDegrees * x / total, denominatorDegrees / total);
    }

    /// <summary>The share of Fisher's F distribution above x: a p-value.</summary>
    public static double FUpperTail(double x, double numeratorDegrees, double denominatorDegrees)
    {
        if (x <= 0)
            return 1.0;
        double total = (numeratorDegrees * x) + denominatorDegrees;
        return RegularizedBeta(0.5 * denominatorDegrees, 0.5 * numeratorDegrees, denominatorDegrees / total, numeratorDegrees * x / total);
    }

    /// <summary>The x below which a share p of Fisher's F distribution lies.</summary>
    public static double FQuantile(double p, double numeratorDegrees, double denominatorDegrees)
    {
        double y = RegularizedBetaInverse(0.5 * numeratorDegrees, 0.5 * denominatorDegrees, p);
        return y == 1 ? double.PositiveInfinity : denominatorDegrees * y / (numeratorDegrees * (1.0 - y));
    }
}
