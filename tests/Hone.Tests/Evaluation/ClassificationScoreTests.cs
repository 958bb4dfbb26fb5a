using Hone.Evaluation;
using Hone.Evaluation.Classification;
using Hone.Numerics;

namespace Hone.Tests.Evaluation;

/// <summary>Scores of hard predictions and of probabilities. Reference figures: scikit-learn 1.2.1 on <see cref="Fixture"/>.</summary>
public sealed class ClassificationScoreTests
{
    private const double Tight = 1e-12;

    private static ConfusionMatrix Two(bool weighted) => ConfusionMatrix.Of(Fixture.Binary, Fixture.Predicted, Fixture.Names(2), weighted ? Fixture.Weights : default);

    private static ConfusionMatrix Four(bool weighted) =>
        ConfusionMatrix.Of(Fixture.Four, new ClassPredictions(Fixture.FourColumns, Fixture.Names(4)).Labels, Fixture.Names(4), weighted ? Fixture.Weights : default);

    [Fact]
    [Trait("topic", "confusion-matrix")]
    public void Counts_match_the_reference_for_two_and_for_four_classes()
    {
        Assert.Equal([16, 11, 20, 13], Two(false).Counts.AsSpan().ToArray());
        Assert.Equal([6, 4, 8, 2, 0, 4, 1, 5, 6, 0, 10, 4, 4, 4, 1, 1], Four(false).Counts.AsSpan().ToArray());
    }

    [Fact]
    [Trait("topic", "confusion-matrix")]
    public void Shares_match_the_reference_and_sum_to_one()
    {
        ConfusionMatrix m = Four(false);
        Near.Equal([0.3, 0.2, 0.4, 0.1], m.Normalized(ConfusionShares.OfTrueClass).Row(0), relative: Tight);
        Near.Equal([0.375, 0.3333333333333333, 0.4, 0.16666666666666666], m.Normalized(ConfusionShares.OfPredictedClass).Row(0), relative: Tight);
        Near.Equal([0.1, 0.06666666666666667, 0.13333333333333333, 0.03333333333333333], m.Normalized(ConfusionShares.OfAll).Row(0), relative: Tight);
        for (int c = 0; c < 4; c++)
        {
            Near.Equal(1, m.Normalized(ConfusionShares.OfTrueClass).Row(c).ToArray().Sum(), relative: Tight);
            Near.Equal(1, m.Normalized(ConfusionShares.OfPredictedClass).Column(c).Sum(), relative: Tight);
        }
        Near.Equal(1, m.Normalized(ConfusionShares.OfAll).AsSpan().ToArray().Sum(), relative: Tight);
    }

    [Fact]
    [Trait("topic", "confusion-matrix")]
    public void A_class_that_never_occurs_has_shares_of_zero()
    {
        ConfusionMatrix m = ConfusionMatrix.Of([0, 0, 1], [0, 1, 1], ["a", "b", "c"]);
        Assert.Equal([0.0, 0.0, 0.0], m.Normalized(ConfusionShares.OfTrueClass).Row(2).ToArray());
        Assert.Equal([0.0, 0.0, 0.0], m.Normalized(ConfusionShares.OfPredictedClass).Column(2));
    }

    [Theory]
    [InlineData(false, 0.48333333333333334, 0.49326599326599324, -0.013468013468013518, -0.01367683233103697, -0.013071895424836555)]
    [InlineData(true, 0.48333333333333334, 0.4898386758851875, -0.02032264822962504, -0.02058303871014249, -0.01994653506066224)]
    [Trait("topic", "accuracy")]
    public void Agreement_of_two_classes_matches_the_reference(bool weighted, double accuracy, double balanced, double adjusted, double matthews, double kappa)
    {
        ConfusionMatrix m = Two(weighted);
        Near.Equal(accuracy, Agreement.Accuracy(m), relative: Tight);
        Near.Equal(balanced, Agreement.BalancedAccuracy(m), relative: Tight);
        Near.Equal(adjusted, Agreement.BalancedAccuracy(m, adjusted: true), absolute: Tight);
        Near.Equal(matthews, Agreement.Matthews(m), absolute: Tight);
        Near.Equal(kappa, Agreement.Kappa(m), absolute: Tight);
    }

