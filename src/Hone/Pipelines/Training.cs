using Hone.Contracts;
using Hone.Data;
using Hone.Evaluation;
using Hone.Explanation;
using Hone.Numerics;
using Hone.Packages;
using Hone.Tuning;

namespace Hone.Pipelines;

/// <summary>The whole way from a table to a model you can trust: hold rows out, compare learners, search the best one's settings, fit it, score it once.</summary>
/// <remarks>
/// The rows held out are seen by nothing until the end, so their scores are honest; learners and settings are compared by
/// cross-validation on the others, see <see cref="ModelSearch"/>. One named learner without trials is fitted with its defaults: no search and no clock.
/// With <see cref="Replay"/> a run that a time limit cut short is made again, bit for bit.
/// </remarks>
public sealed record Training
{
    // What comes after the refit beside predicting, as a share of the time limit: scores with their intervals, the package, the report.
    private const double ShareForReport = 0.15;

    /// <summary>The column to predict.</summary>
    public required string Target { get; init; }

    /// <summary>Whether the target is classes or numbers; null (default) decides from its values.</summary>
    public TargetKinds? Task { get; init; }

    /// <summary>The positive one of two classes; null (default) means the rarer.</summary>
    public string? Positive { get; init; }

    /// <summary>Columns to leave out. Default none.</summary>
    public IReadOnlyList<string> Ignore { get; init; } = [];

    /// <summary>Learners to compare, by name; empty (default) compares a baseline, a linear model, a forest, boosted trees and neighbours.</summary>
    public IReadOnlyList<string> Learners { get; init; } = [];

    /// <summary>What to choose by; null (default) means <see cref="Metric.DefaultFor"/>: ROC AUC for two classes, accuracy for more, RMSE for numbers.</summary>
    public Metric? Metric { get; init; }

    /// <summary>Trials of the best learner's settings; null (default) means 100, and none for a single named learner.</summary>
    public int? Trials { get; init => field = value is { } v ? Require.AtLeast(v, 0) : null; }

    /// <summary>Time for everything; null (default) means no limit. Needs <see cref="Clock"/>.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>What tells the time; null (default) measures nothing.</summary>
    public TimeProvider? Clock { get; init; }

    /// <summary>Share of the rows to hold out, above 0 and below 1. Default 0.2.</summary>
    public double Test { get; init => field = value is > 0 and < 1 ? value : throw new ArgumentOutOfRangeException(nameof(Test), value, FormattableString.Invariant($"Test must be a share above 0 and below 1; found {value}.")); } = 0.2;

    /// <summary>The counts of an earlier run to be made again; the time limit is then not looked at. Default null.</summary>
    public SearchCounts? Replay { get; init; }

    /// <summary>Where learners are found by name; null (default) means Hone's own.</summary>
    public Catalogue? Catalogue { get; init; }

