namespace Hone.Numerics;

/// <summary>Functions of statistics that have no closed form: gamma, error function, incomplete gamma and beta, and the distribution functions built on them.</summary>
/// <remarks>Relative errors are about 1e-14 unless stated otherwise, and the bits are the same on every machine.</remarks>
public static partial class SpecialFunctions
{
    private const double LogSqrtTwoPi = 0.9189385332046728;
    private const double LogPi = 1.1447298858494002;
    private const double OneMinusEuler = 0.42278433509846713; // 1 − γ

    // From here on the asymptotic series reach full precision with eight terms.
    private const double Asymptotic = 11.0;

    /// <summary>ln |Γ(x)|; +∞ at 0, −1, −2, …</summary>
    /// <remarks>Stirling's series from 11 on, the series about 1 and 2 where the logarithm vanishes, the recurrence between, and reflection below 0.5.</remarks>
    public static double LogGamma(double x)
    {
        if (double.IsNaN(x))
            return x;
        if (double.IsInfinity(x))
            return double.PositiveInfinity;
        if (x <= 0 && x == Math.Floor(x))
            return double.PositiveInfinity;
        if (x < 0.5)
        {
            if (x > 0)
                return LogGammaAboutTwo(x) - Elementary.Log(x) - Elementary.Log1p(x);
            return LogPi - Elementary.Log(Math.Abs(Elementary.SinPi(x))) - LogGamma(1.0 - x);
        }
        if (x < 1.5)
            return LogGammaAboutTwo(x - 1.0) - Elementary.Log1p(x - 1.0);
        if (x <= 2.5)
            return LogGammaAboutTwo(x - 2.0);
        if (x >= Asymptotic)
            return Math.FusedMultiplyAdd(x - 0.5, Elementary.Log(x), -x) + LogSqrtTwoPi + StirlingSeries(x);

        // Γ(x) = (x−1)(x−2)…·Γ(what is left of x in (1.5, 2.5]).
        double product = 1.0;
        while (x > 2.5)
        {
            x -= 1.0;
            product *= x;
        }
        return Elementary.Log(product) + LogGammaAboutTwo(x - 2.0);
    }

    /// <summary>Γ(x); NaN at 0, −1, −2, …, where its sign is undecided, and +∞ above 171.62.</summary>
    public static double Gamma(double x)
    {
        if (x <= 0 && x == Math.Floor(x))
            return double.NaN;
        if (x == Math.Floor(x) && x < 24)
        {
            double factorial = 1.0;
            for (int i = 2; i < x; i++)
                factorial *= i;
            return factorial;
        }
        double size = Elementary.Exp(LogGamma(x));
        return x < 0 && Math.Floor(x) % 2 != 0 ? -size : size;
    }

    /// <summary>ψ(x) = d ln Γ(x)/dx; NaN at 0, −1, −2, …</summary>
    public static double Digamma(double x)
    {
        if (double.IsNaN(x) || (x <= 0 && x == Math.Floor(x)))
            return double.NaN;
        if (x < 0)
            return Digamma(1.0 - x) - (Math.PI * Elementary.SinPi(x + 0.5) / Elementary.SinPi(x));

        double result = 0.0;
        for (; x < Asymptotic; x += 1.0)
            result -= 1.0 / x;
        double z = 1.0 / (x * x);
        double series = Math.FusedMultiplyAdd(z, 3617.0 / 8160, -1.0 / 12);
        series = Math.FusedMultiplyAdd(z, series, 691.0 / 32760);
        series = Math.FusedMultiplyAdd(z, series, -1.0 / 132);
        series = Math.FusedMultiplyAdd(z, series, 1.0 / 240);
        series = Math.FusedMultiplyAdd(z, series, -1.0 / 252);
        series = Math.FusedMultiplyAdd(z, series, 1.0 / 120);
        series = Math.FusedMultiplyAdd(z, series, -1.0 / 12);
        return result + (Elementary.Log(x) - (0.5 / x) + (z * series));
    }

