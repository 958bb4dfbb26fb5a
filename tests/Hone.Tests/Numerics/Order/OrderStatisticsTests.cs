using Hone.Numerics;

namespace Hone.Tests.Numerics;

public sealed class OrderStatisticsTests
{
    [Fact]
    public void Selection_puts_every_rank_where_sorting_would()
    {
        RandomStream random = RandomKey.FromSeed(1).Open();
        foreach (int length in new[] { 1, 2, 3, 15, 16, 17, 40, 1000 })
        {
            foreach (int levels in new[] { 2, 10, 1_000_000 })
            {
                double[] values = [.. Enumerable.Range(0, length).Select(_ => (double)random.Below(levels))], sorted = [.. values.Order()];
                for (int k = 0; k < length; k += Math.Max(1, length / 20))
                {
                    double[] copy = [.. values];
                    Assert.Equal(sorted[k], OrderStatistics.Select(copy, k));
                    Assert.All(copy[..k], value => Assert.True(value <= sorted[k]));
                    Assert.All(copy[k..], value => Assert.True(value >= sorted[k]));
                }
            }
        }
    }

    [Fact]
    public void Selection_among_a_million_takes_no_sort()
    {
        // A pattern that spoils the middle of three still ends in time, and with the right rank.
        double[] organ = [.. Enumerable.Range(0, 500_000).Select(i => (double)i), .. Enumerable.Range(0, 500_000).Select(i => 500_000.0 - i)];
        Assert.Equal(200_000.0, OrderStatistics.Select(organ, 400_000));            // 0, 1, 1, 2, 2, …
    }

    [Fact]
    public void Quantiles_interpolate_as_type_seven_does()
    {
        double[] values = [7, 1, 3, 10, 4];
        // numpy 1.24.2: numpy.quantile([7, 1, 3, 10, 4], [0, 0.1, 0.25, 0.5, 0.9, 1])
        double[] p = [0, 0.1, 0.25, 0.5, 0.9, 1], expected = [1, 1.8, 3, 4, 8.8, 10];
        Near.Equal(expected, OrderStatistics.Quantiles(values, p), relative: 1e-15);
        for (int i = 0; i < p.Length; i++)
            Near.Equal(expected[i], OrderStatistics.Quantile(values, p[i]), relative: 1e-15);
        Assert.Equal(2.5, OrderStatistics.Median([4, 1, 3, 2]));
        Assert.Equal(3.0, OrderStatistics.MedianAbsoluteDeviation([7, 1, 3, 10, 4]));
        Assert.Equal(double.PositiveInfinity, OrderStatistics.Quantile([1, double.PositiveInfinity], 0.5));
        Assert.Equal(0.0, OrderStatistics.Median([-1.7e308, 1.7e308]));
    }

    [Fact]
    public void A_weight_of_two_is_a_value_twice()
    {
        double[] values = [5, 2, 9, 4], weights = [1, 2, 1, 3];
        double[] repeated = [5, 2, 2, 9, 4, 4, 4];
        Assert.Equal(OrderStatistics.Median(repeated), OrderStatistics.WeightedMedian(values, weights));
        Assert.Equal(3.0, OrderStatistics.WeightedMedian([2, 4], [1, 1]));
        Assert.Equal(3.0, OrderStatistics.WeightedMedian([4, 100, 2], [1, 0, 1]));
        Assert.Equal(2.0, OrderStatistics.WeightedQuantile([4, 1, 2], [1, 0, 1], 0));
        Assert.Equal(4.0, OrderStatistics.WeightedQuantile([4, 8, 2], [1, 0, 1], 1));
    }

    [Fact]
    public void What_has_no_rank_is_refused()
    {
        Assert.Contains("entry 1 is NaN", Assert.Throws<ArgumentException>(() => OrderStatistics.Median([1, double.NaN])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => OrderStatistics.Median([]));
        Assert.Throws<ArgumentOutOfRangeException>(() => OrderStatistics.Quantile([1], 1.5));
        Assert.Throws<ArgumentException>(() => OrderStatistics.WeightedMedian([1, 2], [0, 0]));
    }
}
