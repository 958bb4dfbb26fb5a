using Hone.Contracts;
using Hone.Data;
using Hone.Evaluation;
using Hone.Numerics;
using Hone.Recipes;

namespace Hone.Tests.Evaluation;

/// <summary>
/// Cross-validation and the curves made of it. Reference figures: scikit-learn 1.2.1, StandardScaler and KNeighborsRegressor in a
/// pipeline on KFold(5) of a = (i*i*7%31)/3, b = (i*17%29)*100+i*0.5, c = ((i*i*i)%37)/7 and <see cref="Fixture.Numbers"/>.
/// </summary>
public sealed class CrossValidationTests
{
    private const double Tight = 1e-12;
    private static readonly Recipe Scaled = new([new Standardise()]);
    private static readonly IReadOnlyList<Fold> FiveRuns = new KFold { Folds = 5, Shuffle = false }.Split(Fixture.Rows);

    private static Frame Inputs { get; } = new(
        Column("a", i => i * i * 7 % 31 / 3.0),
        Column("b", i => (i * 17 % 29 * 100.0) + (i * 0.5)),
        Column("c", i => i * i * i % 37 / 7.0));

    private static LabelledTable Numbers { get; } = new(Inputs, new NumberTarget(Fixture.Numbers));

    private static LabelledTable Classes { get; } = new(Inputs, new ClassTarget(Fixture.Four, Fixture.Names(4)));

    [Fact]
    [Trait("topic", "cross-validation")]
    public void Scores_of_every_fold_match_the_reference_with_the_recipe_refitted_in_each()
    {
        CrossValidationResult result = CrossValidation.Run(new Nearest(), Scaled, Numbers, FiveRuns);
        Near.Equal([3.665482763414512, 3.009245014211298, 2.802631864938806, 2.8395560751116897, 2.2041364732231514], result.Scores(Metric.RootMeanSquaredError), relative: Tight);
        Near.Equal([-1.5378624327057087, -0.5324774954909373, -0.6168117610855777, -0.8206725324505622, -9.9266421147437e-06], result.Scores(Metric.R2), absolute: Tight);
        Near.Equal([3.1736111111111107, 2.444444444444444, 2.270833333333333, 2.451388888888889, 1.8263888888888886], result.Scores(Metric.MeanAbsoluteError), relative: Tight);
        Assert.True(result.IsComplete);
        double[] mae = result.Scores(Metric.MeanAbsoluteError);
        Near.Equal(mae.Average(), result.Mean(Metric.MeanAbsoluteError), relative: Tight);
        Near.Equal(Math.Sqrt(mae.Sum(v => (v - mae.Average()) * (v - mae.Average())) / 4 / 5), result.StandardError(Metric.MeanAbsoluteError), relative: Tight);
    }

    [Fact]
    [Trait("topic", "cross-validation")]
    public void Nothing_of_the_held_out_rows_reaches_the_recipe_or_the_model()
    {
        Fold fold = FiveRuns[1];
        Frame disturbed = Inputs;
        foreach (Column column in Inputs.Columns)
        {
            double[] values = [.. Enumerable.Range(0, column.Count).Select(i => ((NumberColumn)column)[i])];
            foreach (int row in fold.Test)
                values[row] = 1e6 + row;
            disturbed = disturbed.With(new NumberColumn(column.Name, values));
        }
        double[] otherTarget = [.. Fixture.Numbers];
        foreach (int row in fold.Test)
            otherTarget[row] = -1e9;
        PreparedFold clean = PreparedFolds.Of(Numbers, Scaled, [fold]).Folds[0], dirty = PreparedFolds.Of(new LabelledTable(disturbed, new NumberTarget(otherTarget)), Scaled, [fold]).Folds[0];
        Assert.Equal(clean.Train.X.ToDense().AsSpan().ToArray(), dirty.Train.X.ToDense().AsSpan().ToArray());
        Assert.Equal(((NumberTarget)clean.Train.Y).Values.AsSpan().ToArray(), ((NumberTarget)dirty.Train.Y).Values.AsSpan().ToArray());
        Assert.NotEqual(clean.Test.X.ToDense().AsSpan().ToArray(), dirty.Test.X.ToDense().AsSpan().ToArray());
    }

    [Fact]
    [Trait("topic", "cross-validation")]
    public void Every_row_is_predicted_once_by_a_model_that_had_not_seen_it()
    {
        (int[] rows, EvaluationResult together) = CrossValidation.Run(new Nearest { Neighbours = 3 }, Scaled, Classes, FiveRuns).OutOfFold(Fixture.Weights);
        Assert.Equal(Enumerable.Range(0, Fixture.Rows), rows);
        Assert.Equal(Fixture.Four, ((ClassTarget)together.Truth).Codes.ToArray());
        PreparedFold fold = PreparedFolds.Of(Classes, Scaled, FiveRuns).Folds[2];
        Matrix expected = new Nearest { Neighbours = 3 }.Fit(fold.Train) is IClassifier c ? c.PredictProbabilities(fold.Test.X) : throw new InvalidOperationException();
        Assert.Equal(expected.AsSpan().ToArray(), ((ClassPredictions)together.Predictions).Probabilities.TakeRows(fold.TestRows).AsSpan().ToArray());
        Assert.Equal(Fixture.Weights, together.Weights);
    }