    [Theory]
    [InlineData(false, 0.35, 0.325, 0.11416173104024682, 0.11363636363636365, -0.009090909090909038, -0.07339449541284404)]
    [InlineData(true, 0.35, 0.32499999999999996, 0.12079558540996539, 0.11947318908748816, 0.03475336322869971, -0.003361344537815114)]
    [Trait("topic", "accuracy")]
    public void Agreement_of_four_classes_matches_the_reference(bool weighted, double accuracy, double balanced, double matthews, double kappa, double linear, double quadratic)
    {
        ConfusionMatrix m = Four(weighted);
        Near.Equal(accuracy, Agreement.Accuracy(m), relative: Tight);
        Near.Equal(balanced, Agreement.BalancedAccuracy(m), relative: Tight);
        Near.Equal(matthews, Agreement.Matthews(m), absolute: Tight);
        Near.Equal(kappa, Agreement.Kappa(m), absolute: Tight);
        Near.Equal(linear, Agreement.Kappa(m, KappaPenalty.Linear), absolute: Tight);
        Near.Equal(quadratic, Agreement.Kappa(m, KappaPenalty.Quadratic), absolute: Tight);
    }

    [Fact]
    [Trait("topic", "accuracy")]
    public void Always_saying_no_is_99_percent_accurate_on_99_to_1_rows_and_finds_nothing()
    {
        int[] truth = [.. Enumerable.Range(0, 1000).Select(i => i % 100 == 0 ? 1 : 0)];
        ConfusionMatrix m = ConfusionMatrix.Of(truth, new int[1000], ["no", "yes"]);
        Assert.Equal(0.99, Agreement.Accuracy(m));
        Assert.Equal(0.0, PrecisionRecall.Recall(m, 1));
        Assert.Equal(0.5, Agreement.BalancedAccuracy(m));
        Assert.Equal(0.0, Agreement.Matthews(m));
        Near.Equal(0, Agreement.Kappa(m), absolute: Tight);
    }

    [Theory]
    [InlineData(false, 0.5416666666666666, 0.3939393939393939, 0.45614035087719296, 0.41666666666666663)]
    [InlineData(true, 0.5252525252525253, 0.40310077519379844, 0.456140350877193, 0.42276422764227645)]
    [Trait("topic", "precision")]
    [Trait("topic", "recall")]
    [Trait("topic", "f1-score")]
    public void Precision_recall_and_F_of_the_positive_class_match_the_reference(bool weighted, double precision, double recall, double f1, double f2)
    {
        ConfusionMatrix m = Two(weighted);
        Near.Equal(precision, PrecisionRecall.Precision(m, 1), relative: Tight);
        Near.Equal(recall, PrecisionRecall.Recall(m, 1), relative: Tight);
        Near.Equal(f1, PrecisionRecall.FScore(m, 1), relative: Tight);
        Near.Equal(f2, PrecisionRecall.FScore(m, 1, beta: 2), relative: Tight);
    }

