using Hone.Contracts;
using Hone.Models.Neighbors;
using Hone.Numerics;

namespace Hone.Tests.Models.Neighbors;

[Trait("topic", "knn")]
public class ScreenedSearchTests
{
    // What the values look like; each is hard on floats in its own way.
    public static TheoryData<string> Shapes => ["plain", "ties", "far from zero", "huge", "tiny", "outliers", "beyond floats", "beyond squares", "all alike", "nearest last"];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Screened_neighbours_are_those_of_comparing_one_by_one_to_the_last_bit(string shape)
    {
        foreach (int columns in (int[])[1, 7, 64])
        {
            Matrix x = Rows(shape, 700, columns, 1), queries = Rows(shape, 33, columns, 2);
            x.Row(5).CopyTo(queries.Row(0));
            foreach (NeighborMetric metric in (NeighborMetric[])[NeighborMetric.Euclidean, NeighborMetric.Cosine])
            {
                foreach (int k in (int[])[1, 10, 700])
                    Same(new NeighborIndex(new Features(x), metric, NeighborSearch.BruteForce), queries, k, workers: 2);
            }
        }
    }

    [Fact]
    public void Many_slabs_and_any_number_of_workers_give_the_same()
    {
        Matrix x = Rows("ties", 9000, 260, 1), queries = Rows("ties", 40, 260, 2);
        NeighborIndex index = new(new Features(x), NeighborMetric.Euclidean, NeighborSearch.BruteForce);
        foreach (int workers in (int[])[1, 2, 4, 8])
            Same(index, queries, 3, workers);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(9)]
    public void Fewer_rows_than_are_looked_at_together_are_enough(int rows) =>
        Same(new NeighborIndex(new Features(Rows("plain", rows, 3, 1)), NeighborMetric.Euclidean, NeighborSearch.BruteForce), Rows("plain", 33, 3, 2), 1, workers: 2);

    [Fact]
    public void Nearly_all_pairs_are_discarded()
    {
        Matrix x = Rows("far from zero", 4000, 64, 1);
        Screen screen = new(x, cosine: false);
        float[] a = new float[64], b = new float[64];
        double length = screen.Write(x.Row(0), a);
        double[] distances = [.. Enumerable.Range(0, 4000).Select(i => Kernels.SquaredDistance(x.Row(0), x.Row(i)))];
        double worst = distances.Order().ElementAt(10);
        int through = 0;
        for (int i = 0; i < 4000; i++)
        {
            double other = screen.Write(x.Row(i), b);
            float product = 0;
            for (int j = 0; j < 64; j++)
                product = MathF.FusedMultiplyAdd(a[j], b[j], product);
            bool passes = product - screen.Shift(other) >= screen.Limit(length, other, worst);
            Assert.True(passes || distances[i] > worst);
            through += passes ? 1 : 0;
        }
        Assert.InRange(through, 11, 15);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(64)]
    [InlineData(71)]
    public void The_first_value_at_least_a_limit_is_found_on_every_path(int length)
    {
        for (int hit = -1; hit < length; hit++)
        {
            foreach (float value in (float[])[5, 6, float.PositiveInfinity])
            {
                float[] values = new float[length], shifts = [.. Enumerable.Repeat(-1f, length)];
                if (hit >= 0)
                    values[hit] = value;
                for (int start = 0; start <= length; start += 13)
                {
                    int expected = hit >= start ? hit : length;
                    foreach (VectorPath path in (VectorPath[])[VectorPath.Scalar, VectorPath.Vectors128, VectorPath.Vectors256, VectorPath.Vectors512])
                        Assert.Equal(expected, Kernels.FirstAtLeast(values, shifts, 6, start, path));
                }
            }
        }
    }

    private static void Same(NeighborIndex index, Matrix queries, int k, int workers)
    {
        int[] rows = new int[queries.Rows * k], one = new int[k];
        double[] distances = new double[queries.Rows * k], far = new double[k];
        index.Find(queries, k, distances, rows, workers);
        for (int q = 0; q < queries.Rows; q++)
        {
            NearestList nearest = new(far, one);
            index.Find(queries.Row(q), ref nearest);
            Assert.Equal(one, rows[(q * k)..((q + 1) * k)]);
            Assert.Equal(far, distances[(q * k)..((q + 1) * k)]);
        }
    }

    private static Matrix Rows(string shape, int rows, int columns, int seed)
    {
        Matrix x = Numerics.Samples.Matrix(rows, columns, seed);
        for (int i = 0; i < rows; i++)
        {
            Span<double> row = x.Row(i);
            for (int j = 0; j < columns; j++)
            {
                row[j] = shape switch
                {
                    "ties" => Math.Round(row[j]),
                    "far from zero" => 1e6 + (j * 1000) + row[j],
                    "huge" => row[j] * 1e60,
                    "tiny" => row[j] * 1e-60,
                    "outliers" => i % 50 == 7 ? row[j] * 1e9 : row[j],
                    "beyond floats" => i % 50 == 7 ? row[j] * 1e80 : row[j],
                    "beyond squares" => row[j] * 1e170,
                    "all alike" => 3,
                    "nearest last" => row[j] * 0.001 + (seed == 1 ? rows - i : 0),
                    _ => row[j],
                };
            }
            if (shape == "ties" && i % 20 == 3)
                row.Clear();
        }
        return x;
    }
}
