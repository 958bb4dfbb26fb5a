using Hone.Contracts;
using Hone.Evaluation;
using Hone.Numerics;

namespace Hone.Tests.Evaluation;

public sealed class BootstrapTests
{
    private static readonly ClassTarget Truth = new(Fixture.Binary, Fixture.Names(2), positive: 1);
    private static readonly ClassPredictions Predicted = new(Fixture.TwoColumns, Fixture.Names(2), positive: 1);

    [Fact]
    public void The_standard_error_of_an_accuracy_is_the_binomial_one()
    {
        ScoreInterval interval = Bootstrap.Interval(Metric.Accuracy, Truth, Predicted, resamples: 4000, method: BootstrapMethod.Percentile);
        double p = 29.0 / 60;
        Near.Equal(p, interval.Score, relative: 1e-12);
        Near.Equal(Math.Sqrt(p * (1 - p) / 60), interval.StandardError, relative: 0.05);
        Near.Equal(p - (1.96 * interval.StandardError), interval.Low, absolute: 0.02);
        Near.Equal(p + (1.96 * interval.StandardError), interval.High, absolute: 0.02);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_with_any_number_of_workers()
    {
        ScoreInterval[] found = [.. ((int[])[1, 2, 8]).Select(w => Bootstrap.Interval(Metric.RocAuc, Truth, Predicted, Fixture.Weights, resamples: 200, context: new FitContext(Seed: 5, Workers: w)))];
        Assert.Equal(found[0], found[1]);
        Assert.Equal(found[0], found[2]);
        Assert.NotEqual(found[0], Bootstrap.Interval(Metric.RocAuc, Truth, Predicted, Fixture.Weights, resamples: 200, context: new FitContext(Seed: 6)));
    }

    [Fact]
    public void A_higher_level_gives_a_wider_interval_and_acceleration_moves_it()
    {
        ScoreInterval narrow = Bootstrap.Interval(Metric.F1, Truth, Predicted, level: 0.8, resamples: 500), wide = Bootstrap.Interval(Metric.F1, Truth, Predicted, level: 0.99, resamples: 500), plain = Bootstrap.Interval(Metric.F1, Truth, Predicted, level: 0.8, resamples: 500, method: BootstrapMethod.Percentile);
        Assert.True(wide.Low < narrow.Low && wide.High > narrow.High);
        Assert.NotEqual(plain.Low, narrow.Low);
        Assert.Equal(plain.StandardError, narrow.StandardError);
    }

    [Fact]
    public void Every_score_of_an_evaluation_gets_an_interval_that_holds_it()
    {
        EvaluationResult result = EvaluationResult.Of(Truth, Predicted);
        IReadOnlyDictionary<string, ScoreInterval> intervals = Bootstrap.Intervals(result, resamples: 200);
        Assert.Equal(result.Scores.Keys, intervals.Keys);
        foreach ((string name, ScoreInterval interval) in intervals)
        {
            Assert.Equal(result.Scores[name], interval.Score);
            Assert.InRange(interval.Score, interval.Low, interval.High);
        }
    }

    [Fact]
    [Trait("long", "true")]
    [Trait("topic", "confidence-intervals")]
    public void Intervals_of_a_skewed_error_cover_the_truth_nearly_as_often_as_they_say()
    {
        // Mean absolute error of exponential mistakes: the true value is 1.
        int covered = 0, coveredPlain = 0;
        const int tables = 1000;
        for (int table = 0; table < tables; table++)
        {
            RandomStream random = RandomKey.FromSeed(77).Child(table).Open();
            double[] zero = new double[40], errors = [.. Enumerable.Range(0, 40).Select(_ => -Math.Log(1 - random.Uniform()))];
            NumberTarget truth = new(zero);
            NumberPredictions predictions = new(errors);
            FitContext context = new(Seed: (ulong)table);
            ScoreInterval accelerated = Bootstrap.Interval(Metric.MeanAbsoluteError, truth, predictions, context: context), plain = Bootstrap.Interval(Metric.MeanAbsoluteError, truth, predictions, method: BootstrapMethod.Percentile, context: context);
            covered += accelerated.Low <= 1 && 1 <= accelerated.High ? 1 : 0;
            coveredPlain += plain.Low <= 1 && 1 <= plain.High ? 1 : 0;
        }
        Assert.InRange(covered / (double)tables, 0.915, 0.965);
        Assert.True(covered > coveredPlain);
    }

    [Fact]
    public void Too_few_rows_for_an_interval_are_refused()
    {
        ClassTarget one = new([0, 0, 1], ["no", "yes"], 1);
        ClassPredictions p = new(new Matrix(3, 2, [0.9, 0.1, 0.8, 0.2, 0.4, 0.6]), ["no", "yes"], 1);
        Assert.True(Bootstrap.Interval(Metric.RocAuc, one, p, resamples: 100).Resamples < 100);
        Assert.Contains("level must be above 0", Assert.Throws<ArgumentOutOfRangeException>(() => Bootstrap.Interval(Metric.Accuracy, one, p, level: 1)).Message, StringComparison.Ordinal);
        Assert.Contains("resamples must be", Assert.Throws<ArgumentOutOfRangeException>(() => Bootstrap.Interval(Metric.Accuracy, one, p, resamples: 5)).Message, StringComparison.Ordinal);
    }
}