    [Theory]
    [InlineData(2, false, Averaging.Micro, 0.48333333333333334, 0.48333333333333334, 0.48333333333333334, null)]
    [InlineData(2, false, Averaging.Macro, 0.4930555555555555, 0.49326599326599324, 0.48203842940685043, null)]
    [InlineData(2, false, Averaging.Weighted, 0.4979166666666667, 0.48333333333333334, 0.4794486215538847, null)]
    [InlineData(2, true, Averaging.Macro, 0.4895766172361917, 0.4898386758851875, 0.4820384294068505, null)]
    [InlineData(2, true, Averaging.Weighted, 0.4922523103374168, 0.48333333333333334, 0.48009607351712613, null)]
    [InlineData(4, false, Averaging.Micro, 0.35, 0.35, 0.35, 0.35)]
    [InlineData(4, false, Averaging.Macro, 0.32291666666666663, 0.325, 0.3219696969696969, 0.32204433497536944)]
    [InlineData(4, false, Averaging.Weighted, 0.36111111111111105, 0.35, 0.35353535353535354, 0.3575533661740558)]
    [InlineData(4, true, Averaging.Micro, 0.35, 0.35, 0.35, 0.35)]
    [InlineData(4, true, Averaging.Macro, 0.33423949400960895, 0.32499999999999996, 0.3254240826765489, 0.3295655707211588)]
    [InlineData(4, true, Averaging.Weighted, 0.37655942751728194, 0.35, 0.35858865285244523, 0.3680081049900655)]
    [Trait("topic", "precision")]
    [Trait("topic", "recall")]
    [Trait("topic", "f1-score")]
    public void Averaged_precision_recall_and_F_match_the_reference(int classes, bool weighted, Averaging averaging, double precision, double recall, double f1, double? fHalf)
    {
        ConfusionMatrix m = classes == 2 ? Two(weighted) : Four(weighted);
        Near.Equal(precision, PrecisionRecall.Precision(m, averaging), relative: Tight);
        Near.Equal(recall, PrecisionRecall.Recall(m, averaging), relative: Tight);
        Near.Equal(f1, PrecisionRecall.FScore(m, averaging), relative: Tight);
        if (fHalf is { } expected)
            Near.Equal(expected, PrecisionRecall.FScore(m, averaging, beta: 0.5), relative: Tight);
    }

    [Fact]
    [Trait("topic", "f1-score")]
    public void F1_is_the_harmonic_mean_of_precision_and_recall_on_every_random_table()
    {
        RandomStream random = RandomKey.FromSeed(3).Open();
        for (int table = 0; table < 200; table++)
        {
            int n = 1 + random.Below(30);
            int[] truth = [.. Enumerable.Range(0, n).Select(_ => random.Below(2))], predicted = [.. Enumerable.Range(0, n).Select(_ => random.Below(2))];
            ConfusionMatrix m = ConfusionMatrix.Of(truth, predicted, ["no", "yes"]);
            double p = PrecisionRecall.Precision(m, 1), r = PrecisionRecall.Recall(m, 1);
            Near.Equal(p + r == 0 ? 0 : 2 * p * r / (p + r), PrecisionRecall.FScore(m, 1), relative: 1e-15);
        }
    }

    [Fact]
    [Trait("topic", "precision")]
    public void Precision_is_zero_where_nothing_is_predicted_positive() =>
        Assert.Equal(0.0, PrecisionRecall.Precision(ConfusionMatrix.Of([0, 1], [0, 0], ["no", "yes"]), 1));

    [Fact]
    [Trait("topic", "recall")]
    public void Recall_is_zero_where_no_row_is_positive() =>
        Assert.Equal(0.0, PrecisionRecall.Recall(ConfusionMatrix.Of([0, 0], [0, 1], ["no", "yes"]), 1));

    [Fact]
    [Trait("topic", "precision")]
    public void A_class_neither_true_nor_predicted_takes_no_part_in_averages()
    {
        ConfusionMatrix without = ConfusionMatrix.Of([0, 0, 1, 1], [0, 1, 1, 1], ["a", "b"]), with = ConfusionMatrix.Of([0, 0, 1, 1], [0, 1, 1, 1], ["a", "b", "never"]);
        Assert.Equal(PrecisionRecall.FScore(without, Averaging.Macro), PrecisionRecall.FScore(with, Averaging.Macro));
        Assert.Equal(Agreement.BalancedAccuracy(without), Agreement.BalancedAccuracy(with));
    }

    [Fact]
    public void The_report_has_one_line_a_class()
    {
        IReadOnlyList<ClassScores> lines = PrecisionRecall.PerClass(Two(false));
        Assert.Equal(["c0", "c1"], lines.Select(l => l.Class));
        Assert.Equal([27.0, 33.0], lines.Select(l => l.Support));
        Near.Equal(16.0 / 36, lines[0].Precision, relative: Tight);
        Near.Equal(16.0 / 27, lines[0].Recall, relative: Tight);
    }

