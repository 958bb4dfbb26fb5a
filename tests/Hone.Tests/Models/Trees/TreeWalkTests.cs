using Hone.Contracts;
using Hone.Models.Trees;
using Hone.Numerics;

namespace Hone.Tests.Models.Trees;

public sealed class TreeWalkTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 3)]
    [InlineData(8, 12)]
    [InlineData(9, 40)]
    [InlineData(25, 6)]
    public void Eight_at_a_time_reach_the_leaves_of_one_at_a_time(int trees, int leaves)
    {
        (Matrix x, double[] y) = WithGaps(900);
        GradientBoosting learner = new() { Trees = trees, Leaves = leaves, MinLeafRows = 2, EarlyStoppingRounds = 0 };
        BoostedTrees model = learner.Fit(TreeTables.Numbers(x, y));
        double[] score = new double[1], odd = [double.PositiveInfinity, double.NegativeInfinity, -0.0, double.NaN, 0.0, double.MaxValue];
        RandomStream random = RandomKey.FromSeed(5).Open();
        for (int i = 0; i < 300; i++)
        {
            double[] row = [.. Enumerable.Range(0, x.Columns).Select(_ => random.Uniform() < 0.3 ? odd[random.Below(odd.Length)] : random.Uniform(-1, 2))];
            double expected = model.BaseScores[0];
            for (int tree = 0; tree < model.Trees.TreeCount; tree++)
                expected += model.Trees.LeafValues(model.Trees.LeafOf(tree, row))[0];
            model.RawScores(row, score);
            Assert.Equal(BitConverter.DoubleToInt64Bits(expected), BitConverter.DoubleToInt64Bits(score[0]));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public void Many_rows_get_the_bits_of_one_row_each(int workers)
    {
        (Matrix x, double[] y) = WithGaps(1_100);
        Matrix both = new(1_100, 2);
        for (int i = 0; i < 1_100; i++)
            (both[i, 0], both[i, 1]) = (y[i], -y[i] * y[i]);
        GradientBoosting learner = new() { Trees = 11, EarlyStoppingRounds = 0 };
        Same((IRegressor)learner.Fit(new TrainingData(new Features(x), new NumberTarget(both))), new Features(x), workers);
        Same((IRegressor)(learner with { Loss = BoostingLoss.Poisson }).Fit(TreeTables.Numbers(x, [.. y.Select(Math.Abs)])), new Features(x), workers);
        TrainingData mixed = TreeTables.Mixed(600), two = TreeTables.Mixed(600, classes: 2);
        Same((IClassifier)learner.Fit(mixed), mixed.X, workers);
        Same((IClassifier)learner.Fit(two), two.X, workers);
        TrainingData numbers = new(new Features(x), new ClassTarget([.. y.Select(v => v > 12 ? 2 : v > 5 ? 1 : 0)], ["a", "b", "c"]));
        Same((IClassifier)learner.Fit(numbers), numbers.X, workers);
        Same((IClassifier)learner.Fit(numbers), new Features(SparseMatrix.FromDense(x)), workers);
    }

    [Fact]
    public void A_row_of_more_columns_than_the_stack_takes_gets_the_same_answer()
    {
        RandomStream random = RandomKey.FromSeed(8).Open();
        Matrix x = new(60, 700);
        foreach (ref double value in x.AsSpan())
            value = random.Normal();
        double[] y = [.. Enumerable.Range(0, 60).Select(i => x[i, 3] + x[i, 699])];
        IRegressor model = (IRegressor)new GradientBoosting { Trees = 5, MinLeafRows = 2, EarlyStoppingRounds = 0 }.Fit(TreeTables.Numbers(x, y));
        Same(model, new Features(x), 2);
    }

    [Fact]
    public void One_row_of_numbers_allocates_nothing()
    {
        (Matrix x, double[] y) = WithGaps(400);
        IRegressor model = (IRegressor)new GradientBoosting { Trees = 20, EarlyStoppingRounds = 0 }.Fit(TreeTables.Numbers(x, y));
        double[] found = new double[1];
        Assert.Equal(0, Allocated.Least(() =>
        {
            for (int i = 0; i < 100; i++)
                model.Predict(x.Row(i), found);
        }));
    }

    private static void Same(IRegressor model, Features x, int workers)
    {
        Matrix many = model.Predict(x, workers);
        double[] row = new double[x.ColumnCount], one = new double[model.Outputs];
        for (int i = 0; i < x.RowCount; i++)
        {
            x.CopyRow(i, row);
            model.Predict(row, one);
            Assert.Equal(one, many.Row(i).ToArray());
        }
    }

    private static void Same(IClassifier model, Features x, int workers)
    {
        Matrix many = model.PredictProbabilities(x, workers);
        double[] row = new double[x.ColumnCount], one = new double[model.Classes.Count];
        for (int i = 0; i < x.RowCount; i++)
        {
            x.CopyRow(i, row);
            model.PredictProbabilities(row, one);
            Assert.Equal(one, many.Row(i).ToArray());
        }
    }

    private static (Matrix X, double[] Y) WithGaps(int rows)
    {
        (Matrix x, double[] y) = TreeTables.Friedman(rows);
        for (int i = 0; i < rows; i++)
            x[i, i % 8] = i % 3 == 0 ? double.NaN : i % 31 == 0 ? double.PositiveInfinity : x[i, i % 8];
        return (x, y);
    }
}
