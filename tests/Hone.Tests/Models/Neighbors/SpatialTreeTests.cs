using Hone.Models.Neighbors;
using Hone.Numerics;

namespace Hone.Tests.Models.Neighbors;

[Trait("topic", "knn")]
public class SpatialTreeTests
{
    [Theory]
    [InlineData(1, 33)]
    [InlineData(2, 8)]
    [InlineData(3, 40_000)]                                    // more than one task's rows
    [InlineData(9, 1500)]
    [InlineData(70, 500)]                                      // more columns than a search keeps on the stack
    public void Trees_offer_what_comparing_with_every_row_finds(int columns, int rows)
    {
        Matrix x = Numerics.Samples.Matrix(rows, columns, seed: 3).Map(v => Math.Round(v, 2));      // ties
        RandomStream random = RandomKey.FromSeed(1).Open();
        int k = Math.Min(rows, 12);
        foreach (NeighborMetric metric in (NeighborMetric[])[NeighborMetric.Euclidean, NeighborMetric.Manhattan, NeighborMetric.Chebyshev])
        {
            foreach (bool balls in (bool[])[false, true])
            {
                SpatialTree tree = SpatialTree.Build(x, metric, balls, workers: 2);
                for (int repeat = 0; repeat < 20; repeat++)
                {
                    double[] query = [.. Enumerable.Range(0, columns).Select(_ => Math.Round(random.Uniform(-2, 2), 2))];
                    double[] distances = new double[k], all = [.. Enumerable.Range(0, rows).Select(i => NeighborIndex.Distance(metric, query, x.Row(i)))];
                    int[] found = new int[k], order = [.. Enumerable.Range(0, rows).OrderBy(i => all[i]).ThenBy(i => i).Take(k)];
                    NearestList nearest = new(distances, found);
                    tree.Find(query, ref nearest);
                    nearest.Sort();
                    Assert.Equal(order, found);
                    Assert.Equal(order.Select(i => all[i]), distances);
                }
            }
        }
    }

    [Fact]
    public void The_shape_is_the_same_for_any_number_of_workers_and_cuts_at_the_median_of_the_widest_column()
    {
        Matrix x = Numerics.Samples.Matrix(40_001, 3, seed: 3).Map(v => Math.Round(v, 3));
        RowHalving one = new(x, workers: 1);
        foreach (int workers in (int[])[2, 4, 8])
        {
            RowHalving other = new(x, workers);
            Assert.Equal(one.Order, other.Order);
            Assert.Equal(one.Columns, other.Columns);
            Assert.Equal(one.Low, other.Low);
            Assert.Equal(one.High, other.High);
        }
        Assert.Equal(Enumerable.Range(0, 40_001), one.Order.Order());
        for (int node = 1; node < one.FirstLeaf; node++)
        {
            (int start, int middle) = one.Positions(2 * node);
            int end = one.Positions((2 * node) + 1).End;
            double[] left = [.. one.Order[start..middle].Select(i => x[i, one.Columns[node]])], right = [.. one.Order[middle..end].Select(i => x[i, one.Columns[node]])];
            Assert.Equal(left.Max(), one.Low[node]);
            Assert.Equal(right.Min(), one.High[node]);
            Assert.True(one.Low[node] <= one.High[node]);
            Assert.InRange(left.Length - right.Length, -9, 9);
            double Spread(int j) => one.Order[start..end].Max(i => x[i, j]) - one.Order[start..end].Min(i => x[i, j]);
            if (node < 64)
                Assert.Equal(Enumerable.Range(0, 3).Max(Spread), Spread(one.Columns[node]));
        }
        for (int leaf = one.FirstLeaf; leaf < 2 * one.FirstLeaf; leaf++)
        {
            (int start, int end) = one.Positions(leaf);
            Assert.Equal(one.Order[start..end].Order(), one.Order[start..end]);
        }
    }

    [Fact]
    public void Rows_all_alike_and_rows_beyond_the_range_of_squares_are_found()
    {
        foreach (double value in (double[])[0.0, 1e200])
        {
            Matrix x = new(300, 3);
            x.AsSpan().Fill(value);
            x[250, 1] = -value;
            double[] query = [value, value, value];
            foreach (bool balls in (bool[])[false, true])
            {
                NearestList nearest = new(new double[4], new int[4]);
                SpatialTree.Build(x, NeighborMetric.Euclidean, balls, null).Find(query, ref nearest);
                nearest.Sort();
                Assert.Equal([0, 1, 2, 3], nearest.Rows.ToArray());
            }
        }
    }
}
