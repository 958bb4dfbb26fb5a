using Hone.Numerics;

namespace Hone.Tests.Numerics;

public sealed class FunctionKernelTests
{
    private delegate void Kernel(VectorPath path, ReadOnlySpan<double> x, Span<double> to);

    private static readonly Dictionary<string, (Kernel Kernel, Func<double, double> Scalar)> Functions = new()
    {
        ["exp"] = (Hone.Numerics.Kernels.Exp, Elementary.Exp),
        ["shifted exp"] = ((path, x, to) => Hone.Numerics.Kernels.Exp(path, x, 0.75, to), x => Elementary.Exp(x - 0.75)),
        ["log"] = (Hone.Numerics.Kernels.Log, Elementary.Log),
        ["log1p"] = (Hone.Numerics.Kernels.Log1p, Elementary.Log1p),
        ["tanh"] = (Hone.Numerics.Kernels.Tanh, Elementary.Tanh),
        ["sigmoid"] = (Hone.Numerics.Kernels.Sigmoid, Elementary.Sigmoid),
        ["softplus"] = (Hone.Numerics.Kernels.Softplus, Elementary.Softplus),
        ["erf"] = (Hone.Numerics.Kernels.Erf, SpecialFunctions.Erf),
    };

    public static TheoryData<string> Names => [.. Functions.Keys];

    private static readonly double[] Specials =
    [
        double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0.0, -0.0, double.Epsilon, -double.Epsilon, 1e-310, double.MaxValue, double.MinValue,
        1, -1, -1.5, 0.6, -0.6, 0.5, 709.78, 709.79, -708.4, -745.1, -745.2, 746, -746, 747, 22, -22, 44, 1e-9, 1e-17, 1e-18, 0.41, -0.29, 1e300, 1e18,
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public void Functions_over_spans_equal_the_function_of_one_number_on_every_path_at_every_length(string name)
    {
        (Kernel kernel, Func<double, double> scalar) = Functions[name];
        double[] samples = [.. Specials, .. Samples.Vector(200, 1), .. Samples.Vector(200, 2).Select(x => 40 * x), .. Samples.Vector(200, 3).Select(x => 760 * x)];
        foreach (VectorPath path in Enum.GetValues<VectorPath>())
        {
            Check(samples);
            for (int length = 0; length <= 17; length++)
            {
                for (int start = 0; start < 8; start++)
                    Check(samples[start..(start + length)]);
            }

            void Check(double[] x)
            {
                double[] expected = [777.0, .. x.Select(scalar), 777.0], found = [777.0, .. x, 777.0];
                kernel(path, found.AsSpan(1, x.Length), found.AsSpan(1, x.Length));
                KernelTests.Same(expected, found);
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(45)]
    [InlineData(67)]
    public void Sums_of_exponentials_equal_the_sum_of_their_values_on_every_path(int length)
    {
        double[] x = [.. Samples.Vector(length, 4).Select(value => 10 * value)], values = [.. x.Select(value => Elementary.Exp(value - 2.5))];
        foreach (VectorPath path in Enum.GetValues<VectorPath>())
            Assert.Equal(Hone.Numerics.Kernels.Sum(values), Hone.Numerics.Kernels.SumOfExp(path, x, 2.5));
    }

    [Fact]
    public void The_logarithm_of_a_sum_of_exponentials_neither_overflows_nor_loses_infinities()
    {
        Assert.Equal(double.NegativeInfinity, Elementary.LogSumExp([]));
        Assert.Equal(double.NegativeInfinity, Elementary.LogSumExp([double.NegativeInfinity, double.NegativeInfinity]));
        Assert.Equal(double.PositiveInfinity, Elementary.LogSumExp([1, double.PositiveInfinity]));
        Assert.True(double.IsNaN(Elementary.LogSumExp([1, double.NaN, double.PositiveInfinity])));
        Near.Equal(1000 + Math.Log(20), Elementary.LogSumExp([.. Enumerable.Repeat(1000.0, 20)]), relative: 1e-15);
    }
}
