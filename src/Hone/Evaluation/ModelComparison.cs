using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Evaluation;

/// <summary>Whether one model is really better than another, or only luckier on these rows.</summary>
/// <remarks>Every p-value is two-sided: the chance of a difference at least as great between two models that are equally good.</remarks>
public static class ModelComparison
{
    /// <summary>McNemar's test of two classifiers on the same rows: only rows that exactly one of them gets right say anything.</summary>
    /// <param name="firstRight">Whether the first model is right, n rows.</param>
    /// <param name="secondRight">Whether the second model is right, n rows.</param>
    /// <param name="exact">The binomial test, right for any count; otherwise χ² with continuity correction. Default true.</param>
    /// <returns>Difference: accuracy of the first less that of the second. Statistic: the smaller count, or χ². p = 1 where they never differ.</returns>
    /// <remarks>Source: McNemar, "Note on the sampling error of the difference between correlated proportions", 1947.</remarks>
    /// <exception cref="ArgumentException">Lengths differ, or there are no rows.</exception>
    public static ComparisonResult McNemar(ReadOnlySpan<bool> firstRight, ReadOnlySpan<bool> secondRight, bool exact = true)
    {
        Checks.Pairs(firstRight.Length, secondRight.Length, default);
        int onlyFirst = 0, onlySecond = 0;
        for (int i = 0; i < firstRight.Length; i++)
        {
            if (firstRight[i] && !secondRight[i])
                onlyFirst++;
            else if (!firstRight[i] && secondRight[i])
                onlySecond++;
        }
        double difference = (onlyFirst - onlySecond) / (double)firstRight.Length;
        int n = onlyFirst + onlySecond, fewer = Math.Min(onlyFirst, onlySecond);
        if (n == 0)
            return new ComparisonResult(0, 0, 1);
        if (exact)
            return new ComparisonResult(difference, fewer, Math.Min(1, 2 * BinomialAtMost(fewer, n)));
        double excess = Math.Max(0, Math.Abs(onlyFirst - onlySecond) - 1);
        double chiSquared = excess * excess / n;
        return new ComparisonResult(difference, chiSquared, SpecialFunctions.ChiSquaredUpperTail(chiSquared, 1));
    }

    /// <summary>McNemar's test of two sets of predicted classes.</summary>
    /// <exception cref="ArgumentException">Rows differ, or there are none.</exception>
    public static ComparisonResult McNemar(ClassTarget truth, ClassPredictions first, ClassPredictions second, bool exact = true)
    {
        ArgumentNullException.ThrowIfNull(truth);
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return McNemar(Right(truth, first), Right(truth, second), exact);
    }

    /// <summary>The corrected t-test of scores on the same folds or resamples.</summary>
    /// <param name="differences">First model's score less the second's, one a fold; at least 2.</param>
    /// <param name="trainRows">Training rows of a fold.</param>
    /// <param name="testRows">Test rows of a fold.</param>
    /// <returns>Statistic: t of folds − 1 degrees, ±∞ where all differences are the same but not 0.</returns>
    /// <remarks>
    /// Folds share training rows, so the plain t-test finds differences that are not there; the variance is enlarged by testRows/trainRows.
    /// Source: Nadeau and Bengio, "Inference for the generalization error", Machine Learning 52, 2003.
    /// </remarks>
    /// <exception cref="ArgumentException">There are fewer than two differences, or one is not finite.</exception>
    public static ComparisonResult CorrectedPairedT(ReadOnlySpan<double> differences, double trainRows, double testRows)
    {
        Require.Positive(trainRows, nameof(trainRows));
        Require.Positive(testRows, nameof(testRows));
        Checks.Finite(differences, "difference");
        if (differences.Length < 2)
            throw new ArgumentException(FormattableString.Invariant($"The t-test needs at least two folds; there are {differences.Length}."), nameof(differences));
        double mean = Spread.Mean(differences);
        double error = Math.Sqrt(((1.0 / differences.Length) + (testRows / trainRows)) * Spread.Variance(differences));
        return OfT(mean, error, differences.Length - 1);
    }

