using Hone.Contracts;
using Hone.Data;
using Hone.Evaluation;
using Hone.Recipes;

namespace Hone.Tuning;

/// <summary>Searches the hyper-parameters of a learner by its cross-validated score.</summary>
/// <remarks>
/// Every trial is judged on the same folds with the same seeds, so differences are the settings'. Values whose fit is refused (a
/// singular system, say) are recorded as failed and the search goes on. Cost: trials × folds fits.
/// </remarks>
public static class Tuner
{
    /// <summary>Searches for the highest score over a table's cross-validation folds, default recipe included.</summary>
    /// <param name="learnerOf">The learner of a trial, for example <c>trial => new Ridge { Penalty = trial.LogUniform("penalty", 1e-4, 1e4) }</c>.</param>
    /// <param name="table">Inputs and target.</param>
    /// <param name="target">The target column's name.</param>
    /// <param name="metric">What to score by; one that is better when higher.</param>
    /// <param name="trials">How many to make, at least 1. Default 50.</param>
    /// <param name="folds">How many, at least 2. Default 5.</param>
    /// <param name="sampler">Null means <see cref="ParzenSampler"/>.</param>
    /// <param name="context">Seed, workers, cancellation; a stop keeps the best so far.</param>
    /// <exception cref="ArgumentException">The metric is better when lower, the column is no target, or no trial could be fitted.</exception>
    public static TuningResult Maximize(Func<Trial, ILearner<IModel>> learnerOf, Frame table, string target, Metric metric, int trials = 50, int folds = 5, ISampler? sampler = null, FitContext context = default)
    {
        ArgumentNullException.ThrowIfNull(metric);
        if (!metric.IsBetterWhenHigher)
            throw new ArgumentException($"{metric.Title} is better when lower; minimise it.", nameof(metric));
        return Tune(learnerOf, LabelledTable.Of(table, target), metric, trials, folds, sampler, context);
    }

    /// <summary>Searches for the lowest score over a table's cross-validation folds, default recipe included.</summary>
    /// <param name="learnerOf">The learner of a trial.</param>
    /// <param name="table">Inputs and target.</param>
    /// <param name="target">The target column's name.</param>
    /// <param name="metric">What to score by; one that is better when lower.</param>
    /// <param name="trials">How many to make, at least 1. Default 50.</param>
    /// <param name="folds">How many, at least 2. Default 5.</param>
    /// <param name="sampler">Null means <see cref="ParzenSampler"/>.</param>
    /// <param name="context">Seed, workers, cancellation; a stop keeps the best so far.</param>
    /// <exception cref="ArgumentException">The metric is better when higher, the column is no target, or no trial could be fitted.</exception>
    public static TuningResult Minimize(Func<Trial, ILearner<IModel>> learnerOf, Frame table, string target, Metric metric, int trials = 50, int folds = 5, ISampler? sampler = null, FitContext context = default)
    {
        ArgumentNullException.ThrowIfNull(metric);
        if (metric.IsBetterWhenHigher)
            throw new ArgumentException($"{metric.Title} is better when higher; maximise it.", nameof(metric));
        return Tune(learnerOf, LabelledTable.Of(table, target), metric, trials, folds, sampler, context);
    }

    /// <summary>Searches over folds, in the metric's own direction. The recipe is the one that each trial's learner needs.</summary>
    /// <param name="learnerOf">The learner of a trial; <c>learner.Propose</c> is its own search space.</param>
    /// <param name="folds">Prepared once for each kind of needs.</param>
    /// <param name="metric">What to score by.</param>
    /// <param name="limits">When to end. Null means 50 trials.</param>
    /// <param name="sampler">Null means <see cref="ParzenSampler"/>.</param>
    /// <param name="pruner">Judges the running mean after each fold; null finishes every trial.</param>
    /// <param name="context">Seed, workers, cancellation; a stop keeps the best so far and forgets the trial under way.</param>
    /// <exception cref="ArgumentException">No trial could be fitted; the message is the first one's.</exception>
    public static TuningResult Run(Func<Trial, ILearner<IModel>> learnerOf, TableFolds folds, Metric metric, SearchLimits? limits = null, ISampler? sampler = null, IPruner? pruner = null, FitContext context = default)
    {
        ArgumentNullException.ThrowIfNull(learnerOf);
        ArgumentNullException.ThrowIfNull(folds);
        ArgumentNullException.ThrowIfNull(metric);
        TuningStudy found = Search(learnerOf, folds, metric, limits, sampler, pruner, context, context.Key.Child("settings").State);
        if (found.Study.Best is { } best)
            return new TuningResult(learnerOf(best.Again()), metric, best, found.Details[best.Number].Error, found.Details[best.Number].Fit, found.Study.History, found.End);
        string reason = found.Study.History.FirstOrDefault(t => t.State == TrialState.Failed)?.Note ?? "the search was stopped before the first trial ended.";
        throw new ArgumentException($"No trial gave a score: {reason}", nameof(learnerOf));
    }

