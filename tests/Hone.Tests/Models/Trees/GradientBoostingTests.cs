using Hone.Contracts;
using Hone.Models.Trees;
using Hone.Numerics;

namespace Hone.Tests.Models.Trees;

public sealed class GradientBoostingTests
{
    private static readonly GradientBoosting Small = new() { Trees = 20, Leaves = 8, MinLeafRows = 5, EarlyStoppingRounds = 0 };

    [Theory]
    [InlineData(BoostingLoss.Squared)]
    [InlineData(BoostingLoss.Absolute)]
    [InlineData(BoostingLoss.Quantile)]
    [InlineData(BoostingLoss.Poisson)]
    [Trait("topic", "gradient-boosting")]
    public void The_training_loss_of_numbers_falls_in_every_round(BoostingLoss loss)
    {
        (Matrix x, double[] y) = TreeTables.Friedman(600);
        BoostedTrees model = (Small with { Loss = loss, Quantile = 0.8 }).Fit(TreeTables.Numbers(x, [.. y.Select(v => Math.Max(0, Math.Round(v)))]));
        Falls(model.Report.Objective);
    }

    [Theory]
    [InlineData(2, BoostingLoss.Logistic)]
    [InlineData(3, BoostingLoss.Softmax)]
    [Trait("topic", "gradient-boosting")]
    public void The_training_loss_of_classes_falls_in_every_round(int classes, BoostingLoss expected)
    {
        BoostedTrees model = Small.Fit(TreeTables.Mixed(500, classes: classes));
        Assert.Equal(expected, model.Loss);
        Falls(model.Report.Objective);
    }

    [Fact]
    public void The_reported_objective_is_the_mean_loss_of_the_predictions()
    {
        (Matrix x, double[] y) = TreeTables.Friedman(300);
        IRegressor model = (IRegressor)Small.Fit(TreeTables.Numbers(x, y));
        Near.Equal(0.5 * TreeTables.MeanSquaredError(model, x, y), model.Report.Objective[^1], relative: 1e-12);
    }

    [Fact]
    public void One_tree_of_two_leaves_is_the_stump_worked_by_hand()
    {
        // y = 0, 0, 6, 6 at x = 1, 2, 3, 4: the mean is 3, the leaves −(Σg)/(2 + λ) = ∓6/3 with λ = 1.
        Matrix x = new(4, 1, [1, 2, 3, 4]);
        GradientBoosting stump = new() { Trees = 1, LearningRate = 1, Leaves = 2, MinLeafRows = 1, L2Penalty = 1 };
        BoostedTrees model = stump.Fit(TreeTables.Numbers(x, [0, 0, 6, 6]));
        Assert.Equal(2.5, model.Trees.Threshold(0));
        Near.Equal([1.0, 1.0, 5.0, 5.0], ((IRegressor)model).Predict(x), absolute: 1e-12);
        Near.Equal((36 / 3.0) + (36 / 3.0) - 0, model.Trees.Gain(0), relative: 1e-12);
    }

    [Fact]
    public void A_split_learns_which_side_the_missing_belong_to()
    {
        Matrix x = new(6, 1, [1, 2, 3, 4, double.NaN, double.NaN]);
        GradientBoosting stump = new() { Trees = 1, LearningRate = 1, Leaves = 2, MinLeafRows = 1 };
        BoostedTrees low = stump.Fit(TreeTables.Numbers(x, [0, 0, 6, 6, 0, 0])), high = stump.Fit(TreeTables.Numbers(x, [0, 0, 6, 6, 6, 6]));
        Assert.True(low.Trees.MissingLeft(0));
        Assert.False(high.Trees.MissingLeft(0));
        BoostedTrees alone = stump.Fit(TreeTables.Numbers(x, [0, 0, 0, 0, 6, 6]));
        Assert.Equal(double.PositiveInfinity, alone.Trees.Threshold(0));
        Near.Equal([0.5, 4.5], ((IRegressor)alone).Predict(new Matrix(2, 1, [1e300, double.NaN])), absolute: 0.6);
    }