    /// <summary>Trains.</summary>
    /// <param name="table">The rows to learn from and, without a test table, to hold out from.</param>
    /// <param name="testTable">Rows to score on instead of held-out ones; null holds rows out.</param>
    /// <param name="context">Seed, progress, cancellation, workers; a stop keeps the best so far.</param>
    /// <exception cref="ArgumentException">A column or learner does not exist, the target cannot be learned, or there are too few rows; the message says which.</exception>
    public TrainingResult Run(Frame table, Frame? testTable = null, FitContext context = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        long began = Clock?.GetTimestamp() ?? 0;
        Catalogue catalogue = Catalogue ?? HoneCatalogue.Value;
        Pipeline roles = new(catalogue.Learner("baseline").Create()) { Task = Task, Positive = Positive, Ignore = Ignore, Catalogue = catalogue };
        LabelledTable all = roles.Label(table, Target);
        if (all.Inputs.Columns.Count == 0)
            throw new ArgumentException($"The table has no column beside the target '{Target}'; there is nothing to learn from.", nameof(table));
        RequireFinite(table, all.Inputs);
        if (Metric is not null && !Metric.Targets.HasFlag(all.Target.Kind))
        {
            string able = string.Join(", ", Metric.For(all.Target).Select(m => m.Name));
            throw new ArgumentException($"The metric {Metric.Name} does not score {(all.Target.Kind == TargetKinds.Classes ? "classes" : "numbers")}, which '{Target}' is; these do: {able}.", nameof(table));
        }
        int left = table.RowCount - all.RowCount;
        Frame known = left == 0 ? table : table.Take(TargetColumn.KnownRows(table[Target]));
        (Frame train, LabelledTable trainRows, Frame test) = testTable is null ? HoldOutRows(known, all, context.Seed) : (known, all, testTable);

        if (testTable is not null)
            CheckTestTable(testTable, trainRows);
        IReadOnlyList<Candidate> candidates = Candidates(catalogue, trainRows.Target);
        bool single = Learners.Count == 1 && Trials is null;
        ModelSearchResult search = new ModelSearch
        {
            Candidates = candidates,
            Metric = Metric,
            Trials = single ? 0 : Trials ?? 100,
            TimeLimit = single || TimeLimit is null || Clock is null ? null : TimeLimit - Clock.GetElapsedTime(began),
            Reserve = (TimeLimit ?? TimeSpan.Zero) * ShareForReport,
            RowsToPredict = test.RowCount + ImportancePlan.For(test.RowCount, trainRows.Inputs.Columns.Count).Predictions,
            Clock = Clock,
            Replay = Replay,
        }.Run(trainRows, context);

        LeaderboardEntry best = search.Best;
        PipelineModel fitted = (roles with { Learner = best.Learner }).Fit(train, trainRows, Target, source: table, context);
        EvaluationResult heldOut = fitted.Evaluate(test, context.Workers);
        IReadOnlyDictionary<string, ScoreInterval> intervals = Intervals(heldOut, context.Part("intervals"));
        return new TrainingResult
        {
            Model = new PipelineModel(fitted.Package with
            {
                Metrics = new PackageMetrics(
                    search.Metric.Name, best.Score,
                    [.. heldOut.Scores.Select(s => intervals.TryGetValue(s.Key, out ScoreInterval? i) ? new PackageScore(s.Key, s.Value, i.Low, i.High) : new PackageScore(s.Key, s.Value))],
                    [.. search.Leaderboard.Where(e => e.Score is not null).Select(e => new LeaderboardRow(
                        e.Name, e.Score!.Value, e.Score - e.StandardError, e.Score + e.StandardError, Clock is null ? null : e.FitTime.TotalSeconds))]),
                Lineage = fitted.Package.Lineage with
                {
                    Counts = [.. fitted.Package.Lineage.Counts, new("candidates", search.Counts.Candidates), new("trials", search.Counts.Trials)],
                    CreatedAt = Clock?.GetUtcNow(),
                },
            }),
            Search = search,
            HeldOut = heldOut,
            Intervals = intervals,
            Table = known,
            Train = train,
            Test = test,
            RowsWithoutTarget = left,
        };
    }

    /// <summary>95 % intervals of the scores, by redrawing the rows; fewer resamples where there are many rows, because their spread is small there.</summary>
    /// <returns>
    /// By metric name. Where every redrawing gives the same score, as when all rows are predicted rightly, redrawing says nothing about
    /// other rows: accuracy then has the interval of Wilson (JASA 22, 1927), and another score has none.
    /// </returns>
    public static IReadOnlyDictionary<string, ScoreInterval> Intervals(EvaluationResult result, FitContext context = default)
    {
        ArgumentNullException.ThrowIfNull(result);
        const long mostDraws = 5_000_000;
        int resamples = (int)Math.Clamp(mostDraws / Math.Max(1, result.RowCount), 200, 1000);
        OrderedDictionary<string, ScoreInterval> known = new(StringComparer.Ordinal);
        foreach ((string name, ScoreInterval interval) in Bootstrap.Intervals(result, resamples: resamples, context: context))
        {
            if (interval.Low < interval.High)
                known.Add(name, interval);
            else if (name == Metric.Accuracy.Name)
                known.Add(name, OfShare(interval, EffectiveRows(result)));
        }
        return known;
    }

