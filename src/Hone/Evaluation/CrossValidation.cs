using Hone.Contracts;
using Hone.Data;
using Hone.Recipes;

namespace Hone.Evaluation;

/// <summary>Cross-validation: fits a learner on each fold's training rows and scores it on the fold's test rows.</summary>
/// <remarks>
/// Fold k is fitted with the seed's part k, so folds do not depend on one another, nor on the number of workers.
/// Cost: as many fits as there are folds. Source: Stone, "Cross-validatory choice and assessment of statistical predictions", 1974.
/// </remarks>
public static class CrossValidation
{
    /// <summary>Cross-validates on features that need no recipe.</summary>
    /// <param name="learner">Any learner.</param>
    /// <param name="data">n rows.</param>
    /// <param name="folds">As a splitter gives them.</param>
    /// <param name="metrics">What to score; null means every metric that applies.</param>
    /// <param name="context">Seed, workers, cancellation; see <see cref="Run(ILearner{IModel}, PreparedFolds, IReadOnlyList{Metric}?, FitContext, TimeProvider?, bool)"/> for stop.</param>
    /// <param name="clock">Measures fits; null measures nothing and times are zero.</param>
    public static CrossValidationResult Run(ILearner<IModel> learner, TrainingData data, IReadOnlyList<Fold> folds, IReadOnlyList<Metric>? metrics = null, FitContext context = default, TimeProvider? clock = null) =>
        Run(learner, PreparedFolds.Of(data, folds), metrics, context, clock);

    /// <summary>Cross-validates recipe and learner together: the recipe is fitted within each fold.</summary>
    /// <param name="learner">Any learner.</param>
    /// <param name="recipe">From the table's columns to features.</param>
    /// <param name="table">n rows.</param>
    /// <param name="folds">As a splitter gives them.</param>
    /// <param name="metrics">What to score; null means every metric that applies.</param>
    /// <param name="context">Seed, workers, cancellation.</param>
    /// <param name="clock">Measures fits; null measures nothing and times are zero.</param>
    public static CrossValidationResult Run(ILearner<IModel> learner, Recipe recipe, LabelledTable table, IReadOnlyList<Fold> folds, IReadOnlyList<Metric>? metrics = null, FitContext context = default, TimeProvider? clock = null) =>
        Run(learner, PreparedFolds.Of(table, recipe, folds, context), metrics, context, clock);

    /// <summary>Cross-validates on folds prepared earlier.</summary>
    /// <param name="learner">Any learner that learns this kind of target.</param>
    /// <param name="folds">Ready features.</param>
    /// <param name="metrics">What to score; null means every metric that applies.</param>
    /// <param name="context">Seed, workers, cancellation. A requested stop ends after the fold under way: the result has fewer folds and says that it is not complete.</param>
    /// <param name="clock">Measures fits; null measures nothing and times are zero.</param>
    /// <param name="scoreTraining">Also scores each model on its own training rows, as learning curves want. Default false.</param>
    /// <exception cref="ArgumentException">The learner does not learn that kind of target, or refuses a fold's data.</exception>
    public static CrossValidationResult Run(ILearner<IModel> learner, PreparedFolds folds, IReadOnlyList<Metric>? metrics = null, FitContext context = default, TimeProvider? clock = null, bool scoreTraining = false)
    {
        ArgumentNullException.ThrowIfNull(folds);
        metrics ??= Metric.For(folds.Target);
        List<FoldResult> results = [];
        foreach (FoldResult result in FoldByFold(learner, folds, metrics, context, clock, scoreTraining))
        {
            results.Add(result);
            context.Progress?.Report(new FitProgress("fold", results.Count, folds.Folds.Count));
        }
        bool complete = results.Count == folds.Folds.Count && results.TrueForAll(r => r.Report.Stop != StopReason.Stopped);
        return new CrossValidationResult(results, metrics, folds.Target, complete);
    }