    /// <summary>The search itself; the study's seed is apart from the fits', so that every trial is judged like a candidate before it.</summary>
    internal static TuningStudy Search(Func<Trial, ILearner<IModel>> learnerOf, TableFolds folds, Metric metric, SearchLimits? limits, ISampler? sampler, IPruner? pruner, FitContext context, ulong studySeed)
    {
        Study study = new(metric.IsBetterWhenHigher, sampler, pruner, studySeed);
        Dictionary<int, (double Error, TimeSpan Fit)> details = [];
        SearchEnd end = study.Run(
            (trial, steps) => Score(learnerOf(trial), folds, metric, steps, limits?.Clock, context with { Progress = null }, details, trial.Number),
            limits,
            context);
        return new TuningStudy(study, details, end);
    }

    private static TuningResult Tune(Func<Trial, ILearner<IModel>> learnerOf, LabelledTable table, Metric metric, int trials, int folds, ISampler? sampler, FitContext context)
    {
        TableFolds prepared = new(table, table.KFold(folds).Split(table.ForSplitting(), context.Seed), needs => Recipe.Default(table.Inputs, needs, table.Target), context with { Progress = null });
        return Run(learnerOf, prepared, metric, SearchLimits.Of(trials), sampler, context: context);
    }

    private static double? Score(ILearner<IModel> learner, TableFolds folds, Metric metric, TrialSteps steps, TimeProvider? clock, FitContext context, Dictionary<int, (double Error, TimeSpan Fit)> details, int number)
    {
        List<double> scores = [];
        TimeSpan fit = TimeSpan.Zero;
        int done = 0;
        try
        {
            foreach (FoldResult fold in CrossValidation.FoldByFold(learner, folds.For(learner.Needs), [metric], context, clock))
            {
                if (fold.Report.Stop == StopReason.Stopped)
                    break;
                done++;
                fit += fold.FitTime;
                if (!fold.Scores.TryGetValue(metric.Name, out double score))
                    continue;
                scores.Add(score);
                if (!steps.Report(Spread.Mean([.. scores])) && done < folds.Folds.Count)
                    return null;
            }
        }
        catch (Exception failure) when (failure is ArgumentException or InvalidOperationException or ArithmeticException)
        {
            throw new TrialFailedException(failure.Message, failure);
        }
        if (done < folds.Folds.Count)
        {
            steps.Interrupt();
            return null;
        }
        if (scores.Count == 0)
            throw new TrialFailedException($"{metric.Title} has no meaning in any fold: it needs {metric.WhenUndefined}.");
        details[number] = (Spread.StandardError([.. scores]), fit / done);
        return Spread.Mean([.. scores]);
    }
}

/// <summary>What a search of hyper-parameters found.</summary>
/// <param name="Learner">The learner of the best trial, not yet fitted.</param>
/// <param name="Metric">What it was chosen by.</param>
/// <param name="Best">The best trial; its score is the mean over folds, and slightly flattering, as it is the best of many.</param>
/// <param name="StandardError">Of that mean over folds; 0 for one fold.</param>
/// <param name="FitTime">What one fit of it took; zero where there was no clock.</param>
/// <param name="History">Every trial, in order.</param>
/// <param name="End">Why the search ended.</param>
public sealed record TuningResult(ILearner<IModel> Learner, Metric Metric, TrialRecord Best, double StandardError, TimeSpan FitTime, IReadOnlyList<TrialRecord> History, SearchEnd End)
{
    /// <summary>The best trial's mean score.</summary>
    public double Score => Best.Score!.Value;

    /// <summary>The best trial's values, by name; a choice is its position.</summary>
    public IReadOnlyDictionary<string, double> Values { get; } = Best.Values.ToDictionary(v => v.Dimension.Name, v => v.Value, StringComparer.Ordinal);
}

/// <summary>A search's study, with each complete trial's standard error and fit time by its number.</summary>
internal sealed record TuningStudy(Study Study, IReadOnlyDictionary<int, (double Error, TimeSpan Fit)> Details, SearchEnd End);
