using System.Globalization;
using System.IO.Compression;
using Hone.Contracts;
using Hone.Models.Trees;
using Hone.Numerics;

namespace Hone.Tests.Models.Trees;

public sealed class DecisionTreeTests
{
    [Fact]
    [Trait("topic", "decision-tree")]
    [Trait("topic", "gini-impurity")]
    public void The_iris_tree_has_scikit_learns_nodes()
    {
        // scikit-learn 1.2.1, DecisionTreeClassifier(random_state=1): n_node_samples and impurity of its 17 nodes. Which of two equal root splits is taken
        // (petal length ≤ 2.45 or petal width ≤ 0.8) depends on its seed, the nodes do not.
        (int Rows, double Impurity)[] expected =
        [
            (150, 0.6666666666666667), (50, 0), (100, 0.5), (54, 0.16803840877914955), (48, 0.04079861111111116), (47, 0), (1, 0), (6, 0.4444444444444444), (3, 0),
            (3, 0.4444444444444444), (2, 0), (1, 0), (46, 0.042533081285444196), (3, 0.4444444444444444), (1, 0), (2, 0), (43, 0),
        ];
        Agrees(expected, new DecisionTree().Fit(Iris()));
    }

    [Fact]
    [Trait("topic", "information-gain")]
    public void The_iris_tree_by_entropy_has_scikit_learns_nodes()
    {
        // scikit-learn 1.2.1, DecisionTreeClassifier(criterion="entropy", max_depth=3, random_state=1).
        double[] expected = [1.584962500721156, 0.0, 1.0, 0.44506485705083865, 0.14609425012013633, 0.9182958340544896, 0.15109697051711368, 0.9182958340544896, 0.0];
        DecisionTreeModel model = new DecisionTree { Criterion = SplitCriterion.Entropy, Depth = 3 }.Fit(Iris());
        Near.Equal([.. expected.Order()], [.. model.Impurities.Order()], absolute: 1e-12);
    }

    [Theory]
    [InlineData(0.01, 5)]
    [InlineData(0.02, 4)]
    [InlineData(0.05, 3)]
    [Trait("topic", "decision-tree")]
    public void Pruning_leaves_as_many_leaves_as_scikit_learns(double alpha, int leaves) =>
        // scikit-learn 1.2.1, DecisionTreeClassifier(ccp_alpha=…, random_state=1).get_n_leaves().
        Assert.Equal(leaves, new DecisionTree { CcpAlpha = alpha }.Fit(Iris()).Tree.Leaves(0));

    [Fact]
    public void A_tree_of_four_leaves_makes_the_best_three_splits()
    {
        // scikit-learn 1.2.1, max_leaf_nodes=4: setosa, petal width ≤ 1.75, then petal length ≤ 4.95 on its left.
        DecisionTreeModel model = new DecisionTree { Leaves = 4 }.Fit(Iris());
        double[] thresholds = [.. Enumerable.Range(0, 7).Where(i => !model.Tree.IsLeaf(i)).Select(i => Math.Round(model.Tree.Threshold(i), 6)).Order()];
        Assert.Equal([1.75, 2.45, 4.95], thresholds);
    }

    [Theory]
    [InlineData(SplitCriterion.Squared)]
    [InlineData(SplitCriterion.Absolute)]
    [Trait("topic", "decision-tree")]
    public void The_diabetes_tree_has_scikit_learns_leaves(SplitCriterion criterion)
    {
        // scikit-learn 1.2.1, DecisionTreeRegressor(max_depth=3, min_samples_leaf=10, random_state=0) on the raw table: value of each leaf.
        double[] expected = criterion == SplitCriterion.Squared
            ? [108.80459770114942, 83.36904761904762, 124.33333333333333, 171.88571428571427, 137.6904761904762, 176.86486486486487, 208.57142857142858, 268.8709677419355]
            : [72.0, 93.0, 183.0, 140.0, 115.5, 166.0, 220.0, 274.0];
        DecisionTreeModel model = new DecisionTree { Criterion = criterion, Depth = 3, MinLeafRows = 10 }.Fit(Diabetes());
        double[] leaves = [.. Enumerable.Range(0, model.Tree.NodeCount).Where(model.Tree.IsLeaf).Select(i => model.Tree.LeafValues(i)[0]).Order()];
        Near.Equal([.. expected.Order()], leaves, relative: 1e-9);
    }