    [Fact]
    [Trait("topic", "cross-validation")]
    public void Rows_tested_several_times_get_the_mean_and_untested_rows_are_left_out()
    {
        Fold[] folds = [new Fold([0, 1, 2, 3], [8, 9]), new Fold([4, 5, 6, 7], [9])];
        CrossValidationResult result = CrossValidation.Run(new Nearest(), PreparedFolds.Of(Numbers, Scaled, folds));
        (int[] rows, EvaluationResult together) = result.OutOfFold();
        Assert.Equal([8, 9], rows);
        double first = ((NumberPredictions)result.Folds[0].Predictions).Values[1, 0], second = ((NumberPredictions)result.Folds[1].Predictions).Values[0, 0];
        Assert.Equal((first + second) / 2, ((NumberPredictions)together.Predictions).Values[1, 0]);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_with_any_number_of_workers()
    {
        IReadOnlyList<Fold> folds = new StratifiedKFold { Folds = 3 }.Split(Classes.ForSplitting(), seed: 4);
        double[][] scores = [.. ((int[])[1, 2, 8]).Select(workers => CrossValidation.Run(new Nearest { Neighbours = 5 }, Scaled, Classes, folds, [Metric.LogLoss, Metric.Accuracy], new FitContext(Seed: 9, Workers: workers)).Scores(Metric.LogLoss))];
        Assert.Equal(scores[0], scores[1]);
        Assert.Equal(scores[0], scores[2]);
    }

    [Fact]
    public void Learners_with_like_needs_share_one_preparation()
    {
        int made = 0;
        TableFolds folds = new(Numbers, FiveRuns, _ =>
        {
            made++;
            return Scaled;
        });
        Assert.Same(folds.For(Needs.Scaled), folds.For(Needs.Scaled));
        Assert.NotSame(folds.For(Needs.Scaled), folds.For(Needs.None));
        Assert.Equal(2, made);
    }

    [Fact]
    public void A_requested_stop_ends_after_the_fold_under_way()
    {
        using CancellationTokenSource stop = new();
        stop.Cancel();
        CrossValidationResult result = CrossValidation.Run(new Nearest(), Scaled, Numbers, FiveRuns, context: new FitContext(Stop: stop.Token));
        Assert.Single(result.Folds);
        Assert.False(result.IsComplete);
        using CancellationTokenSource cancel = new();
        cancel.Cancel();
        Assert.Throws<OperationCanceledException>(() => CrossValidation.Run(new Nearest(), Scaled, Numbers, FiveRuns, context: new FitContext(Cancellation: cancel.Token)));
    }

    [Fact]
    public void Times_come_from_the_clock_given_and_are_zero_without_one()
    {
        Assert.Equal(TimeSpan.Zero, CrossValidation.Run(new Nearest(), Scaled, Numbers, FiveRuns).FitTime);
        Assert.Equal(TimeSpan.FromSeconds(5), CrossValidation.Run(new Nearest(), PreparedFolds.Of(Numbers, Scaled, FiveRuns), clock: new SteppingClock(TimeSpan.FromSeconds(1))).FitTime);
    }

    [Fact]
    public void A_metric_without_a_meaning_in_a_fold_is_averaged_over_the_others()
    {
        LabelledTable table = new(Inputs.Take([.. Enumerable.Range(0, 8)]), new ClassTarget([0, 1, 0, 1, 0, 1, 0, 0], ["no", "yes"]));
        CrossValidationResult result = CrossValidation.Run(new Nearest(), PreparedFolds.Of(table, Scaled, [new Fold([0, 1, 2, 3], [4, 5]), new Fold([0, 1, 2, 3], [6, 7])]));
        Assert.Single(result.Scores(Metric.RocAuc));
        Assert.Equal(2, result.Scores(Metric.Accuracy).Length);
        Assert.Equal(0, result.StandardError(Metric.RocAuc));
    }

    [Fact]
    [Trait("topic", "learning-curve")]
    public void The_learning_curve_matches_the_reference()
    {
        ScoreCurve curve = LearningCurve.Of(new Nearest(), Scaled, Numbers, FiveRuns, Metric.MeanAbsoluteError, [0.25, 0.5, 1.0], shuffle: false);
        Assert.Equal([12, 24, 48], curve.Points.Select(p => p.At));
        Near.Equal([0, 0, 0], [.. curve.Points.Select(p => p.Train)], absolute: 1e-9);
        Near.Equal([2.8166666666666664, 2.8, 2.433333333333333], [.. curve.Points.Select(p => p.Test)], relative: Tight);
    }

    [Fact]
    [Trait("topic", "learning-curve")]
    public void The_verdict_is_overfit_where_only_training_rows_reach_the_score_wanted()
    {
        ScoreCurve one = LearningCurve.Of(new Nearest(), Scaled, Numbers, FiveRuns, Metric.MeanAbsoluteError), all = LearningCurve.Of(new Nearest { Neighbours = 48 }, Scaled, Numbers, FiveRuns, Metric.MeanAbsoluteError);
        Assert.Equal(FitVerdict.Overfit, one.Judge(wanted: 1));
        Assert.Equal(FitVerdict.Underfit, all.Judge(wanted: 1));
        Assert.Equal(FitVerdict.Good, all.Judge(wanted: 3));
    }

    [Fact]
    [Trait("topic", "learning-curve")]
    public void Larger_sizes_hold_the_rows_of_smaller_ones_and_the_seed_decides_which()
    {
        ScoreCurve a = LearningCurve.Of(new Nearest(), Scaled, Numbers, FiveRuns, Metric.MeanAbsoluteError, context: new FitContext(Seed: 1)), b = LearningCurve.Of(new Nearest(), Scaled, Numbers, FiveRuns, Metric.MeanAbsoluteError, context: new FitContext(Seed: 2));
        Assert.NotEqual(a.Points[0].Test, b.Points[0].Test);
        Near.Equal(2.433333333333333, a.Points[^1].Test, relative: Tight);       // all rows, whatever their order
        Assert.Equal(5, a.Points.Count);
    }

    [Fact]
    [Trait("topic", "validation-curve")]
    public void The_validation_curve_matches_the_reference()
    {
        ScoreCurve curve = ValidationCurve.Of(k => new Nearest { Neighbours = (int)k }, [1, 2, 3, 5, 9], PreparedFolds.Of(Numbers, Scaled, FiveRuns), Metric.MeanAbsoluteError);
        Near.Equal([0.0, 1.3465277777777778, 1.5934027777777775, 1.731458333333333, 1.8609182098765433], [.. curve.Points.Select(p => p.Train)], relative: Tight, absolute: 1e-9);
        Near.Equal([2.433333333333333, 2.5993055555555555, 2.355555555555555, 2.1063888888888886, 2.056327160493827], [.. curve.Points.Select(p => p.Test)], relative: Tight);
        Assert.Equal(9, curve.Best.At);
    }

    [Fact]
    public void Bad_arguments_are_refused_in_one_sentence()
    {
        Assert.Contains("There are no folds", Assert.Throws<ArgumentException>(() => PreparedFolds.Of(Numbers, Scaled, [])).Message, StringComparison.Ordinal);
        Assert.Contains("Fold 0 names row 60", Assert.Throws<ArgumentException>(() => PreparedFolds.Of(Numbers, Scaled, [new Fold([0], [60])])).Message, StringComparison.Ordinal);
        Assert.Contains("Fold 0 has 0 training rows", Assert.Throws<ArgumentException>(() => PreparedFolds.Of(Numbers, Scaled, [new Fold([], [1])])).Message, StringComparison.Ordinal);
        Assert.Contains("The table has 60 rows but the target has 1", Assert.Throws<ArgumentException>(() => new LabelledTable(Inputs, new NumberTarget([1.0]))).Message, StringComparison.Ordinal);
        Assert.Contains("was not scored here; scored were mae", Assert.Throws<ArgumentException>(() => CrossValidation.Run(new Nearest(), Scaled, Numbers, FiveRuns, [Metric.MeanAbsoluteError]).Mean(Metric.R2)).Message, StringComparison.Ordinal);
        Assert.Contains("shares must rise", Assert.Throws<ArgumentException>(() => LearningCurve.Of(new Nearest(), Scaled, Numbers, FiveRuns, Metric.MeanAbsoluteError, [0.5, 0.5])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_gives_its_target_by_name_and_leaves_rows_without_one_out()
    {
        LabelledTable table = LabelledTable.Of(Inputs.With(CategoryColumn.From("kind", [null, .. Enumerable.Range(1, 59).Select(i => i % 3 == 0 ? "x" : "y")])), "kind");
        Assert.Equal(59, table.RowCount);
        Assert.Equal(["a", "b", "c"], table.Inputs.Columns.Select(c => c.Name));
        Assert.Equal("x", ((ClassTarget)table.Target).Classes[((ClassTarget)table.Target).Positive]);
        Assert.Contains("Did you mean 'kind'?", Assert.Throws<ArgumentException>(() => LabelledTable.Of(Inputs.With(CategoryColumn.From("kind", [.. Enumerable.Repeat("x", 60)])), "kidn")).Message, StringComparison.Ordinal);
    }

    private static NumberColumn Column(string name, Func<int, double> of) => new(name, [.. Enumerable.Range(0, Fixture.Rows).Select(of)]);
}

/// <summary>A clock that moves on by one step each time it is read.</summary>
public sealed class SteppingClock(TimeSpan step) : TimeProvider
{
    private long ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => ticks += step.Ticks;
}