    [Fact]
    public void An_unseen_level_and_a_gap_get_the_same_prediction()
    {
        TrainingData data = TreeTables.Mixed(400);
        IClassifier model = (IClassifier)Small.Fit(data);
        double[] unseen = new double[3], gap = new double[3];
        model.PredictProbabilities([0.1, 0.2, 99, 1], unseen);
        model.PredictProbabilities([0.1, 0.2, double.NaN, 1], gap);
        Assert.Equal(gap, unseen);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public void Any_number_of_workers_gives_the_same_bits(int workers)
    {
        GradientBoosting learner = Small with { RowShare = 0.7, ColumnShare = 0.7, EarlyStoppingRounds = 5 };
        TrainingData data = TreeTables.Mixed(20_000);
        long[] expected = TreeTables.Bits(learner.Fit(data, new FitContext(7, Workers: 1)), data.X);
        TrainingData fresh = new(new Features(data.X.ToDense(), data.X.Columns), data.Y);
        Assert.Equal(expected, TreeTables.Bits(learner.Fit(fresh, new FitContext(7, Workers: workers)), data.X));
    }

    [Fact]
    public void Two_ranks_with_half_of_the_rows_each_train_the_model_of_one()
    {
        (Matrix x, double[] y) = TreeTables.Friedman(1000);
        BoostedTrees whole = Small.Fit(TreeTables.Numbers(x, y));
        BoostedTrees[] halves = InProcessRanks.Run(2, rank =>
        {
            int[] own = [.. Enumerable.Range(0, 1000).Where(i => i % 2 == rank.Rank)];
            return Small.Fit(TreeTables.Numbers(x, y).TakeRows(own), new FitContext(Collective: rank));
        });
        Assert.Equal(TreeTables.Bits(halves[0], new Features(x)), TreeTables.Bits(halves[1], new Features(x)));
        Near.Equal(((IRegressor)whole).Predict(x), ((IRegressor)halves[0]).Predict(x), relative: 1e-9);
    }

    [Theory]
    [InlineData(BoostingLoss.Quantile)]
    [InlineData(BoostingLoss.Poisson)]
    public void Two_ranks_agree_for_losses_with_leaves_of_their_own(BoostingLoss loss)
    {
        (Matrix x, double[] y) = TreeTables.Friedman(600);
        TrainingData data = TreeTables.Numbers(x, [.. y.Select(v => Math.Max(0, v))]);
        GradientBoosting learner = Small with { Loss = loss, Quantile = 0.3, EarlyStoppingRounds = 4, RowShare = 0.8 };
        BoostedTrees[] halves = InProcessRanks.Run(2, rank =>
            learner.Fit(data.TakeRows([.. Enumerable.Range(0, 600).Where(i => i % 2 == rank.Rank)]), new FitContext(3, Collective: rank)));
        Assert.Equal(TreeTables.Bits(halves[0], data.X), TreeTables.Bits(halves[1], data.X));
    }

    [Theory]
    [InlineData(TreeGrowth.LeafWise)]
    [InlineData(TreeGrowth.DepthWise)]
    public void A_monotone_constraint_holds_between_any_two_points(TreeGrowth growth)
    {
        (Matrix x, double[] y) = TreeTables.Friedman(800);
        GradientBoosting learner = Small with { Trees = 60, Growth = growth, MonotoneConstraints = "x3:+,x4:-" };
        IRegressor model = (IRegressor)learner.Fit(TreeTables.Numbers(x, y));
        RandomStream random = RandomKey.FromSeed(5).Open();
        double[] row = new double[8], low = new double[1], high = new double[1];
        for (int trial = 0; trial < 2000; trial++)
        {
            for (int j = 0; j < 8; j++)
                row[j] = random.Uniform();
            int column = 2 + random.Below(2);
            double a = random.Uniform(), b = random.Uniform();
            row[column] = Math.Min(a, b);
            model.Predict(row, low);
            row[column] = Math.Max(a, b);
            model.Predict(row, high);
            if (column == 2)
                Assert.True(high[0] >= low[0] - 1e-12);
            else
                Assert.True(high[0] <= low[0] + 1e-12);
        }
    }

    [Theory]
    [InlineData("x9:+", "x9")]
    [InlineData("x1", "NAME:+")]
    [InlineData("x1:*", "NAME:+")]
    public void A_constraint_that_cannot_be_read_is_refused(string text, string expected)
    {
        (Matrix x, double[] y) = TreeTables.Friedman(50);
        ArgumentException fault = Assert.Throws<ArgumentException>(() => (Small with { MonotoneConstraints = text }).Fit(TreeTables.Numbers(x, y)));
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_setting_changes_the_model()
    {
        (Matrix x, double[] y) = TreeTables.Friedman(700);
        TrainingData numbers = TreeTables.Numbers(x, [.. y.Select(v => Math.Max(0, v))]);
        GradientBoosting plain = Small with { EarlyStoppingRounds = 3, Trees = 60, LearningRate = 0.3, Depth = 6, Loss = BoostingLoss.Quantile };
        long[] bits = TreeTables.Bits(plain.Fit(numbers), numbers.X);
        GradientBoosting[] others =
        [
            plain with { LearningRate = 0.05 }, plain with { Leaves = 5 }, plain with { Depth = 2 }, plain with { MinLeafRows = 30 }, plain with { MinLeafHessian = 40 },
            plain with { L2Penalty = 20 }, plain with { MinSplitGain = 2 }, plain with { RowShare = 0.5 }, plain with { ColumnShare = 0.4 }, plain with { Bins = 6 },
            plain with { Loss = BoostingLoss.Squared }, plain with { Quantile = 0.9 }, plain with { EarlyStoppingRounds = 0 }, plain with { ValidationShare = 0.3 },
            plain with { MonotoneConstraints = "x4:-" }, plain with { Trees = 2 }, plain with { Growth = TreeGrowth.DepthWise },
        ];
        foreach (GradientBoosting other in others)
            Assert.False(bits.AsSpan().SequenceEqual(TreeTables.Bits(other.Fit(numbers), numbers.X)), other.ToString());

        TrainingData classes = TreeTables.Mixed(700, classes: 2);
        long[] before = TreeTables.Bits(Small.Fit(classes), classes.X);
        Assert.False(before.AsSpan().SequenceEqual(TreeTables.Bits((Small with { ClassWeights = ClassWeights.Balanced }).Fit(classes), classes.X)));
        Assert.False(before.AsSpan().SequenceEqual(TreeTables.Bits((Small with { CategorySmoothing = 500 }).Fit(classes), classes.X)));
        Assert.False(before.AsSpan().SequenceEqual(TreeTables.Bits((Small with { Loss = BoostingLoss.Softmax, Trees = 5 }).Fit(classes), classes.X)));
    }

    [Fact]
    public void Softmax_of_two_classes_is_the_logistic_loss()
    {
        TrainingData data = TreeTables.Mixed(400, classes: 2);
        GradientBoosting plain = Small with { L2Penalty = 0, CategorySmoothing = 0, MinLeafHessian = 0 };
        Matrix logistic = ((IClassifier)plain.Fit(data)).PredictProbabilities(data.X);
        Matrix softmax = ((IClassifier)(plain with { Loss = BoostingLoss.Softmax }).Fit(data)).PredictProbabilities(data.X);
        Near.Equal(logistic.AsSpan(), softmax.AsSpan(), absolute: 1e-6);
    }

    [Fact]
    public void Whole_weights_equal_repeated_rows()
    {
        (Matrix x, double[] y) = TreeTables.Friedman(120);
        int[] repeated = [.. Enumerable.Range(0, 120).SelectMany(i => Enumerable.Repeat(i, i % 3))];
        GradientBoosting learner = Small with { MinLeafRows = 1, MinLeafHessian = 5 };
        TrainingData weighted = TreeTables.Numbers(x, y) with { Weights = [.. Enumerable.Range(0, 120).Select(i => (double)(i % 3))] };
        double[] one = ((IRegressor)learner.Fit(weighted)).Predict(x);
        double[] two = ((IRegressor)learner.Fit(TreeTables.Numbers(x, y).TakeRows(repeated))).Predict(x.TakeRows(repeated));
        // The edges between bins come from all rows, those of weight 0 included, so only the training rows that count are compared.
        Near.Equal([.. repeated.Select(i => one[i])], two, relative: 1e-9);
    }

    [Fact]
    public void Constant_columns_and_columns_without_values_change_nothing()
    {
        (Matrix x, double[] y) = TreeTables.Friedman(300, columns: 5);
        Matrix wide = new(300, 7);
        for (int i = 0; i < 300; i++)
        {
            x.Row(i).CopyTo(wide.Row(i));
            wide[i, 5] = 4;
            wide[i, 6] = double.NaN;
        }
        Assert.Equal(((IRegressor)Small.Fit(TreeTables.Numbers(x, y))).Predict(x), ((IRegressor)Small.Fit(TreeTables.Numbers(wide, y))).Predict(wide));
    }

    [Fact]
    public void The_order_of_the_rows_does_not_matter()
    {
        (Matrix x, double[] y) = TreeTables.Friedman(300);
        int[] order = RandomKey.FromSeed(3).Open().Permutation(300);
        double[] one = ((IRegressor)Small.Fit(TreeTables.Numbers(x, y))).Predict(x);
        double[] two = ((IRegressor)Small.Fit(TreeTables.Numbers(x, y).TakeRows(order))).Predict(x);
        Near.Equal(one, two, relative: 1e-9);
    }

    [Fact]
    public void The_order_of_the_columns_does_not_matter_without_ties()
    {
        (Matrix x, double[] y) = TreeTables.Friedman(300);
        Matrix turned = new(300, 8);
        for (int i = 0; i < 300; i++)
        {
            for (int j = 0; j < 8; j++)
                turned[i, j] = x[i, 7 - j];
        }
        Near.Equal(((IRegressor)Small.Fit(TreeTables.Numbers(x, y))).Predict(x), ((IRegressor)Small.Fit(TreeTables.Numbers(turned, y))).Predict(turned), relative: 1e-9);
    }

    [Fact]
    public void One_row_and_one_class_give_their_own_answer()
    {
        IRegressor number = (IRegressor)new GradientBoosting().Fit(TreeTables.Numbers(new Matrix(1, 1, [3.0]), [7.0]));
        Near.Equal(7.0, number.Predict(new Matrix(1, 1, [5.0]))[0], absolute: 1e-12);
        TrainingData oneOfTwo = new(new Features(new Matrix(3, 1, [1, 2, 3])), new ClassTarget([0, 0, 0], ["a", "b"]));
        Assert.True(((IClassifier)new GradientBoosting().Fit(oneOfTwo)).PredictProbabilities(oneOfTwo.X)[0, 0] > 0.999);
        TrainingData only = new(new Features(new Matrix(3, 1, [1, 2, 3])), new ClassTarget([0, 0, 0], ["a"]));
        Assert.Equal(1.0, ((IClassifier)new GradientBoosting().Fit(only)).PredictProbabilities(only.X)[0, 0]);
    }

    [Fact]
    public void A_category_of_ten_thousand_levels_is_learnt_for_its_frequent_levels()
    {
        const int n = 20_000;
        RandomStream random = RandomKey.FromSeed(2).Open();
        Matrix x = new(n, 1);
        double[] y = new double[n];
        for (int i = 0; i < n; i++)
        {
            int level = random.Uniform() < 0.5 ? random.Below(50) : random.Below(10_000);
            x[i, 0] = level;
            y[i] = level < 50 ? level % 2 * 10 : 5;
        }
        FeatureColumn[] columns = [new("id", [.. Enumerable.Range(0, 10_000).Select(l => $"level {l}")])];
        IRegressor model = (IRegressor)(Small with { Trees = 40 }).Fit(new TrainingData(new Features(x, columns), new NumberTarget(y)));
        double[] found = new double[1];
        model.Predict([3], found);
        Near.Equal(10, found[0], absolute: 1);
        model.Predict([4], found);
        Near.Equal(0, found[0], absolute: 1);
    }

    [Fact]
    public void Infinities_are_ordered_like_other_values()
    {
        Matrix x = new(6, 1, [double.NegativeInfinity, double.NegativeInfinity, 0, 1, double.PositiveInfinity, double.PositiveInfinity]);
        GradientBoosting learner = new() { Trees = 50, LearningRate = 0.5, Leaves = 4, MinLeafRows = 1, L2Penalty = 0 };
        Near.Equal([1.0, 1.0, 2.0, 2.0, 9.0, 9.0], ((IRegressor)learner.Fit(TreeTables.Numbers(x, [1, 1, 2, 2, 9, 9]))).Predict(x), absolute: 1e-6);
    }

    [Fact]
    [Trait("topic", "early-stopping")]
    public void Early_stopping_keeps_the_round_with_the_least_held_out_loss()
    {
        (Matrix x, double[] y) = TreeTables.Friedman(600, noise: 4);
        BoostedTrees model = (Small with { Trees = 2000, LearningRate = 0.3, EarlyStoppingRounds = 10 }).Fit(TreeTables.Numbers(x, y));
        Assert.Equal(StopReason.EarlyStopping, model.Report.Stop);
        int best = 1 + model.Report.Validation.ToList().IndexOf(model.Report.Validation.Min());
        Assert.Equal(best, model.Report.Iterations);
        Assert.Equal(best, model.Trees.TreeCount);
        Assert.Equal(best + 10, model.Report.Validation.Count);
    }

    [Fact]
    public void A_refit_on_all_rows_is_the_fit_of_as_many_rounds_without_early_stopping()
    {
        (Matrix x, double[] y) = TreeTables.Friedman(900, noise: 3);
        GradientBoosting stopping = Small with { Trees = 400, LearningRate = 0.3, EarlyStoppingRounds = 5, RowShare = 0.8, ColumnShare = 0.6 };
        BoostedTrees held = (stopping with { RefitOnAllRows = false }).Fit(TreeTables.Numbers(x, y));
        BoostedTrees refitted = (stopping with { RefitOnAllRows = true }).Fit(TreeTables.Numbers(x, y));
        BoostedTrees whole = (stopping with { EarlyStoppingRounds = 0, Trees = held.Report.Iterations }).Fit(TreeTables.Numbers(x, y));
        Assert.Equal(held.Report.Iterations, refitted.Report.Iterations);
        Assert.Equal(held.Report.Validation, refitted.Report.Validation);
        Assert.Equal(StopReason.EarlyStopping, refitted.Report.Stop);
        Assert.Equal(((IRegressor)whole).Predict(x), ((IRegressor)refitted).Predict(x));
        Assert.NotEqual(((IRegressor)held).Predict(x), ((IRegressor)refitted).Predict(x));
    }

    [Theory]
    [InlineData(1_900, false)]
    [InlineData(2_100, true)]
    public void Rows_held_out_come_back_by_default_from_two_thousand_on(int rows, bool refitted)
    {
        (Matrix x, double[] y) = TreeTables.Friedman(rows);
        GradientBoosting stopping = Small with { EarlyStoppingRounds = 5 };
        double[] expected = ((IRegressor)(stopping with { RefitOnAllRows = refitted }).Fit(TreeTables.Numbers(x, y))).Predict(x);
        Assert.Equal(expected, ((IRegressor)stopping.Fit(TreeTables.Numbers(x, y))).Predict(x));
        Assert.NotEqual(expected, ((IRegressor)(stopping with { RefitOnAllRows = !refitted }).Fit(TreeTables.Numbers(x, y))).Predict(x));
    }

    [Fact]
    public void Groups_are_held_out_whole()
    {
        TrainingData data = TreeTables.Mixed(300) with { Groups = [.. Enumerable.Range(0, 300).Select(i => i / 10)] };
        (int[] train, int[] watch) = HeldOutRows.Split(data, 0.2, RandomKey.FromSeed(1));
        Assert.Equal(60, watch.Length);
        Assert.Empty(train.Select(i => i / 10).Intersect(watch.Select(i => i / 10)));
    }

    [Fact]
    public void Stopping_keeps_the_rounds_done_and_cancelling_throws()
    {
        (Matrix x, double[] y) = TreeTables.Friedman(200);
        using CancellationTokenSource stop = new();
        Watcher watcher = new(step =>
        {
            if (step == 7)
                stop.Cancel();
        });
        BoostedTrees model = Small.Fit(TreeTables.Numbers(x, y), new FitContext(Stop: stop.Token, Progress: watcher));
        Assert.Equal(StopReason.Stopped, model.Report.Stop);
        Assert.Equal(7, model.Report.Iterations);
        Assert.Equal((Small with { Trees = 7 }).Fit(x, y) is IRegressor seven ? seven.Predict(x) : [], ((IRegressor)model).Predict(x));
        Assert.ThrowsAny<OperationCanceledException>(() => Small.Fit(TreeTables.Numbers(x, y), new FitContext(Cancellation: stop.Token)));
    }

    [Fact]
    public void A_known_exposure_scales_counts()
    {
        // Counts of rate 3 for each unit of exposure: with the logarithm of the exposure as offset, the model learns the rate.
        RandomStream random = RandomKey.FromSeed(4).Open();
        double[] exposure = [.. Enumerable.Range(0, 400).Select(_ => Math.Exp(random.Uniform(-1, 1)))];
        TrainingData data = TreeTables.Numbers(TreeTables.Friedman(400).X, [.. exposure.Select(e => 3 * e)]) with { Offsets = [.. exposure.Select(e => Math.Log(e))] };
        double[] rates = ((IRegressor)(Small with { Loss = BoostingLoss.Poisson }).Fit(data)).Predict(data.X.ToDense());
        Near.Equal([.. Enumerable.Repeat(3.0, 400)], rates, relative: 1e-6);
    }

    [Fact]
    public void The_quantile_loss_leaves_its_share_of_the_rows_below()
    {
        (Matrix x, double[] y) = TreeTables.Friedman(2000);
        IRegressor model = (IRegressor)(Small with { Trees = 80, Loss = BoostingLoss.Quantile, Quantile = 0.9 }).Fit(TreeTables.Numbers(x, y));
        double below = model.Predict(x).Zip(y, (f, t) => t <= f ? 1.0 : 0.0).Average();
        Near.Equal(0.9, below, absolute: 0.02);
    }

    [Fact]
    public void Several_numbers_a_row_are_each_learnt_as_if_alone()
    {
        (Matrix x, double[] y) = TreeTables.Friedman(300);
        Matrix both = new(300, 2);
        for (int i = 0; i < 300; i++)
            (both[i, 0], both[i, 1]) = (y[i], -2 * y[i]);
        IRegressor model = (IRegressor)Small.Fit(new TrainingData(new Features(x), new NumberTarget(both)));
        double[] alone = ((IRegressor)Small.Fit(x, y)).Predict(x);
        Matrix found = model.Predict(new Features(x));
        Near.Equal(alone, found.Column(0), relative: 1e-9);
        Near.Equal([.. alone.Select(v => -2 * v)], found.Column(1), relative: 1e-9);
    }

    [Fact]
    public void A_stored_model_predicts_the_same_bits()
    {
        TrainingData data = TreeTables.Mixed(400);
        BoostedClassifier model = (BoostedClassifier)Small.Fit(data);
        Assert.Equal(TreeTables.Bits(model, data.X), TreeTables.Bits(TreeTables.Again(model), data.X));
        (Matrix x, double[] y) = TreeTables.Friedman(200);
        BoostedRegressor numbers = (BoostedRegressor)(Small with { Loss = BoostingLoss.Poisson }).Fit(TreeTables.Numbers(x, [.. y.Select(Math.Abs)]));
        Assert.Equal(TreeTables.Bits(numbers, new Features(x)), TreeTables.Bits(TreeTables.Again(numbers), new Features(x)));
    }

    [Theory]
    [InlineData(BoostingLoss.Logistic)]
    [InlineData(BoostingLoss.Softmax)]
    public void A_loss_of_classes_is_refused_for_numbers(BoostingLoss loss)
    {
        (Matrix x, double[] y) = TreeTables.Friedman(30);
        Assert.Contains("classes", Assert.Throws<ArgumentException>(() => (Small with { Loss = loss }).Fit(x, y)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Negative_counts_are_refused_by_row()
    {
        ArgumentException fault = Assert.Throws<ArgumentException>(() => (Small with { Loss = BoostingLoss.Poisson }).Fit(new Matrix(3, 1, [1, 2, 3]), [1, -2, 3]));
        Assert.Contains("row 1", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sparse_and_dense_features_give_the_same_model()
    {
        (Matrix x, double[] y) = TreeTables.Friedman(300);
        for (int i = 0; i < 300; i++)
        {
            for (int j = 0; j < 8; j++)
                x[i, j] = x[i, j] < 0.5 ? 0 : x[i, j];
        }
        Features sparse = new(SparseMatrix.FromDense(x));
        IModel one = Small.Fit(TreeTables.Numbers(x, y)), two = Small.Fit(new TrainingData(sparse, new NumberTarget(y)));
        Assert.Equal(TreeTables.Bits(one, new Features(x)), TreeTables.Bits(two, sparse));
    }

    [Fact]
    public void A_single_prediction_allocates_nothing()
    {
        TrainingData data = TreeTables.Mixed(300);
        IClassifier model = (IClassifier)Small.Fit(data);
        double[] row = [0.1, 0.2, 1, 2], found = new double[3];
        Assert.Equal(0, Allocated.Least(() =>
        {
            for (int i = 0; i < 100; i++)
                model.PredictProbabilities(row, found);
        }));
    }

    private static void Falls(IReadOnlyList<double> losses)
    {
        Assert.True(losses.Count >= 10);
        for (int i = 1; i < losses.Count; i++)
            Assert.True(losses[i] < losses[i - 1], FormattableString.Invariant($"round {i + 1}: {losses[i - 1]} to {losses[i]}"));
    }

    private sealed class Watcher(Action<int> seen) : IProgress<FitProgress>
    {
        public void Report(FitProgress value) => seen(value.Step);
    }
}
