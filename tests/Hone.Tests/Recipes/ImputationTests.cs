using Hone.Contracts;
using Hone.Data;
using Hone.Numerics;
using Hone.Recipes;

namespace Hone.Tests.Recipes;

/// <summary>Reference values: scikit-learn 1.2.1 on the same rows, printed with repr.</summary>
public class ImputationTests
{
    private static readonly double[][] a =
    [
        [1.764, 1.868, -0.103, double.NaN, double.NaN, -2.553, 2.27, double.NaN, -0.888, 1.23],
        [0.8, double.NaN, double.NaN, double.NaN, -0.41, double.NaN, -2.909, double.NaN, -3.962, double.NaN],
        [2.936, double.NaN, 0.432, 1.332, 0.939, 2.593, 0.137, double.NaN, double.NaN, -1.162],
        [2.241, double.NaN, double.NaN, double.NaN, double.NaN, -0.742, double.NaN, double.NaN, 0.156, double.NaN],
    ];

    private static Frame Table(double[][] columns) => new([.. columns.Select((c, j) => new NumberColumn(FormattableString.Invariant($"x{j}"), c))]);

    private static Features After(IStep step, Frame table) => Recipe.Of(step).Fit(table, null).Training;

    [Theory]
    [InlineData(ImputeWith.Mean, new[] { 0.42857142857142855, -1.5, 1.0, 0.3333333333333333 })]
    [InlineData(ImputeWith.Median, new[] { 1.0, -1.5, 1.0, 0.0 })]
    [InlineData(ImputeWith.Mode, new[] { 2.0, -4.0, 0.0, -1.0 })]
    [InlineData(ImputeWith.Constant, new[] { -9.0, -9.0, -9.0, -9.0 })]
    [Trait("topic", "simple-imputation")]
    public void Single_values_are_scikit_learns(ImputeWith with, double[] expected)
    {
        Frame rounded = Table([.. a.Select(c => c.Select(v => Math.Round(v)).ToArray())]);
        FittedRecipe recipe = Recipe.Of(new Impute { With = with, Number = -9 }).Fit(rounded, null).Recipe;
        Frame gaps = Table([.. a.Select(_ => new[] { double.NaN })]);
        Near.Equal(expected, recipe.Apply(gaps).ToDense().Row(0), relative: 1e-14);
    }

    [Fact]
    [Trait("topic", "simple-imputation")]
    public void Categories_and_flags_take_the_mode_or_the_constant()
    {
        MissingBits gap = new(4);
        gap[3] = true;
        Frame table = new(CategoryColumn.From("c", ["b", "a", "b", null]), new FlagColumn("f", [true, true, false, false], gap));
        Assert.Equal([1, 1], After(new Impute(), table).ToDense().Row(3).ToArray());
        Features constant = After(new Impute { With = ImputeWith.Constant, Level = "unknown" }, table);
        Assert.Equal([2, 0], constant.ToDense().Row(3).ToArray());
        Assert.Equal(["a", "b", "unknown"], constant.Columns[0].Levels!);
    }

    [Fact]
    [Trait("topic", "simple-imputation")]
    public void An_indicator_says_where_the_gaps_were()
    {
        Features x = Recipe.Of(new MissingIndicator(), new Impute()).Fit(Table(a), null).Training;
        Assert.Equal(["x0", "x1", "x2", "x3", "x0 is missing", "x1 is missing", "x2 is missing", "x3 is missing"], x.Columns.Select(c => c.Name));
        for (int j = 0; j < 4; j++)
            Assert.Equal(a[j].Select(v => double.IsNaN(v) ? 1.0 : 0.0), x.ToDense().Column(4 + j));
    }

