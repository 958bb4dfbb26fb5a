using Hone.Contracts;
using Hone.Data;
using Hone.Evaluation;
using Hone.Models.Baselines;
using Hone.Models.Linear;
using Hone.Models.Trees;
using Hone.Numerics;
using Hone.Recipes;
using Hone.Tests.Evaluation;
using Hone.Tuning;

namespace Hone.Tests.Tuning;

public sealed class TunerTests
{
    // Two opposite quarters of a square against the other two, one row in ten mislabelled: no line helps, neighbours do.
    private static Frame Squares { get; } = MakeSquares(240);

    private static Frame MakeSquares(int rows)
    {
        RandomStream random = RandomKey.FromSeed(31).Open();
        double[] a = new double[rows], b = new double[rows], noise = new double[rows];
        string[] side = new string[rows];
        for (int i = 0; i < rows; i++)
        {
            (a[i], b[i]) = (random.Uniform(-1, 1), random.Uniform(-1, 1));
            bool lower = random.Below(10) == 0 ? a[i] * b[i] < 0 : a[i] * b[i] > 0;
            noise[i] = random.Uniform();
            side[i] = lower ? "lower" : "upper";
        }
        return new Frame(new NumberColumn("a", a), new NumberColumn("b", b), new NumberColumn("noise", noise), CategoryColumn.From("side", side));
    }

    [Fact]
    [Trait("topic", "hyperparameter-tuning")]
    public void A_users_own_learner_and_space_are_tuned_on_a_table()
    {
        TuningResult result = Tuner.Maximize(trial => new Nearest { Neighbours = trial.Integer("neighbours", 1, 60, log: true) }, Squares, target: "side", metric: Metric.RocAuc, trials: 12);
        Assert.Equal(12, result.History.Count);
        Assert.Equal(result.Values["neighbours"], ((Nearest)result.Learner).Neighbours);
        Assert.Equal(result.History.Max(t => t.Score), result.Score);
        LabelledTable table = LabelledTable.Of(Squares, "side");
        CrossValidationResult again = CrossValidation.Run(result.Learner, Recipe.Default(table.Inputs, result.Learner.Needs, table.Target), table, new StratifiedKFold().Split(table.ForSplitting()), [Metric.RocAuc]);
        Near.Equal(result.Score, again.Mean(Metric.RocAuc), relative: 1e-12);
        Near.Equal(result.StandardError, again.StandardError(Metric.RocAuc), relative: 1e-12);
    }

    [Fact]
    [Trait("topic", "grid-search")]
    public void A_grid_finds_the_best_of_its_values()
    {
        TuningResult result = Tuner.Minimize(t => new Nearest { Neighbours = t.Integer("neighbours", 1, 60) }, Squares, "side", Metric.LogLoss, sampler: new GridSampler { Values = new Dictionary<string, double[]> { ["neighbours"] = [1, 5, 15, 45] } });
        Assert.Equal(SearchEnd.Exhausted, result.End);
        Assert.Equal(4, result.History.Count);
        Assert.Equal(result.History.Min(t => t.Score), result.Score);
    }

    [Fact]
    public void The_wrong_direction_is_refused()
    {
        Assert.Contains("Log loss is better when lower; minimise it.", Assert.Throws<ArgumentException>(() => Tuner.Maximize(_ => new Nearest(), Squares, "side", Metric.LogLoss)).Message, StringComparison.Ordinal);
        Assert.Contains("ROC AUC is better when higher; maximise it.", Assert.Throws<ArgumentException>(() => Tuner.Minimize(_ => new Nearest(), Squares, "side", Metric.RocAuc)).Message, StringComparison.Ordinal);
        Assert.Contains("No trial gave a score: Ridge does not learn classes.", Assert.Throws<ArgumentException>(() => Tuner.Maximize(_ => new Ridge(), Squares, "side", Metric.RocAuc, trials: 2)).Message, StringComparison.Ordinal);
    }