    /// <summary>The corrected t-test of two learners' cross-validations on the same folds.</summary>
    /// <param name="first">The first learner's.</param>
    /// <param name="second">The second's, of the same folds.</param>
    /// <param name="metric">Scored in both, with a meaning in every fold.</param>
    /// <exception cref="ArgumentException">The folds differ, or the metric lacks a meaning in one.</exception>
    public static ComparisonResult CorrectedPairedT(CrossValidationResult first, CrossValidationResult second, Metric metric)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        double[] a = first.Scores(metric), b = second.Scores(metric);
        if (first.Folds.Count != second.Folds.Count || first.Folds.Zip(second.Folds).Any(p => !p.First.TestRows.AsSpan().SequenceEqual(p.Second.TestRows)))
            throw new ArgumentException("The two were not cross-validated on the same folds.", nameof(second));
        if (a.Length != first.Folds.Count || b.Length != first.Folds.Count)
            throw new ArgumentException($"{metric.Title} has no meaning in some folds, so they cannot be paired.", nameof(metric));
        return CorrectedPairedT([.. a.Zip(b, (x, y) => x - y)], first.Folds.Average(f => (double)f.TrainRows), first.Folds.Average(f => (double)f.TestRows.Length));
    }

    /// <summary>The 5×2 cross-validated t-test: five times two halves, each half tested by the other.</summary>
    /// <param name="differences">Ten differences of scores: first half, second half, of each of the five repeats.</param>
    /// <returns>Statistic: t of 5 degrees.</returns>
    /// <remarks>Source: Dietterich, "Approximate statistical tests for comparing supervised classification learning algorithms", Neural Computation 10, 1998.</remarks>
    /// <exception cref="ArgumentException">There are not ten finite differences.</exception>
    public static ComparisonResult FiveByTwoT(ReadOnlySpan<double> differences)
    {
        double squares = FiveByTwoVariance(differences, out _);
        return OfT(differences[0], Math.Sqrt(squares / 5), 5) with { Difference = Spread.Mean(differences) };
    }

    /// <summary>The 5×2 cross-validated F-test, which uses all ten differences where the t-test uses the first.</summary>
    /// <param name="differences">Ten differences of scores: first half, second half, of each of the five repeats.</param>
    /// <returns>Statistic: F of 10 and 5 degrees.</returns>
    /// <remarks>Source: Alpaydin, "Combined 5 × 2 cv F test", Neural Computation 11, 1999.</remarks>
    /// <exception cref="ArgumentException">There are not ten finite differences.</exception>
    public static ComparisonResult FiveByTwoF(ReadOnlySpan<double> differences)
    {
        double variances = FiveByTwoVariance(differences, out double squares), mean = Spread.Mean(differences);
        if (variances <= 0)
            return squares > 0 ? new ComparisonResult(mean, double.PositiveInfinity, 0) : new ComparisonResult(0, 0, 1);
        double f = squares / (2 * variances);
        return new ComparisonResult(mean, f, SpecialFunctions.FUpperTail(f, 10, 5));
    }

    /// <summary>The difference of two models' scores on the same rows, with a bootstrap interval: both are scored on each redraw of the rows.</summary>
    /// <param name="metric">What to score.</param>
    /// <param name="truth">n rows.</param>
    /// <param name="first">The first model's predictions.</param>
    /// <param name="second">The second's.</param>
    /// <param name="weights">n weights; null means 1 each.</param>
    /// <param name="level">The share of intervals that hold the true difference. Default 0.95.</param>
    /// <param name="resamples">At least 20. Default 2000.</param>
    /// <param name="context">Seed, workers, cancellation.</param>
    /// <returns>Difference: first less second. p: twice the share of redraws on the other side of 0, never below 2/(resamples + 1).</returns>
    /// <exception cref="ArgumentException">The score has no meaning on the rows, or on fewer than half of the redraws.</exception>
    public static ComparisonResult BootstrapDifference(Metric metric, Target truth, Predictions first, Predictions second, double[]? weights = null, double level = 0.95, int resamples = 2000, FitContext context = default)
    {
        ArgumentNullException.ThrowIfNull(metric);
        Require.AtLeast(resamples, 20, nameof(resamples));
        if (!(level > 0 && level < 1))
            throw new ArgumentOutOfRangeException(nameof(level), level, FormattableString.Invariant($"level must be above 0 and below 1; found {level}."));
        double difference = metric.Score(truth, first, weights) - metric.Score(truth, second, weights);
        RandomKey key = context.Key.Child("difference");
        double?[] found = new double?[resamples];
        context.For(resamples, r =>
        {
            double[] counts = Bootstrap.Counts(truth.RowCount, key.Child(r).Open(), weights);
            if (Array.Exists(counts, c => c > 0) && metric.TryScore(truth, first, counts, out double a) && metric.TryScore(truth, second, counts, out double b))
                found[r] = a - b;
        });
        double[] differences = [.. found.Where(v => v is not null).Select(v => v!.Value).Order()];
        if (differences.Length * 2 < resamples)
            throw new ArgumentException(FormattableString.Invariant($"{metric.Title} has a meaning on only {differences.Length} of {resamples} redraws; there are too few rows."), nameof(truth));
        int below = differences.Count(d => d < 0), above = differences.Count(d => d > 0), equal = differences.Length - below - above;
        // Counting the rows as they are as one redraw more keeps p above 0; an exact tie counts half on each side.
        double p = Math.Min(1, 2 * (Math.Min(below, above) + (0.5 * equal) + 1) / (differences.Length + 1));
        return new ComparisonResult(difference, Math.Min(below, above), p)
        {
            Low = Bootstrap.QuantileOfSorted(differences, (1 - level) / 2),
            High = Bootstrap.QuantileOfSorted(differences, (1 + level) / 2),
        };
    }

    private static bool[] Right(ClassTarget truth, ClassPredictions predictions)
    {
        Checks.Pairs(truth.RowCount, predictions.RowCount, default);
        bool[] right = new bool[truth.RowCount];
        for (int i = 0; i < right.Length; i++)
            right[i] = truth.Codes[i] == predictions.Labels[i];
        return right;
    }

    // P(X ≤ k) of n fair coins: I_½(n − k, k + 1).
    private static double BinomialAtMost(int k, int n) => SpecialFunctions.RegularizedBeta(n - k, k + 1, 0.5);

    private static ComparisonResult OfT(double mean, double error, int degrees)
    {
        if (error > 0)
            return new ComparisonResult(mean, mean / error, SpecialFunctions.StudentTTwoSided(mean / error, degrees));
        return mean == 0 ? new ComparisonResult(0, 0, 1) : new ComparisonResult(mean, mean > 0 ? double.PositiveInfinity : double.NegativeInfinity, 0);
    }

    private static double FiveByTwoVariance(ReadOnlySpan<double> differences, out double squares)
    {
        Checks.Finite(differences, "difference");
        if (differences.Length != 10)
            throw new ArgumentException(FormattableString.Invariant($"Five times two folds give ten differences; there are {differences.Length}."), nameof(differences));
        double variances = 0;
        squares = 0;
        for (int i = 0; i < 10; i += 2)
        {
            double mean = (differences[i] + differences[i + 1]) / 2, a = differences[i] - mean, b = differences[i + 1] - mean;
            variances += (a * a) + (b * b);
            squares += (differences[i] * differences[i]) + (differences[i + 1] * differences[i + 1]);
        }
        return variances;
    }
}

/// <summary>What a comparison of two models found.</summary>
/// <param name="Difference">First less second, in the unit of the score.</param>
/// <param name="Statistic">The test's own.</param>
/// <param name="PValue">The chance of a difference at least as great between equally good models.</param>
public sealed record ComparisonResult(double Difference, double Statistic, double PValue)
{
    /// <summary>Lower end of the difference's interval, where the test gives one.</summary>
    public double? Low { get; init; }

    /// <summary>Upper end of the difference's interval, where the test gives one.</summary>
    public double? High { get; init; }
}