    /// <summary>The same, one fold at a time as the caller asks for them, so that a hopeless learner can be left early.</summary>
    /// <param name="learner">Any learner that learns this kind of target.</param>
    /// <param name="folds">Ready features.</param>
    /// <param name="metrics">What to score; null means every metric that applies.</param>
    /// <param name="context">Seed, workers, cancellation. A requested stop ends after the fold under way.</param>
    /// <param name="clock">Measures fits; null measures nothing and times are zero.</param>
    /// <param name="scoreTraining">Also scores each model on its own training rows. Default false.</param>
    /// <exception cref="ArgumentException">The learner does not learn that kind of target, or refuses a fold's data.</exception>
    public static IEnumerable<FoldResult> FoldByFold(ILearner<IModel> learner, PreparedFolds folds, IReadOnlyList<Metric>? metrics = null, FitContext context = default, TimeProvider? clock = null, bool scoreTraining = false)
    {
        ArgumentNullException.ThrowIfNull(learner);
        ArgumentNullException.ThrowIfNull(folds);
        if ((learner.Targets & folds.Target.Kind) == TargetKinds.None)
            throw new ArgumentException($"{learner.GetType().Name} does not learn {(folds.Target.Kind == TargetKinds.Classes ? "classes" : "numbers")}.", nameof(learner));
        return Each(learner, folds, metrics ?? Metric.For(folds.Target), context, clock, scoreTraining);
    }

    private static IEnumerable<FoldResult> Each(ILearner<IModel> learner, PreparedFolds folds, IReadOnlyList<Metric> metrics, FitContext context, TimeProvider? clock, bool scoreTraining)
    {
        foreach (PreparedFold fold in folds.Folds)
        {
            if (fold.Number > 0 && context.Stop.IsCancellationRequested)
                yield break;
            yield return RunFold(learner, fold, metrics, context.Part(fold.Number), clock, scoreTraining);
        }
    }

    private static FoldResult RunFold(ILearner<IModel> learner, PreparedFold fold, IReadOnlyList<Metric> metrics, FitContext context, TimeProvider? clock, bool scoreTraining)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        long start = clock?.GetTimestamp() ?? 0;
        IModel model = learner.Fit(fold.Train, context);
        long fitted = clock?.GetTimestamp() ?? 0;
        Predictions predictions = Predictions.Of(model, fold.Test.X, fold.Test.Y, context.Workers);
        long predicted = clock?.GetTimestamp() ?? 0;
        return new FoldResult(fold.Number, Scores(metrics, fold.Test, predictions), predictions, fold.TestRows, model.Report)
        {
            TrainRows = fold.Train.X.RowCount,
            TrainScores = scoreTraining ? Scores(metrics, fold.Train, Predictions.Of(model, fold.Train.X, fold.Train.Y, context.Workers)) : null,
            FitTime = clock?.GetElapsedTime(start, fitted) ?? TimeSpan.Zero,
            PredictTime = clock?.GetElapsedTime(fitted, predicted) ?? TimeSpan.Zero,
        };
    }

    private static OrderedDictionary<string, double> Scores(IReadOnlyList<Metric> metrics, TrainingData rows, Predictions predictions)
    {
        OrderedDictionary<string, double> scores = new(StringComparer.Ordinal);
        foreach (Metric metric in metrics)
        {
            if (metric.TryScore(rows.Y, predictions, rows.Weights, out double value))
                scores.Add(metric.Name, value);
        }
        return scores;
    }
}

/// <summary>How one fold went.</summary>
/// <param name="Number">From 0.</param>
/// <param name="Scores">By metric name; a metric without a meaning on the fold's test rows is absent.</param>
/// <param name="Predictions">Of the test rows.</param>
/// <param name="TestRows">Which rows of the whole they are.</param>
/// <param name="Report">How the fit went.</param>
public sealed record FoldResult(int Number, IReadOnlyDictionary<string, double> Scores, Predictions Predictions, int[] TestRows, FitReport Report)
{
    /// <summary>How many rows the model was fitted on.</summary>
    public int TrainRows { get; init; }

    /// <summary>The model's scores on its own training rows, where they were asked for.</summary>
    public IReadOnlyDictionary<string, double>? TrainScores { get; init; }

    /// <summary>How long the fit took; zero where there was no clock.</summary>
    public TimeSpan FitTime { get; init; }

    /// <summary>How long predicting the test rows took; zero where there was no clock.</summary>
    public TimeSpan PredictTime { get; init; }
}
