using Hone.Evaluation.Classification;
using Hone.Numerics;

namespace Hone.Tests.Evaluation;

/// <summary>ROC, precision-recall and calibration curves and their areas. Reference figures: scikit-learn 1.2.1 on <see cref="Fixture"/>.</summary>
public sealed class CurveTests
{
    private const double Tight = 1e-12;

    [Fact]
    [Trait("topic", "roc-curve")]
    public void The_ROC_curve_matches_the_reference()
    {
        RocCurve curve = RocCurve.Of(Fixture.Positive, Fixture.Scores);
        Near.Equal([0.0, 0.07407407407407407, 0.14814814814814814, 0.2222222222222222, 0.2962962962962963, 0.37037037037037035, 0.4074074074074074, 0.48148148148148145, 0.5185185185185185, 0.5925925925925926, 0.6296296296296297, 0.6666666666666666, 0.8888888888888888, 0.9259259259259259, 1.0], [.. curve.FalsePositiveRates], relative: Tight);
        Near.Equal([0.0, 0.06060606060606061, 0.18181818181818182, 0.24242424242424243, 0.2727272727272727, 0.3333333333333333, 0.3939393939393939, 0.45454545454545453, 0.5151515151515151, 0.5757575757575758, 0.6666666666666666, 0.696969696969697, 0.8787878787878788, 0.9393939393939394, 1.0], [.. curve.TruePositiveRates], relative: Tight);
        // The reference's first threshold is the greatest score + 1, later versions' is infinity, as here.
        Near.Equal([0.8500000000000001, 0.75, 0.7000000000000001, 0.65, 0.6000000000000001, 0.55, 0.5, 0.45, 0.39999999999999997, 0.35, 0.3, 0.15000000000000002, 0.1, 0.05], [.. curve.Thresholds.Skip(1)], relative: Tight);
        Assert.Equal(double.PositiveInfinity, curve.Thresholds[0]);
    }

    [Fact]
    [Trait("topic", "roc-curve")]
    public void Points_in_the_middle_of_a_straight_piece_are_kept_on_request_and_lie_on_it()
    {
        RocCurve all = RocCurve.Of(Fixture.Positive, Fixture.Scores, keepAll: true), corners = RocCurve.Of(Fixture.Positive, Fixture.Scores);
        Assert.Equal(Fixture.Scores.Distinct().Count() + 1, all.Thresholds.Count);
        Assert.True(corners.Thresholds.Count < all.Thresholds.Count);
        Near.Equal(Trapezoid(all), Trapezoid(corners), relative: Tight);
        Near.Equal(Trapezoid(all), all.Area, relative: Tight);
    }

    [Fact]
    [Trait("topic", "auc-roc")]
    public void The_area_is_the_chance_that_a_positive_outranks_a_negative()
    {
        RandomStream random = RandomKey.FromSeed(11).Open();
        for (int table = 0; table < 50; table++)
        {
            int n = 20 + random.Below(60);
            bool[] positive = new bool[n];
            double[] scores = new double[n], weights = new double[n];
            for (int i = 0; i < n; i++)
                (positive[i], scores[i], weights[i]) = (i < 2 ? i == 0 : random.Below(2) == 0, random.Below(12) / 12.0, random.Below(4) + (i < 2 ? 1 : 0));
            Near.Equal(RankProbability(positive, scores, weights), RankingScores.RocAuc(positive, scores, weights), absolute: Tight);
            Near.Equal(RankProbability(positive, scores, weights), RocCurve.Of(positive, scores, weights).Area, absolute: Tight);
            Near.Equal(Trapezoid(RocCurve.Of(positive, scores, weights)), RankingScores.RocAuc(positive, scores, weights), absolute: Tight);
        }
    }

    [Theory]
    [InlineData(false, 0.500561167227834, 0.5505428239802905)]
    [InlineData(true, 0.4957050073329144, 0.5335565480966343)]
    [Trait("topic", "auc-roc")]
    [Trait("topic", "auc-pr")]
    public void Areas_with_ties_match_the_reference(bool weighted, double roc, double precisionRecall)
    {
        ReadOnlySpan<double> w = weighted ? Fixture.Weights : default;
        Near.Equal(roc, RankingScores.RocAuc(Fixture.Positive, Fixture.Scores, w), relative: Tight);
        Near.Equal(precisionRecall, RankingScores.AveragePrecision(Fixture.Positive, Fixture.Scores, w), relative: Tight);
        Near.Equal(precisionRecall, PrecisionRecallCurve.Of(Fixture.Positive, Fixture.Scores, w).AveragePrecision, relative: Tight);
    }