    /// <summary>ψ′(x) = d² ln Γ(x)/dx², for x above 0; NaN elsewhere.</summary>
    public static double Trigamma(double x)
    {
        if (!(x > 0))
            return double.NaN;
        double result = 0.0;
        for (; x < 15; x += 1.0)
            result += 1.0 / (x * x);
        double z = 1.0 / (x * x);
        double series = Math.FusedMultiplyAdd(z, 7.0 / 6, -691.0 / 2730);
        series = Math.FusedMultiplyAdd(z, series, 5.0 / 66);
        series = Math.FusedMultiplyAdd(z, series, -1.0 / 30);
        series = Math.FusedMultiplyAdd(z, series, 1.0 / 42);
        series = Math.FusedMultiplyAdd(z, series, -1.0 / 30);
        series = Math.FusedMultiplyAdd(z, series, 1.0 / 6);
        return result + (1.0 / x) + (0.5 * z) + (z / x * series);
    }

    /// <summary>ln B(a, b) = ln Γ(a) + ln Γ(b) − ln Γ(a + b), for a and b above 0.</summary>
    /// <remarks>Where both are large the leading terms of the three cancel; Stirling's errors and the entropy of the shares are what is left.</remarks>
    public static double LogBeta(double a, double b)
    {
        if (!(a > 0) || !(b > 0))
            return double.NaN;
        (a, b) = (Math.Min(a, b), Math.Max(a, b));
        if (b < Asymptotic)
            return LogGamma(a) + LogGamma(b) - LogGamma(a + b);
        double correction = StirlingSeries(b) - StirlingSeries(a + b);
        double shrink = -Elementary.Log1p(a / b);             // ln(b/(a + b))
        if (a < Asymptotic)
            return LogGamma(a) + correction + a - (a * Elementary.Log(a + b)) + ((b - 0.5) * shrink);
        return (-0.5 * Elementary.Log(b)) + LogSqrtTwoPi + StirlingSeries(a) + correction + ((a - 0.5) * Elementary.Log(a / (a + b))) + (b * shrink);
    }

    /// <summary>ln n!, for n of at least 0.</summary>
    public static double LogFactorial(double n) => LogGamma(n + 1.0);

    /// <summary>ln of the number of ways to choose k of n.</summary>
    public static double LogChoose(double n, double k) =>
        k == 0 || k == n ? 0.0 : -Elementary.Log(n + 1.0) - LogBeta(n - k + 1.0, k + 1.0);

    /// <summary>ln Γ(x) − (x − ½)ln x + x − ½ln 2π for x from 11 on: 1/12x − 1/360x³ + …</summary>
    private static double StirlingSeries(double x)
    {
        double z = 1.0 / (x * x);
        double series = Math.FusedMultiplyAdd(z, -3617.0 / 122400, 1.0 / 156);
        series = Math.FusedMultiplyAdd(z, series, -691.0 / 360360);
        series = Math.FusedMultiplyAdd(z, series, 1.0 / 1188);
        series = Math.FusedMultiplyAdd(z, series, -1.0 / 1680);
        series = Math.FusedMultiplyAdd(z, series, 1.0 / 1260);
        series = Math.FusedMultiplyAdd(z, series, -1.0 / 360);
        series = Math.FusedMultiplyAdd(z, series, 1.0 / 12);
        return series / x;
    }

    /// <summary>ln Γ(2 + z) for |z| ≤ 0.5: z(1 − γ) + Σ (−1)ᵏ(ζ(k) − 1)zᵏ/k.</summary>
    private static double LogGammaAboutTwo(double z)
    {
        double series = 0.0;
        for (int k = ZetaTerms.Length - 1; k >= 0; k--)
            series = Math.FusedMultiplyAdd(z, series, ZetaTerms[k]);
        return z * Math.FusedMultiplyAdd(z, series, OneMinusEuler);
    }

    /// <summary>(−1)ᵏ(ζ(k) − 1)/k for k = 2, 3, …</summary>
    private static ReadOnlySpan<double> ZetaTerms =>
    [
        0.3224670334241132, -0.0673523010531981, 0.020580808427784546, -0.007385551028673986, 0.0028905103307415234,
        -0.001192753911703261, 0.0005096695247430425, -0.00022315475845357939, 9.945751278180853e-05, -4.492623673813314e-05,
        2.050721277567069e-05, -9.439488275268397e-06, 4.374866789907488e-06, -2.039215753801366e-06, 9.55141213040742e-07,
        -4.492469198764566e-07, 2.1207184805554665e-07, -1.0043224823968099e-07, 4.7698101693639804e-08, -2.2711094608943164e-08,
        1.0838659214896955e-08, -5.183475041970047e-09, 2.4836745438024785e-09, -1.1921401405860912e-09, 5.731367241678862e-10,
        -2.7595228851242334e-10,
    ];
}
