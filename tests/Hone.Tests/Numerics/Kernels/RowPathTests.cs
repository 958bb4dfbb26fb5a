using Hone.Numerics;
using K = Hone.Numerics.Kernels;

namespace Hone.Tests.Numerics;

/// <summary>Kernels over several rows or several sums at once: every path gives the bits of plain scalar loops, from every start, with what is not finite too.</summary>
public sealed unsafe class RowPathTests
{
    private static readonly VectorPath[] Paths = Enum.GetValues<VectorPath>();
    private static readonly double[] Specials = [0.5, double.NaN, double.PositiveInfinity, -0.0];

    // Twice the eight lanes plus one, and two beyond.
    public static TheoryData<int> Lengths => [.. Enumerable.Range(0, (2 * K.Lanes) + 2), 33, 100];

    [Theory]
    [MemberData(nameof(Lengths))]
    [Trait("topic", "vector-operations")]
    public void Multiples_of_rows_are_chains_of_fused_multiply_adds(int length)
    {
        foreach (double special in Specials)
        {
            for (int count = 0; count < 10; count++)
            {
                int start = count % 8, stride = length + (count % 3);
                double[] rows = Samples.Vector(start + (count * stride), 1), factors = Samples.Vector(count, 2), y = Samples.Vector(length, 3), expected = [.. y];
                if (length > 0 && count > 0)
                    rows[start + ((count - 1) * stride) + (length - 1)] = special;
                for (int i = 0; i < length; i++)
                {
                    for (int row = 0; row < count; row++)
                        expected[i] = Math.FusedMultiplyAdd(factors[row], rows[start + (row * stride) + i], expected[i]);
                }
                foreach (VectorPath path in Paths)
                {
                    double[] sum = Guarded(y, start);
                    fixed (double* pr = rows, pf = factors, ps = sum)
                        K.AxpyRows(path, pf, pr + start, stride, count, ps + start, length);
                    KernelTests.Same(Guarded(expected, start), sum);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    [Trait("topic", "vector-operations")]
    public void A_symmetric_product_has_the_bits_of_scalar_lanes(int from)
    {
        foreach (double special in Specials)
        {
            int start = from % 8, to = from + 6, stride = to + (from % 3);
            double[] a = Samples.Vector(start + (to * stride), 1), x = Samples.Vector(to, 2), y = Samples.Vector(to, 3), expected = [.. y];
            if (from > 0)
                a[start + ((from + 1) * stride) + (from / 2)] = special;
            PlainFourRows(a.AsSpan(start), stride, from, x, expected);
            for (int row = from + 4; row < to; row++)
            {
                double[] before = a[(start + (row * stride))..(start + (row * stride) + row)];
                expected[row] += Math.FusedMultiplyAdd(a[start + (row * stride) + row], x[row], K.Dot(VectorPath.Scalar, before, x.AsSpan(0, row)));
                for (int j = 0; j < row; j++)
                    expected[j] = Math.FusedMultiplyAdd(x[row], before[j], expected[j]);
            }
            foreach (VectorPath path in Paths)
            {
                double[] product = Guarded(y, start);
                fixed (double* pa = a, px = x, py = product)
                    K.SymmetricTimes(path, pa + start, stride, from, to, px, py + start);
                KernelTests.Same(Guarded(expected, start), product);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    [Trait("topic", "vector-operations")]
    public void Sums_over_poles_have_the_bits_of_scalar_lanes(int length)
    {
        const double origin = 3, shift = 0.3, pole = -0.5;
        foreach (double special in Specials)
        {
            for (int start = 0; start < 8; start++)
            {
                double[] poles = [.. Enumerable.Range(0, length).Select(i => (double)i)], weights = Samples.Vector(length, 8), shifts = Samples.Vector(length, 9);
                if (length > 0)
                    (weights[length / 2], shifts[^1]) = (special, special);
                double[] over = [.. poles.Zip(weights, (p, w) => w / (p - origin - shift))];
                double sum = InEight(length, (i, s) => Math.FusedMultiplyAdd(weights[i], over[i], s)), slope = InEight(length, (i, s) => Math.FusedMultiplyAdd(over[i], over[i], s));
                double[] factors = [.. poles.Zip(shifts, (p, s) => (p - pole + s) / (p - pole))], lanes = [.. Enumerable.Repeat(1.0, 8)];
                int whole = length / 8 * 8;
                for (int i = 0; i < whole; i++)
                    lanes[i % 8] *= factors[i];
                double product = factors[whole..].Aggregate(lanes.Aggregate(1.0, (a, b) => a * b), (a, b) => a * b);
                ReadOnlySpan<double> p = Guarded(poles, start).AsSpan(start, length), w = Guarded(weights, start).AsSpan(start, length), s = Guarded(shifts, start).AsSpan(start, length);
                foreach (VectorPath path in Paths)
                {
                    double[] found = Guarded(new double[length], start);
                    K.OverDistances(path, p, w, origin, shift, found.AsSpan(start, length));
                    KernelTests.Same(Guarded(over, start), found);
                    (double foundSum, double foundSlope) = K.PoleSums(path, p, w, origin, shift);
                    KernelTests.Same([sum, slope, product], [foundSum, foundSlope, K.DistanceProduct(path, p, s, p, pole)]);
                }
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(12)]
    [InlineData(16)]
    [InlineData(20)]
    [Trait("topic", "vector-operations")]
    public void A_sparse_row_times_a_matrix_is_one_chain_an_entry_on_every_path(int width)
    {
        int[] columns = [0, 2, 3, 7, 8];
        foreach (double special in Specials)
        {
            for (int entries = 0; entries <= columns.Length; entries++)
            {
                int start = entries;
                double[] values = Samples.Vector(entries, 1), dense = Samples.Vector(9 * width, 2), sum = Samples.Vector(width, 3), expected = [.. sum];
                if (width > 0)
                    dense[2 * width] = special;
                if (entries > 3)
                    values[3] = special;
                for (int j = 0; j < width; j++)
                {
                    for (int k = 0; k < entries; k++)
                        expected[j] = Math.FusedMultiplyAdd(values[k], dense[(columns[k] * width) + j], expected[j]);
                }
                foreach (VectorPath path in Paths)
                {
                    double[] found = Guarded(sum, start);
                    K.SparseRowTimes(path, columns.AsSpan(0, entries), values, Guarded(dense, start).AsSpan(start, dense.Length), found.AsSpan(start, width));
                    KernelTests.Same(Guarded(expected, start), found);
                }
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [Trait("topic", "vector-operations")]
    public void A_sparse_row_in_chains_takes_every_fourth_entry_to_one_chain_on_every_path(int width)
    {
        foreach (double special in Specials)
        {
            for (int entries = 0; entries <= 13; entries++)
            {
                int[] columns = [.. Enumerable.Range(0, entries).Select(k => (2 * k) + (k / 3))];
                double[] values = Samples.Vector(entries, 1), dense = Samples.Vector(32 * width, 2), sum = Samples.Vector(width, 3), expected = [.. sum];
                dense[4 * width] = special;
                if (entries > 5)
                    values[5] = special;
                for (int j = 0; j < width; j++)
                {
                    double[] chains = new double[4];
                    for (int k = 0; k < entries; k++)
                        chains[k % 4] = Math.FusedMultiplyAdd(values[k], dense[(columns[k] * width) + j], chains[k % 4]);
                    expected[j] = sum[j] + ((chains[0] + chains[1]) + (chains[2] + chains[3]));
                }
                foreach (VectorPath path in Paths)
                {
                    double[] found = Guarded(sum, 3);
                    K.SparseChains(path, columns, values, Guarded(dense, 3).AsSpan(3, dense.Length), found.AsSpan(3, width));
                    KernelTests.Same(Guarded(expected, 3), found);
                }
            }
        }
    }

    [Theory]
    [InlineData(9)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    public void A_column_changed_behind_a_sparse_matrix_is_refused_and_not_read(int column)
    {
        int[] columns = [0, 8];
        SparseMatrix sparse = new(1, 9, [0, 2], columns, [1, 2]);
        Matrix dense = Samples.Matrix(9, 4, 1);
        Matrix product = sparse.Times(dense);
        Assert.Equal(Math.FusedMultiplyAdd(2, dense[8, 0], dense[0, 0]), product[0, 0]);
        columns[1] = column;
        Assert.Throws<InvalidOperationException>(() => sparse.Times(dense));
    }

    private static void PlainFourRows(ReadOnlySpan<double> a, int stride, int row, double[] x, double[] y)
    {
        double[] sums = new double[4];
        for (int r = 0; r < 4; r++)
        {
            double[] line = a.Slice((row + r) * stride, row).ToArray();
            sums[r] = InEight(row, (j, sum) => Math.FusedMultiplyAdd(line[j], x[j], sum));
            for (int j = 0; j < row; j++)
                y[j] = Math.FusedMultiplyAdd(x[row + r], line[j], y[j]);
        }
        for (int r = 0; r < 4; r++)
        {
            double sum = sums[r];
            for (int c = 0; c < 4; c++)
                sum += a[((row + Math.Max(r, c)) * stride) + row + Math.Min(r, c)] * x[row + c];
            y[row + r] += sum;
        }
    }

    /// <summary>One row of eight lanes, their order, the rest one by one.</summary>
    internal static double InEight(int length, Func<int, double, double> add)
    {
        double[] row = new double[8];
        int whole = length / 8 * 8;
        for (int i = 0; i < whole; i++)
            row[i % 8] = add(i, row[i % 8]);
        double sum = ((row[0] + row[4]) + (row[2] + row[6])) + ((row[1] + row[5]) + (row[3] + row[7]));
        for (int i = whole; i < length; i++)
            sum = add(i, sum);
        return sum;
    }

    internal static double[] Guarded(double[] values, int start) => [.. Enumerable.Repeat(777.0, start), .. values, 777.0, 777.0];
}