    [Fact]
    [Trait("topic", "gini-impurity")]
    public void Gini_and_its_decrease_are_those_worked_by_hand()
    {
        // Ten rows, 6 of a and 4 of b: gini 1 − 0.36 − 0.16 = 0.48. x ≤ 3.5 leaves 3 a | 3 a and 4 b: 0 and 1 − 9/49 − 16/49 = 24/49.
        // Decrease times weight: 4.8 − 7 · 24/49 = 4.8 − 24/7.
        Matrix x = new(10, 1, [1, 2, 3, 4, 4, 4, 4, 4, 4, 4]);
        DecisionTreeModel model = new DecisionTree().Fit(x, ["a", "a", "a", "a", "a", "a", "b", "b", "b", "b"]);
        Near.Equal(0.48, model.Impurities[0], absolute: 1e-12);
        Near.Equal(4.8 - (24 / 7.0), model.Tree.Gain(0), absolute: 1e-12);
        Near.Equal(24 / 49.0, model.Impurities[2], absolute: 1e-12);
    }

    [Fact]
    [Trait("topic", "information-gain")]
    public void The_root_of_the_weather_table_is_the_outlook_with_quinlans_gains()
    {
        // J. R. Quinlan, "Induction of decision trees" (1986): 14 days, 9 to play on; information 0.940 bits. The multiway gain of outlook is 0.247 bits;
        // asked as "overcast or not" it gains H(9,5) − 10/14·H(5,5) = 0.2260 bits, worked by hand from the counts.
        string[] outlook = ["sunny", "sunny", "overcast", "rain", "rain", "rain", "overcast", "sunny", "sunny", "rain", "sunny", "overcast", "overcast", "rain"];
        string[] wind = ["weak", "strong", "weak", "weak", "weak", "strong", "strong", "weak", "weak", "weak", "strong", "strong", "weak", "strong"];
        string[] play = ["no", "no", "yes", "yes", "yes", "no", "yes", "no", "yes", "yes", "yes", "yes", "yes", "no"];
        string[] outlooks = ["overcast", "rain", "sunny"], winds = ["strong", "weak"];
        Matrix x = new(14, 2);
        for (int i = 0; i < 14; i++)
            (x[i, 0], x[i, 1]) = (Array.IndexOf(winds, wind[i]), Array.IndexOf(outlooks, outlook[i]));
        TrainingData data = new(new Features(x, [new("wind", winds), new("outlook", outlooks)]), ClassTarget.From(play));
        DecisionTreeModel model = new DecisionTree { Criterion = SplitCriterion.Entropy }.Fit(data);
        double whole = -((9 / 14.0 * Math.Log2(9 / 14.0)) + (5 / 14.0 * Math.Log2(5 / 14.0)));
        Near.Equal(whole, model.Impurities[0], absolute: 1e-12);
        Assert.Equal(1, model.Tree.Column(0));
        Assert.True(model.Tree.LeftLevels(0) is [0] or [1, 2]);
        Near.Equal(whole - (10 / 14.0), model.Tree.Gain(0) / 14, absolute: 1e-12);
    }

