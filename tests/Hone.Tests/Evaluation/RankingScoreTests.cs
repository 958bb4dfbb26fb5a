using Hone.Evaluation.Classification;
using Hone.Numerics;

namespace Hone.Tests.Evaluation;

public sealed class RankingScoreTests
{
    [Theory]
    [InlineData(2, 1000)]
    [InlineData(40, 5)]
    [InlineData(300, 20)]
    [InlineData(5000, 7)]
    [InlineData(5000, 100_000)]
    public void Merging_sorted_sides_equals_counting_pairs_and_walking_in_order(int rows, int distinct)
    {
        RandomStream random = RandomKey.FromSeed(3).Open();
        double[] scores = new double[rows], ones = new double[rows];
        bool[] positive = new bool[rows];
        for (int i = 0; i < rows; i++)
        {
            scores[i] = Math.Floor(random.Uniform(-distinct, distinct)) / 3.0;
            positive[i] = i < 2 ? i == 0 : random.Uniform() < 0.4;
            ones[i] = 1;
        }
        scores[0] = -0.0;
        scores[1] = 0.0;

        double won = 0, pairs = 0;
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < rows; j++)
            {
                if (!positive[i] || positive[j])
                    continue;
                won += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                pairs++;
            }
        }
        Assert.Equal(won / pairs, RankingScores.RocAuc(positive, scores));
        Assert.Equal(won / pairs, RankingScores.RocAuc(positive, scores, ones));
        Matrix both = new(rows, 2);
        for (int i = 0; i < rows; i++)
            (both[i, 0], both[i, 1]) = (-scores[i], scores[i]);
        Assert.Equal(won / pairs, RankingScores.OneVersusRest(Array.ConvertAll(positive, p => p ? 1 : 0), both), 1e-15);
    }

    [Fact]
    public void One_side_alone_and_numbers_that_are_not_finite_are_refused()
    {
        Assert.Throws<ArgumentException>(() => RankingScores.RocAuc([true, true], [0.1, 0.2]));
        Assert.Throws<ArgumentException>(() => RankingScores.RocAuc([true, false], [0.1, double.NaN]));
        Assert.Throws<ArgumentException>(() => RankingScores.RocAuc([true, false], [0.1, double.PositiveInfinity]));
    }

    [Fact]
    public void Log_loss_of_more_rows_than_a_chunk_is_the_mean_of_the_rows_losses()
    {
        const int rows = 1001;
        RandomStream random = RandomKey.FromSeed(4).Open();
        Matrix p = new(rows, 3);
        int[] truth = new int[rows];
        double[] weights = new double[rows];
        double plain = 0, weighted = 0, total = 0;
        for (int i = 0; i < rows; i++)
        {
            double a = random.Uniform(), b = random.Uniform() * (1 - a);
            (p[i, 0], p[i, 1], p[i, 2]) = (a, b, 1 - a - b);
            truth[i] = i % 3;
            weights[i] = random.Uniform();
            double loss = -Math.Log(p[i, truth[i]]);
            plain += loss;
            weighted += weights[i] * loss;
            total += weights[i];
        }
        Near.Equal(plain / rows, ProbabilityScores.LogLoss(truth, p), relative: 1e-13);
        Near.Equal(weighted / total, ProbabilityScores.LogLoss(truth, p, weights), relative: 1e-13);
    }
}
