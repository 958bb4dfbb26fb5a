using System.Globalization;
using Hone.Numerics;

namespace Hone.Tests.Numerics;

public sealed class ElementaryTests
{
    [Theory]
    [InlineData("exp", 0.75)]
    [InlineData("expm1", 1.0)]
    [InlineData("exp2", 0.75)]
    [InlineData("log", 1.0)]
    [InlineData("log1p", 1.0)]
    [InlineData("log2", 2.0)]
    [InlineData("log10", 2.0)]
    [InlineData("pow", 0.75)]
    [InlineData("tanh", 2.0)]
    [InlineData("sigmoid", 2.0)]
    [InlineData("softplus", 2.0)]
    public void Errors_in_units_of_the_last_place_stay_below_what_is_promised(string function, double allowed)
    {
        int checkedLines = 0;
        double worst = 0;
        string worstLine = "";
        foreach (string line in ElementaryReference.Lines.Split('\n', StringSplitOptions.TrimEntries))
        {
            string[] parts = line.Split(' ');
            if (parts[0] != function)
                continue;
            double[] numbers = [.. parts.Skip(1).Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
            double expected = numbers[^2];
            double found = Evaluate(function, numbers);
            double off = Math.Abs(((found - expected) / Math.BitIncrement(Math.Abs(expected)).Minus(Math.Abs(expected))) - numbers[^1]);
            if (off > worst)
                (worst, worstLine) = (off, line);
            checkedLines++;
        }
        Assert.True(checkedLines >= 50);
        Assert.True(worst < allowed, FormattableString.Invariant($"{worst:F3} units at {worstLine}"));
    }

    private static double Evaluate(string function, double[] x) => function switch
    {
        "exp" => Elementary.Exp(x[0]),
        "expm1" => Elementary.Expm1(x[0]),
        "exp2" => Elementary.Exp2(x[0]),
        "log" => Elementary.Log(x[0]),
        "log1p" => Elementary.Log1p(x[0]),
        "log2" => Elementary.Log2(x[0]),
        "log10" => Elementary.Log10(x[0]),
        "pow" => Elementary.Pow(x[0], x[1]),
        "tanh" => Elementary.Tanh(x[0]),
        "sigmoid" => Elementary.Sigmoid(x[0]),
        "softplus" => Elementary.Softplus(x[0]),
        _ => throw new ArgumentException(function),
    };

    [Fact]
    public void Exp_has_the_limits_of_the_exponential()
    {
        Assert.Equal(1.0, Elementary.Exp(0));
        Assert.Equal(double.PositiveInfinity, Elementary.Exp(709.79));
        Assert.Equal(double.PositiveInfinity, Elementary.Exp(double.PositiveInfinity));
        Assert.Equal(0.0, Elementary.Exp(double.NegativeInfinity));
        Assert.Equal(0.0, Elementary.Exp(-745.2));
        Assert.Equal(double.Epsilon, Elementary.Exp(-745.1));
        Assert.True(double.IsFinite(Elementary.Exp(709.78)));
        Assert.True(double.IsNaN(Elementary.Exp(double.NaN)));
        for (int k = -1074; k <= 1023; k++)
            Assert.Equal(Math.ScaleB(1.0, k), Elementary.Exp2(k));
    }

    [Fact]
    public void Logarithms_have_the_limits_of_the_logarithm_and_are_exact_at_powers_of_their_base()
    {
        Assert.Equal(double.NegativeInfinity, Elementary.Log(0));
        Assert.Equal(double.PositiveInfinity, Elementary.Log(double.PositiveInfinity));
        Assert.True(double.IsNaN(Elementary.Log(-1)));
        Assert.True(double.IsNaN(Elementary.Log(double.NaN)));
        Assert.Equal(0.0, Elementary.Log(1));
        Assert.Equal(double.NegativeInfinity, Elementary.Log1p(-1));
        Assert.True(double.IsNaN(Elementary.Log1p(-1.5)));
        Assert.True(double.IsNegative(Elementary.Log1p(-0.0)));
        Assert.True(double.IsNegative(Elementary.Expm1(-0.0)));
        Assert.Equal(-1.0, Elementary.Expm1(-800));
        for (int k = -1074; k <= 1023; k++)
            Assert.Equal(k, Elementary.Log2(Math.ScaleB(1.0, k)));
        for (int k = 0; k <= 22; k++)
            Assert.Equal(k, Elementary.Log10(double.Parse("1e" + k, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Powers_of_special_values_are_those_of_the_standard()
    {
        double[] values = [double.NaN, double.NegativeInfinity, -3, -2.5, -1, -0.5, -0.0, 0.0, double.Epsilon, 0.5, 1, 2, 2.5, 3, 1e300, 9007199254740993.0, double.PositiveInfinity];
        foreach (double x in values)
        {
            foreach (double y in values)
            {
                double expected = Math.Pow(x, y), found = Elementary.Pow(x, y);
                if (double.IsFinite(expected) && expected != 0)
                    Near.Equal(expected, found, relative: 4e-16);
                else
                    Assert.Equal(Bits(expected), Bits(found));
            }
        }
    }

    /// <summary>One NaN for all, and −0 told apart from 0.</summary>
    private static long Bits(double x) => BitConverter.DoubleToInt64Bits(double.IsNaN(x) ? double.NaN : x);

    [Fact]
    public void Powers_that_are_whole_numbers_come_out_whole()
    {
        for (int x = 1; x <= 30; x++)
        {
            double product = 1.0;
            for (int n = 0; product < 9007199254740992.0 && n < 60; n++, product *= x)
                Assert.Equal(product, Elementary.Pow(x, n));
        }
    }

    [Fact]
    public void Sums_of_exponentials_do_not_overflow()
    {
        Near.Equal(1000 + Math.Log(2), Elementary.LogSumExp([1000, 1000]), relative: 1e-15);
        Near.Equal(-1000 + Math.Log(2), Elementary.LogAddExp(-1000, -1000), relative: 1e-15);
        Assert.Equal(double.NegativeInfinity, Elementary.LogSumExp([]));
        Assert.Equal(double.NegativeInfinity, Elementary.LogSumExp([double.NegativeInfinity]));
        Assert.Equal(double.PositiveInfinity, Elementary.LogSumExp([3, double.PositiveInfinity]));
        Assert.True(double.IsNaN(Elementary.LogSumExp([3, double.NaN])));
        Assert.Equal(0.0, Elementary.Sigmoid(-1000));
        Assert.Equal(1.0, Elementary.Sigmoid(1000));
        Assert.Equal(-1000.0, Elementary.LogSigmoid(-1000));
        Assert.Equal(1.0, Elementary.Tanh(30));
    }
}

internal static class Difference
{
    public static double Minus(this double a, double b) => a - b;
}
