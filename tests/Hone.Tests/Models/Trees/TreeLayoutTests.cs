using System.Runtime.Intrinsics.X86;
using Hone.Contracts;
using Hone.Models.Trees;
using Hone.Numerics;

namespace Hone.Tests.Models.Trees;

/// <summary>Each layout of trees leads every row to the leaves that one question after another leads to.</summary>
public sealed unsafe class TreeLayoutTests
{
    private static readonly double[] Odd = [double.PositiveInfinity, double.NegativeInfinity, -0.0, double.NaN, 0.0, double.MaxValue, double.Epsilon, -double.NaN];

    // Trees, leaves, columns, scores a row: single leaves, stumps, whole trees, deep ones, more trees than are taken together.
    public static TheoryData<int, int, int, int> Shapes => new()
    {
        { 1, 1, 1, 1 }, { 3, 1, 2, 1 }, { 1, 2, 1, 1 }, { 7, 2, 5, 1 }, { 9, 31, 28, 1 }, { 8, 64, 3, 2 }, { 20, 200, 9, 1 }, { 5, 256, 64, 5 }, { 600, 12, 11, 3 }, { 300, 70, 4, 1 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Words_add_the_leaves_of_one_question_after_another(int trees, int leaves, int columns, int outputs)
    {
        TreeEnsemble made = Made(trees, leaves, columns, thresholds: 40);
        DecisionWords? words = DecisionWords.Of(made, ThresholdCodes.Of(made, columns)!);
        Assert.Equal(Avx512Vbmi.IsSupported, words is not null);
        if (words is null)
            return;
        Matrix x = Rows(150, columns);
        for (int i = 0; i < x.Rows; i++)
        {
            double[] scores = [.. Enumerable.Range(0, outputs).Select(k => 0.1 * k)];
            words.Add(x.Row(i), scores);
            SameBits(OneByOne(made, x.Row(i), outputs), scores);
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Selection_adds_the_leaves_of_one_question_after_another(int trees, int leaves, int columns, int outputs)
    {
        TreeEnsemble made = Made(trees, leaves, columns, thresholds: 40);
        ThresholdCodes codes = ThresholdCodes.Of(made, columns)!;
        LeafSelection selection = LeafSelection.Of(made, codes)!;
        Matrix x = Rows(LeafSelection.Rows, columns);
        double[] sums = new double[outputs * LeafSelection.Rows];
        for (int i = 0; i < sums.Length; i++)
            sums[i] = 0.1 * (i / LeafSelection.Rows);
        byte[] coded = new byte[2 * codes.Count * LeafSelection.Rows], scratch = new byte[selection.ScratchLength];
        fixed (byte* ownCodes = coded, ownScratch = scratch)
        fixed (double* values = x.AsSpan(), to = sums)
        {
            codes.Code(values, columns, LeafSelection.Rows, ownCodes, LeafSelection.Rows);
            LeafSelection.Prepare(ownScratch);
            selection.Add(ownCodes, ownScratch, to, outputs);
        }
        for (int i = 0; i < x.Rows; i++)
            SameBits(OneByOne(made, x.Row(i), outputs), [.. Enumerable.Range(0, outputs).Select(k => sums[(k * LeafSelection.Rows) + i])]);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_walk_adds_the_leaves_of_one_question_after_another(int trees, int leaves, int columns, int outputs)
    {
        TreeEnsemble made = Made(trees, leaves, columns, thresholds: 1_000);
        TreeWalk walk = TreeWalk.Of(made, columns)!;
        Matrix x = Rows(45, columns);
        foreach (int rows in (int[])[1, 7, 8, 9, 16, 40])
        {
            double[] many = [.. Enumerable.Range(0, rows * outputs).Select(i => 0.1 * (i % outputs))];
            walk.AddRows(new Features(x), 5, many, outputs);
            for (int i = 0; i < rows; i++)
            {
                double[] expected = OneByOne(made, x.Row(5 + i), outputs), one = [.. Enumerable.Range(0, outputs).Select(k => 0.1 * k)];
                SameBits(expected, many[(i * outputs)..((i + 1) * outputs)]);
                walk.AddRow(x.Row(5 + i), one);
                SameBits(expected, one);
            }
        }
    }

    [Theory]
    [InlineData(1, 1, 10)]
    [InlineData(1, 400, 1)]
    [InlineData(20, 60, 5)]
    public void Leaves_of_several_numbers_are_added_to_the_scores_of_the_same_places(int trees, int leaves, int width)
    {
        TreeEnsemble made = Made(trees, leaves, columns: 6, thresholds: 300, width);
        Matrix x = Rows(33, 6);
        double[] sums = new double[33 * width];
        TreeWalk.Of(made, 6)!.AddRows(new Features(x), 0, sums, width);
        for (int i = 0; i < 33; i++)
        {
            double[] expected = new double[width];
            for (int tree = 0; tree < trees; tree++)
            {
                ReadOnlySpan<double> leaf = made.LeafValues(made.LeafOf(tree, x.Row(i)));
                for (int k = 0; k < width; k++)
                    expected[k] += leaf[k];
            }
            SameBits(expected, sums[(i * width)..((i + 1) * width)]);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Single_trees_and_forests_give_many_rows_what_they_give_one_and_when_read_again(bool mixed)
    {
        (Matrix x, double[] y) = TreeTables.Friedman(700, 12);
        for (int i = 0; i < 700; i++)
            x[i, i % 12] = i % 5 == 0 ? double.NaN : i % 41 == 0 ? double.NegativeInfinity : x[i, i % 12];
        TrainingData numbers = TreeTables.Numbers(x, y), classes = mixed ? TreeTables.Mixed(700) : new TrainingData(new Features(x), new ClassTarget([.. y.Select(v => v > 12 ? 2 : v > 5 ? 1 : 0)], ["a", "b", "c"]));
        foreach (int rows in (int[])[0, 1, 700])
        {
            foreach (int workers in (int[])[1, 2, 4, 8])
            {
                TreeRegressor tree = (TreeRegressor)new DecisionTree().Fit(numbers);
                Alike(tree, numbers.X, rows, workers);
                Alike(TreeTables.Again(tree), numbers.X, rows, workers);
                Alike((IRegressor)new DecisionTree { Depth = 1 }.Fit(numbers), numbers.X, rows, workers);
                Alike((IRegressor)new RandomForest { Trees = 9 }.Fit(numbers), numbers.X, rows, workers);
                Alike((IRegressor)new RandomForest { Trees = 9 }.Fit(numbers), new Features(SparseMatrix.FromDense(x)), rows, workers);
                TreeClassifier shares = (TreeClassifier)new DecisionTree { MinLeafRows = 9 }.Fit(classes);
                Alike(shares, classes.X, rows, workers);
                Alike(TreeTables.Again(shares), classes.X, rows, workers);
                ForestClassifier forest = (ForestClassifier)new ExtraTrees { Trees = 9 }.Fit(classes);
                Alike(forest, classes.X, rows, workers);
                Alike(TreeTables.Again(forest), classes.X, rows, workers);
            }
        }
    }

    private static void Alike(IRegressor model, Features x, int rows, int workers)
    {
        Matrix many = model.Predict(x.TakeRows([.. Enumerable.Range(0, rows)]), workers);
        double[] row = new double[x.ColumnCount], one = new double[model.Outputs];
        for (int i = 0; i < rows; i++)
        {
            x.CopyRow(i, row);
            model.Predict(row, one);
            SameBits(one, many.Row(i).ToArray());
        }
    }

    private static void Alike(IClassifier model, Features x, int rows, int workers)
    {
        Matrix many = model.PredictProbabilities(x.TakeRows([.. Enumerable.Range(0, rows)]), workers);
        double[] row = new double[x.ColumnCount], one = new double[model.Classes.Count];
        for (int i = 0; i < rows; i++)
        {
            x.CopyRow(i, row);
            model.PredictProbabilities(row, one);
            SameBits(one, many.Row(i).ToArray());
        }
    }

    [Fact]
    public void Trees_of_more_leaves_than_a_byte_counts_are_not_selected_from()
    {
        TreeEnsemble made = Made(2, 257, 3, thresholds: 40);
        Assert.Null(LeafSelection.Of(made, ThresholdCodes.Of(made, 3)!));
    }

    [Theory]
    [InlineData(254, true)]
    [InlineData(255, false)]
    public void A_column_has_at_most_254_thresholds_to_be_coded(int thresholds, bool coded)
    {
        TreeEnsembleBuilder builder = new(1);
        for (int k = 0; k < thresholds; k++)
            builder.Add([new GrownNode { Left = 1, Threshold = k - 100.5 }, new GrownNode { Values = [1.0] }, new GrownNode { Values = [2.0 + k] }]);
        TreeEnsemble made = builder.Build();
        ThresholdCodes? codes = ThresholdCodes.Of(made, 1);
        Assert.Equal(coded, codes is not null);
        if (codes is null || DecisionWords.Of(made, codes) is not { } words)
            return;
        foreach (double value in (double[])[.. Odd, .. Enumerable.Range(-103, 260).Select(v => v + 0.5), .. Enumerable.Range(-103, 260).Select(v => (double)v)])
        {
            double[] scores = [0];
            words.Add([value], scores);
            SameBits(OneByOne(made, [value], 1), scores);
        }
    }

    [Fact]
    public void A_threshold_of_infinity_parts_what_is_there_from_what_is_missing()
    {
        TreeEnsembleBuilder builder = new(1);
        foreach (bool left in (bool[])[false, true])
            builder.Add([new GrownNode { Left = 1, Threshold = double.PositiveInfinity, MissingLeft = left }, new GrownNode { Values = [1.0] }, new GrownNode { Values = [2.0] }]);
        TreeEnsemble made = builder.Build();
        if (DecisionWords.Of(made, ThresholdCodes.Of(made, 1)!) is not { } words)
            return;
        double[] scores = new double[2];
        words.Add([double.NaN], scores);
        Assert.Equal([2.0, 1.0], scores);
        scores = new double[2];
        words.Add([double.PositiveInfinity], scores);
        Assert.Equal([1.0, 1.0], scores);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_model_that_was_read_and_one_of_more_columns_than_a_word_has_predict_alike(bool wide)
    {
        (Matrix x, double[] y) = TreeTables.Friedman(300, wide ? 90 : 8);
        for (int i = 0; i < 300; i++)
            x[i, i % x.Columns] = i % 7 == 0 ? double.NaN : x[i, i % x.Columns];
        BoostedRegressor model = (BoostedRegressor)new GradientBoosting { Trees = 60, MinLeafRows = 2, ColumnShare = 0.5, EarlyStoppingRounds = 0 }.Fit(TreeTables.Numbers(x, y));
        BoostedRegressor again = TreeTables.Again(model);
        foreach (int rows in (int[])[0, 1, 63, 64, 65, 300])
        {
            Features some = new Features(x).TakeRows([.. Enumerable.Range(0, rows)]);
            double[] expected = new double[rows];
            for (int i = 0; i < rows; i++)
                expected[i] = OneByOne(model.Trees, x.Row(i), 1, model.BaseScores[0])[0];
            foreach (int workers in (int[])[1, 2, 4, 8])
            {
                SameBits(expected, model.Predict(some, workers).AsSpan().ToArray());
                SameBits(expected, again.Predict(some, workers).AsSpan().ToArray());
            }
        }
    }

    private static double[] OneByOne(TreeEnsemble trees, ReadOnlySpan<double> row, int outputs, double start = 0)
    {
        double[] scores = [.. Enumerable.Range(0, outputs).Select(k => start + (0.1 * k))];
        for (int tree = 0; tree < trees.TreeCount; tree++)
            scores[tree % outputs] += trees.LeafValues(trees.LeafOf(tree, row))[0];
        return scores;
    }

    private static void SameBits(double[] expected, double[] found) =>
        Assert.Equal(expected.Select(BitConverter.DoubleToInt64Bits), found.Select(BitConverter.DoubleToInt64Bits));

    // Trees grown by splitting any leaf, so that some are deep and some are whole.
    internal static TreeEnsemble Made(int trees, int leaves, int columns, int thresholds, int width = 1)
    {
        RandomStream random = RandomKey.FromSeed(3).Open();
        TreeEnsembleBuilder builder = new(width);
        for (int tree = 0; tree < trees; tree++)
        {
            List<GrownNode> nodes = [new GrownNode()];
            for (int open = 1, lean = random.Below(4); open < leaves; open++)
            {
                GrownNode split = nodes.Where(node => node.IsLeaf).ElementAt(lean == 0 ? open - 1 : random.Below(lean == 1 ? Math.Min(open, 2) : open));
                (split.Left, split.Column, split.MissingLeft) = (nodes.Count, random.Below(columns), random.Below(2) == 0);
                split.Threshold = random.Below(thresholds) switch { 0 => 0.0, 1 => double.PositiveInfinity, int k => (k / (0.5 * thresholds)) - 1 };
                nodes.Add(new GrownNode());
                nodes.Add(new GrownNode());
            }
            foreach (GrownNode node in nodes.Where(node => node.IsLeaf))
                node.Values = [.. Enumerable.Range(0, width).Select(_ => random.Normal())];
            builder.Add(nodes);
        }
        return builder.Build();
    }

    internal static Matrix Rows(int count, int columns)
    {
        RandomStream random = RandomKey.FromSeed(4).Open();
        Matrix x = new(count, columns);
        foreach (ref double value in x.AsSpan())
            value = random.Uniform() < 0.2 ? Odd[random.Below(Odd.Length)] : Math.Round(20 * random.Uniform(-1.2, 1.2)) / 20;
        return x;
    }
}
