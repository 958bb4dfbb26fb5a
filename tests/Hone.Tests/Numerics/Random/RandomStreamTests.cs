using Hone.Numerics;

namespace Hone.Tests.Numerics;

public sealed class RandomStreamTests
{
    private const int Draws = 40_000;

    private static RandomStream Open(int seed = 1) => RandomKey.FromSeed((ulong)seed).Open();

    public static TheoryData<string> Continuous => ["uniform", "normal", "exponential", "gamma", "small gamma", "beta", "small beta", "t", "chi"];

    /// <summary>Kolmogorov and Smirnov: √n·sup|F̂ − F| exceeds 1.95 once in a thousand.</summary>
    [Theory]
    [MemberData(nameof(Continuous))]
    public void Draws_follow_their_distribution_function(string name)
    {
        RandomStream random = Open();
        (Func<double> draw, Func<double, double> cdf) = name switch
        {
            "uniform" => (() => random.Uniform(), x => x),
            "normal" => (() => random.Normal(3, 2), x => SpecialFunctions.NormalCdf((x - 3) / 2)),
            "exponential" => (() => random.Exponential(2.5), x => 1 - Math.Exp(-2.5 * x)),
            "gamma" => (() => random.Gamma(3.7, 0.5), x => SpecialFunctions.RegularizedGammaP(3.7, x / 0.5)),
            "small gamma" => (() => random.Gamma(0.3), x => SpecialFunctions.RegularizedGammaP(0.3, x)),
            "beta" => (() => random.Beta(2, 0.7), x => SpecialFunctions.RegularizedBeta(2, 0.7, x)),
            "small beta" => (() => random.Beta(0.4, 0.6), x => SpecialFunctions.RegularizedBeta(0.4, 0.6, x)),
            "t" => (() => random.StudentT(4), x => SpecialFunctions.StudentTCdf(x, 4)),
            _ => ((Func<double>)(() => random.ChiSquared(5)), (Func<double, double>)(x => SpecialFunctions.ChiSquaredCdf(x, 5))),
        };
        double[] sample = [.. Enumerable.Range(0, Draws).Select(_ => draw()).Order()];
        double distance = 0;
        for (int i = 0; i < Draws; i++)
        {
            double share = cdf(sample[i]);
            distance = Math.Max(distance, Math.Max(share - ((double)i / Draws), ((i + 1.0) / Draws) - share));
        }
        Assert.True(Math.Sqrt(Draws) * distance < 1.95, $"{name}: {Math.Sqrt(Draws) * distance}");
    }

    [Theory]
    [InlineData("poisson", 0.7, 0)]
    [InlineData("poisson", 9.5, 0)]
    [InlineData("poisson", 10.5, 0)]
    [InlineData("poisson", 250, 0)]
    [InlineData("binomial", 12, 0.3)]
    [InlineData("binomial", 60, 0.4)]
    [InlineData("binomial", 60, 0.85)]
    [InlineData("binomial", 5000, 0.02)]
    public void Counts_follow_their_mass_function(string name, double first, double p)
    {
        RandomStream random = Open(2);
        Func<long> draw = name == "poisson" ? () => random.Poisson(first) : () => random.Binomial((int)first, p);
        Func<long, double> logMass = name == "poisson"
            ? k => (k * Math.Log(first)) - first - SpecialFunctions.LogFactorial(k)
            : k => SpecialFunctions.LogChoose(first, k) + (k * Math.Log(p)) + ((first - k) * Math.Log(1 - p));
        Dictionary<long, int> counts = [];
        for (int i = 0; i < Draws; i++)
        {
            long value = draw();
            counts[value] = counts.GetValueOrDefault(value) + 1;
        }

        // χ² over cells with at least five expected; the rest makes one cell.
        double statistic = 0, rest = Draws;
        int cells = 0, seen = 0;
        for (long k = 0; k <= (name == "poisson" ? (long)((2 * first) + 50) : (long)first); k++)
        {
            double expected = Draws * Math.Exp(logMass(k));
            if (expected < 5)
                continue;
            int found = counts.GetValueOrDefault(k);
            statistic += (found - expected) * (found - expected) / expected;
            rest -= expected;
            seen += found;
            cells++;
        }
        if (rest > 5)
            statistic += (Draws - seen - rest) * (Draws - seen - rest) / rest;
        Assert.True(SpecialFunctions.ChiSquaredUpperTail(statistic, cells - 1) > 0.001, $"χ² {statistic} of {cells} cells");
    }