    [Theory]
    [InlineData(false, 0.5205000000000001, 0.5136666666666667, 0.488287037037037)]
    [InlineData(true, 0.49946093750000004, 0.49659375, 0.4732581018518518)]
    [Trait("topic", "auc-roc")]
    public void Each_class_against_the_rest_matches_the_reference(bool weighted, double macro, double byRows, double micro)
    {
        ReadOnlySpan<double> w = weighted ? Fixture.Weights : default;
        Near.Equal(macro, RankingScores.OneVersusRest(Fixture.Four, Fixture.FourColumns, Averaging.Macro, w), relative: Tight);
        Near.Equal(byRows, RankingScores.OneVersusRest(Fixture.Four, Fixture.FourColumns, Averaging.Weighted, w), relative: Tight);
        Near.Equal(micro, RankingScores.OneVersusRest(Fixture.Four, Fixture.FourColumns, Averaging.Micro, w), relative: Tight);
    }

    [Fact]
    [Trait("topic", "auc-roc")]
    public void Each_pair_of_classes_matches_the_reference()
    {
        Near.Equal(0.5229166666666667, RankingScores.OneVersusOne(Fixture.Four, Fixture.FourColumns), relative: Tight);
        Near.Equal(0.5219444444444444, RankingScores.OneVersusOne(Fixture.Four, Fixture.FourColumns, Averaging.Weighted), relative: Tight);
    }

    [Fact]
    [Trait("topic", "auc-roc")]
    public void The_area_ignores_any_rising_change_of_the_scores_and_the_order_of_rows()
    {
        double area = RankingScores.RocAuc(Fixture.Positive, Fixture.Scores);
        Assert.Equal(area, RankingScores.RocAuc(Fixture.Positive, [.. Fixture.Scores.Select(s => (s * s * s) - 7)]));
        int[] order = RandomKey.FromSeed(1).Open().Permutation(Fixture.Rows);
        Assert.Equal(area, RankingScores.RocAuc([.. order.Select(i => Fixture.Positive[i])], [.. order.Select(i => Fixture.Scores[i])]));
        Near.Equal(1 - area, RankingScores.RocAuc([.. Fixture.Positive.Select(p => !p)], Fixture.Scores), absolute: Tight);
        Assert.Equal(0.5, RankingScores.RocAuc([true, false, true], [1, 1, 1]));
        Assert.Equal(1.0, RankingScores.RocAuc([true, false, true], [2, 1, 3]));
    }

    [Fact]
    [Trait("topic", "precision-recall-tradeoff")]
    public void The_precision_recall_curve_matches_the_reference()
    {
        PrecisionRecallCurve curve = PrecisionRecallCurve.Of(Fixture.Positive, Fixture.Scores);
        Near.Equal([0.55, 0.5535714285714286, 0.5471698113207547, 0.5510204081632653, 0.5555555555555556, 0.5609756097560976, 0.5641025641025641, 0.5428571428571428, 0.5483870967741935, 0.5357142857142857, 0.5416666666666666, 0.5238095238095238, 0.5294117647058824, 0.5714285714285714, 0.6, 0.5714285714285714, 0.5, 1.0], [.. curve.Precisions], relative: Tight);
        Near.Equal([1.0, 0.9393939393939394, 0.8787878787878788, 0.8181818181818182, 0.7575757575757576, 0.696969696969697, 0.6666666666666666, 0.5757575757575758, 0.5151515151515151, 0.45454545454545453, 0.3939393939393939, 0.3333333333333333, 0.2727272727272727, 0.24242424242424243, 0.18181818181818182, 0.12121212121212122, 0.06060606060606061, 0.0], [.. curve.Recalls], relative: Tight);
        Near.Equal([0.05, 0.1, 0.15000000000000002, 0.2, 0.25, 0.3, 0.35, 0.39999999999999997, 0.45, 0.5, 0.55, 0.6000000000000001, 0.65, 0.7000000000000001, 0.75, 0.8, 0.8500000000000001], [.. curve.Thresholds], relative: Tight);
    }

    [Fact]
    [Trait("topic", "precision-recall-tradeoff")]
    public void Raising_the_threshold_of_honest_probabilities_raises_precision_and_lowers_recall()
    {
        // 100 rows at each tenth, of which exactly that share is positive.
        double[] scores = [.. Enumerable.Range(0, 1100).Select(i => i / 100 / 10.0)];
        bool[] positive = [.. Enumerable.Range(0, 1100).Select(i => i % 100 < i / 100 * 10)];
        PrecisionRecallCurve curve = PrecisionRecallCurve.Of(positive, scores);
        for (int i = 1; i < curve.Thresholds.Count; i++)
        {
            Assert.True(curve.Precisions[i] > curve.Precisions[i - 1]);
            Assert.True(curve.Recalls[i] <= curve.Recalls[i - 1]);
        }

        // A missed positive costs three alarms: act from 1/(1 + 3) on, and the first score at or above is 0.3.
        (double threshold, double cost) = ThresholdChoice.OfLeastCost(positive, scores, missCost: 3, alarmCost: 1);
        Assert.Equal(0.3, threshold);
        double byHand = 0;
        for (int i = 0; i < 1100; i++)
            byHand += scores[i] >= 0.3 ? positive[i] ? 0 : 1 : positive[i] ? 3 : 0;
        Near.Equal(byHand, cost, relative: Tight);
        Assert.Equal(double.PositiveInfinity, ThresholdChoice.OfLeastCost(positive, scores, missCost: 0, alarmCost: 1).Threshold);
    }

