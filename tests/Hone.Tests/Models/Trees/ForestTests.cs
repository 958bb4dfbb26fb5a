using Hone.Contracts;
using Hone.Models.Trees;
using Hone.Numerics;

namespace Hone.Tests.Models.Trees;

public sealed class ForestTests
{
    private static readonly RandomForest Forest = new() { OutOfBag = true, Trees = 30 };
    private static readonly ExtraTrees Extra = new() { Trees = 30 };

    [Fact]
    [Trait("topic", "random-forest")]
    public void The_out_of_bag_error_is_within_two_points_of_the_test_error()
    {
        TrainingData train = TreeTables.Mixed(1500), test = TreeTables.Mixed(3000, seed: 2);
        ForestModel model = (Forest with { Trees = 100 }).Fit(train);
        Near.Equal(Accuracy(model, test), model.OutOfBagScore!.Value, absolute: 0.02);
    }

    [Fact]
    [Trait("topic", "random-forest")]
    public void Forests_beat_a_single_tree_on_held_out_rows()
    {
        (Matrix x, double[] y) = TreeTables.Friedman(600);
        (Matrix testX, double[] testY) = TreeTables.Friedman(1000, seed: 9);
        double tree = TreeTables.MeanSquaredError((IRegressor)new DecisionTree().Fit(x, y), testX, testY);
        Assert.True(TreeTables.MeanSquaredError((IRegressor)Forest.Fit(x, y), testX, testY) < 0.7 * tree);
        Assert.True(TreeTables.MeanSquaredError((IRegressor)Extra.Fit(x, y), testX, testY) < 0.7 * tree);
        TrainingData classes = TreeTables.Mixed(600), other = TreeTables.Mixed(2000, seed: 3);
        Assert.True(Accuracy(Forest.Fit(classes), other) > Accuracy(new DecisionTree().Fit(classes), other));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    [Trait("topic", "random-forest")]
    public void Any_number_of_workers_gives_the_same_bits(int workers)
    {
        TrainingData data = TreeTables.Mixed(400);
        ForestModel one = Forest.Fit(data, new FitContext(5, Workers: 1)), many = Forest.Fit(data, new FitContext(5, Workers: workers));
        Assert.Equal(TreeTables.Bits(one, data.X), TreeTables.Bits(many, data.X));
        Assert.Equal(one.OutOfBagScore, many.OutOfBagScore);
        Assert.NotNull(one.OutOfBagScore);
        ForestModel without = (Forest with { OutOfBag = false }).Fit(data, new FitContext(5));
        Assert.Null(without.OutOfBagScore);                    // not asked for, and nothing else changes
        Assert.Equal(TreeTables.Bits(one, data.X), TreeTables.Bits(without, data.X));
        Assert.Equal(TreeTables.Bits(Extra.Fit(data, new FitContext(5, Workers: 1)), data.X), TreeTables.Bits(Extra.Fit(data, new FitContext(5, Workers: workers)), data.X));
        Assert.NotEqual(TreeTables.Bits(one, data.X), TreeTables.Bits(Forest.Fit(data, new FitContext(6)), data.X));
    }

    [Fact]
    public void Every_setting_changes_the_forest()
    {
        TrainingData data = TreeTables.Mixed(400);
        RandomForest plain = Forest with { Depth = 7, Trees = 5 };
        long[] bits = TreeTables.Bits(plain.Fit(data), data.X);
        RandomForest[] others =
        [
            plain with { Trees = 6 }, plain with { Criterion = SplitCriterion.Entropy }, plain with { ColumnShare = 1 }, plain with { Bootstrap = false }, plain with { RowShare = 0.5 },
            plain with { Depth = 2 }, plain with { Leaves = 6 }, plain with { MinLeafRows = 15 }, plain with { MinImpurityDecrease = 0.02 }, plain with { Bins = 4 }, plain with { Bins = null }, plain with { ClassWeights = ClassWeights.Balanced },
        ];
        foreach (RandomForest other in others)
            Assert.False(bits.AsSpan().SequenceEqual(TreeTables.Bits(other.Fit(data), data.X)), other.ToString());

        ExtraTrees extra = Extra with { Depth = 7, Trees = 5 };
        bits = TreeTables.Bits(extra.Fit(data), data.X);
        ExtraTrees[] more =
        [
            extra with { Trees = 6 }, extra with { Criterion = SplitCriterion.Entropy }, extra with { ColumnShare = 1 }, extra with { Bootstrap = true }, extra with { RowShare = 0.5 },
            extra with { Depth = 2 }, extra with { Leaves = 6 }, extra with { MinLeafRows = 15 }, extra with { MinImpurityDecrease = 0.02 }, extra with { ClassWeights = ClassWeights.Balanced },
        ];
        foreach (ExtraTrees other in more)
            Assert.False(bits.AsSpan().SequenceEqual(TreeTables.Bits(other.Fit(data), data.X)), other.ToString());
    }

    [Fact]
    public void Extremely_randomised_trees_on_all_rows_repeat_what_they_learnt()
    {
        (Matrix x, double[] y) = TreeTables.Friedman(200);
        Near.Equal(y, ((IRegressor)Extra.Fit(x, y)).Predict(x), relative: 1e-9);
    }

    [Fact]
    public void A_forest_of_one_full_tree_without_chance_is_the_decision_tree()
    {
        TrainingData data = TreeTables.Mixed(300);
        ForestModel one = new RandomForest { OutOfBag = true, Trees = 1, Bootstrap = false, ColumnShare = 1, Bins = null }.Fit(data);
        Assert.Equal(TreeTables.Bits(new DecisionTree().Fit(data), data.X), TreeTables.Bits(one, data.X));
        Assert.Null(one.OutOfBagScore);
    }

    [Fact]
    public void Out_of_bag_predictions_are_the_mean_of_the_trees_that_did_not_draw_the_row()
    {
        (Matrix x, double[] y) = TreeTables.Friedman(150);
        ForestModel model = Forest.Fit(x, y);
        double spread = 0, miss = 0, mean = 0;
        int[] rows = [.. Enumerable.Range(0, 150).Where(i => !double.IsNaN(model.OutOfBagPredictions![i, 0]))];
        mean = rows.Average(i => y[i]);
        foreach (int i in rows)
        {
            miss += Math.Pow(y[i] - model.OutOfBagPredictions![i, 0], 2);
            spread += Math.Pow(y[i] - mean, 2);
        }
        Near.Equal(1 - (miss / spread), model.OutOfBagScore!.Value, relative: 1e-12);
        Assert.True(model.OutOfBagScore < 0.95);               // the forest itself repeats its rows far better
        Assert.True(TreeTables.MeanSquaredError((IRegressor)model, x, y) < 0.5 * miss / rows.Length);
    }

    [Fact]
    public void Several_numbers_a_row_share_their_splits()
    {
        (Matrix x, double[] y) = TreeTables.Friedman(200);
        Matrix both = new(200, 2);
        for (int i = 0; i < 200; i++)
            (both[i, 0], both[i, 1]) = (y[i], -y[i]);
        IRegressor model = (IRegressor)Extra.Fit(new TrainingData(new Features(x), new NumberTarget(both)));
        Matrix found = model.Predict(new Features(x));
        Near.Equal(y, found.Column(0), relative: 1e-9);
        Near.Equal([.. y.Select(v => -v)], found.Column(1), relative: 1e-9);
    }

    [Fact]
    public void Stopping_keeps_whole_batches_of_trees()
    {
        using CancellationTokenSource stop = new();
        Watcher watcher = new(() => stop.Cancel());
        ForestModel model = (Forest with { Trees = 100 }).Fit(TreeTables.Mixed(100), new FitContext(Stop: stop.Token, Progress: watcher));
        Assert.Equal(StopReason.Stopped, model.Report.Stop);
        Assert.Equal(16, model.Report.Iterations);
    }

    [Fact]
    public void A_stored_forest_predicts_the_same_bits()
    {
        TrainingData data = TreeTables.Mixed(200);
        ForestClassifier model = (ForestClassifier)Forest.Fit(data);
        Assert.Equal(TreeTables.Bits(model, data.X), TreeTables.Bits(TreeTables.Again(model), data.X));
        (Matrix x, double[] y) = TreeTables.Friedman(100);
        ForestRegressor numbers = (ForestRegressor)Extra.Fit(x, y);
        Assert.Equal(TreeTables.Bits(numbers, new Features(x)), TreeTables.Bits(TreeTables.Again(numbers), new Features(x)));
    }

    [Fact]
    public void Several_ranks_are_refused()
    {
        TrainingData data = TreeTables.Mixed(50);
        Assert.Throws<ArgumentException>(() => InProcessRanks.Run(2, rank => Forest.Fit(data, new FitContext(Collective: rank))));
    }

    private static double Accuracy(IModel model, TrainingData data)
    {
        int[] found = ((IClassifier)model).PredictClasses(data.X);
        ReadOnlySpan<int> codes = ((ClassTarget)data.Y).Codes;
        int right = 0;
        for (int i = 0; i < found.Length; i++)
            right += found[i] == codes[i] ? 1 : 0;
        return right / (double)found.Length;
    }

    private sealed class Watcher(Action seen) : IProgress<FitProgress>
    {
        public void Report(FitProgress value) => seen();
    }
}
