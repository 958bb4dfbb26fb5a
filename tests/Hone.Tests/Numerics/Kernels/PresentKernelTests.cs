using Hone.Numerics;

namespace Hone.Tests.Numerics;

public sealed class PresentKernelTests
{
    public static TheoryData<int> Lengths => [.. Enumerable.Range(0, 67), 1001, 5000];

    private static double[] WithGaps(int length)
    {
        double[] x = Samples.Vector(length, 7);
        for (int i = 0; i < length; i += 3)
            x[i] = double.NaN;
        return x;
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Gaps_are_passed_over_alike_on_every_path_and_from_every_start(int length)
    {
        for (int start = 0; start < 4; start++)
        {
            double[] all = WithGaps(start + length);
            ReadOnlySpan<double> x = all.AsSpan(start);
            double[] present = [.. all.Skip(start).Where(value => !double.IsNaN(value))];
            double sum = Kernels.SumOfPresent(VectorPath.Scalar, x, 0.25), squares = Kernels.SumOfPresentSquares(VectorPath.Scalar, x, 0.25);
            Near.Equal(present.Sum(value => value - 0.25), sum, relative: 1e-12, absolute: 1e-12);
            Near.Equal(present.Sum(value => (value - 0.25) * (value - 0.25)), squares, relative: 1e-12, absolute: 1e-12);
            foreach (VectorPath path in Enum.GetValues<VectorPath>())
            {
                Assert.Equal(present.Length, Kernels.CountPresent(path, x));
                Assert.Equal(sum, Kernels.SumOfPresent(path, x, 0.25));
                Assert.Equal(squares, Kernels.SumOfPresentSquares(path, x, 0.25));
                double[] filled = new double[length];
                Kernels.FillGaps(path, x, -7.0, filled);
                Assert.Equal(all.Skip(start).Select(value => double.IsNaN(value) ? -7.0 : value), filled);
            }
            (int count, double blockSum, double blockSquares) = Kernels.PresentMoments(x, 0.25);
            Assert.Equal(present.Length, count);
            Near.Equal(sum, blockSum, relative: 1e-12, absolute: 1e-12);
            Near.Equal(squares, blockSquares, relative: 1e-12, absolute: 1e-12);
            double[] copied = new double[length];
            Assert.Equal(present, copied[..Kernels.CopyPresent(x, copied)]);
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Shifting_and_dividing_stays_in_range_where_the_difference_does_not(int length)
    {
        double[] x = WithGaps(length);
        if (length > 4)
            (x[1], x[4]) = (1.7e308, double.PositiveInfinity);
        double[] expected = [.. x.Select(value => (value > 1e308 && double.IsFinite(value) ? (value / 4.0) - (-1e308 / 4.0) : (value + 1e308) / 4.0) + 0.5)];
        foreach (VectorPath path in Enum.GetValues<VectorPath>())
        {
            double[] to = new double[length];
            Kernels.ShiftAndDivide(path, x, -1e308, 4.0, 0.5, to);
            Assert.Equal(expected, to);
        }
    }

    [Fact]
    public void The_first_infinity_is_found_wherever_it_stands()
    {
        for (int length = 0; length < 40; length++)
        {
            double[] x = WithGaps(length);
            foreach (VectorPath path in Enum.GetValues<VectorPath>())
                Assert.Equal(-1, Kernels.IndexOfInfinity(path, x));
            for (int at = 0; at < length; at++)
            {
                double[] one = [.. x];
                one[at] = at % 2 == 0 ? double.PositiveInfinity : double.NegativeInfinity;
                one[^1] = double.PositiveInfinity;
                foreach (VectorPath path in Enum.GetValues<VectorPath>())
                {
                    Assert.Equal(at, Kernels.IndexOfInfinity(path, one));
                    Assert.Equal(at, Kernels.IndexOfInfinity(path, [.. new double[3], .. one]) - 3);
                }
            }
        }
    }
}
