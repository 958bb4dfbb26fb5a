using Hone.Numerics;

namespace Hone.Tests.Numerics;

public sealed class KernelTests
{
    // Twice the lanes plus one, and a few lengths beyond.
    public static TheoryData<int> Lengths => [.. Enumerable.Range(0, (2 * Hone.Numerics.Kernels.Lanes) + 2), 31, 100, 1001];

    [Theory]
    [MemberData(nameof(Lengths))]
    [Trait("topic", "vector-operations")]
    public void Reductions_equal_eight_scalar_lanes_to_the_last_bit(int length)
    {
        double[] a = Samples.Vector(length, 1), b = Samples.Vector(length, 2);
        Assert.Equal(InLanes(length, (i, sum) => Math.FusedMultiplyAdd(a[i], b[i], sum)), Hone.Numerics.Kernels.Dot(a, b));
        Assert.Equal(InLanes(length, (i, sum) => sum + a[i]), Hone.Numerics.Kernels.Sum(a));
        Assert.Equal(InLanes(length, (i, sum) => sum + Math.Abs(a[i])), Hone.Numerics.Kernels.SumOfAbsolutes(a));
        Assert.Equal(InLanes(length, (i, sum) => Math.FusedMultiplyAdd(a[i], a[i], sum)), Hone.Numerics.Kernels.SumOfSquares(a));
        Assert.Equal(InLanes(length, (i, sum) => Math.FusedMultiplyAdd(a[i] - 0.25, a[i] - 0.25, sum)), Hone.Numerics.Kernels.SumOfSquares(a, 0.25));
        Assert.Equal(InLanes(length, (i, sum) => Math.FusedMultiplyAdd(a[i] - b[i], a[i] - b[i], sum)), Hone.Numerics.Kernels.SquaredDistance(a, b));
        Assert.Equal(a.Append(double.NegativeInfinity).Max(), Hone.Numerics.Kernels.Max(a));
        Assert.Equal(length == 0 ? -1 : Array.IndexOf(a, a.Max()), Hone.Numerics.Kernels.ArgMax(a));
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    [Trait("topic", "vector-operations")]
    public void Kernels_that_write_equal_the_scalar_loop_and_touch_nothing_beside_it(int length)
    {
        double[] x = Samples.Vector(length, 3), y = Samples.Vector(length, 4);
        double[] axpy = Guarded(y), scaled = Guarded(y);
        Hone.Numerics.Kernels.Axpy(0.3, x, axpy.AsSpan(1, length));
        Hone.Numerics.Kernels.Scale(0.7, scaled.AsSpan(1, length));
        for (int i = 0; i < length; i++)
        {
            Assert.Equal(Math.FusedMultiplyAdd(0.3, x[i], y[i]), axpy[i + 1]);
            Assert.Equal(0.7 * y[i], scaled[i + 1]);
        }
        Assert.Equal([777.0, 777.0, 777.0, 777.0], new[] { axpy[0], axpy[^1], scaled[0], scaled[^1] });
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Rotations_and_sparse_kernels_equal_the_scalar_loop(int length)
    {
        double[] x = Samples.Vector(length, 6), y = Samples.Vector(length, 7), a = Guarded(x), b = Guarded(y), dense = Samples.Vector(2 * length, 8), sum = [.. dense];
        Hone.Numerics.Kernels.Rotate(a.AsSpan(1, length), b.AsSpan(1, length), 0.6, 0.8);
        int[] even = [.. Enumerable.Range(0, length).Select(i => 2 * i)];
        Hone.Numerics.Kernels.SparseAxpy(0.3, even, x, sum);
        double dot = 0.0;
        for (int i = 0; i < length; i++)
        {
            Assert.Equal(Math.FusedMultiplyAdd(0.6, x[i], 0.8 * y[i]), a[i + 1]);
            Assert.Equal(Math.FusedMultiplyAdd(0.6, y[i], -(0.8 * x[i])), b[i + 1]);
            Assert.Equal(Math.FusedMultiplyAdd(0.3, x[i], dense[2 * i]), sum[2 * i]);
            Assert.Equal(dense[(2 * i) + 1], sum[(2 * i) + 1]);
            dot = Math.FusedMultiplyAdd(x[i], dense[2 * i], dot);
        }
        Assert.Equal(dot, Hone.Numerics.Kernels.SparseDot(even, x, dense));
        Assert.Equal([777.0, 777.0, 777.0, 777.0], new[] { a[0], a[^1], b[0], b[^1] });
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Softmax_gives_probabilities_that_a_shift_does_not_change(int length)
    {
        double[] x = Samples.Vector(length, 5), shifted = [.. x.Select(value => value + 1000.0)];
        double[] expected = [.. x.Select(Math.Exp)];
        double total = expected.Sum();
        Hone.Numerics.Kernels.Softmax(x);
        Hone.Numerics.Kernels.Softmax(shifted);
        for (int i = 0; i < length; i++)
        {
            Near.Equal(expected[i] / total, x[i], relative: 1e-14);
            Near.Equal(x[i], shifted[i], relative: 1e-12);
        }
    }

    [Fact]
    public void A_maximum_carries_NaN_through_and_takes_the_first_of_equals()
    {
        for (int at = 0; at < 10; at++)
        {
            double[] a = new double[10];
            a[at] = double.NaN;
            Assert.True(double.IsNaN(Hone.Numerics.Kernels.Max(a)));
            Assert.Equal(at, Hone.Numerics.Kernels.ArgMax(a));
        }
        Assert.Equal(1, Hone.Numerics.Kernels.ArgMax([1, 2, 2]));
    }

    /// <summary>What the summary of Kernels defines: eight lanes, one order of adding them, the rest one by one.</summary>
    private static double InLanes(int length, Func<int, double, double> add)
    {
        double[] lanes = new double[8];
        int i = 0;
        for (; i + 8 <= length; i += 8)
        {
            for (int lane = 0; lane < 8; lane++)
                lanes[lane] = add(i + lane, lanes[lane]);
        }
        double sum = ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
        for (; i < length; i++)
            sum = add(i, sum);
        return sum;
    }

    private static double[] Guarded(double[] values) => [777.0, .. values, 777.0];
}
