using Hone.Contracts;
using Hone.Data;
using Hone.Numerics;
using Hone.Recipes;

namespace Hone.Evaluation;

/// <summary>Scores on training and held-out rows as the training rows grow: tells whether more data would help.</summary>
/// <remarks>
/// Each size takes the first so many of one seeded order of each fold's training rows, so a larger size holds a smaller one's rows.
/// Cost: sizes × folds fits.
/// </remarks>
public static class LearningCurve
{
    /// <summary>The curve of a learner on features.</summary>
    /// <param name="learner">Any learner.</param>
    /// <param name="data">n rows.</param>
    /// <param name="folds">As a splitter gives them.</param>
    /// <param name="metric">What to score.</param>
    /// <param name="shares">Shares of each fold's training rows, above 0 and at most 1, rising; null means 0.1, 0.325, 0.55, 0.775, 1.</param>
    /// <param name="context">Seed, workers, cancellation.</param>
    /// <param name="shuffle">Whether training rows are taken in a random order rather than the fold's. Default true.</param>
    /// <exception cref="ArgumentException">A share is out of range or they do not rise, or the learner refuses so few rows.</exception>
    public static ScoreCurve Of(ILearner<IModel> learner, TrainingData data, IReadOnlyList<Fold> folds, Metric metric, IReadOnlyList<double>? shares = null, FitContext context = default, bool shuffle = true) =>
        Run(learner, folds, metric, shares, context, shuffle, cut => PreparedFolds.Of(data, cut));

    /// <summary>The curve of recipe and learner together; the recipe too sees only the rows of each size.</summary>
    /// <param name="learner">Any learner.</param>
    /// <param name="recipe">From the table's columns to features.</param>
    /// <param name="table">n rows.</param>
    /// <param name="folds">As a splitter gives them.</param>
    /// <param name="metric">What to score.</param>
    /// <param name="shares">Shares of each fold's training rows, above 0 and at most 1, rising; null means 0.1, 0.325, 0.55, 0.775, 1.</param>
    /// <param name="context">Seed, workers, cancellation.</param>
    /// <param name="shuffle">Whether training rows are taken in a random order rather than the fold's. Default true.</param>
    public static ScoreCurve Of(ILearner<IModel> learner, Recipe recipe, LabelledTable table, IReadOnlyList<Fold> folds, Metric metric, IReadOnlyList<double>? shares = null, FitContext context = default, bool shuffle = true) =>
        Run(learner, folds, metric, shares, context, shuffle, cut => PreparedFolds.Of(table, recipe, cut, context));

    private static ScoreCurve Run(ILearner<IModel> learner, IReadOnlyList<Fold> folds, Metric metric, IReadOnlyList<double>? shares, FitContext context, bool shuffle, Func<IReadOnlyList<Fold>, PreparedFolds> prepare)
    {
        ArgumentNullException.ThrowIfNull(folds);
        ArgumentNullException.ThrowIfNull(metric);
        shares ??= [0.1, 0.325, 0.55, 0.775, 1.0];
        for (int s = 0; s < shares.Count; s++)
        {
            Require.Share(shares[s], nameof(shares));
            if (s > 0 && shares[s] <= shares[s - 1])
                throw new ArgumentException(FormattableString.Invariant($"The shares must rise; {shares[s]} comes after {shares[s - 1]}."), nameof(shares));
        }

        int[][] orders = [.. folds.Select((fold, f) => shuffle ? Shuffled(fold.Train, context.Key.Child("learning curve").Child(f)) : fold.Train)];
        CurvePoint[] points = new CurvePoint[shares.Count];
        for (int s = 0; s < points.Length; s++)
        {
            Fold[] cut = [.. folds.Select((fold, f) => new Fold(orders[f][..Math.Max(1, (int)Math.Floor(shares[s] * fold.Train.Length))], fold.Test))];
            CrossValidationResult result = CrossValidation.Run(learner, prepare(cut), [metric], context with { Progress = null }, scoreTraining: true);
            points[s] = CurvePoint.Of(cut.Average(f => (double)f.Train.Length), result, metric);
            context.Progress?.Report(new FitProgress("size", s + 1, points.Length, points[s].Test));
        }
        return new ScoreCurve(metric, points);
    }

    private static int[] Shuffled(int[] rows, RandomKey key)
    {
        int[] result = [.. rows];
        key.Open().Shuffle(result.AsSpan());
        return result;
    }
}

/// <summary>Scores on training and held-out rows along something that varies.</summary>
/// <param name="Metric">What was scored.</param>
/// <param name="Points">In the order given.</param>
public sealed record ScoreCurve(Metric Metric, IReadOnlyList<CurvePoint> Points)
{
    /// <summary>The point of the best held-out score; the first of equals.</summary>
    public CurvePoint Best => Points.Aggregate((best, p) => Metric.IsBetter(p.Test, best.Test) ? p : best);

    /// <summary>Reads the last point by the usual rule, given the score that would do.</summary>
    /// <param name="wanted">A score worth reaching, in the metric's own scale.</param>
    /// <returns>
    /// Underfit where not even the training rows reach it: a richer model is needed, more rows will not help.
    /// Overfit where training rows do and held-out rows do not: more rows, or a simpler model. Good where both do.
    /// </returns>
    public FitVerdict Judge(double wanted)
    {
        CurvePoint last = Points[^1];
        return Metric.IsBetter(wanted, last.Train) ? FitVerdict.Underfit : Metric.IsBetter(wanted, last.Test) ? FitVerdict.Overfit : FitVerdict.Good;
    }
}

/// <summary>What a learning curve says of a model.</summary>
public enum FitVerdict
{
    /// <summary>Training and held-out rows reach the score wanted.</summary>
    Good,

    /// <summary>Only the training rows do.</summary>
    Overfit,

    /// <summary>Neither do.</summary>
    Underfit,
}

/// <summary>One point of a learning or validation curve: means over folds with their standard errors.</summary>
/// <param name="At">Training rows, or the setting's value.</param>
/// <param name="Train">Mean score on the training rows themselves.</param>
/// <param name="TrainError">Its standard error.</param>
/// <param name="Test">Mean score on held-out rows.</param>
/// <param name="TestError">Its standard error.</param>
public sealed record CurvePoint(double At, double Train, double TrainError, double Test, double TestError)
{
    internal static CurvePoint Of(double at, CrossValidationResult result, Metric metric)
    {
        double[] train = result.TrainScores(metric);
        return new CurvePoint(at, Spread.Mean(train), Spread.StandardError(train), result.Mean(metric), result.StandardError(metric));
    }
}