    [Fact]
    public void Only_gaps_that_go_with_the_target_get_an_indicator_on_request()
    {
        RandomStream random = RandomKey.FromSeed(9).Open();
        double[] y = [.. Enumerable.Range(0, 600).Select(_ => random.Uniform())];
        Frame table = new(
            new NumberColumn("informative", [.. y.Select(v => random.Uniform() < v * v ? double.NaN : 1 + random.Uniform())]),
            new NumberColumn("chance", [.. y.Select(_ => random.Uniform() < 0.3 ? double.NaN : random.Uniform())]));
        MissingIndicator step = new() { InformativeOnly = true };
        foreach (Target target in (Target[])[new NumberTarget(y), new ClassTarget([.. y.Select(v => v > 0.5 ? 1 : 0)], ["a", "b"])])
        {
            StepNote note = Assert.Single(Recipe.Of(step).Fit(table, target).Recipe.Notes);
            Assert.Equal("informative", note.Column);
            Assert.NotEmpty(note.Why);
        }
    }

    [Fact]
    public void Few_gaps_are_not_judged_and_how_few_is_a_setting()
    {
        // Four gaps, all at the greatest targets: far beyond chance, but fewer rows than the default asks for.
        double[] y = [.. Enumerable.Range(0, 100).Select(i => (double)i)];
        Frame table = new(new NumberColumn("x", [.. y.Select(v => v >= 96 ? double.NaN : v % 7)]));
        Assert.Empty(Recipe.Of(new MissingIndicator { InformativeOnly = true }).Fit(table, new NumberTarget(y)).Recipe.Notes);
        Assert.Single(Recipe.Of(new MissingIndicator { InformativeOnly = true, FewestRows = 4 }).Fit(table, new NumberTarget(y)).Recipe.Notes);
        Assert.Throws<ArgumentOutOfRangeException>(() => new MissingIndicator { FewestRows = 1 });
    }

    [Fact]
    [Trait("topic", "knn-imputation")]
    public void Nearest_neighbours_are_the_same_bits_for_any_number_of_workers()
    {
        RandomStream random = RandomKey.FromSeed(4).Open();
        Frame table = new([.. Enumerable.Range(0, 4).Select(j => new NumberColumn(FormattableString.Invariant($"x{j}"), [.. Enumerable.Range(0, 500).Select(_ => random.Uniform() < 0.2 ? double.NaN : random.Uniform())]))]);
        (FittedRecipe recipe, Features training) = Recipe.Of(new KnnImpute()).Fit(table, null, new FitContext(Workers: 1));
        foreach (int workers in (int[])[1, 2, 8])
        {
            Near.Equal(training.ToDense().AsSpan(), Recipe.Of(new KnnImpute()).Fit(table, null, new FitContext(Workers: workers)).Training.ToDense().AsSpan());
            Near.Equal(training.ToDense().AsSpan(), recipe.Apply(table, workers).ToDense().AsSpan());
        }
    }

    [Fact]
    [Trait("topic", "knn-imputation")]
    public void Nearest_neighbours_are_those_of_a_plain_search_through_all_rows()
    {
        // More rows than one block of the search holds; values rounded, so that many are equally far.
        RandomStream random = RandomKey.FromSeed(6).Open();
        double[][] columns = [.. Enumerable.Range(0, 5).Select(j => Enumerable.Range(0, 8000).Select(i => (i % 100 == 0 && j == i / 100 % 5) || random.Uniform() < 0.01 ? double.NaN : Math.Round(random.Uniform(), 2)).ToArray())];
        Matrix filled = After(new KnnImpute { Neighbors = 4 }, Table(columns)).ToDense();
        for (int i = 0; i < 8000; i += 100)
        {
            double Distance(int r)
            {
                int[] both = [.. Enumerable.Range(0, 5).Where(j => !double.IsNaN(columns[j][i]) && !double.IsNaN(columns[j][r]))];
                return both.Length == 0 ? double.PositiveInfinity : Math.Sqrt(both.Sum(j => (columns[j][i] - columns[j][r]) * (columns[j][i] - columns[j][r])) * 5 / both.Length);
            }
            int gap = i / 100 % 5;
            int[] near = [.. Enumerable.Range(0, 8000).Where(r => !double.IsNaN(columns[gap][r])).Select(r => (Far: Distance(r), Row: r)).OrderBy(r => r.Far).ThenBy(r => r.Row).Take(4).Select(r => r.Row)];
            Near.Equal(near.Average(r => columns[gap][r]), filled[i, gap], relative: 1e-12);
        }
    }

