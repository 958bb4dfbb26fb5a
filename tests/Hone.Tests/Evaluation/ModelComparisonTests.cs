using Hone.Contracts;
using Hone.Data;
using Hone.Evaluation;
using Hone.Numerics;
using Hone.Recipes;

namespace Hone.Tests.Evaluation;

/// <summary>Reference figures: statsmodels 0.13.5 (mcnemar), scipy 1.10.1 (t and F tails).</summary>
[Trait("topic", "model-comparison-tests")]
public sealed class ModelComparisonTests
{
    private static readonly double[] Differences = [0.02, 0.015, -0.005, 0.03, 0.012, 0.018, 0.001, 0.022, 0.009, 0.011];

    [Theory]
    [InlineData(12, 4, 4.0, 0.076812744140625, 3.0625, 0.08011831372763421)]
    [InlineData(30, 22, 22.0, 0.3317497633694906, 0.9423076923076923, 0.33168506805685966)]
    [InlineData(3, 0, 0.0, 0.25, 1.3333333333333333, 0.24821307898992026)]
    public void McNemar_matches_the_reference(int onlyFirst, int onlySecond, double exact, double exactP, double chiSquared, double chiP)
    {
        bool[] a = [.. Enumerable.Range(0, 142).Select(i => i < onlyFirst || i >= 100)], b = [.. Enumerable.Range(0, 142).Select(i => (i >= onlyFirst && i < onlyFirst + onlySecond) || i >= 100)];
        ComparisonResult result = ModelComparison.McNemar(a, b);
        Assert.Equal(exact, result.Statistic);
        Near.Equal(exactP, result.PValue, relative: 1e-12);
        Near.Equal((onlyFirst - onlySecond) / 142.0, result.Difference, relative: 1e-12);
        ComparisonResult approximate = ModelComparison.McNemar(a, b, exact: false);
        Near.Equal(chiSquared, approximate.Statistic, relative: 1e-12);
        Near.Equal(chiP, approximate.PValue, relative: 1e-10);
        Near.Equal(result.PValue, ModelComparison.McNemar(b, a).PValue, relative: 1e-12);
    }

    [Fact]
    public void The_corrected_t_test_matches_the_reference()
    {
        ComparisonResult result = ModelComparison.CorrectedPairedT(Differences, trainRows: 90, testRows: 10);
        Near.Equal(2.8382864723893455, result.Statistic, relative: 1e-12);
        Near.Equal(0.01945748933111786, result.PValue, relative: 1e-10);
    }

    [Fact]
    public void Five_by_two_tests_match_the_reference()
    {
        Near.Equal(1.520132561339275, ModelComparison.FiveByTwoT(Differences).Statistic, relative: 1e-12);
        Near.Equal(0.18895221037410861, ModelComparison.FiveByTwoT(Differences).PValue, relative: 1e-10);
        Near.Equal(1.5626805314846908, ModelComparison.FiveByTwoF(Differences).Statistic, relative: 1e-12);
        Near.Equal(0.3249131896530895, ModelComparison.FiveByTwoF(Differences).PValue, relative: 1e-10);
    }

    [Fact]
    public void Models_that_never_differ_are_not_told_apart()
    {
        Assert.Equal(1, ModelComparison.McNemar([true, false], [true, false]).PValue);
        Assert.Equal(1, ModelComparison.CorrectedPairedT(new double[5], 80, 20).PValue);
        Assert.Equal(1, ModelComparison.FiveByTwoT(new double[10]).PValue);
        Assert.Equal(1, ModelComparison.FiveByTwoF(new double[10]).PValue);
        Assert.Equal(0, ModelComparison.CorrectedPairedT([0.5, 0.5, 0.5], 80, 20).PValue);
    }

