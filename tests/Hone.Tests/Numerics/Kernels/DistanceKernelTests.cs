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
    public void Distances_are_eight_scalar_lanes_on_every_path(int length)
    {
        double[] a = Samples.Vector(length, 1), b = Samples.Vector(length, 2);
        foreach (VectorPath path in Paths)
        {
            Assert.Equal(K.SquaredDistance(a, b), K.Distance<SquaredStep>(a, b, path));
            Assert.Equal(InLanes<AbsoluteStep>(a, b), K.Distance<AbsoluteStep>(a, b, path));
            Assert.Equal(InLanes<LargestStep>(a, b), K.Distance<LargestStep>(a, b, path));
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    [Trait("topic", "vector-operations")]
    public void Distances_to_groups_are_those_of_the_rows_one_by_one(int length)
    {
        Groups<SquaredStep>(length);
        Groups<AbsoluteStep>(length);
        Groups<LargestStep>(length);
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
        double[] x = Samples.Vector(length, 1), centre = Samples.Vector(length, 2);
        float[] to = new float[length + 2];
        double squares = K.ToScaledFloats(x, centre, 0.25, to.AsSpan(1, length));
        float[] expected = [.. x.Zip(centre, (a, c) => (float)((a - c) * 0.25))];
        Assert.Equal([0, .. expected, 0], to);
        Near.Equal(expected.Sum(v => (double)v * v), squares, relative: 1e-14);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(20)]
    [Trait("topic", "knn-imputation")]
    public void Distances_over_gaps_are_the_scalar_sums_of_what_both_rows_have(int columns)
    {
        RandomStream random = RandomKey.FromSeed(8).Open();
        double[] Holed(int n) => [.. Enumerable.Range(0, n).Select(_ => random.Uniform() < 0.3 ? double.NaN : random.Uniform(-2, 2))];
        for (int repeat = 0; repeat < 20; repeat++)
        {
            double[] query = Holed(columns);
            double[][] rows = [.. Enumerable.Range(0, 24).Select(_ => Holed(columns))];
            int[] present = [.. Enumerable.Range(0, columns).Where(j => !double.IsNaN(query[j]))];
            foreach (VectorPath path in Paths)
            {
                double[] found = new double[24];
                K.GapDistances(query, present, Grouped(rows, columns), found, path);
                Assert.Equal(rows.Select(row => Gapped(query, row)), found);
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

    private static void Groups<TStep>(int length)
        where TStep : struct, IDistanceStep
    {
        double[] query = Samples.Vector(length, 1);
        double[][] rows = [.. Enumerable.Range(0, 24).Select(r => Samples.Vector(length, 10 + r))];
        foreach (VectorPath path in Paths)
        {
            double[] found = new double[26];
            K.GroupDistances<TStep>(query, Grouped(rows, length), found.AsSpan(1, 24), path);
            Assert.Equal([0, .. rows.Select(row => K.Distance<TStep>(query, row)), 0], found);
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

    private static double InLanes<TStep>(double[] a, double[] b)
        where TStep : struct, IDistanceStep
    {
        double[] lanes = new double[8];
        int whole = a.Length / 8 * 8;
        for (int i = 0; i < whole; i++)
            lanes[i % 8] = TStep.Add(lanes[i % 8], a[i] - b[i]);
        double sum = TStep.Join(
            TStep.Join(TStep.Join(lanes[0], lanes[4]), TStep.Join(lanes[2], lanes[6])),
            TStep.Join(TStep.Join(lanes[1], lanes[5]), TStep.Join(lanes[3], lanes[7])));
        for (int i = whole; i < a.Length; i++)
            sum = TStep.Add(sum, a[i] - b[i]);
        return sum;
    }
}
