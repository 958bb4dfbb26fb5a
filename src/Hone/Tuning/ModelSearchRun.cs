using Hone.Contracts;
using Hone.Data;
using Hone.Evaluation;
using Hone.Recipes;

namespace Hone.Tuning;

/// <summary>One run of a <see cref="ModelSearch"/>, with its clock and its leaderboard.</summary>
internal sealed class ModelSearchRun
{
    // What a column costs beside its numbers, in numbers: the steps of a solver touch every parameter so often.
    private const double WorkOfColumn = 20;

    private readonly ModelSearch search;
    private readonly LabelledTable table;
    private readonly FitContext context;
    private readonly Metric metric;
    private readonly IReadOnlyList<Candidate> candidates;
    private readonly long start;
    private readonly List<LeaderboardEntry> entries = [];
    private readonly Dictionary<Needs, TimeSpan> preparing = [];
    private LabelledTable seen;

    public ModelSearchRun(ModelSearch search, LabelledTable table, FitContext context)
    {
        (this.search, this.table, seen, this.context) = (search, table, table, context);
        metric = search.Metric ?? Metric.DefaultFor(table.Target);
        candidates = search.Candidates ?? Candidate.DefaultsFor(table.Target);
        start = search.Clock?.GetTimestamp() ?? 0;
    }

    private TimeSpan? Remaining => search.TimeLimit is { } limit && search.Replay is null ? limit - search.Reserve - search.Clock!.GetElapsedTime(start) : null;

    public ModelSearchResult Run()
    {
        (seen, IReadOnlyList<Fold> folds, List<string> notes) = search.Plan(table, context.Key.Child("search").State);
        Recipe RecipeFor(Needs needs) => search.RecipeFor?.Invoke(seen, needs) ?? Recipe.Default(seen.Inputs, needs, seen.Target);
        TableFolds prepared = search.Features is { } all
            ? new(seen, folds, seen.RowCount == all.RowCount ? all : all.TakeRows([.. ((WholeColumn)seen.Inputs.Columns[0]).Values.ToArray().Select(row => (int)row)]))
            : new(seen, folds, RecipeFor, context with { Progress = null });
        int trainRows = folds.Max(f => f.Train.Length);

        int reached = 0;
        foreach (Candidate candidate in candidates)
        {
            if (reached > 0 && (context.Stop.IsCancellationRequested || Remaining <= ForRefit(BestJudged(), folds.Count, trainRows) || search.Replay?.Candidates <= reached))
                break;
            using TimedStop stop = StopInTime(BestJudged(), folds.Count, trainRows);
            if (!Judge(candidate, prepared, trainRows, reached == 0 ? context : context with { Stop = stop.Token }))
                break;
            reached++;
            context.Progress?.Report(new FitProgress("candidate", reached, candidates.Count, BestJudged()?.Score));
        }
        foreach (Candidate candidate in candidates.Skip(entries.Count))
            entries.Add(new LeaderboardEntry(candidate.Name, candidate.Learner, null, null, TimeSpan.Zero, "not tried: the time was up"));

        LeaderboardEntry best = BestJudged() ?? throw new ArgumentException($"No candidate could be judged: {entries[0].Note}", nameof(table));
        SearchEnd? end = null;
        int trials = 0;
        int trialsWanted = Math.Min(search.Trials, search.Replay?.Trials ?? int.MaxValue);
        if (trialsWanted > 0 && reached > 0)
            (end, trials) = Tune(best, prepared, trialsWanted, folds.Count, trainRows);

        LeaderboardEntry[] ranked = [.. entries.OrderBy(e => e.Score is null).ThenBy(e => metric.IsBetterWhenHigher ? -e.Score : e.Score)];
        return new ModelSearchResult(metric, ranked, folds.Count, new SearchCounts(reached, trials), end, notes);
    }

