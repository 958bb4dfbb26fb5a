using Hone.Numerics;

namespace Hone.Tests.Numerics;

/// <summary>The kernels of the decompositions against plain loops, at every length around the width of their vectors.</summary>
public sealed unsafe class SpectralKernelTests
{
    public static TheoryData<int> Lengths => [.. Enumerable.Range(0, 36), 61, 100];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void A_symmetric_product_reads_the_lower_triangle_alone(int size)
    {
        Matrix lower = Samples.View(size, size, 1), whole = lower.Copy();
        for (int i = 0; i < size; i++)
        {
            for (int j = i + 1; j < size; j++)
                (whole[i, j], lower[i, j]) = (lower[j, i], double.NaN);
        }
        double[] x = Samples.Vector(size, 2), start = Samples.Vector(size, 3);
        double[] expected = start.Add(whole.Times(x));
        foreach (int cut in new[] { 0, size / 3, size })
        {
            double[] y = [.. start];
            fixed (double* pa = lower.Strided, px = x, py = y)
            {
                Kernels.SymmetricTimes(pa, lower.Stride, 0, cut, px, py);
                Kernels.SymmetricTimes(pa, lower.Stride, cut, size, px, py);
            }
            Near.Equal(expected, y, absolute: 1e-14 * (size + 1));
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Products_with_a_few_rows_give_the_bits_of_one_row_after_the_other(int length)
    {
        for (int count = 0; count < 10; count++)
        {
            Matrix rows = Samples.View(count, length, 4);
            double[] x = Samples.Vector(length, 5), products = new double[count], sum = Samples.Vector(length, 6), factors = Samples.Vector(count, 7), expected = [.. sum];
            fixed (double* pr = rows.Strided, px = x, pp = products, ps = sum, pf = factors)
            {
                Kernels.DotRows(pr, rows.Stride, count, px, length, pp);
                Kernels.AxpyRows(pf, pr, rows.Stride, count, ps, length);
            }
            for (int i = 0; i < count; i++)
            {
                Assert.Equal(Kernels.Dot(rows.Row(i), x), products[i]);
                Kernels.Axpy(factors[i], rows.Row(i), expected);
            }
            Assert.Equal(expected, sum);
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Sums_over_poles_are_those_of_a_plain_loop(int length)
    {
        double[] poles = [.. Enumerable.Range(0, length).Select(i => (double)i)], weights = Samples.Vector(length, 8), shifts = Samples.Vector(length, 9).Map(value => 0.25 * value);
        const double origin = 3, shift = 0.3;
        double sum = 0, slope = 0, product = 1;
        double[] over = new double[length], found = new double[length];
        for (int i = 0; i < length; i++)
        {
            over[i] = weights[i] / (poles[i] - origin - shift);
            sum += weights[i] * over[i];
            slope += over[i] * over[i];
            product *= (poles[i] + shifts[i] + 0.5) / (poles[i] + 0.5);
        }
        Kernels.OverDistances(poles, weights, origin, shift, found);
        Assert.Equal(over, found);
        Near.Equal(sum, Kernels.PoleSums(poles, weights, origin, shift).Sum, absolute: 1e-13);
        Near.Equal(slope, Kernels.PoleSums(poles, weights, origin, shift).Slope, relative: 1e-13);
        Near.Equal(product, Kernels.DistanceProduct(poles, shifts, poles, -0.5), relative: 1e-13);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void The_largest_size_is_found_wherever_it_stands(int length)
    {
        double[] a = Samples.Vector(length, 10);
        Assert.Equal(length == 0 ? 0.0 : a.Max(Math.Abs), Kernels.MaxAbsolute(a));
        for (int i = 0; i < length; i++)
        {
            double kept = a[i];
            a[i] = -7;
            Assert.Equal(7.0, Kernels.MaxAbsolute(a));
            a[i] = double.NaN;
            Assert.Equal(double.NaN, Kernels.MaxAbsolute(a));
            a[i] = double.NegativeInfinity;
            Assert.Equal(double.PositiveInfinity, Kernels.MaxAbsolute(a));
            a[i] = kept;
        }
    }
}
