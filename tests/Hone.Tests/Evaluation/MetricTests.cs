using Hone.Contracts;
using Hone.Evaluation;
using Hone.Evaluation.Classification;
using Hone.Numerics;

namespace Hone.Tests.Evaluation;

public sealed class MetricTests
{
    private static readonly ClassTarget Two = new(Fixture.Binary, Fixture.Names(2), positive: 1);
    private static readonly ClassPredictions TwoPredicted = new(Fixture.TwoColumns, Fixture.Names(2), positive: 1);

    [Fact]
    public void Names_are_those_of_the_command_line() =>
        Assert.Equal("accuracy balanced_accuracy precision recall f1 mcc log_loss brier roc_auc pr_auc rmse mae mape r2", string.Join(' ', Metric.All));

    [Fact]
    public void A_misspelt_name_gets_the_nearest_one()
    {
        Assert.Same(Metric.RocAuc, Metric.Named("roc_auc"));
        Assert.Contains("Did you mean 'roc_auc'?", Assert.Throws<ArgumentException>(() => Metric.Named("roc_acu")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Scores_of_two_classes_are_those_of_the_functions_beneath()
    {
        EvaluationResult result = EvaluationResult.Of(Two, TwoPredicted, Fixture.Weights);
        Assert.Equal(["accuracy", "balanced_accuracy", "precision", "recall", "f1", "mcc", "log_loss", "brier", "roc_auc", "pr_auc"], result.Scores.Keys);
        ConfusionMatrix m = ConfusionMatrix.Of(Fixture.Binary, Fixture.Predicted, Fixture.Names(2), Fixture.Weights);
        Assert.Equal(PrecisionRecall.Precision(m, 1), result.Scores["precision"]);
        Assert.Equal(PrecisionRecall.Recall(m, 1), result[Metric.Recall]);
        Assert.Equal(RankingScores.RocAuc(Fixture.Positive, Fixture.Scores, Fixture.Weights), result.Scores["roc_auc"]);
        Assert.Equal(RankingScores.AveragePrecision(Fixture.Positive, Fixture.Scores, Fixture.Weights), result.Scores["pr_auc"]);
        Near.Equal(result.Roc().Area, result.Scores["roc_auc"], relative: 1e-14);
        Near.Equal(result.PrecisionRecall().AveragePrecision, result.Scores["pr_auc"], relative: 1e-14);
        Assert.Equal(m.Counts.AsSpan().ToArray(), result.Confusion!.Counts.AsSpan().ToArray());
    }

    [Fact]
    public void The_positive_class_decides_what_precision_speaks_of()
    {
        ClassTarget other = new(Fixture.Binary, Fixture.Names(2), positive: 0);
        ConfusionMatrix m = ConfusionMatrix.Of(Fixture.Binary, Fixture.Predicted, Fixture.Names(2));
        Assert.Equal(PrecisionRecall.Precision(m, 0), Metric.Precision.Score(other, TwoPredicted));
        Near.Equal(Metric.RocAuc.Score(Two, TwoPredicted), Metric.RocAuc.Score(other, TwoPredicted), absolute: 1e-12);   // 1 − p ranks the other class the same way
        Assert.NotEqual(Metric.PrecisionRecallAuc.Score(Two, TwoPredicted), Metric.PrecisionRecallAuc.Score(other, TwoPredicted));
        Near.Equal(Metric.Brier.Score(Two, TwoPredicted), Metric.Brier.Score(other, TwoPredicted), relative: 1e-12);
    }

    [Fact]
    public void Scores_of_four_classes_are_macro_means()
    {
        ClassTarget truth = new(Fixture.Four, Fixture.Names(4));
        EvaluationResult result = EvaluationResult.Of(truth, new ClassPredictions(Fixture.FourColumns, Fixture.Names(4)));
        // scikit-learn 1.2.1: macro F1, roc_auc ovr macro, average_precision macro.
        Near.Equal(0.3219696969696969, result.Scores["f1"], relative: 1e-12);
        Near.Equal(0.5205000000000001, result.Scores["roc_auc"], relative: 1e-12);
        Near.Equal(0.2616487243159058, result.Scores["pr_auc"], relative: 1e-12);
    }

    [Fact]
    public void A_score_without_a_meaning_is_absent_and_never_NaN()
    {
        ClassTarget one = new([0, 0, 0], ["no", "yes"], positive: 1);
        ClassPredictions p = new(new Matrix(3, 2, [0.9, 0.1, 0.8, 0.2, 0.4, 0.6]), ["no", "yes"], 1);
        EvaluationResult result = EvaluationResult.Of(one, p);
        Assert.DoesNotContain("roc_auc", result.Scores.Keys);
        Assert.DoesNotContain("pr_auc", result.Scores.Keys);
        Assert.All(result.Scores.Values, v => Assert.True(double.IsFinite(v)));
        Assert.Contains("ROC AUC has no meaning on these rows: it needs rows of at least two classes.", Assert.Throws<ArgumentException>(() => result[Metric.RocAuc]).Message, StringComparison.Ordinal);

        EvaluationResult row = EvaluationResult.Of(new NumberTarget([0.0]), new NumberPredictions([2.0]));
        Assert.Equal(["rmse", "mae"], row.Scores.Keys);
    }

    [Fact]
    public void A_class_absent_from_the_rows_leaves_the_mean_of_the_others()
    {
        ClassTarget truth = new([0, 1, 0, 1], ["a", "b", "never"]);
        ClassPredictions p = new(new Matrix(4, 3, [0.6, 0.3, 0.1, 0.5, 0.4, 0.1, 0.3, 0.6, 0.1, 0.1, 0.8, 0.1]), ["a", "b", "never"]);
        Assert.True(Metric.RocAuc.TryScore(truth, p, null, out double area));
        double a = RankingScores.RocAuc([true, false, true, false], [0.6, 0.5, 0.3, 0.1]), b = RankingScores.RocAuc([false, true, false, true], [0.3, 0.4, 0.6, 0.8]);
        Near.Equal((a + b) / 2, area, relative: 1e-12);
    }

    [Fact]
    public void Several_outputs_score_the_mean_of_each()
    {
        NumberTarget y = new(new Matrix(3, 2, [1, 10, 2, 20, 4, 50]));
        NumberPredictions p = new(new Matrix(3, 2, [2, 10, 2, 24, 4, 50]));
        Near.Equal((Math.Sqrt(1.0 / 3) + Math.Sqrt(16.0 / 3)) / 2, Metric.RootMeanSquaredError.Score(y, p), relative: 1e-12);
        Near.Equal((1.0 + 4.0) / 6, Metric.MeanAbsoluteError.Score(y, p), relative: 1e-12);
    }

    [Fact]
    public void A_metric_of_ones_own_works_like_the_others()
    {
        Metric hits = Metric.Custom("hits", true, MetricInput.Classes, (t, p, _) =>
        {
            int count = 0;
            for (int i = 0; i < t.RowCount; i++)
                count += ((ClassTarget)t).Codes[i] == ((ClassPredictions)p).Labels[i] ? 1 : 0;
            return count;
        });
        Assert.Equal(29, hits.Score(Two, TwoPredicted));
        Assert.True(hits.IsBetter(2, 1));
    }

    [Fact]
    public void The_wrong_kind_of_target_is_refused()
    {
        Assert.Contains("ROC AUC scores classes, not numbers", Assert.Throws<ArgumentException>(() => Metric.RocAuc.Score(new NumberTarget([1.0]), new NumberPredictions([1.0]))).Message, StringComparison.Ordinal);
        Assert.Contains("RMSE scores numbers, not classes", Assert.Throws<ArgumentException>(() => Metric.RootMeanSquaredError.Score(Two, TwoPredicted)).Message, StringComparison.Ordinal);
        Assert.Contains("The predictions are of the classes", Assert.Throws<ArgumentException>(() => Metric.Accuracy.Score(Two, new ClassPredictions(Fixture.TwoColumns, ["x", "y"]))).Message, StringComparison.Ordinal);
        Assert.Contains("There are no rows", Assert.Throws<ArgumentException>(() => EvaluationResult.Of(new NumberTarget(Array.Empty<double>()), new NumberPredictions(Array.Empty<double>()))).Message, StringComparison.Ordinal);
    }
}
