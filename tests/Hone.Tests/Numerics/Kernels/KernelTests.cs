using Hone.Numerics;

namespace Hone.Tests.Numerics;

public sealed class KernelTests
{
    private static readonly VectorPath[] Paths = Enum.GetValues<VectorPath>();

    // Twice the four rows of eight lanes plus one, and a few lengths beyond.
    public static TheoryData<int> Lengths => [.. Enumerable.Range(0, (2 * 4 * Hone.Numerics.Kernels.Lanes) + 2), 100, 1001];

    [Fact]
    public void The_widest_path_is_one_the_machine_has()
    {
        Assert.Contains(VectorPath.Widest, Paths);
        Assert.Equal(System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated, VectorPath.Widest == VectorPath.Vectors512);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    [Trait("topic", "vector-operations")]
    public void Reductions_equal_scalar_lanes_to_the_last_bit_on_every_path_and_from_every_start(int length)
    {
        foreach (double special in new[] { 0.5, double.NaN, double.PositiveInfinity, -0.0 })
        {
            for (int start = 0; start < 8; start++)
            {
                double[] a = Samples.Vector(start + length, 1)[start..], b = Samples.Vector(length, 2), w = Samples.Vector(length, 3);
                if (length > 0)
                    a[length / 2] = special;
                double[] padded = [.. new double[start], .. a];
                ReadOnlySpan<double> view = padded.AsSpan(start);
                double[] expected =
                [
                    InLanes(length, (i, sum) => Math.FusedMultiplyAdd(a[i], b[i], sum)),
                    InLanes(length, (i, sum) => sum + a[i]),
                    InLanes(length, (i, sum) => sum + (a[i] - 0.25)),
                    InLanes(length, (i, sum) => sum + Math.Abs(a[i])),
                    InLanes(length, (i, sum) => Math.FusedMultiplyAdd(a[i], a[i], sum)),
                    InLanes(length, (i, sum) => Math.FusedMultiplyAdd(a[i] - 0.25, a[i] - 0.25, sum)),
                    InLanes(length, (i, sum) => Math.FusedMultiplyAdd(w[i] * (a[i] - 0.25), a[i] - 0.25, sum)),
                    InLanes(length, (i, sum) => Math.FusedMultiplyAdd(a[i] - b[i], a[i] - b[i], sum)),
                    a.Aggregate(double.NegativeInfinity, Math.Max),
                    a.Select(Math.Abs).Aggregate(0.0, Math.Max),
                ];
                foreach (VectorPath path in Paths)
                {
                    Same(expected,
                    [
                        Hone.Numerics.Kernels.Dot(path, view, b),
                        Hone.Numerics.Kernels.Sum(path, view),
                        Hone.Numerics.Kernels.SumOfDifferences(path, view, 0.25),
                        Hone.Numerics.Kernels.SumOfAbsolutes(path, view),
                        Hone.Numerics.Kernels.SumOfSquares(path, view),
                        Hone.Numerics.Kernels.SumOfSquares(path, view, 0.25),
                        Hone.Numerics.Kernels.SumOfSquares(path, view, 0.25, w),
                        Hone.Numerics.Kernels.SquaredDistance(path, view, b),
                        Hone.Numerics.Kernels.Max(path, view),
                        Hone.Numerics.Kernels.MaxAbsolute(path, view),
                    ]);
                }
                Same([expected[0]], [Hone.Numerics.Kernels.Dot(view, b)]);
                Assert.Equal(Array.FindIndex(a, value => double.IsNaN(value)) is >= 0 and var nan ? nan : length == 0 ? -1 : Array.IndexOf(a, a.Max()), Hone.Numerics.Kernels.ArgMax(view));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    [Trait("topic", "vector-operations")]
    public void Kernels_that_write_equal_the_scalar_loop_on_every_path_and_touch_nothing_beside_it(int length)
    {
        foreach (double special in new[] { 0.5, double.NaN, double.NegativeInfinity, -0.0 })
        {
            double[] x = Samples.Vector(length, 3), y = Samples.Vector(length, 4), z = Samples.Vector(length, 5);
            if (length > 0)
                x[^1] = y[0] = special;
            foreach (VectorPath path in Paths)
            {
                foreach (int start in new[] { 1, 2, 5, 8 })
                {
                    Check(y, start, view => Hone.Numerics.Kernels.Axpy(path, 0.3, x, view), i => Math.FusedMultiplyAdd(0.3, x[i], y[i]));
                    Check(y, start, view => Hone.Numerics.Kernels.Scale(path, 0.7, view), i => 0.7 * y[i]);
                    Check(y, start, view => Hone.Numerics.Kernels.Divide(path, view, 0.7), i => y[i] / 0.7);
                    Check(y, start, view => Hone.Numerics.Kernels.Multiply(path, x, view), i => x[i] * y[i]);
                    Check(y, start, view => Hone.Numerics.Kernels.AddDifferences(path, 0.3, x, z, view), i => Math.FusedMultiplyAdd(0.3, x[i] - z[i], y[i]));
                    Check(y, start, view => Hone.Numerics.Kernels.AddSquares(path, 0.3, x, z, view), i => Math.FusedMultiplyAdd(0.3 * (x[i] - z[i]), x[i] - z[i], y[i]));
                    Check(y, start, view => Hone.Numerics.Kernels.Rotate(path, [.. x], view, 0.6, 0.8), i => Math.FusedMultiplyAdd(0.6, y[i], -(0.8 * x[i])));
                    Check(x, start, view => Hone.Numerics.Kernels.Rotate(path, view, [.. y], 0.6, 0.8), i => Math.FusedMultiplyAdd(0.6, x[i], 0.8 * y[i]));
                }
            }
        }

        void Check(double[] values, int start, Kernel kernel, Func<int, double> scalar)
        {
            double[] guarded = [.. Enumerable.Repeat(777.0, start), .. values, 777.0, 777.0];
            kernel(guarded.AsSpan(start, length));
            Same([.. Enumerable.Repeat(777.0, start), .. Enumerable.Range(0, length).Select(scalar), 777.0, 777.0], guarded);
        }
    }

    private delegate void Kernel(Span<double> values);

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Sparse_kernels_equal_the_scalar_loop(int length)
    {
        double[] x = Samples.Vector(length, 6), dense = Samples.Vector(2 * length, 8), sum = [.. dense], written = new double[2 * length];
        int[] even = [.. Enumerable.Range(0, length).Select(i => 2 * i)];
        Hone.Numerics.Kernels.SparseAxpy(0.3, even, x, sum);
        double dot = 0.0;
        for (int i = 0; i < length; i++)
        {
            Assert.Equal(Math.FusedMultiplyAdd(0.3, x[i], dense[2 * i]), sum[2 * i]);
            Assert.Equal(dense[(2 * i) + 1], sum[(2 * i) + 1]);
            dot = Math.FusedMultiplyAdd(x[i], dense[2 * i], dot);
            written[2 * i] = x[i];
        }
        Assert.Equal(dot, Hone.Numerics.Kernels.SparseDot(even, x, dense));
        for (int cut = 0; cut <= Math.Min(9, 2 * length); cut++)
        {
            int columns = (2 * length) - cut, entries = even.Count(i => i < columns);
            Assert.Equal(Hone.Numerics.Kernels.Dot(written.AsSpan(0, columns), dense.AsSpan(0, columns)), Hone.Numerics.Kernels.DotInLanes(even.AsSpan(0, entries), x.AsSpan(0, entries), dense.AsSpan(0, columns)));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(19)]
    public void Softmax_of_rows_is_that_of_each_row_to_the_bit(int columns)
    {
        double[] rows = Samples.Vector(6 * columns, 4), expected = [.. rows];
        rows[columns] = expected[columns] = double.NegativeInfinity;
        rows[2 * columns] = expected[2 * columns] = double.NaN;
        rows[3 * columns] = expected[3 * columns] = 800;
        for (int i = 0; i < 6; i++)
            Hone.Numerics.Kernels.Softmax(expected.AsSpan(i * columns, columns));
        Hone.Numerics.Kernels.SoftmaxRows(rows, columns);
        Assert.Equal(expected, rows);
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

    /// <summary>What the summary of Kernels defines: four rows of eight lanes by turns, then one, their one order, the rest one by one.</summary>
    private static double InLanes(int length, Func<int, double, double> add)
    {
        double[] rows = new double[32], row = new double[8];
        int i = 0;
        for (; i + 32 <= length; i += 32)
        {
            for (int lane = 0; lane < 32; lane++)
                rows[lane] = add(i + lane, rows[lane]);
        }
        for (int lane = 0; lane < 8; lane++)
            row[lane] = (rows[lane] + rows[lane + 8]) + (rows[lane + 16] + rows[lane + 24]);
        for (; i + 8 <= length; i += 8)
        {
            for (int lane = 0; lane < 8; lane++)
                row[lane] = add(i + lane, row[lane]);
        }
        double sum = ((row[0] + row[4]) + (row[2] + row[6])) + ((row[1] + row[5]) + (row[3] + row[7]));
        for (; i < length; i++)
            sum = add(i, sum);
        return sum;
    }

    /// <summary>Equal bits, so that −0 is not 0; but one NaN is as good as another.</summary>
    internal static void Same(double[] expected, double[] found) =>
        Assert.Equal(expected.Select(Bits), found.Select(Bits));

    private static long Bits(double x) => BitConverter.DoubleToInt64Bits(double.IsNaN(x) ? double.NaN : x);
}