    private static ModelSearch Search => new()
    {
        Candidates = [new Candidate("baseline", new Baseline()), new Candidate("ridge", new Ridge()), new Candidate("logistic", new LogisticRegression()), new Candidate("nearest", new Nearest()), new Candidate("small", new Nearest()) { MostRows = 100 }],
        Trials = 8,
    };

    [Fact]
    [Trait("topic", "automl")]
    public void The_leaderboard_is_ranked_says_what_was_not_tried_and_holds_the_tuned_winner()
    {
        ModelSearchResult result = Search.Run(LabelledTable.Of(Squares, "side"));
        Assert.Same(Metric.RocAuc, result.Metric);
        Assert.Equal("nearest", result.Best.Name);
        Assert.True(result.Best.IsTuned);
        Assert.True(((Nearest)result.Best.Learner).Neighbours > 1);
        double?[] scores = [.. result.Leaderboard.Where(e => e.Score is not null).Select(e => e.Score)];
        Assert.Equal(scores.OrderDescending(), scores);
        Assert.Equal(0.5, result.Leaderboard.Single(e => e.Name == "baseline").Score);
        Assert.Equal("not tried: it does not learn classes", result.Leaderboard.Single(e => e.Name == "ridge").Note);
        Assert.Equal("not tried: more than 100 rows to learn from", result.Leaderboard.Single(e => e.Name == "small").Note);
        Assert.Equal(new SearchCounts(5, 8), result.Counts);
        Assert.Equal(10, result.Folds);
        Assert.Equal("judged on 5 folds, twice", result.Notes.Single());
    }

    [Fact]
    [Trait("topic", "automl")]
    public void The_same_seed_gives_the_same_leaderboard_with_any_number_of_workers()
    {
        LabelledTable table = LabelledTable.Of(Squares, "side");
        string[] boards = [.. ((int[])[1, 2, 8]).Select(w => string.Join('\n', (Search with { Trials = 3 }).Run(table, new FitContext(Seed: 3, Workers: w)).Leaderboard))];
        Assert.Equal(boards[0], boards[1]);
        Assert.Equal(boards[0], boards[2]);
    }

    [Fact]
    [Trait("topic", "automl")]
    public void A_time_limit_ends_between_trials_and_the_counts_reached_replay_the_run_without_a_clock()
    {
        LabelledTable table = LabelledTable.Of(Squares, "side");
        ModelSearch timed = Search with { Trials = 500, Patience = 500, Candidates = [.. Search.Candidates!.Take(4)], TimeLimit = TimeSpan.FromSeconds(200), Clock = new SteppingClock(TimeSpan.FromSeconds(0.5)) };
        ModelSearchResult limited = timed.Run(table);
        Assert.Equal(SearchEnd.Time, limited.End);
        Assert.InRange(limited.Counts.Trials, 1, 20);
        ModelSearchResult replayed = (timed with { Clock = null, TimeLimit = null, Replay = limited.Counts }).Run(table);
        Assert.Equal(limited.Leaderboard.Select(e => (e.Name, e.Score)), replayed.Leaderboard.Select(e => (e.Name, e.Score)));
        Assert.Equal(((Nearest)limited.Best.Learner).Neighbours, ((Nearest)replayed.Best.Learner).Neighbours);
    }

    [Fact]
    [Trait("topic", "automl")]
    public void Without_time_only_the_first_candidate_is_judged()
    {
        ModelSearchResult result = (Search with { TimeLimit = TimeSpan.Zero, Clock = TimeProvider.System }).Run(LabelledTable.Of(Squares, "side"));
        Assert.Equal("baseline", result.Best.Name);
        Assert.Equal(new SearchCounts(1, 0), result.Counts);
        Assert.Equal("not tried: the time was up", result.Leaderboard.Single(e => e.Name == "nearest").Note);
    }

