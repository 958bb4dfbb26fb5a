using Hone.Contracts;
using Hone.Evaluation;
using Hone.Numerics;
using Hone.Pipelines;

namespace Hone.Tests.Pipelines;

public class ScoreIntervalTests
{
    // statsmodels 0.13.5: proportion_confint(30, 30, method='wilson').
    [Fact]
    public void Thirty_of_thirty_right_leaves_room_below_and_other_scores_without_an_interval()
    {
        IReadOnlyDictionary<string, ScoreInterval> found = Training.Intervals(Result(wrong: 0, weights: null));
        Near.Equal(0.88648660682603, found["accuracy"].Low, relative: 1e-9);
        found["accuracy"].High.ShouldBe(1);
        found.ContainsKey("f1").ShouldBeFalse();
        found.ContainsKey("log_loss").ShouldBeTrue();
    }

    // statsmodels 0.13.5: proportion_confint(0, 30, method='wilson').
    [Fact]
    public void None_of_thirty_right_leaves_room_above()
    {
        ScoreInterval accuracy = Training.Intervals(Result(wrong: 30, weights: null))["accuracy"];
        accuracy.Low.ShouldBe(0);
        Near.Equal(0.11351339317397, accuracy.High, relative: 1e-9);
    }

    [Fact]
    public void Equal_weights_change_nothing_and_unequal_ones_count_as_fewer_rows()
    {
        double plain = Training.Intervals(Result(wrong: 0, weights: null))["accuracy"].Low;
        Near.Equal(plain, Training.Intervals(Result(wrong: 0, Enumerable.Repeat(7.0, 30).ToArray()))["accuracy"].Low, relative: 1e-12);
        Training.Intervals(Result(wrong: 0, [.. Enumerable.Range(1, 30).Select(i => (double)i)]))["accuracy"].Low.ShouldBeLessThan(plain);
    }

    [Fact]
    public void One_wrong_row_keeps_the_bootstrap_interval_of_every_label_score()
    {
        EvaluationResult result = Result(wrong: 1, weights: null);
        ScoreInterval accuracy = Training.Intervals(result)["accuracy"];
        accuracy.ShouldBe(Bootstrap.Interval(Metric.Accuracy, result.Truth, result.Predictions));
        accuracy.StandardError.ShouldBeGreaterThan(0);
    }

    private static EvaluationResult Result(int wrong, double[]? weights)
    {
        string[] names = ["no", "yes"];
        int[] codes = [.. Enumerable.Range(0, 30).Select(i => i % 2)];
        Matrix probabilities = new(30, 2);
        for (int i = 0; i < 30; i++)
        {
            double own = i < wrong ? 0.1 + (0.01 * i) : 0.6 + (0.01 * i);
            (probabilities[i, codes[i]], probabilities[i, 1 - codes[i]]) = (own, 1 - own);
        }
        return EvaluationResult.Of(new ClassTarget(codes, names, positive: 1), new ClassPredictions(probabilities, names, positive: 1), weights);
    }
}