    [Theory]
    [InlineData(SplitCriterion.Gini)]
    [InlineData(SplitCriterion.Entropy)]
    public void Many_classes_are_cut_as_few_are(SplitCriterion criterion)
    {
        // Forty classes follow row by row, three group by group; the other thirty-seven have no rows, so the trees are the same.
        TrainingData few = TreeTables.Mixed(500);
        ClassTarget three = (ClassTarget)few.Y;
        TrainingData many = few with { Y = new ClassTarget(three.Codes.ToArray(), [.. three.Classes, .. Enumerable.Range(0, 37).Select(k => FormattableString.Invariant($"~{k}"))]) };
        double[] weights = [.. Enumerable.Range(0, 500).Select(i => (double)(i % 3))];
        foreach (DecisionTree learner in (DecisionTree[])[new() { Criterion = criterion }, new() { Criterion = criterion, MinLeafRows = 5, Leaves = 20 }])
        {
            DecisionTreeModel a = learner.Fit(few with { Weights = weights }), b = learner.Fit(many with { Weights = weights });
            Matrix p = ((IClassifier)a).PredictProbabilities(few.X), q = ((IClassifier)b).PredictProbabilities(few.X);
            // Rows of weight 0 may fall either way where two cuts are equally good.
            for (int i = 0; i < p.Rows; i++)
            {
                if (weights[i] > 0)
                    Near.Equal(p.Row(i).ToArray(), q.Row(i)[..3].ToArray(), absolute: 1e-12);
            }
        }
    }

    [Fact]
    public void A_stop_keeps_the_tree_so_far()
    {
        TrainingData data = TreeTables.Mixed(300);
        using CancellationTokenSource stop = new();
        stop.Cancel();
        DecisionTreeModel model = new DecisionTree().Fit(data, new FitContext(1, Stop: stop.Token));
        Assert.Equal(StopReason.Stopped, model.Report.Stop);
        Assert.Equal(1, model.Report.Iterations);
        Near.Equal(1, ((IClassifier)model).PredictProbabilities(data.X).Row(0).ToArray().Sum(), absolute: 1e-12);
    }

    [Fact]
    public void Absolute_splits_are_the_best_of_all_tried_one_by_one()
    {
        (Matrix x, double[] y) = TreeTables.Friedman(60, columns: 5);
        double[] weights = [.. Enumerable.Range(0, 60).Select(i => 1.0 + (i % 3))];
        DecisionTreeModel model = new DecisionTree { Criterion = SplitCriterion.Absolute, Leaves = 2 }.Fit(TreeTables.Numbers(x, y) with { Weights = weights });
        double Cost(IEnumerable<int> rows)
        {
            int[] own = [.. rows];
            return own.Length == 0 ? 0 : own.Min(m => own.Sum(i => weights[i] * Math.Abs(y[i] - y[m])));
        }

        double least = double.PositiveInfinity;
        for (int j = 0; j < 5; j++)
        {
            foreach (double threshold in x.Column(j))
                least = Math.Min(least, Cost(Enumerable.Range(0, 60).Where(i => x[i, j] <= threshold)) + Cost(Enumerable.Range(0, 60).Where(i => x[i, j] > threshold)));
        }
        Near.Equal(Cost(Enumerable.Range(0, 60)) - least, model.Tree.Gain(0), relative: 1e-10);
    }

    [Fact]
    [Trait("topic", "decision-tree")]
    public void Limits_are_kept()
    {
        (Matrix x, double[] y) = TreeTables.Friedman(400);
        Assert.Equal(3, new DecisionTree { Depth = 3 }.Fit(x, y).Tree.Depth(0));
        Assert.Equal(9, new DecisionTree { Leaves = 9 }.Fit(x, y).Tree.Leaves(0));
        TreeEnsemble tree = new DecisionTree { MinLeafRows = 7 }.Fit(x, y).Tree;
        Assert.True(Enumerable.Range(0, tree.NodeCount).Where(tree.IsLeaf).Min(tree.Cover) >= 7);
        TreeEnsemble picky = new DecisionTree { MinImpurityDecrease = 0.5 }.Fit(x, y).Tree;
        Assert.True(Enumerable.Range(0, picky.NodeCount).Where(i => !picky.IsLeaf(i)).Min(picky.Gain) / 400 >= 0.5);
    }

