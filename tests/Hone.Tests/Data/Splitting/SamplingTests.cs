using Hone.Data;

namespace Hone.Tests.Data.Splitting;

public class SamplingTests
{
    // Pearson's chi-square with 19 degrees of freedom: 43.82 is its 0.1% point (NIST tables).
    private static void Uniform(int[] counts, double expected, double limit = 43.82) =>
        Assert.InRange(counts.Sum(c => (c - expected) * (c - expected) / expected), 0, limit);

    [Fact]
    [Trait("topic", "simple-random-sampling")]
    public void Every_row_is_as_likely_with_and_without_replacement_and_from_a_stream()
    {
        int[] without = new int[20], with = new int[20], reservoir = new int[20];
        for (int draw = 0; draw < 10_000; draw++)
        {
            foreach (int row in Sampling.Simple(20, 5, (ulong)draw))
                without[row]++;
            foreach (int row in Sampling.WithReplacement(20, 5, (ulong)draw))
                with[row]++;
            foreach (int row in Sampling.Reservoir(Enumerable.Range(0, 20), 5, (ulong)draw))
                reservoir[row]++;
        }
        Uniform(without, 2500);
        Uniform(with, 2500);
        Uniform(reservoir, 2500);
    }

    [Fact]
    [Trait("topic", "simple-random-sampling")]
    public void Without_replacement_no_row_stands_twice()
    {
        Assert.Equal(Enumerable.Range(0, 50), Sampling.Simple(50, 50, 1));
        Assert.Equal(30, Sampling.Simple(50, 30, 1).Distinct().Count());
        Assert.Equal([3, 1, 4], Sampling.Reservoir([3, 1, 4], 10, 1));
        Assert.Empty(Sampling.Reservoir([3, 1, 4], 0, 1));
    }

    [Fact]
    [Trait("topic", "stratified-sampling")]
    public void Each_stratum_gives_its_share_and_the_mean_varies_less_than_under_simple_sampling()
    {
        int[] strata = [.. Enumerable.Range(0, 1000).Select(i => i < 700 ? 0 : i < 950 ? 1 : 2)];
        double[] value = [.. strata.Select((s, i) => (s * 10.0) + (i % 7))];
        List<double> stratified = [], simple = [];
        for (ulong seed = 0; seed < 500; seed++)
        {
            int[] rows = Sampling.Stratified(strata, 90, seed);
            Assert.Equal(90, rows.Distinct().Count());
            for (int s = 0; s < 3; s++)
                Assert.InRange(rows.Count(r => strata[r] == s), Math.Floor(90 * strata.Count(v => v == s) / 1000.0), Math.Ceiling(90 * strata.Count(v => v == s) / 1000.0));
            stratified.Add(rows.Average(r => value[r]));
            simple.Add(Sampling.Simple(1000, 90, seed).Average(r => value[r]));
        }
        Assert.True(Spread(stratified) < Spread(simple) / 3);

        static double Spread(List<double> means) => means.Sum(m => (m - means.Average()) * (m - means.Average())) / (means.Count - 1);
    }

    [Fact]
    [Trait("topic", "systematic-sampling")]
    public void Every_kth_row_is_taken_from_a_random_start_and_a_period_of_k_shows_as_bias()
    {
        HashSet<int> starts = [];
        List<double> means = [];
        for (ulong seed = 0; seed < 200; seed++)
        {
            int[] rows = Sampling.Systematic(100, 10, seed);
            Assert.Equal(Enumerable.Range(0, 10).Select(i => rows[0] + (10 * i)), rows);
            starts.Add(rows[0]);
            means.Add(rows.Average(r => r % 10));                                // data of period 10: a sample sees one value only
        }
        Assert.Equal(10, starts.Count);
        Assert.Equal(10, means.Distinct().Count());
    }

    [Fact]
    public void Clusters_come_whole()
    {
        int[] groups = [.. Enumerable.Range(0, 60).Select(i => i / 6)];
        int[] rows = Sampling.Clusters(groups, 3, 4);
        Assert.Equal(18, rows.Length);
        Assert.Equal(3, rows.Select(r => groups[r]).Distinct().Count());
    }
}
