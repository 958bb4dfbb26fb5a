using Hone.Numerics;
using K = Hone.Numerics.Kernels;

namespace Hone.Tests.Numerics;

public sealed class DistanceKernelTests
{
    private static readonly VectorPath[] Paths = [VectorPath.Scalar, VectorPath.Vectors128, VectorPath.Vectors256, VectorPath.Vectors512];

    public static TheoryData<int> Lengths => [.. Enumerable.Range(0, (2 * K.Lanes) + 2), 31, 100];

    [Theory]
    [MemberData(nameof(Lengths))]
    [Trait("topic", "vector-operations")]
    public void Distances_of_rows_and_of_groups_are_eight_scalar_lanes_on_every_path_and_from_every_start(int length)
    {
        foreach (double special in (double[])[0.5, double.NaN, double.PositiveInfinity, -0.0])
        {
            Equal<SquaredStep>(length, special, (sum, d) => Math.FusedMultiplyAdd(d, d, sum), (a, b) => a + b);
            Equal<AbsoluteStep>(length, special, (sum, d) => sum + Math.Abs(d), (a, b) => a + b);
            if (!double.IsNaN(special))
                Equal<LargestStep>(length, special, (sum, d) => Math.Max(sum, Math.Abs(d)), Math.Max);
        }
        double[] one = Samples.Vector(length, 1), other = Samples.Vector(length, 2);
        Assert.Equal(K.SquaredDistance(one, other), K.Distance<SquaredStep>(one, other));
    }

    [Fact]
    public void Infinities_stay_infinite()
    {
        foreach (VectorPath path in Paths)
        {
            double[] huge = [.. Enumerable.Repeat(1e300, 9)], far = new double[8];
            Assert.Equal(double.PositiveInfinity, K.Distance<SquaredStep>(huge, new double[9], path));
            Assert.Equal(1e300, K.Distance<LargestStep>(huge, new double[9], path));
            K.GroupDistances<SquaredStep>(huge, new double[72], far, path);
            Assert.All(far, d => Assert.Equal(double.PositiveInfinity, d));
        }
    }

    [Fact]
    public void Which_of_eight_are_at_most_a_limit_is_told_on_every_path()
    {
        double[] values = [1, double.NaN, 2, double.PositiveInfinity, -3, double.NegativeInfinity, 2.5, -0.0, 0];
        foreach (VectorPath path in Paths)
        {
            foreach (double limit in (double[])[2, 0, double.PositiveInfinity, double.NegativeInfinity, double.NaN])
            {
                uint expected = 0;
                for (int i = 0; i < 8; i++)
                    expected |= values[i] <= limit ? 1u << i : 0;
                Assert.Equal(expected, K.EightAtMost(values, limit, path));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Floats_are_the_rounded_scaled_differences_and_their_squares_are_added(int length)
    {
        foreach (double special in (double[])[0.5, 1e200, double.NaN, double.NegativeInfinity])
        {
            int start = length % 8;
            double[] x = Samples.Vector(start + length, 1), centre = Samples.Vector(start + length, 2);
            if (length > 0)
                x[start + (length / 2)] = special;
            float[] expected = [.. x.Zip(centre, (a, c) => (float)((a - c) * 0.25)).Skip(start)];
            double squares = K.SumOfSquares(VectorPath.Scalar, [.. expected.Select(v => (double)v)]);
            foreach (VectorPath path in Paths)
            {
                float[] to = new float[length + 2];
                Assert.Equal(squares, K.ToScaledFloats(path, x.AsSpan(start), centre.AsSpan(start), 0.25, to.AsSpan(1, length)));
                Assert.Equal([0, .. expected, 0], to);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    [Trait("topic", "knn-imputation")]
    public void Distances_over_gaps_are_the_scalar_sums_of_what_both_rows_have(int columns)
    {
        RandomStream random = RandomKey.FromSeed(8).Open();
        double[] Holed(int n) => [.. Enumerable.Range(0, n).Select(_ => random.Uniform() < 0.3 ? double.NaN : random.Uniform(-2, 2))];
        for (int repeat = 0; repeat < 20; repeat++)
        {
            double[] query = Holed(columns);
            double[][] rows = [.. Enumerable.Range(0, 24).Select(_ => Holed(columns))];
            if (columns > 0 && repeat % 4 == 3)
                query[columns / 2] = rows[5][columns / 2] = rows[12][0] = double.PositiveInfinity;
            int[] present = [.. Enumerable.Range(0, columns).Where(j => !double.IsNaN(query[j]))];
            foreach (VectorPath path in Paths)
            {
                int start = repeat % 8;
                double[] groups = Grouped(rows, columns), found = RowPathTests.Guarded(new double[24], start);
                K.GapDistances(query, present, RowPathTests.Guarded(groups, start).AsSpan(start, groups.Length), found.AsSpan(start, 24), path);
                KernelTests.Same(RowPathTests.Guarded([.. rows.Select(row => Gapped(query, row))], start), found);
            }
        }
    }

    private static double Gapped(double[] a, double[] b)
    {
        double sum = 0;
        int shared = 0;
        for (int j = 0; j < a.Length; j++)
        {
            double d = a[j] - b[j];
            if (double.IsNaN(d))
                continue;
            sum += d * d;
            shared++;
        }
        return shared == 0 ? double.PositiveInfinity : Math.Sqrt(sum * a.Length / shared);
    }

    private static void Equal<TStep>(int length, double special, Func<double, double, double> add, Func<double, double, double> join)
        where TStep : struct, IDistanceStep
    {
        double[] query = Samples.Vector(length, 1);
        double[][] rows = [.. Enumerable.Range(0, 24).Select(r => Samples.Vector(length, 10 + r))];
        if (length > 0)
            rows[3][^1] = rows[9][0] = special;
        double[] expected = [.. rows.Select(row => InLanes(query, row, add, join))], groups = Grouped(rows, length);
        for (int start = 0; start < 8; start++)
        {
            ReadOnlySpan<double> from = RowPathTests.Guarded(query, start).AsSpan(start, length), all = RowPathTests.Guarded(groups, start).AsSpan(start, groups.Length);
            foreach (VectorPath path in Paths)
            {
                double[] found = RowPathTests.Guarded(new double[24], start), one = new double[24];
                K.GroupDistances<TStep>(from, all, found.AsSpan(start, 24), path);
                KernelTests.Same(RowPathTests.Guarded(expected, start), found);
                for (int r = 0; r < one.Length; r++)
                    one[r] = K.Distance<TStep>(from, rows[r], path);
                KernelTests.Same(expected, one);
            }
        }
    }

    private static double[] Grouped(double[][] rows, int columns)
    {
        double[] groups = new double[rows.Length * columns];
        for (int r = 0; r < rows.Length; r++)
        {
            for (int j = 0; j < columns; j++)
                groups[(r / 8 * 8 * columns) + (j * 8) + (r % 8)] = rows[r][j];
        }
        return groups;
    }

    private static double InLanes(double[] a, double[] b, Func<double, double, double> add, Func<double, double, double> join)
    {
        double[] lanes = new double[8];
        int whole = a.Length / 8 * 8;
        for (int i = 0; i < whole; i++)
            lanes[i % 8] = add(lanes[i % 8], a[i] - b[i]);
        double sum = join(
            join(join(lanes[0], lanes[4]), join(lanes[2], lanes[6])),
            join(join(lanes[1], lanes[5]), join(lanes[3], lanes[7])));
        for (int i = whole; i < a.Length; i++)
            sum = add(sum, a[i] - b[i]);
        return sum;
    }
}
