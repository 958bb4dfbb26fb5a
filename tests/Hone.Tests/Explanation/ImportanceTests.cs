using Hone.Contracts;
using Hone.Data;
using Hone.Evaluation;
using Hone.Explanation;
using Hone.Models.Linear;
using Hone.Numerics;
using Hone.Recipes;

namespace Hone.Tests.Explanation;

[Trait("topic", "feature-importance")]
public sealed class ImportanceTests
{
    private const int Rows = 2000;

    private static (Frame Inputs, NumberTarget Target) Table { get; } = Make();

    private static (Frame, NumberTarget) Make()
    {
        RandomStream random = RandomKey.FromSeed(12).Open();
        double[] a = new double[Rows], b = new double[Rows], noise = new double[Rows], y = new double[Rows];
        string[] kind = new string[Rows];
        for (int i = 0; i < Rows; i++)
        {
            (a[i], b[i], noise[i]) = (random.Uniform(-1, 1), random.Uniform(-1, 1), random.Uniform(-1, 1));
            kind[i] = random.Below(2) == 0 ? "no" : "yes";
            y[i] = (3 * a[i]) + b[i] + (kind[i] == "yes" ? 1 : 0) + random.Uniform(-0.1, 0.1);
        }
        return (new Frame(new NumberColumn("a", a), new NumberColumn("b", b), new NumberColumn("noise", noise), CategoryColumn.From("kind", kind)), new NumberTarget(y));
    }

    private static (FittedRecipe Recipe, IModel Model) Fitted()
    {
        LinearRegression learner = new();
        RecipeFit fit = Recipe.Default(Table.Inputs, learner.Needs, Table.Target).Fit(Table.Inputs, Table.Target);
        return (fit.Recipe, learner.Fit(new TrainingData(fit.Training, Table.Target)));
    }

    [Fact]
    public void Shuffling_a_column_of_a_linear_model_costs_twice_its_share_of_the_variance()
    {
        (FittedRecipe recipe, IModel model) = Fitted();
        Metric mse = Metric.Custom("mse", false, MetricInput.Numbers, (t, p, w) => Hone.Evaluation.Regression.SquaredError.Mean(((NumberTarget)t).Values.Column(0), ((NumberPredictions)p).Values.Column(0), w));
        IReadOnlyList<ColumnImportance> found = PermutationImportance.Of(Table.Inputs, Table.Target, recipe, model, mse, repeats: 10);
        Assert.Equal(["a", "b", "kind", "noise"], found.Select(f => f.Name));
        // 2·β²·Var(x): uniform on [−1, 1] has variance 1/3, an even yes or no 1/4.
        Near.Equal(2 * 9 / 3.0, found[0].Mean, relative: 0.06);
        Near.Equal(2 / 3.0, found[1].Mean, relative: 0.08);
        Near.Equal(2 / 4.0, found[2].Mean, relative: 0.08);
        Near.Equal(0, found[3].Mean, absolute: 0.001);
        Near.Equal(found[0].Drops.Average(), found[0].Mean, relative: 1e-12);
        Assert.True(found[0].Deviation > 0);
    }

    [Fact]
    public void Importance_is_a_loss_whichever_way_the_metric_points()
    {
        (FittedRecipe recipe, IModel model) = Fitted();
        Assert.Equal("a", PermutationImportance.Of(Table.Inputs, Table.Target, recipe, model, Metric.R2, repeats: 2)[0].Name);
        Assert.True(PermutationImportance.Of(Table.Inputs, Table.Target, recipe, model, Metric.R2, repeats: 2)[0].Mean > 0);
        Assert.True(PermutationImportance.Of(Table.Inputs, Table.Target, recipe, model, Metric.RootMeanSquaredError, repeats: 2)[0].Mean > 0);
    }

    [Fact]
    public void A_column_that_the_model_does_not_read_has_no_importance_at_all()
    {
        IReadOnlyList<ColumnImportance> found = PermutationImportance.Of(Table.Inputs, Table.Target, frame => new NumberPredictions([.. Enumerable.Range(0, Rows).Select(i => ((NumberColumn)frame["a"])[i])]), Metric.MeanAbsoluteError);
        Assert.Equal("a", found[0].Name);
        Assert.All(found.Skip(1), f => Assert.Equal((0.0, 0.0), (f.Mean, f.Deviation)));
    }

    [Fact]
    public void Columns_named_together_are_shuffled_together()
    {
        (FittedRecipe recipe, IModel model) = Fitted();
        IReadOnlyList<ColumnImportance> found = PermutationImportance.Of(Table.Inputs, Table.Target, recipe, model, Metric.R2, groups: [["b", "kind"], ["noise"]], repeats: 3);
        Assert.Equal(["b, kind", "noise"], found.Select(f => f.Name));
        Assert.Contains("Did you mean 'noise'?", Assert.Throws<ArgumentException>(() => PermutationImportance.Of(Table.Inputs, Table.Target, recipe, model, Metric.R2, groups: [["nosie"]])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_with_any_number_of_workers_and_by_table_or_features()
    {
        TrainingData data = new(new Features(new Matrix(60, 1, [.. Hone.Tests.Evaluation.Fixture.Numbers])), new NumberTarget(Hone.Tests.Evaluation.Fixture.Guesses));
        IModel model = new LinearRegression().Fit(data);
        double[][] found = [.. ((int[])[1, 2, 8]).Select(w => PermutationImportance.Of(data, model, Metric.R2, context: new FitContext(Seed: 2, Workers: w))[0].Drops.ToArray())];
        Assert.Equal(found[0], found[1]);
        Assert.Equal(found[0], found[2]);
        Frame frame = new(new NumberColumn("x1", Hone.Tests.Evaluation.Fixture.Numbers));
        IReadOnlyList<ColumnImportance> table = PermutationImportance.Of(frame, data.Y, f => Predictions.Of(model, new Features(new Matrix(60, 1, [.. Enumerable.Range(0, 60).Select(i => ((NumberColumn)f["x1"])[i])])), data.Y), Metric.R2, context: new FitContext(Seed: 2));
        Assert.Equal(found[0], table[0].Drops);
    }

    [Fact]
    public void Partial_dependence_of_a_linear_model_is_its_line()
    {
        (FittedRecipe recipe, IModel model) = Fitted();
        Func<Frame, double[]> predict = frame => ((IRegressor)model).Predict(recipe.Apply(frame)).Column(0);
        Frame few = Table.Inputs.Take([.. Enumerable.Range(0, 200)]);
        PartialDependence a = PartialDependence.Of(few, "a", predict, points: 9);
        Assert.Equal(9, a.Values!.Count);
        for (int g = 1; g < 9; g++)
        {
            Near.Equal(3, (a.Mean[g] - a.Mean[g - 1]) / (a.Values[g] - a.Values[g - 1]), relative: 0.02);
            Near.Equal(a.Lines[7, g] - a.Lines[7, g - 1], a.Mean[g] - a.Mean[g - 1], relative: 1e-6, absolute: 1e-9);
        }
        PartialDependence kind = PartialDependence.Of(few, "kind", predict);
        Assert.Equal(["no", "yes"], kind.Labels);
        Assert.Null(kind.Values);
        Near.Equal(1, kind.Mean[1] - kind.Mean[0], relative: 0.02);
        Assert.Contains("There is no column 'c'", Assert.Throws<ArgumentException>(() => PartialDependence.Of(few, "c", predict)).Message, StringComparison.Ordinal);
    }
}
