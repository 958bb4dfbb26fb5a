using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Evaluation;

/// <summary>Intervals for scores: how far a score could be off because these rows, and not others like them, were drawn.</summary>
/// <remarks>
/// Rows are redrawn with replacement (as counts, so nothing is copied and orders are sorted once) and scored again. It covers the
/// chance of the test rows, not of the training. Resample r has a stream of its own: any number of workers gives the same interval.
/// Cost: O(resamples · n). Sources: Efron, "Better bootstrap confidence intervals", JASA 82, 1987; DiCiccio and Efron, 1996.
/// </remarks>
public static class Bootstrap
{
    // Leaving out each of more rows than this one by one would cost more than the resamples do; groups give the same acceleration.
    private const int MostLeftOutSingly = 1000;
    private const int LeftOutGroups = 200;

    /// <summary>The interval of one score.</summary>
    /// <param name="metric">What to score.</param>
    /// <param name="truth">n rows.</param>
    /// <param name="predictions">n rows.</param>
    /// <param name="weights">n weights; null means 1 each.</param>
    /// <param name="level">The share of intervals that hold the true score, above 0 and below 1. Default 0.95.</param>
    /// <param name="resamples">At least 20. Default 1000.</param>
    /// <param name="method">How the interval is read off the resamples. Default <see cref="BootstrapMethod.Accelerated"/>.</param>
    /// <param name="context">Seed, workers, cancellation.</param>
    /// <exception cref="ArgumentException">The score has no meaning on the rows, or on fewer than half of the resamples.</exception>
    public static ScoreInterval Interval(Metric metric, Target truth, Predictions predictions, double[]? weights = null, double level = 0.95, int resamples = 1000, BootstrapMethod method = BootstrapMethod.Accelerated, FitContext context = default)
    {
        ArgumentNullException.ThrowIfNull(metric);
        Check(level, resamples);
        double score = metric.Score(truth, predictions, weights);
        return Find(metric, score, truth, predictions, weights, level, resamples, method, context)
            ?? throw new ArgumentException(FormattableString.Invariant($"{metric.Title} has a meaning on fewer than half of {resamples} resamples; there are too few rows for an interval."), nameof(truth));
    }

    /// <summary>The interval of every score of an evaluation, by metric name and in its order; all from the same resamples.</summary>
    /// <param name="result">What to give intervals for.</param>
    /// <param name="level">The share of intervals that hold the true score. Default 0.95.</param>
    /// <param name="resamples">At least 20. Default 1000.</param>
    /// <param name="method">How the interval is read off the resamples. Default <see cref="BootstrapMethod.Accelerated"/>.</param>
    /// <param name="context">Seed, workers, cancellation.</param>
    /// <returns>A score without a meaning on half of the resamples is absent.</returns>
    public static IReadOnlyDictionary<string, ScoreInterval> Intervals(EvaluationResult result, double level = 0.95, int resamples = 1000, BootstrapMethod method = BootstrapMethod.Accelerated, FitContext context = default)
    {
        ArgumentNullException.ThrowIfNull(result);
        Check(level, resamples);
        OrderedDictionary<string, ScoreInterval> intervals = new(StringComparer.Ordinal);
        foreach ((string name, double score) in result.Scores)
        {
            if (Find(Metric.Named(name), score, result.Truth, result.Predictions, result.Weights, level, resamples, method, context) is { } interval)
                intervals.Add(name, interval);
        }
        return intervals;
    }

    /// <summary>The standard deviation of the score over resamples.</summary>
    internal static double StandardError(Metric metric, Target truth, Predictions predictions, double[]? weights, int resamples, FitContext context)
    {
        metric.TryScore(truth, predictions, weights, out _);
        return Math.Sqrt(Spread.Variance(Resample(metric, truth, predictions, weights, resamples, context)));
    }

    /// <summary>How often each of n rows is drawn in one resample.</summary>
    internal static double[] Counts(int n, RandomStream random, double[]? weights)
    {
        double[] counts = new double[n];
        for (int i = 0; i < n; i++)
            counts[random.Below(n)]++;
        if (weights is not null)
        {
            for (int i = 0; i < n; i++)
                counts[i] *= weights[i];
        }
        return counts;
    }

    internal static double QuantileOfSorted(double[] sorted, double share)
    {
        double at = Math.Clamp(share, 0, 1) * (sorted.Length - 1);
        int below = (int)at, above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((at - below) * (sorted[above] - sorted[below]));
    }

