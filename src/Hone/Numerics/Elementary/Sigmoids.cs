namespace Hone.Numerics;

public static partial class Elementary
{
    /// <summary>The hyperbolic tangent, from −1 to 1.</summary>
    public static double Tanh(double x)
    {
        double size = Math.Abs(x);
        if (!(size < 22))
            return double.IsNaN(x) ? x : Math.CopySign(1.0, x);
        if (size < 1e-9)
            return x;
        double t = Expm1(2.0 * size);
        double result = size < 0.5 ? t / (t + 2.0) : 1.0 - (2.0 / (t + 2.0));
        return Math.CopySign(result, x);
    }

    /// <summary>1/(1 + e⁻ˣ), from 0 to 1; accurate in both tails.</summary>
    public static double Sigmoid(double x)
    {
        double e = Exp(-Math.Abs(x));
        return (x >= 0 ? 1.0 : e) / (1.0 + e);
    }

    /// <summary>ln(1 + eˣ): a smooth max(0, x). Its negative at −x is the logarithm of the sigmoid.</summary>
    public static double Softplus(double x) => Math.Max(x, 0.0) + Log1p(Exp(-Math.Abs(x)));

    /// <summary>ln(1/(1 + e⁻ˣ)), finite for every finite x.</summary>
    public static double LogSigmoid(double x) => -Softplus(-x);

    /// <summary>ln(eᵃ + eᵇ) without overflow.</summary>
    public static double LogAddExp(double a, double b)
    {
        double high = Math.Max(a, b);
        return double.IsInfinity(high) || double.IsNaN(high) ? high : high + Log1p(Exp(Math.Min(a, b) - high));
    }

    /// <summary>ln Σ e^xᵢ without overflow; −∞ for no values.</summary>
    /// <remarks>The largest value is taken out first, so the sum lies between 1 and the number of values.</remarks>
    public static double LogSumExp(ReadOnlySpan<double> x)
    {
        double high = double.NegativeInfinity;
        foreach (double value in x)
            high = Math.Max(high, value);                     // Math.Max carries a NaN through
        if (double.IsInfinity(high) || double.IsNaN(high))
            return high;
        double sum = 0.0;
        foreach (double value in x)
            sum += Exp(value - high);
        return high + Log(sum);
    }
}