    [Fact]
    public void Every_setting_changes_the_tree()
    {
        TrainingData data = TreeTables.Mixed(300);
        DecisionTree plain = new() { Depth = 8 };
        long[] bits = TreeTables.Bits(plain.Fit(data), data.X);
        DecisionTree[] others =
        [
            plain with { Criterion = SplitCriterion.Entropy }, plain with { Splitter = Splitter.Random }, plain with { Depth = 2 }, plain with { Leaves = 5 }, plain with { MinLeafRows = 20 },
            plain with { MinImpurityDecrease = 0.02 }, plain with { CcpAlpha = 0.02 }, plain with { ColumnShare = 0.5 }, plain with { ClassWeights = ClassWeights.Balanced, Depth = 3 },
        ];
        foreach (DecisionTree other in others)
            Assert.False(bits.AsSpan().SequenceEqual(TreeTables.Bits(other.Fit(data), data.X)), other.ToString());
        Assert.False(TreeTables.Bits((plain with { Depth = 3 }).Fit(data), data.X).AsSpan().SequenceEqual(TreeTables.Bits(others[^1].Fit(data), data.X)));
    }

    [Fact]
    public void A_full_tree_repeats_what_it_learnt()
    {
        (Matrix x, double[] y) = TreeTables.Friedman(200);
        Near.Equal(y, ((IRegressor)new DecisionTree().Fit(x, y)).Predict(x), relative: 1e-12);
    }

    [Fact]
    public void Whole_weights_equal_repeated_rows()
    {
        TrainingData data = TreeTables.Mixed(200);
        int[] repeated = [.. Enumerable.Range(0, 200).SelectMany(i => Enumerable.Repeat(i, i % 3))];
        TrainingData weighted = data with { Weights = [.. Enumerable.Range(0, 200).Select(i => (double)(i % 3))] };
        Assert.Equal(TreeTables.Bits(new DecisionTree { Depth = 5 }.Fit(data.TakeRows(repeated)), data.X), TreeTables.Bits(new DecisionTree { Depth = 5 }.Fit(weighted), data.X));
    }