    [Fact]
    [Trait("topic", "auc-pr")]
    public void At_one_positive_in_a_thousand_ROC_area_is_high_and_precision_recall_area_low()
    {
        RandomStream random = RandomKey.FromSeed(5).Open();
        bool[] positive = [.. Enumerable.Range(0, 20_000).Select(i => i % 1000 == 0)];
        double[] scores = [.. positive.Select(p => p ? random.Uniform(0.85, 1) : random.Uniform())];
        Assert.True(RankingScores.RocAuc(positive, scores) > 0.9);
        Assert.True(RankingScores.AveragePrecision(positive, scores) < 0.2);
    }

    [Fact]
    public void Calibration_points_match_the_reference()
    {
        CalibrationCurve even = CalibrationCurve.Of(Fixture.Positive, Fixture.Scores, bins: 5);
        Near.Equal([0.5333333333333333, 0.5714285714285714, 0.5714285714285714, 0.5384615384615384, 0.5], [.. even.Observed], relative: Tight);
        Near.Equal([0.12666666666666668, 0.32857142857142857, 0.5285714285714286, 0.7230769230769231, 0.8500000000000001], [.. even.Predicted], relative: Tight);
        CalibrationCurve counts = CalibrationCurve.Of(Fixture.Positive, Fixture.Scores, bins: 5, equalCounts: true);
        Near.Equal([0.5333333333333333, 0.6, 0.5454545454545454, 0.5, 0.6], [.. counts.Observed], relative: Tight);
        Near.Equal([0.12666666666666668, 0.3, 0.44999999999999996, 0.6285714285714284, 0.8049999999999999], [.. counts.Predicted], relative: Tight);
    }

    [Fact]
    public void Honest_probabilities_have_no_calibration_error_and_shifted_ones_the_shift()
    {
        double[] honest = [.. Enumerable.Range(0, 1000).Select(i => (i / 100 / 10.0) + 0.05)];
        bool[] happened = [.. Enumerable.Range(0, 1000).Select(i => i % 100 < (i / 100 * 10) + 5)];
        Near.Equal(0, CalibrationCurve.Of(happened, honest).ExpectedError, absolute: Tight);
        CalibrationCurve shifted = CalibrationCurve.Of(happened, [.. honest.Select(p => Math.Min(1, p + 0.02))]);
        Near.Equal(0.02, shifted.ExpectedError, relative: 1e-9);
        Near.Equal(0.02, shifted.LargestError, relative: 1e-9);
        Assert.Equal(1000, shifted.Weights.Sum());
    }

    [Fact]
    public void Curves_without_a_meaning_are_refused()
    {
        Assert.Contains("every row is positive", Assert.Throws<ArgumentException>(() => RocCurve.Of([true, true], [1, 2])).Message, StringComparison.Ordinal);
        Assert.Contains("there is none", Assert.Throws<ArgumentException>(() => PrecisionRecallCurve.Of([false], [1])).Message, StringComparison.Ordinal);
        Assert.Contains("ROC AUC needs rows of both kinds", Assert.Throws<ArgumentException>(() => RankingScores.RocAuc([false], [1])).Message, StringComparison.Ordinal);
        Assert.Contains("at least two classes", Assert.Throws<ArgumentException>(() => RankingScores.OneVersusRest([0, 0], new Matrix(2, 2, [1, 0, 1, 0]))).Message, StringComparison.Ordinal);
        Assert.Contains("Row 1 has the score NaN", Assert.Throws<ArgumentException>(() => RankingScores.RocAuc([true, false], [1, double.NaN])).Message, StringComparison.Ordinal);
    }

    private static double Trapezoid(RocCurve curve)
    {
        double area = 0;
        for (int i = 1; i < curve.Thresholds.Count; i++)
            area += (curve.FalsePositiveRates[i] - curve.FalsePositiveRates[i - 1]) * (curve.TruePositiveRates[i] + curve.TruePositiveRates[i - 1]) / 2;
        return area;
    }

    private static double RankProbability(bool[] positive, double[] scores, double[] weights)
    {
        double wins = 0, pairs = 0;
        for (int i = 0; i < positive.Length; i++)
        {
            for (int j = 0; j < positive.Length; j++)
            {
                if (positive[i] && !positive[j])
                {
                    double w = weights[i] * weights[j];
                    wins += w * (scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0);
                    pairs += w;
                }
            }
        }
        return wins / pairs;
    }
}