    private static ScoreInterval OfShare(ScoreInterval share, double rows)
    {
        double z = SpecialFunctions.NormalQuantile(0.5 + (share.Level / 2)), most = 1 + (z * z / rows);
        double middle = (share.Score + (z * z / (2 * rows))) / most;
        double half = z * Math.Sqrt(((share.Score * (1 - share.Score)) + (z * z / (4 * rows))) / rows) / most;
        return share with { Low = Math.Clamp(middle - half, 0, share.Score), High = Math.Clamp(middle + half, share.Score, 1) };
    }

    // Rows of equal weight that would say as much as the rows do: Kish, "Survey Sampling", 1965.
    private static double EffectiveRows(EvaluationResult result) =>
        result.Weights is { } weights ? weights.Sum() * weights.Sum() / weights.Sum(w => w * w) : result.RowCount;

    // The recipe would refuse them too, but would count rows within a fold, which nobody can look up.
    private static void RequireFinite(Frame table, Frame inputs)
    {
        foreach (NumberColumn column in inputs.Columns.Select(c => table[c.Name]).OfType<NumberColumn>())
        {
            for (int i = 0; i < column.Count; i++)
            {
                if (double.IsInfinity(column[i]))
                    throw new ArgumentException(FormattableString.Invariant($"Column '{column.Name}' is {column[i]} in row {i + 1}; only finite numbers and gaps are accepted. Clear the cell, or leave the column out."), nameof(table));
            }
        }
    }

    // Found out before the search, not after it.
    private void CheckTestTable(Frame test, LabelledTable train)
    {
        string[] absent = [.. train.Inputs.Columns.Select(c => c.Name).Append(Target).Where(name => !test.Has(name))];
        if (absent.Length > 0)
            throw new ArgumentException($"The test table lacks the column{(absent.Length == 1 ? "" : "s")} {Suggestion.Listed(absent, "'")} of the table to learn from.", nameof(test));
        Column column = test[Target].Take(TargetColumn.KnownRows(test[Target]));
        if (column.Count == 0)
            throw new ArgumentException($"The target '{Target}' is not known in any row of the test table; there is nothing to score.", nameof(test));
        if (train.Target is ClassTarget classes)
            TargetColumn.ReadClasses(column, classes.Classes, classes.Positive);
        else
            TargetColumn.ReadNumbers(column);
    }

    private (Frame Train, LabelledTable TrainRows, Frame Test) HoldOutRows(Frame table, LabelledTable all, ulong seed)
    {
        const int fewest = 3;                                  // two to compare learners on, one to score on
        if (all.RowCount < fewest)
            throw new ArgumentException(FormattableString.Invariant($"The table has {all.RowCount} row{(all.RowCount == 1 ? "" : "s")} with a known '{Target}'; at least {fewest} are needed: two to compare learners on and one to score on."), nameof(table));
        Fold fold = new HoldOut { Test = Test }.Split(all.ForSplitting(), seed)[0];
        LabelledTable train = all.TakeRows(fold.Train);
        return (table.Take(fold.Train), train, table.Take(fold.Test));
    }

    private IReadOnlyList<Candidate> Candidates(Catalogue catalogue, Target target)
    {
        if (Learners.Count == 0)
            return Candidate.DefaultsFor(target);
        List<Candidate> candidates = [];
        foreach (string name in Learners.Distinct(StringComparer.Ordinal))
        {
            ILearner<IModel> learner = catalogue.Learner(name).Create();
            if (!learner.Targets.HasFlag(target.Kind))
            {
                string able = string.Join(", ", catalogue.Learners.Where(l => l.Create().Targets.HasFlag(target.Kind)).Select(l => l.Name));
                throw new ArgumentException($"The learner {name} does not learn {(target.Kind == TargetKinds.Classes ? "classes" : "numbers")}, which '{Target}' is; these do: {able}.");
            }
            candidates.Add(new Candidate(name, learner));
        }
        return candidates;
    }
}