    [Fact]
    public void Equal_models_are_told_apart_in_five_of_a_hundred_comparisons()
    {
        // Differences of ten folds of nine tenths each are correlated by test/(train + test) = 0.1: the correction's own premise.
        RandomStream random = RandomKey.FromSeed(21).Open();
        int corrected = 0, plain = 0;
        const int trials = 10_000;
        double[] differences = new double[10];
        for (int t = 0; t < trials; t++)
        {
            double shared = Normal(random) * Math.Sqrt(0.1);
            for (int k = 0; k < 10; k++)
                differences[k] = shared + (Normal(random) * Math.Sqrt(0.9));
            corrected += ModelComparison.CorrectedPairedT(differences, 90, 10).PValue < 0.05 ? 1 : 0;
            plain += ModelComparison.CorrectedPairedT(differences, 1e12, 1e-12).PValue < 0.05 ? 1 : 0;
        }
        Assert.InRange(corrected / (double)trials, 0.043, 0.057);
        Assert.True(plain > 1.8 * corrected);
    }

    [Fact]
    public void The_bootstrap_tells_a_real_difference_from_none()
    {
        RandomStream random = RandomKey.FromSeed(8).Open();
        int n = 400;
        double[] y = [.. Enumerable.Range(0, n).Select(_ => Normal(random))], good = [.. y.Select(v => v + (0.5 * Normal(random)))], alike = [.. y.Select(v => v + (0.5 * Normal(random)))], poor = [.. y.Select(v => v + Normal(random))];
        NumberTarget truth = new(y);
        ComparisonResult real = ModelComparison.BootstrapDifference(Metric.MeanAbsoluteError, truth, new NumberPredictions(good), new NumberPredictions(poor), resamples: 500);
        Assert.True(real.PValue < 0.01 && real.High < 0 && real.Low < real.Difference && real.Difference < real.High);
        ComparisonResult none = ModelComparison.BootstrapDifference(Metric.MeanAbsoluteError, truth, new NumberPredictions(good), new NumberPredictions(alike), resamples: 500);
        Assert.True(none.PValue > 0.05 && none.Low < 0 && none.High > 0);
        Assert.Equal(1, ModelComparison.BootstrapDifference(Metric.MeanAbsoluteError, truth, new NumberPredictions(good), new NumberPredictions(good), resamples: 100).PValue);
    }

    [Fact]
    public void Cross_validations_are_compared_fold_by_fold_and_only_on_the_same_folds()
    {
        TrainingData data = new(new Features(new Matrix(Fixture.Rows, 1, [.. Fixture.Numbers.Select(v => Math.Round(v))])), new NumberTarget(Fixture.Numbers));
        IReadOnlyList<Fold> folds = new KFold().Split(Fixture.Rows, 1);
        CrossValidationResult one = CrossValidation.Run(new Nearest(), data, folds), many = CrossValidation.Run(new Nearest { Neighbours = 40 }, data, folds);
        ComparisonResult result = ModelComparison.CorrectedPairedT(one, many, Metric.MeanAbsoluteError);
        Near.Equal(one.Mean(Metric.MeanAbsoluteError) - many.Mean(Metric.MeanAbsoluteError), result.Difference, relative: 1e-10);
        Assert.True(result.PValue < 0.05);
        Assert.Contains("not cross-validated on the same folds", Assert.Throws<ArgumentException>(() => ModelComparison.CorrectedPairedT(one, CrossValidation.Run(new Nearest(), data, new KFold().Split(Fixture.Rows, 2)), Metric.MeanAbsoluteError)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bad_arguments_are_refused_in_one_sentence()
    {
        Assert.Contains("at least two folds", Assert.Throws<ArgumentException>(() => ModelComparison.CorrectedPairedT([0.1], 9, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("ten differences; there are 2", Assert.Throws<ArgumentException>(() => ModelComparison.FiveByTwoT([0.1, 0.2])).Message, StringComparison.Ordinal);
        Assert.Contains("There are 1 predictions but 2", Assert.Throws<ArgumentException>(() => ModelComparison.McNemar([true, false], [true])).Message, StringComparison.Ordinal);
    }

    private static double Normal(RandomStream random) => SpecialFunctions.NormalQuantile(random.Uniform(1e-12, 1));
}