    [Theory]
    [InlineData(false, 0.8922724124330402, 0.31883333333333336)]
    [InlineData(true, 0.8895455896253804, 0.3177395833333333)]
    public void Log_loss_and_Brier_score_of_two_classes_match_the_reference(bool weighted, double logLoss, double brier)
    {
        ReadOnlySpan<double> w = weighted ? Fixture.Weights : default;
        Near.Equal(logLoss, ProbabilityScores.LogLoss(Fixture.Binary, Fixture.TwoColumns, w), relative: Tight);
        Near.Equal(brier, ProbabilityScores.Brier(Fixture.Binary, Fixture.TwoColumns, w), relative: Tight);
    }

    [Theory]
    [InlineData(false, 1.6871969422527948, 0.7333333333333333)]
    [InlineData(true, 1.7288856530460932, 0.6916666666666667)]
    public void Log_loss_and_top_two_of_four_classes_match_the_reference(bool weighted, double logLoss, double topTwo)
    {
        ReadOnlySpan<double> w = weighted ? Fixture.Weights : default;
        Near.Equal(logLoss, ProbabilityScores.LogLoss(Fixture.Four, Fixture.FourColumns, w), relative: Tight);
        Near.Equal(topTwo, ProbabilityScores.TopK(Fixture.Four, Fixture.FourColumns, 2, w), relative: Tight);
        Assert.Equal(1.0, ProbabilityScores.TopK(Fixture.Four, Fixture.FourColumns, 4, w));
    }

    [Fact]
    public void Brier_score_of_four_classes_is_the_sum_over_classes() =>
        Near.Equal(0.8596988149159756, ProbabilityScores.Brier(Fixture.Four, Fixture.FourColumns), relative: Tight);

    [Fact]
    public void A_certain_mistake_costs_36_nats_and_certain_truth_nothing()
    {
        Matrix p = new(1, 2, [0.0, 1.0]);
        Near.Equal(36.04365338911715, ProbabilityScores.LogLoss([0], p), relative: Tight);      // −ln 2⁻⁵²
        Near.Equal(0, ProbabilityScores.LogLoss([1], p), absolute: 1e-15);
    }

    [Fact]
    public void Top_one_is_the_accuracy_where_no_probabilities_are_equal() =>
        Near.Equal(Agreement.Accuracy(Four(false)), ProbabilityScores.TopK(Fixture.Four, Fixture.FourColumns, 1), relative: Tight);

    [Fact]
    public void Bad_arguments_are_refused_in_one_sentence()
    {
        Assert.Contains("There are no rows to score.", Assert.Throws<ArgumentException>(() => ConfusionMatrix.Of([], [], ["a"])).Message, StringComparison.Ordinal);
        Assert.Contains("There are 1 predictions but 2 true values", Assert.Throws<ArgumentException>(() => ConfusionMatrix.Of([0, 0], [0], ["a"])).Message, StringComparison.Ordinal);
        Assert.Contains("Row 1 has the true class 2", Assert.Throws<ArgumentException>(() => ConfusionMatrix.Of([0, 2], [0, 0], ["a", "b"])).Message, StringComparison.Ordinal);
        Assert.Contains("weights[1] is -1", Assert.Throws<ArgumentException>(() => ConfusionMatrix.Of([0, 0], [0, 0], ["a"], [1, -1])).Message, StringComparison.Ordinal);
        Assert.Contains("Every weight is 0", Assert.Throws<ArgumentException>(() => ConfusionMatrix.Of([0, 0], [0, 0], ["a"], [0, 0])).Message, StringComparison.Ordinal);
        Assert.Contains("sum to 0.9", Assert.Throws<ArgumentException>(() => ProbabilityScores.Brier([0], new Matrix(1, 2, [0.4, 0.5]))).Message, StringComparison.Ordinal);
        Assert.Contains("Row 0 has the probability NaN", Assert.Throws<ArgumentException>(() => ProbabilityScores.LogLoss([0], new Matrix(1, 2, [double.NaN, 0.5]))).Message, StringComparison.Ordinal);
        Assert.Contains("beta must be a finite number above 0", Assert.Throws<ArgumentOutOfRangeException>(() => PrecisionRecall.FScore(Two(false), 1, beta: 0)).Message, StringComparison.Ordinal);
    }
}