    [Fact]
    public void The_missing_go_to_the_side_that_they_resemble()
    {
        Matrix x = new(6, 1, [1, 2, 3, 4, double.NaN, double.NaN]);
        Assert.True(new DecisionTree().Fit(x, ["a", "a", "b", "b", "a", "a"]).Tree.MissingLeft(0));
        Assert.False(new DecisionTree().Fit(x, ["a", "a", "b", "b", "b", "b"]).Tree.MissingLeft(0));
        DecisionTreeModel apart = new DecisionTree().Fit(x, ["a", "a", "a", "a", "b", "b"]);
        Assert.Equal(double.PositiveInfinity, apart.Tree.Threshold(0));
        Assert.Contains("present?", apart.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_unseen_level_goes_where_a_gap_goes()
    {
        TrainingData data = TreeTables.Mixed(300);
        IClassifier model = (IClassifier)new DecisionTree().Fit(data);
        double[] unseen = new double[3], gap = new double[3];
        model.PredictProbabilities([0.1, 0.2, 99, 1], unseen);
        model.PredictProbabilities([0.1, 0.2, double.NaN, 1], gap);
        Assert.Equal(gap, unseen);
    }

    [Fact]
    [Trait("topic", "decision-tree")]
    public void A_tree_prints_as_text()
    {
        DecisionTreeModel model = new DecisionTree { Depth = 2 }.Fit(Iris());
        string expected = """
            petal length ≤ 2.45?
              yes: setosa 1  (50)
              no:  petal width ≤ 1.75? (missing: yes)
                yes: versicolor 0.907  (54)
                no:  virginica 0.978  (46)

            """.ReplaceLineEndings("\n");
        Assert.Equal(expected, model.ToText());
    }

    [Fact]
    public void One_row_one_class_and_constant_columns_give_a_leaf()
    {
        Assert.Equal(1, new DecisionTree().Fit(new Matrix(1, 1, [2.0]), ["a"]).Tree.NodeCount);
        Assert.Equal(1, new DecisionTree().Fit(new Matrix(3, 1, [1, 2, 3]), ["a", "a", "a"]).Tree.NodeCount);
        Assert.Equal(1, new DecisionTree().Fit(new Matrix(4, 2, [1, double.NaN, 1, double.NaN, 1, double.NaN, 1, double.NaN]), ["a", "b", "a", "b"]).Tree.NodeCount);
    }

    [Fact]
    public void Importances_sum_to_one_and_follow_the_splits()
    {
        (Matrix x, double[] y) = TreeTables.Friedman(500, columns: 8, noise: 0.1);
        double[] importances = new DecisionTree { Depth = 6 }.Fit(x, y).Importances;
        Near.Equal(1, importances.Sum(), absolute: 1e-12);
        Assert.Equal(3, Array.IndexOf(importances, importances.Max()));
        Assert.True(importances[5..].Sum() < 0.05);
    }

    [Fact]
    public void A_stored_tree_predicts_the_same_bits()
    {
        TrainingData data = TreeTables.Mixed(300);
        TreeClassifier model = (TreeClassifier)new DecisionTree().Fit(data);
        Assert.Equal(TreeTables.Bits(model, data.X), TreeTables.Bits(TreeTables.Again(model), data.X));
        Assert.Equal(model.ToText(), TreeTables.Again(model).ToText());
        (Matrix x, double[] y) = TreeTables.Friedman(100);
        TreeRegressor numbers = (TreeRegressor)new DecisionTree().Fit(x, y);
        Assert.Equal(TreeTables.Bits(numbers, new Features(x)), TreeTables.Bits(TreeTables.Again(numbers), new Features(x)));
    }

    [Fact]
    public void A_criterion_that_does_not_fit_the_target_is_refused()
    {
        Assert.Contains("classes", Assert.Throws<ArgumentException>(() => new DecisionTree { Criterion = SplitCriterion.Squared }.Fit(new Matrix(2, 1), ["a", "b"])).Message, StringComparison.Ordinal);
        Assert.Contains("numbers", Assert.Throws<ArgumentException>(() => new DecisionTree { Criterion = SplitCriterion.Gini }.Fit(new Matrix(2, 1), [1.0, 2])).Message, StringComparison.Ordinal);
    }

    internal static TrainingData Iris()
    {
        string[][] lines = [.. File.ReadLines(SharedData.Path("iris/iris.csv")).Skip(1).Select(line => line.Split(','))];
        Matrix x = Matrix.FromRows([.. lines.Select(parts => parts[..4].Select(Number).ToArray())]);
        string[] names = ["setosa", "versicolor", "virginica"];
        FeatureColumn[] columns = [new("sepal length"), new("sepal width"), new("petal length"), new("petal width")];
        return new TrainingData(new Features(x, columns), new ClassTarget([.. lines.Select(parts => (int)Number(parts[4]))], names));
    }

    internal static TrainingData Diabetes()
    {
        double[][] x = Numbers("diabetes/diabetes_data_raw.csv.gz"), y = Numbers("diabetes/diabetes_target.csv.gz");
        return TreeTables.Numbers(Matrix.FromRows(x), [.. y.Select(row => row[0])]);
    }

    private static double[][] Numbers(string path)
    {
        using GZipStream zipped = new(File.OpenRead(SharedData.Path(path)), CompressionMode.Decompress);
        using StreamReader reader = new(zipped);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Number).ToArray())];
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static void Agrees((int Rows, double Impurity)[] expected, DecisionTreeModel model)
    {
        (double, double)[] found = [.. Enumerable.Range(0, model.Tree.NodeCount).Select(i => (model.Tree.Cover(i), model.Impurities[i])).OrderBy(n => n.Item1).ThenBy(n => n.Item2)];
        (double, double)[] wanted = [.. expected.Select(n => ((double)n.Rows, n.Impurity)).OrderBy(n => n.Item1).ThenBy(n => n.Item2)];
        Near.Equal([.. wanted.Select(n => n.Item1)], [.. found.Select(n => n.Item1)]);
        Near.Equal([.. wanted.Select(n => n.Item2)], [.. found.Select(n => n.Item2)], absolute: 1e-12);
    }
}
