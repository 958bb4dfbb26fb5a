using Hone.Evaluation.Regression;

namespace Hone.Tests.Evaluation;

/// <summary>Scores of numbers. Reference figures: scikit-learn 1.2.1 on <see cref="Fixture"/>.</summary>
public sealed class RegressionScoreTests
{
    private const double Tight = 1e-12;

    [Theory]
    [InlineData(false, 0.9552083333333333, 0.9773476010782107)]
    [InlineData(true, 0.9533854166666667, 0.9764145721294141)]
    [Trait("topic", "mse")]
    [Trait("topic", "rmse")]
    public void Squared_errors_match_the_reference(bool weighted, double mean, double root)
    {
        ReadOnlySpan<double> w = weighted ? Fixture.Weights : default;
        Near.Equal(mean, SquaredError.Mean(Fixture.Numbers, Fixture.Guesses, w), relative: Tight);
        Near.Equal(root, SquaredError.RootMean(Fixture.Numbers, Fixture.Guesses, w), relative: Tight);
        Near.Equal(Math.Sqrt(mean), root, relative: Tight);
    }

    [Theory]
    [InlineData(false, 0.8375, 0.10277844314427775, 0.75, 0.4925)]
    [InlineData(true, 0.8385416666666666, 0.10326156661644664, 0.75, 0.4908333333333334)]
    [Trait("topic", "mae")]
    public void Absolute_errors_match_the_reference(bool weighted, double mean, double relative, double median, double pinball)
    {
        ReadOnlySpan<double> w = weighted ? Fixture.Weights : default;
        Near.Equal(mean, AbsoluteError.Mean(Fixture.Numbers, Fixture.Guesses, w), relative: Tight);
        Near.Equal(relative, AbsoluteError.MeanRelative(Fixture.Numbers, Fixture.Guesses, w), relative: Tight);
        Near.Equal(median, AbsoluteError.Median(Fixture.Numbers, Fixture.Guesses, w), relative: Tight);
        Near.Equal(pinball, AbsoluteError.Pinball(Fixture.Numbers, Fixture.Guesses, 0.2, w), relative: Tight);
    }

    [Fact]
    public void The_largest_error_matches_the_reference() =>
        Assert.Equal(1.75, AbsoluteError.Largest(Fixture.Numbers, Fixture.Guesses));

    [Theory]
    [InlineData(false, 0.8158363346677556, 0.8274879835049338, 0.11578943773905773, 0.015391760645888512)]
    [InlineData(true, 0.8081743308700242, 0.8196233087390549, 0.11560260799952383, 0.015235507283380407)]
    public void Explained_shares_and_deviances_match_the_reference(bool weighted, double r2, double explained, double poisson, double gamma)
    {
        ReadOnlySpan<double> w = weighted ? Fixture.Weights : default;
        Near.Equal(r2, ExplainedShare.R2(Fixture.Numbers, Fixture.Guesses, w), relative: Tight);
        Near.Equal(explained, ExplainedShare.ExplainedVariance(Fixture.Numbers, Fixture.Guesses, w), relative: Tight);
        Near.Equal(poisson, Deviance.Poisson(Fixture.Numbers, Fixture.Guesses, w), relative: 2e-12);
        Near.Equal(gamma, Deviance.Gamma(Fixture.Numbers, Fixture.Guesses, w), relative: 2e-12);
    }

    [Fact]
    [Trait("topic", "mse")]
    public void The_gradient_of_the_squared_error_is_its_slope()
    {
        double[] gradient = SquaredError.Gradient(Fixture.Numbers, Fixture.Guesses, Fixture.Weights);
        const double step = 1e-4;
        for (int i = 0; i < Fixture.Rows; i += 7)
        {
            double[] up = [.. Fixture.Guesses], down = [.. Fixture.Guesses];
            up[i] += step;
            down[i] -= step;
            double slope = (SquaredError.Mean(Fixture.Numbers, up, Fixture.Weights) - SquaredError.Mean(Fixture.Numbers, down, Fixture.Weights)) / (2 * step);
            Near.Equal(slope, gradient[i], relative: 1e-8, absolute: 1e-11);
        }
    }

    [Fact]
    [Trait("topic", "mse")]
    public void The_mean_is_the_constant_of_least_squared_error()
    {
        double[] y = Fixture.Numbers;
        double best = SquaredError.Mean(y, Constant(y.Average()));
        foreach (double off in (double[])[-0.1, -0.001, 0.001, 0.1])
            Assert.True(best < SquaredError.Mean(y, Constant(y.Average() + off)));
    }