    private static void Check(double level, int resamples)
    {
        Require.AtLeast(resamples, 20, nameof(resamples));
        if (!(level > 0 && level < 1))
            throw new ArgumentOutOfRangeException(nameof(level), level, FormattableString.Invariant($"level must be above 0 and below 1; found {level}."));
    }

    // Null where the score has a meaning on fewer than half of the resamples.
    private static ScoreInterval? Find(Metric metric, double score, Target truth, Predictions predictions, double[]? weights, double level, int resamples, BootstrapMethod method, FitContext context)
    {
        double[] scores = Resample(metric, truth, predictions, weights, resamples, context);
        if (scores.Length * 2 < resamples)
            return null;
        Array.Sort(scores);
        double error = Math.Sqrt(Spread.Variance(scores));
        double low = (1 - level) / 2, high = 1 - low;
        if (method == BootstrapMethod.Accelerated)
        {
            double bias = Bias(scores, score), acceleration = Acceleration(metric, truth, predictions, weights, context);
            (low, high) = (Shifted(low, bias, acceleration), Shifted(high, bias, acceleration));
        }
        return new ScoreInterval(score, QuantileOfSorted(scores, low), QuantileOfSorted(scores, high), error, level, scores.Length);
    }

    private static double[] Resample(Metric metric, Target truth, Predictions predictions, double[]? weights, int resamples, FitContext context)
    {
        RandomKey key = context.Key.Child("bootstrap");
        double?[] found = new double?[resamples];
        context.For(resamples, r =>
        {
            double[] counts = Counts(truth.RowCount, key.Child(r).Open(), weights);
            // Rows of weight 0 may be all that was drawn.
            if (Array.Exists(counts, c => c > 0) && metric.TryScore(truth, predictions, counts, out double value))
                found[r] = value;
        });
        return [.. found.Where(v => v is not null).Select(v => v!.Value)];
    }

    // z₀: how far the score lies from the middle of the resamples; ties count half.
    private static double Bias(double[] scores, double score)
    {
        double below = scores.Count(s => s < score) + (0.5 * scores.Count(s => s == score));
        double share = Math.Clamp(below / scores.Length, 0.5 / scores.Length, 1 - (0.5 / scores.Length));
        return SpecialFunctions.NormalQuantile(share);
    }

    // a: a sixth of the skewness of what leaving rows out does (Efron 1987, equation 6.6, by the jackknife).
    private static double Acceleration(Metric metric, Target truth, Predictions predictions, double[]? weights, FitContext context)
    {
        int n = truth.RowCount;
        int groups = n <= MostLeftOutSingly ? n : LeftOutGroups;
        int[] order = context.Key.Child("jackknife").Open().Permutation(n);
        double?[] found = new double?[groups];
        context.For(groups, g =>
        {
            double[] kept = new double[n];
            for (int i = 0; i < n; i++)
                kept[order[i]] = i % groups == g ? 0 : weights?[order[i]] ?? 1;
            if (Array.Exists(kept, c => c > 0) && metric.TryScore(truth, predictions, kept, out double value))
                found[g] = value;
        });
        double[] values = [.. found.Where(v => v is not null).Select(v => v!.Value)];
        if (values.Length == 0)
            return 0;
        double mean = Spread.Mean(values), squares = 0, cubes = 0;
        foreach (double value in values)
        {
            double off = mean - value;
            squares += off * off;
            cubes += off * off * off;
        }
        return squares > 0 ? cubes / (6 * squares * Math.Sqrt(squares)) : 0;
    }

    private static double Shifted(double share, double bias, double acceleration)
    {
        double z = bias + SpecialFunctions.NormalQuantile(share);
        return SpecialFunctions.NormalCdf(bias + (z / (1 - (acceleration * z))));
    }
}

/// <summary>How an interval is read off bootstrap resamples.</summary>
public enum BootstrapMethod
{
    /// <summary>The quantiles of the resamples' scores.</summary>
    Percentile,

    /// <summary>The quantiles moved for bias and skewness (BCa): nearer its level for scores near their end, such as an accuracy of 0.99.</summary>
    Accelerated,
}

/// <summary>A score with its interval.</summary>
/// <param name="Score">On the rows as they are.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
/// <param name="StandardError">Standard deviation over resamples.</param>
/// <param name="Level">The share of such intervals that hold the true score.</param>
/// <param name="Resamples">How many resamples the score had a meaning on.</param>
public sealed record ScoreInterval(double Score, double Low, double High, double StandardError, double Level, int Resamples);