    [Fact]
    public void Categories_come_in_proportion_to_their_weights_by_either_route()
    {
        double[] weights = [2, 0, 5, 1, 0, 0.5];
        AliasTable table = new(weights);
        RandomStream random = Open(3);
        foreach (Func<int> draw in new Func<int>[] { () => random.Categorical(weights), () => table.Draw(random) })
        {
            int[] counts = new int[weights.Length];
            for (int i = 0; i < Draws; i++)
                counts[draw()]++;
            for (int i = 0; i < weights.Length; i++)
            {
                double share = weights[i] / 8.5;
                Near.Equal(share * Draws, counts[i], absolute: 4 * Math.Sqrt(Draws * share * (1 - share)));
            }
        }
        Assert.Equal(6, table.Count);
        Assert.Throws<ArgumentException>(() => random.Categorical([0, 0]));
        Assert.Throws<ArgumentException>(() => new AliasTable([]));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Categorical([1, -1]));
    }

    [Fact]
    public void Samples_have_the_size_asked_for_and_never_hold_what_has_no_weight()
    {
        RandomStream random = Open(4);
        int[] first = new int[3];
        for (int i = 0; i < 9000; i++)
        {
            int[] sample = random.WeightedSample([1, 2, 0, 3], 2);
            Assert.Equal(2, sample.Distinct().Count());
            Assert.DoesNotContain(2, sample);
            first[sample switch { [0, 1] => 0, [0, 3] => 1, _ => 2 }]++;
        }
        // P{0,1} = 1/6·2/5 + 2/6·1/4, P{0,3} = 1/6·3/5 + 3/6·1/3, P{1,3} the rest.
        Near.Equal(9000 * ((1 / 15.0) + (1 / 12.0)), first[0], absolute: 4 * 35);
        Near.Equal(9000 * ((1 / 10.0) + (1 / 6.0)), first[1], absolute: 4 * 42);
        Assert.Throws<ArgumentOutOfRangeException>(() => random.WeightedSample([1, 0], 2));

        int[] bootstrap = random.Bootstrap(10_000);
        Assert.Equal(10_000, bootstrap.Length);
        Near.Equal(1 - Math.Exp(-1), bootstrap.Distinct().Count() / 10_000.0, absolute: 0.02);

        double[] shares = new double[3];
        random.Dirichlet([0.001, 0.001, 0.001], shares);
        Near.Equal(1.0, shares.Sum(), absolute: 1e-12);
    }

    [Fact]
    public void The_numbers_of_a_key_never_change()
    {
        // Written down when the draws were defined: packages and papers that name a seed rely on them.
        RandomStream random = Open(7);
        double[] found = [random.Uniform(), random.Normal(), random.Normal(), random.Exponential(), random.Gamma(2.5), random.Beta(0.5, 0.5), random.Poisson(3), random.Poisson(40), random.Binomial(100, 0.3)];
        Assert.Equal(KnownDraws, found);
        Assert.Equal(found, Again());

        static double[] Again()
        {
            RandomStream random = Open(7);
            return [random.Uniform(), random.Normal(), random.Normal(), random.Exponential(), random.Gamma(2.5), random.Beta(0.5, 0.5), random.Poisson(3), random.Poisson(40), random.Binomial(100, 0.3)];
        }
    }

    private static readonly double[] KnownDraws = [0.9395875664775613, 1.8810233046969702, 0.6365241550496926, 0.3043744306076813, 0.4623440416258676, 0.011551706849319866, 4, 32, 28];
}