    // Whether the candidate was dealt with; not where the limit cut it short.
    private bool Judge(Candidate candidate, TableFolds prepared, int trainRows, FitContext fit)
    {
        void Skip(string note) => entries.Add(new LeaderboardEntry(candidate.Name, candidate.Learner, null, null, TimeSpan.Zero, note));
        if (candidate.MostRows < trainRows)
        {
            Skip(FormattableString.Invariant($"not tried: more than {candidate.MostRows} rows to learn from"));
            return true;
        }
        if ((candidate.Learner.Targets & table.Target.Kind) == TargetKinds.None)
        {
            Skip($"not tried: it does not learn {(table.Target.Kind == TargetKinds.Classes ? "classes" : "numbers")}");
            return true;
        }
        try
        {
            long began = search.Clock?.GetTimestamp() ?? 0;
            PreparedFolds ready = prepared.For(candidate.Learner.Needs);
            preparing.TryAdd(candidate.Learner.Needs, (search.Clock?.GetElapsedTime(began) ?? TimeSpan.Zero) / ready.Folds.Count);
            Features x = ready.Folds[0].Train.X;
            int scores = table.Target is ClassTarget { Classes.Count: > 2 } classes ? classes.Classes.Count : 1;
            double stored = x.Sparse?.Values.Length ?? ((double)x.RowCount * x.ColumnCount);
            if (candidate.MostWork < (stored + (WorkOfColumn * x.ColumnCount)) * scores)
            {
                Skip(FormattableString.Invariant($"not tried: {x.RowCount} rows, {x.ColumnCount} columns and {scores} classes are too much work together for a search"));
                return true;
            }
            CrossValidationResult result = CrossValidation.Run(candidate.Learner, ready, [metric], fit with { Progress = null }, search.Clock);
            if (!result.IsComplete)
            {
                Skip("not finished: the time was up");
                return false;
            }
            double error = result.Folds.Count > 1 ? result.StandardError(metric) : HeldOutError(result.Folds[0]);
            entries.Add(new LeaderboardEntry(candidate.Name, candidate.Learner, result.Mean(metric), error, result.FitTime / result.Folds.Count, "")
            {
                PredictTime = result.Folds.Aggregate(TimeSpan.Zero, (sum, fold) => sum + fold.PredictTime) / result.Folds.Count,
                PrepareTime = preparing[candidate.Learner.Needs],
            });
        }
        catch (Exception failure) when (failure is ArgumentException or InvalidOperationException or ArithmeticException)
        {
            Skip(FaultSentence.Of(failure));
        }
        return true;
    }

    private (SearchEnd End, int Trials) Tune(LeaderboardEntry best, TableFolds prepared, int trials, int folds, int trainRows)
    {
        // A learner without a space of its own would be tried again and again as it is.
        if (!HasSpace(best.Learner))
            return (SearchEnd.Exhausted, 0);
        TimeSpan? time = Remaining is { } left ? left - ForRefit(best, folds, trainRows) : null;
        using TimedStop stop = StopInTime(best, folds, trainRows);
        SearchLimits limits = new() { Trials = trials, Patience = search.Patience, Time = time, Clock = search.Clock, Expected = best.FitTime * folds };
        TuningStudy found = Tuner.Search(best.Learner.Propose, prepared, metric, limits, null, new MedianPruner { LeastTrials = 3 }, context with { Stop = stop.Token }, context.Key.Child("settings").State);
        SearchEnd end = found.End == SearchEnd.Stopped && !context.Stop.IsCancellationRequested ? SearchEnd.Time : found.End;
        if (found.Study.Best is { Score: { } score } trial && metric.IsBetter(score, best.Score!.Value))
        {
            ILearner<IModel> learner = best.Learner.Propose(trial.Again());
            (double error, TimeSpan fit) = found.Details[trial.Number];
            entries.Add(new LeaderboardEntry(best.Name, learner, score, folds > 1 ? error : best.StandardError, fit, FormattableString.Invariant($"settings of trial {trial.Number + 1} of {found.Study.History.Count}")) { IsTuned = true, Trial = trial, PredictTime = best.PredictTime, PrepareTime = best.PrepareTime });
        }
        return (end, found.Study.History.Count);
    }

    private static bool HasSpace(ILearner<IModel> learner)
    {
        bool asked = false;
        learner.Propose(new Trial(0, dimension =>
        {
            asked = true;
            return dimension.Low;
        }));
        return asked;
    }

    private LeaderboardEntry? BestJudged()
    {
        LeaderboardEntry? best = null;
        foreach (LeaderboardEntry entry in entries)
        {
            if (entry.Score is { } score && (best is null || metric.IsBetter(score, best.Score!.Value)))
                best = entry;
        }
        return best;
    }

    // One fit on all rows with its recipe, in proportion to the rows, and a third more because rows are not the only thing that grows; then the predictions.
    private TimeSpan ForRefit(LeaderboardEntry? best, int folds, int trainRows) =>
        best is null || folds == 0 ? TimeSpan.Zero
            : ((best.FitTime + best.PrepareTime) * (4.0 / 3 * table.RowCount / trainRows)) + (best.PredictTime * (search.RowsToPredict / Math.Max(1.0, seen.RowCount - trainRows)));

    // A fit is stopped in time for the refit of the best so far.
    private TimedStop StopInTime(LeaderboardEntry? best, int folds, int trainRows) => new(context.Stop, Remaining - ForRefit(best, folds, trainRows), search.Clock);

    private double HeldOutError(FoldResult fold)
    {
        const int resamples = 50;
        double[]? weights = seen.Weights is null ? null : [.. fold.TestRows.Select(i => seen.Weights[i])];
        return Bootstrap.StandardError(metric, seen.Target.TakeRows(fold.TestRows), fold.Predictions, weights, resamples, context with { Seed = context.Key.Child("held out").State });
    }
}