    [Fact]
    [Trait("topic", "knn-imputation")]
    public void Nearest_neighbours_are_scikit_learns()
    {
        Near.Equal([1.764, 0.8, 2.936, 2.241, 1.868, -2.0236666666666667, 0.637, 0.5516666666666667, -0.103, -2.427, 0.432, 0.5516666666666667, -0.1286666666666667, -0.8396666666666667, 1.332, 0.5516666666666666, -0.2973333333333333, -0.41, 0.939, 0.5516666666666666, -2.553, -1.1906666666666668, 2.593, -0.742, 2.27, -2.909, 0.137, 0.5516666666666667, 0.5125714285714286, -1.62025, 1.0295714285714286, 0.5516666666666666, -0.888, -3.962, 0.621, 0.156, 1.23, -2.427, -1.162, 0.5516666666666667], After(new KnnImpute { Neighbors = 3 }, Table(a)).ToDense().AsSpan(), relative: 1e-9);
        Near.Equal([1.764, 0.8, 2.936, 2.241, 1.868, 0.03767588932810956, 2.360711462450628, 2.165181818181824, -0.103, -1.8038575851393177, 0.432, 0.7027439228036254, 0.9164272076372321, -1.0284552896725447, 1.332, 0.5709364746945904, 0.33561692652277547, -0.41, 0.939, 0.7508191819871208, -2.553, -2.3738002032928085, 2.593, -0.742, 2.27, -2.909, 0.137, 1.1273812446092517, 0.5125714285714286, -1.62025, 1.0295714285714286, 0.5516666666666666, -0.888, -3.962, 1.2311816435311664, 0.156, 1.23, -2.011880070961188, -1.162, 1.0321578780595861], After(new KnnImpute { Neighbors = 2, ByDistance = true }, Table(a)).ToDense().AsSpan(), relative: 1e-9);
        FittedRecipe recipe = Recipe.Of(new KnnImpute { Neighbors = 3 }).Fit(Table(a), null).Recipe;
        Frame rows = Table([[double.NaN, double.NaN], [1, double.NaN], [double.NaN, double.NaN], [0.5, double.NaN]]);
        Near.Equal([-0.559, 1.0, 2.156, 0.5, 0.5125714285714286, -1.62025, 1.0295714285714286, 0.5516666666666666], recipe.Apply(rows).ToDense().AsSpan(), relative: 1e-9);
    }

    private static (double[][] Full, double[][] Holed) Correlated()
    {
        RandomStream random = RandomKey.FromSeed(5).Open();
        double[][] full = [.. Enumerable.Range(0, 4).Select(_ => new double[300])];
        double[][] holed = [.. full.Select(c => new double[300])];
        for (int i = 0; i < 300; i++)
        {
            double common = random.Uniform(-3, 3);
            for (int j = 0; j < 4; j++)
            {
                full[j][i] = ((j + 1) * common) + random.Uniform(-0.5, 0.5) + (10 * j);
                holed[j][i] = random.Uniform() < 0.2 ? double.NaN : full[j][i];
            }
        }
        return (full, holed);
    }

    private static double Error(IStep step, double[][] full, double[][] holed)
    {
        Matrix filled = After(step, Table(holed)).ToDense();
        double sum = 0;
        int count = 0;
        for (int j = 0; j < full.Length; j++)
        {
            for (int i = 0; i < full[j].Length; i++)
            {
                if (!double.IsNaN(holed[j][i]))
                {
                    Assert.Equal(holed[j][i], filled[i, j]);
                    continue;
                }
                double d = filled[i, j] - full[j][i];
                sum += d * d;
                count++;
            }
        }
        return Math.Sqrt(sum / count);
    }

