using Hone.Contracts;
using Hone.Models.Ensembles;
using Hone.Models.Linear;
using Hone.Models.Trees;
using Hone.Numerics;
using Hone.Tests.Models.Trees;

namespace Hone.Tests.Models.Ensembles;

public sealed class StackingTests
{
    private static readonly ILearner<IModel>[] Members = [new DecisionTree(), new RandomForest { Trees = 20 }];

    [Fact]
    [Trait("topic", "ensemble-methods")]
    public void A_stack_trusts_the_member_that_predicts_unseen_rows_best()
    {
        // A full tree repeats its rows exactly, so fitted to seen predictions the final model would trust it alone; unseen ones show the forest to be better.
        (Matrix x, double[] y) = TreeTables.Friedman(400, noise: 3);
        StackingModel model = new Stacking { Members = Members }.Fit(x, y);
        LinearModel final = Assert.IsType<LinearModel>(model.Final);
        ReadOnlySpan<double> weights = final.CoefficientsOf(0);
        Assert.True(weights[1] > 3 * Math.Abs(weights[0]));
        (Matrix testX, double[] testY) = TreeTables.Friedman(1000, seed: 5, noise: 3);
        double stack = TreeTables.MeanSquaredError((IRegressor)model, testX, testY);
        Assert.True(stack < 1.05 * model.Members.Min(m => TreeTables.MeanSquaredError((IRegressor)m, testX, testY)));
    }

    [Fact]
    [Trait("topic", "ensemble-methods")]
    public void A_stack_is_the_final_model_of_the_members_predictions()
    {
        TrainingData data = TreeTables.Mixed(250);
        StackingModel model = new Stacking { Members = Members, Passthrough = true, Final = new GradientBoosting { Trees = 5 } }.Fit(data);
        double[] own = new double[3], found = new double[3], expected = new double[3], row = data.X.ToDense().Row(9).ToArray();
        List<double> seen = [];
        foreach (IModel member in model.Members)
        {
            ((IClassifier)member).PredictProbabilities(row, own);
            seen.AddRange(own);
        }
        seen.AddRange(row);
        Assert.Equal(data.X.Columns[2], model.Final.Inputs[8]);
        ((IClassifier)model.Final).PredictProbabilities(seen.ToArray(), expected);
        ((IClassifier)model).PredictProbabilities(row, found);
        Assert.Equal(expected, found);
    }

    [Fact]
    public void The_unit_of_the_target_does_not_matter()
    {
        // A power of two, so that no rounding differs and no tie between splits falls the other way.
        (Matrix x, double[] y) = TreeTables.Friedman(150);
        double unit = Math.ScaleB(1, -20);
        Stacking learner = new() { Members = [new DecisionTree { Depth = 4 }, new DecisionTree { Depth = 2 }] };
        double[] plain = ((IRegressor)learner.Fit(x, y)).Predict(x), small = ((IRegressor)learner.Fit(x, [.. y.Select(v => v * unit)])).Predict(x);
        Near.Equal([.. plain.Select(v => v * unit)], small, relative: 1e-9);
    }

    [Fact]
    public void Every_setting_changes_the_stack()
    {
        TrainingData data = TreeTables.Mixed(200);
        Stacking plain = new() { Members = Members, Final = new LogisticRegression() };
        long[] bits = TreeTables.Bits(plain.Fit(data), data.X);
        Assert.Equal(bits, TreeTables.Bits((plain with { Final = null }).Fit(data), data.X));
        Stacking[] others = [plain with { Members = Members[..1] }, plain with { Folds = 3 }, plain with { Final = new GradientBoosting { Trees = 9 } }, plain with { Final = new GradientBoosting { Trees = 9 }, Passthrough = true }];
        foreach (Stacking other in others)
        {
            long[] changed = TreeTables.Bits(other.Fit(data), data.X);
            Assert.False(bits.AsSpan().SequenceEqual(changed), other.ToString());
            bits = changed;
        }
    }

    [Fact]
    public void Groups_stay_together_in_the_folds()
    {
        // The category names the group; the target is the group's own number. With groups kept together no member can know a held-out group.
        const int n = 200;
        Matrix x = new(n, 1);
        double[] y = new double[n];
        RandomStream random = RandomKey.FromSeed(1).Open();
        double[] levels = [.. Enumerable.Range(0, 20).Select(_ => random.Uniform(-1, 1))];
        for (int i = 0; i < n; i++)
            (x[i, 0], y[i]) = (i % 20, levels[i % 20] + random.Uniform(-0.01, 0.01));
        TrainingData data = TreeTables.Numbers(x, y);
        Stacking learner = new() { Members = [new DecisionTree()] };
        LinearModel apart = (LinearModel)learner.Fit(data).Final, together = (LinearModel)learner.Fit(data with { Groups = [.. Enumerable.Range(0, n).Select(i => i % 20)] }).Final;
        Assert.True(apart.CoefficientsOf(0)[0] > 2 * Math.Abs(together.CoefficientsOf(0)[0]));
    }

    [Fact]
    public void Needs_are_those_of_the_members_and_with_the_columns_passed_through_the_final_learners()
    {
        Stacking trees = new() { Members = Members };
        Assert.Equal(Needs.None, trees.Needs);
        Assert.Equal(new Ridge().Needs | new LogisticRegression().Needs, (trees with { Passthrough = true }).Needs);
        Assert.Equal(Needs.None, (trees with { Passthrough = true, Final = new GradientBoosting() }).Needs);
    }

    [Fact]
    public void One_row_is_refused()
    {
        ArgumentException fault = Assert.Throws<ArgumentException>(() => new Stacking().Fit(new Matrix(1, 1, [1.0]), [2.0]));
        Assert.Contains("two rows", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stored_stack_predicts_the_same_bits()
    {
        TrainingData data = TreeTables.Mixed(150, classes: 2);
        StackingClassifier classes = (StackingClassifier)new Stacking { Members = Members }.Fit(data);
        Assert.Equal(TreeTables.Bits(classes, data.X), TreeTables.Bits(TreeTables.Again(classes), data.X));
        (Matrix x, double[] y) = TreeTables.Friedman(100);
        StackingRegressor numbers = (StackingRegressor)new Stacking { Members = Members, Passthrough = true }.Fit(x, y);
        Assert.Equal(TreeTables.Bits(numbers, new Features(x)), TreeTables.Bits(TreeTables.Again(numbers), new Features(x)));
    }
}