    [Fact]
    public void Tables_of_many_rows_are_judged_on_fewer_folds_unless_their_number_is_given()
    {
        LabelledTable table = LabelledTable.Of(MakeSquares(5_100), "side");
        ModelSearch search = new() { Candidates = [new Candidate("baseline", new Baseline())], Trials = 0 };
        Assert.Equal("judged on 3 folds", search.Run(table).Notes.Single());
        Assert.Equal(4, (search with { Folds = 4 }).Run(table).Folds);
    }

    [Fact]
    public void Large_tables_are_judged_on_one_split_with_an_error_all_the_same()
    {
        ModelSearchResult result = (Search with { Candidates = [new Candidate("baseline", new Baseline()), new Candidate("logistic", new LogisticRegression())], Trials = 0 }).Run(LabelledTable.Of(MakeSquares(21_000), "side"));
        Assert.Equal(1, result.Folds);
        Assert.Null(result.End);
        Assert.InRange(result.Best.StandardError!.Value, 1e-4, 0.02);
        Assert.Equal("judged on one split with a fifth of the rows held out", result.Notes.Single());
    }

    [Fact]
    public void A_candidate_with_too_many_rows_columns_and_classes_together_is_passed_over()
    {
        RandomStream random = RandomKey.FromSeed(4).Open();
        Frame frame = new(new NumberColumn("a", [.. Enumerable.Range(0, 90).Select(_ => random.Uniform())]), CategoryColumn.From("y", [.. Enumerable.Range(0, 90).Select(i => $"c{i % 3}")]));
        LabelledTable table = LabelledTable.Of(frame, "y", TargetKinds.Classes);
        ModelSearch search = new() { Candidates = [new Candidate("baseline", new Baseline()), new Candidate("tree", new DecisionTree()) { MostWork = 10 }, new Candidate("again", new DecisionTree()) { MostWork = 1e4 }], Trials = 0 };
        ModelSearchResult result = search.Run(table);
        LeaderboardEntry passed = result.Leaderboard.Single(e => e.Name == "tree");
        Assert.Null(passed.Score);
        Assert.Equal("not tried: 72 rows, 1 columns and 3 classes are too much work together for a search", passed.Note);
        Assert.NotNull(result.Leaderboard.Single(e => e.Name == "again").Score);
        Assert.Equal(3, result.Counts.Candidates);
    }

    [Fact]
    public void A_metric_or_table_that_cannot_be_judged_is_refused()
    {
        LabelledTable table = LabelledTable.Of(Squares, "side");
        Assert.Contains("There are no candidates", Assert.Throws<ArgumentException>(() => new ModelSearch { Candidates = [] }.Run(table)).Message, StringComparison.Ordinal);
        Assert.Contains("No candidate could be judged: not tried: it does not learn classes", Assert.Throws<ArgumentException>(() => new ModelSearch { Candidates = [new Candidate("ridge", new Ridge())] }.Run(table)).Message, StringComparison.Ordinal);
        Assert.Contains("at least two rows", Assert.Throws<ArgumentException>(() => Search.Run(table.TakeRows([0]))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("titanic", 0.80)]
    [InlineData("digits", 0.97)]
    [Trait("topic", "automl")]
    [Trait("long", "true")]
    public void Real_tables_reach_the_score_promised(string name, double accuracy)
    {
        string path = SharedData.Path(name);
        string file = Directory.GetFiles(path, "*.csv*").Order(StringComparer.Ordinal).First();
        Frame frame = Frame.ReadCsv(file);
        string target = name == "titanic" ? frame.Columns.First(c => c.Name.Equals("survived", StringComparison.OrdinalIgnoreCase)).Name : frame.Columns[^1].Name;
        ModelSearchResult result = new ModelSearch { Metric = Metric.Accuracy, Trials = 10 }.Run(LabelledTable.Of(frame, target, TargetKinds.Classes));
        Assert.True(result.Best.Score >= accuracy, $"{result.Best}");
        Assert.Contains(result.Leaderboard, e => e.Learner is GradientBoosting);
    }
}