    [Fact]
    [Trait("topic", "knn-imputation")]
    [Trait("topic", "iterative-imputation")]
    public void Neighbours_and_regressions_beat_the_mean_on_correlated_columns()
    {
        (double[][] full, double[][] holed) = Correlated();
        double mean = Error(new Impute { With = ImputeWith.Mean }, full, holed);
        Assert.True(Error(new KnnImpute(), full, holed) < 0.3 * mean);
        Assert.True(Error(new IterativeImpute(), full, holed) < 0.3 * mean);
    }

    [Fact]
    [Trait("topic", "iterative-imputation")]
    public void Chained_regressions_converge_and_draws_vary_by_the_residual()
    {
        (_, double[][] holed) = Correlated();
        Frame table = Table(holed);
        Matrix loose = After(new IterativeImpute { MaxRounds = 1000, Tolerance = 1e-7 }, table).ToDense();
        Matrix tight = After(new IterativeImpute { MaxRounds = 2000, Tolerance = 1e-12 }, table).ToDense();
        Near.Equal(tight.AsSpan(), loose.AsSpan(), absolute: 1e-4);
        Assert.NotEqual(tight.AsSpan().ToArray(), After(new IterativeImpute { MaxRounds = 1 }, table).ToDense().AsSpan().ToArray());
        Assert.NotEqual(tight.AsSpan().ToArray(), After(new IterativeImpute { Penalty = 10 }, table).ToDense().AsSpan().ToArray());

        FittedChainedImputation fitted = (FittedChainedImputation)new IterativeImpute().Fit(Draft.Of(table), null, default).Step;
        int row = Array.FindIndex(holed[3], double.IsNaN);
        double[] draws = [.. Enumerable.Range(0, 400).Select(m => ((NumberColumn)fitted.Draw(Draft.Of(table), RandomKey.FromSeed((ulong)m)).Table["x3"])[row])];
        double mean = ((NumberColumn)fitted.Apply(Draft.Of(table)).Table["x3"])[row], spread = Math.Sqrt(draws.Sum(d => (d - mean) * (d - mean)) / draws.Length);
        Near.Equal(mean, draws.Average(), absolute: 4 * spread / 20);
        Assert.InRange(spread, 0.2, 1.5);
        Assert.Equal(draws[7], ((NumberColumn)fitted.Draw(Draft.Of(table), RandomKey.FromSeed(7)).Table["x3"])[row]);
    }

    [Fact]
    [Trait("topic", "forward-fill")]
    public void Forward_fill_carries_the_last_value_within_its_part_and_limit()
    {
        // pandas 1.5.3: Series.ffill(), ffill(limit=1), groupby("g").ffill()
        double n = double.NaN;
        Frame table = new(new NumberColumn("x", [n, 1, n, n, 2, n, n]), CategoryColumn.From("g", ["a", "a", "b", "a", "b", "b", "a"]));
        double[] Filled(ForwardFill step) => After(step with { Columns = Columns.Numbers }, table).ToDense().Column(0);
        Assert.Equal([n, 1, 1, 1, 2, 2, 2], Filled(new ForwardFill()));
        Assert.Equal([n, 1, 1, n, 2, 2, n], Filled(new ForwardFill { MaxGap = 1 }));
        Assert.Equal([n, 1, n, 1, 2, 2, 1], Filled(new ForwardFill { By = "g" }));
    }

    [Fact]
    public void A_column_without_any_value_is_filled_with_zero()
    {
        Frame table = Table([[double.NaN, double.NaN, double.NaN], [1, 2, 3]]);
        foreach (IStep step in (IStep[])[new Impute(), new Impute { With = ImputeWith.Mean }, new Impute { With = ImputeWith.Mode }, new KnnImpute(), new IterativeImpute()])
            Assert.Equal([0, 0, 0], After(step, table).ToDense().Column(0));
    }
}