    [Fact]
    [Trait("topic", "mae")]
    public void The_median_is_the_constant_of_least_absolute_error_and_an_outlier_moves_squares_far_more()
    {
        double[] y = [1, 2, 3, 5, 9];
        double best = AbsoluteError.Mean(y, [3, 3, 3, 3, 3]);
        foreach (double c in (double[])[2.9, 3.1, 4, 1])
            Assert.True(best < AbsoluteError.Mean(y, [c, c, c, c, c]));

        double[] guess = [1.5, 2.5, 3.5, 5.5, 9.5], wild = [1, 2, 3, 5, 109];
        double absoluteRise = AbsoluteError.Mean(wild, guess) / AbsoluteError.Mean(y, guess), squaredRise = SquaredError.Mean(wild, guess) / SquaredError.Mean(y, guess);
        Assert.True(squaredRise > 100 * absoluteRise);
    }

    [Fact]
    public void The_pinball_loss_of_the_median_is_half_the_absolute_error() =>
        Near.Equal(AbsoluteError.Mean(Fixture.Numbers, Fixture.Guesses) / 2, AbsoluteError.Pinball(Fixture.Numbers, Fixture.Guesses, 0.5), relative: Tight);

    [Fact]
    public void A_weight_of_two_is_the_row_twice()
    {
        double[] w = [1, 2, 0, 1], y = [1, 2, 3, 5], f = [2, 2.5, 9, 4], y2 = [1, 2, 2, 5], f2 = [2, 2.5, 2.5, 4];
        Near.Equal(SquaredError.Mean(y2, f2), SquaredError.Mean(y, f, w), relative: Tight);
        Near.Equal(AbsoluteError.Mean(y2, f2), AbsoluteError.Mean(y, f, w), relative: Tight);
        Near.Equal(AbsoluteError.MeanRelative(y2, f2), AbsoluteError.MeanRelative(y, f, w), relative: Tight);
        Near.Equal(ExplainedShare.R2(y2, f2), ExplainedShare.R2(y, f, w), relative: Tight);
        Near.Equal(ExplainedShare.ExplainedVariance(y2, f2), ExplainedShare.ExplainedVariance(y, f, w), relative: Tight);
        Near.Equal(Deviance.Poisson(y2, f2), Deviance.Poisson(y, f, w), relative: Tight);
        Near.Equal(Deviance.Gamma(y2, f2), Deviance.Gamma(y, f, w), relative: Tight);
    }

    [Fact]
    public void A_constant_target_scores_one_where_met_and_zero_where_missed()
    {
        Assert.Equal(1.0, ExplainedShare.R2([2, 2], [2, 2]));
        Assert.Equal(0.0, ExplainedShare.R2([2, 2], [2, 3]));
        Assert.Equal(1.0, ExplainedShare.ExplainedVariance([2, 2], [3, 3]));
        Assert.Equal(0.0, ExplainedShare.ExplainedVariance([2, 2], [2, 3]));
    }

    [Fact]
    public void Adjusted_R2_charges_for_columns()
    {
        Near.Equal(1 - (0.2 * 99 / 89), ExplainedShare.AdjustedR2(0.8, rows: 100, columns: 10), relative: Tight);
        Assert.Equal(0.8, ExplainedShare.AdjustedR2(0.8, 100, 0), 12);
        Assert.Contains("needs more than 11 rows", Assert.Throws<ArgumentException>(() => ExplainedShare.AdjustedR2(0.8, 11, 10)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bad_numbers_are_refused_in_one_sentence()
    {
        Assert.Contains("Row 1 has the true value NaN", Assert.Throws<ArgumentException>(() => SquaredError.Mean([1, double.NaN], [1, 1])).Message, StringComparison.Ordinal);
        Assert.Contains("Row 0 has the prediction", Assert.Throws<ArgumentException>(() => AbsoluteError.Mean([1], [double.PositiveInfinity])).Message, StringComparison.Ordinal);
        Assert.Contains("at least two rows", Assert.Throws<ArgumentException>(() => ExplainedShare.R2([1], [1])).Message, StringComparison.Ordinal);
        Assert.Contains("Poisson deviance needs", Assert.Throws<ArgumentException>(() => Deviance.Poisson([-1], [1])).Message, StringComparison.Ordinal);
        Assert.Contains("gamma deviance needs", Assert.Throws<ArgumentException>(() => Deviance.Gamma([0], [1])).Message, StringComparison.Ordinal);
    }

    private static double[] Constant(double value) => [.. Enumerable.Repeat(value, Fixture.Rows)];
}
