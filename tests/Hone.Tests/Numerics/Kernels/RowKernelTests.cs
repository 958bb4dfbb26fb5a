using Hone.Numerics;

namespace Hone.Tests.Numerics;

/// <summary>The kernels that linear models make their passes over rows of.</summary>
public sealed class RowKernelTests
{
    public static TheoryData<int> Lengths => [.. Enumerable.Range(0, 34), 100, 1001];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Entrywise_kernels_equal_the_scalar_loop_and_touch_nothing_beside_it(int length)
    {
        double[] x = Samples.Vector(length, 3), y = Samples.Vector(length, 4);
        foreach (VectorPath path in Enum.GetValues<VectorPath>())
        {
            double[] difference = Guarded(y), product = Guarded(y), squares = Guarded(y), raised = Guarded(y);
            Hone.Numerics.Kernels.Subtract(path, x, y, difference.AsSpan(1, length));
            Hone.Numerics.Kernels.Multiply(path, 0.3, x, product.AsSpan(1, length));
            Hone.Numerics.Kernels.AddSquares(path, 0.3, x, squares.AsSpan(1, length));
            Hone.Numerics.Kernels.AddConstant(path, 0.3, raised.AsSpan(1, length));
            for (int i = 0; i < length; i++)
            {
                Assert.Equal(x[i] - y[i], difference[i + 1]);
                Assert.Equal(0.3 * x[i], product[i + 1]);
                Assert.Equal(Math.FusedMultiplyAdd(0.3, x[i] * x[i], y[i]), squares[i + 1]);
                Assert.Equal(y[i] + 0.3, raised[i + 1]);
            }
            foreach (double[] written in (double[][])[difference, product, squares, raised])
                Assert.Equal([777.0, 777.0], new[] { written[0], written[^1] });
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void One_value_that_is_not_finite_is_found_anywhere(int length)
    {
        double[] x = Samples.Vector(length, 3);
        Assert.True(Hone.Numerics.Kernels.AllFinite(x));
        foreach (double value in (double[])[double.NaN, double.PositiveInfinity, double.NegativeInfinity])
        {
            for (int i = 0; i < length; i++)
            {
                double kept = x[i];
                x[i] = value;
                foreach (VectorPath path in Enum.GetValues<VectorPath>())
                    Assert.False(Hone.Numerics.Kernels.AllFinite(path, x));
                x[i] = kept;
            }
        }
        Array.Fill(x, double.MaxValue);
        Assert.True(Hone.Numerics.Kernels.AllFinite(x));
    }

    [Fact]
    public void The_largest_of_each_row_is_the_first_of_equals()
    {
        int[] places = new int[4];
        Hone.Numerics.Kernels.ArgMaxRows([1, 2, 2, 3, 0, 0, 0, 0, 0, 5, double.NaN, 7], places);
        Assert.Equal([1, 0, 0, 2], places);
        Hone.Numerics.Kernels.ArgMaxRows([], []);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 7)]
    [InlineData(12, 16)]
    [InlineData(13, 17)]
    [InlineData(25, 33)]
    [InlineData(50, 40)]
    public void Sums_of_outer_products_are_the_same_chains_on_every_path(int rows, int steps)
    {
        int width = OuterSums.Width(rows), stride = OuterSums.Stride(rows);
        double[] a = Samples.Vector((steps * stride) + OuterSums.Unit, 1), b = Samples.Vector(steps * stride, 2), start = Samples.Vector(width * width, 3);
        foreach (VectorPath path in Enum.GetValues<VectorPath>())
        {
            foreach (bool upperOnly in (bool[])[false, true])
            {
                double[] c = [.. start];
                unsafe
                {
                    fixed (double* pa = a, pb = b, pc = c)
                        OuterSums.Add(rows, width, steps, pa, stride, pb, stride, pc, width, upperOnly, path);
                }
                for (int i = 0; i < width; i++)
                {
                    for (int j = upperOnly ? i : 0; j < width; j++)
                    {
                        double sum = start[(i * width) + j];
                        for (int s = 0; s < steps && i < rows; s++)
                            sum = Math.FusedMultiplyAdd(a[(s * stride) + i], b[(s * stride) + j], sum);
                        Assert.Equal(sum, c[(i * width) + j]);
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(12)]
    public void A_sparse_row_times_a_matrix_is_one_chain_an_entry(int width)
    {
        int[] columns = [0, 2, 3, 7];
        double[] values = Samples.Vector(4, 1), dense = Samples.Vector(8 * width, 2), sum = Samples.Vector(width, 3);
        double[] expected = [.. sum];
        for (int j = 0; j < width; j++)
        {
            for (int k = 0; k < 4; k++)
                expected[j] = Math.FusedMultiplyAdd(values[k], dense[(columns[k] * width) + j], expected[j]);
        }
        Hone.Numerics.Kernels.SparseRowTimes(columns, values, dense, sum);
        Assert.Equal(expected, sum);
    }

    private static double[] Guarded(double[] values) => [777.0, .. values, 777.0];
}
