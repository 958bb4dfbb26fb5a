using System.Globalization;
using Hone.Numerics;

namespace Hone.Tests.Numerics;

public sealed class SpecialFunctionsTests
{
    /// <summary>The second number is the allowed absolute error, where the function passes through 0.</summary>
    [Theory]
    [InlineData("LogGamma", 2e-14, 1e-14)]
    [InlineData("Gamma", 3e-13, 0)]
    [InlineData("Digamma", 1e-13, 1e-13)]
    [InlineData("Trigamma", 1e-13, 0)]
    [InlineData("LogBeta", 1e-12, 1e-13)]
    [InlineData("Erf", 1e-15, 0)]
    [InlineData("Erfc", 1e-14, 0)]
    [InlineData("Erfcx", 1e-14, 0)]
    [InlineData("NormalCdf", 1e-13, 0)]
    [InlineData("NormalLogCdf", 1e-13, 0)]
    [InlineData("NormalQuantile", 1e-13, 1e-15)]
    [InlineData("RegularizedGammaP", 1e-12, 0)]
    [InlineData("RegularizedGammaQ", 1e-12, 0)]
    [InlineData("GammaDensity", 1e-11, 0)]
    [InlineData("RegularizedBeta", 1e-11, 0)]
    [InlineData("BetaDensity", 1e-11, 0)]
    [InlineData("RegularizedGammaPInverse", 1e-12, 0)]
    [InlineData("RegularizedBetaInverse", 1e-11, 0)]
    [InlineData("StudentTCdf", 1e-12, 0)]
    [InlineData("ChiSquaredUpperTail", 1e-12, 0)]
    [InlineData("ChiSquaredQuantile", 1e-12, 0)]
    [InlineData("FUpperTail", 1e-12, 0)]
    public void Values_agree_with_references_from_elsewhere(string function, double relative, double absolute)
    {
        int count = 0;
        double worst = 0;
        string worstLine = "";
        foreach (string line in SpecialReference.Lines.Split('\n', StringSplitOptions.TrimEntries))
        {
            string[] parts = line.Split(' ');
            if (parts[0] != function)
                continue;
            double[] x = [.. parts.Skip(1).Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
            double found = Evaluate(function, x);
            double off = double.IsNaN(found) ? double.PositiveInfinity : Math.Abs(found - x[^1]) / ((relative * Math.Abs(x[^1])) + absolute);
            if (off > worst)
                (worst, worstLine) = (off, FormattableString.Invariant($"{line}: found {found:R}, relative error {Math.Abs(found - x[^1]) / Math.Abs(x[^1]):G2}"));
            count++;
        }
        Assert.True(count >= 15);
        Assert.True(worst <= 1, worstLine);
    }

    private static double Evaluate(string function, double[] x) => function switch
    {
        "LogGamma" => SpecialFunctions.LogGamma(x[0]),
        "Gamma" => SpecialFunctions.Gamma(x[0]),
        "Digamma" => SpecialFunctions.Digamma(x[0]),
        "Trigamma" => SpecialFunctions.Trigamma(x[0]),
        "LogBeta" => SpecialFunctions.LogBeta(x[0], x[1]),
        "Erf" => SpecialFunctions.Erf(x[0]),
        "Erfc" => SpecialFunctions.Erfc(x[0]),
        "Erfcx" => SpecialFunctions.Erfcx(x[0]),
        "NormalCdf" => SpecialFunctions.NormalCdf(x[0]),
        "NormalLogCdf" => SpecialFunctions.NormalLogCdf(x[0]),
        "NormalQuantile" => SpecialFunctions.NormalQuantile(x[0]),
        "RegularizedGammaP" => SpecialFunctions.RegularizedGammaP(x[0], x[1]),
        "RegularizedGammaQ" => SpecialFunctions.RegularizedGammaQ(x[0], x[1]),
        "GammaDensity" => SpecialFunctions.GammaDensity(x[0], x[1]),
        "RegularizedBeta" => SpecialFunctions.RegularizedBeta(x[0], x[1], x[2]),
        "BetaDensity" => SpecialFunctions.BetaDensity(x[0], x[1], x[2]),
        "RegularizedGammaPInverse" => SpecialFunctions.RegularizedGammaPInverse(x[0], x[1]),
        "RegularizedBetaInverse" => SpecialFunctions.RegularizedBetaInverse(x[0], x[1], x[2]),
        "StudentTCdf" => SpecialFunctions.StudentTCdf(x[0], x[1]),
        "ChiSquaredUpperTail" => SpecialFunctions.ChiSquaredUpperTail(x[0], x[1]),
        "ChiSquaredQuantile" => SpecialFunctions.ChiSquaredQuantile(x[0], x[1]),
        "FUpperTail" => SpecialFunctions.FUpperTail(x[0], x[1], x[2]),
        _ => throw new ArgumentException(function),
    };

    [Fact]
    public void The_gamma_function_extends_the_factorial_and_meets_its_reflection()
    {
        double factorial = 1;
        for (int n = 1; n < 20; n++, factorial *= n - 1)
            Assert.Equal(factorial, SpecialFunctions.Gamma(n));
        foreach (double x in new[] { 0.1, 0.37, 0.5, 0.9, -2.3 })
            Near.Equal(Math.PI / Math.Sin(Math.PI * x), SpecialFunctions.Gamma(x) * SpecialFunctions.Gamma(1 - x), relative: 1e-13);
        Assert.True(double.IsNaN(SpecialFunctions.Gamma(-3)));
        Assert.Equal(double.PositiveInfinity, SpecialFunctions.LogGamma(0));
        Near.Equal(Math.Log(10), SpecialFunctions.LogChoose(5, 2), relative: 1e-14);
    }

    [Fact]
    public void Quantiles_undo_distribution_functions_far_into_the_tails()
    {
        foreach (double p in new[] { 1e-300, 1e-20, 1e-6, 0.01, 0.3, 0.5, 0.9, 0.999 })
            Near.Equal(p, SpecialFunctions.NormalCdf(SpecialFunctions.NormalQuantile(p)), relative: 2e-13);
        foreach (double a in new[] { 0.05, 0.5, 1, 7, 300, 1e5 })
        {
            foreach (double p in new[] { 1e-8, 0.01, 0.3, 0.5, 0.9, 0.9999 })
            {
                Near.Equal(p, SpecialFunctions.RegularizedGammaP(a, SpecialFunctions.RegularizedGammaPInverse(a, p)), relative: 1e-11);
                foreach (double b in new[] { 1.5, 2, 50 })
                    Near.Equal(p, SpecialFunctions.RegularizedBeta(a, b, SpecialFunctions.RegularizedBetaInverse(a, b, p)), relative: 1e-8);
            }
        }
        foreach (double degrees in new[] { 0.5, 1, 3, 30, 1e4, double.PositiveInfinity })
        {
            foreach (double p in new[] { 1e-12, 0.01, 0.3, 0.499, 0.5975, 0.9, 0.999 })
                Near.Equal(p, SpecialFunctions.StudentTCdf(SpecialFunctions.StudentTQuantile(p, degrees), degrees), relative: 1e-12);
        }
        Near.Equal(12.706204736174698, SpecialFunctions.StudentTQuantile(0.975, 1), relative: 1e-13);   // tan(0.475π)
        foreach (double p in new[] { 0.001, 0.3, 0.95 })
            Near.Equal(p, SpecialFunctions.FCdf(SpecialFunctions.FQuantile(p, 3, 17), 3, 17), relative: 1e-12);
        Near.Equal(1.959963984540054, SpecialFunctions.NormalQuantile(0.975), relative: 1e-15);
        Assert.Equal(double.NegativeInfinity, SpecialFunctions.NormalQuantile(0));
        Assert.True(double.IsNaN(SpecialFunctions.NormalQuantile(1.1)));
    }

    [Fact]
    public void Incomplete_gamma_functions_of_huge_shapes_join_on_to_the_others()
    {
        foreach (double off in new[] { -4.0, -0.5, 0, 1, 6 })
        {
            // Either side of the shape where the method changes, at the same distance in standard deviations, and far beyond.
            double below = SpecialFunctions.RegularizedGammaP(9_999_999, 9_999_999 + (off * Math.Sqrt(9_999_999)));
            double above = SpecialFunctions.RegularizedGammaP(10_000_001, 10_000_001 + (off * Math.Sqrt(10_000_001)));
            Near.Equal(below, above, relative: 3e-8 * Math.Max(1, Math.Abs(off)));
            Near.Equal(SpecialFunctions.NormalCdf(off), SpecialFunctions.RegularizedGammaP(1e16, 1e16 + (off * 1e8)), relative: 1e-6);
            Near.Equal(1.0, above + SpecialFunctions.RegularizedGammaQ(10_000_001, 10_000_001 + (off * Math.Sqrt(10_000_001))), relative: 1e-14);
        }
        // 70 digits, decimal module of Python 3.11.
        Near.Equal(0.01268342245653168, SpecialFunctions.RegularizedGammaQ(2e7, 20_010_000), relative: 1e-11);
        Near.Equal(0.0003970167293303726, SpecialFunctions.RegularizedGammaP(2e7, 19_985_000), relative: 1e-11);
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(-1.0)]
    [InlineData(100.0)]
    [InlineData(12345.678)]
    [InlineData(-99999999.0)]
    [InlineData(1e9)]
    [InlineData(-1e22)]
    [InlineData(1.7e308)]
    [InlineData(6381956970095103e95)]
    public void Sine_and_cosine_agree_with_the_platform_for_angles_of_any_size(double x)
    {
        Near.Equal(Math.Sin(x), Elementary.Sin(x), relative: 3e-16);
        Near.Equal(Math.Cos(x), Elementary.Cos(x), relative: 3e-16);
    }

    [Fact]
    public void Sine_and_cosine_lie_on_the_unit_circle()
    {
        RandomStream random = RandomKey.FromSeed(4).Open();
        for (int i = 0; i < 2000; i++)
        {
            double x = random.Uniform(-50, 50);
            double sin = Elementary.Sin(x), cos = Elementary.Cos(x);
            Near.Equal(1.0, (sin * sin) + (cos * cos), absolute: 4e-16);
            Near.Equal(Math.Sin(x), sin, relative: 2.3e-16);
            Near.Equal(Math.Cos(x), cos, relative: 2.3e-16);
            Near.Equal(Math.Sin(Math.PI * (x - Math.Floor(x))) * (((long)Math.Floor(x) & 1) == 0 ? 1 : -1), Elementary.SinPi(x), absolute: 1e-15);
        }
        Assert.Equal(0.0, Elementary.SinPi(12));
        Assert.True(double.IsNaN(Elementary.Sin(double.PositiveInfinity)));
        Assert.True(double.IsNaN(Elementary.Cos(double.NaN)));
    }
}
