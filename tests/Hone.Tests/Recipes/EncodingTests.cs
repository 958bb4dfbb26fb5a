using Hone.Contracts;
using Hone.Data;
using Hone.Models.Linear;
using Hone.Numerics;
using Hone.Recipes;

namespace Hone.Tests.Recipes;

/// <summary>Reference values: OneHotEncoder and PolynomialFeatures of scikit-learn 1.2.1.</summary>
public class EncodingTests
{
    private static readonly string[] letters = ["b", "a", "c", "b", "d", "a", "b", "e"];

    private static RecipeFit Fit(IStep step, Target? target = null) => Recipe.Of(step).Fit(new Frame(CategoryColumn.From("x", letters)), target);

    private static double[] After(IStep step, params string?[] rows) => Fit(step).Recipe.Apply(new Frame(new TextColumn("x", rows))).ToDense().AsSpan().ToArray();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("topic", "one-hot-encoding")]
    public void One_hot_flags_are_scikit_learns_dense_and_sparse(bool sparse)
    {
        // OneHotEncoder(min_frequency=2, handle_unknown="infrequent_if_exist"), (drop="first", handle_unknown="ignore"), (max_categories=3, …)
        OneHot rare = new() { MinRows = 2, Sparse = sparse };
        Assert.Equal(["x=a", "x=b", "x=(rare)"], Fit(rare).Recipe.Outputs.Select(o => o.Name));
        Assert.Equal(sparse, Fit(rare).Training.IsSparse);
        Assert.Equal([1, 0, 0, 0, 0, 1, 0, 0, 1, 0, 1, 0], After(rare, "a", "d", "zz", "b"));
        OneHot drop = new() { DropFirst = true, Sparse = sparse };
        Assert.Equal(["x=b", "x=c", "x=d", "x=e"], Fit(drop).Recipe.Outputs.Select(o => o.Name));
        Assert.Equal([0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0], After(drop, "a", "d", "zz", "b"));
        Assert.Equal([1, 0, 0, 0, 0, 1, 0, 0, 1, 0, 1, 0], After(new OneHot { MaxLevels = 2, Sparse = sparse }, "a", "d", "zz", "b"));
        Assert.Equal([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0], After(rare with { Unseen = Unseen.Zeros }, "a", "d", "zz", "b"));
    }

    [Fact]
    [Trait("topic", "one-hot-encoding")]
    public void Unseen_levels_are_refused_on_request()
    {
        string message = Assert.Throws<ArgumentException>(() => After(new OneHot { Unseen = Unseen.Refuse }, "a", "zz")).Message;
        Assert.Equal("Column 'x' holds the level 'zz' in row 2 (counting from 1), which training did not see; it saw 'a', 'b', 'c', 'd', 'e'.", message);
    }

    [Fact]
    [Trait("topic", "one-hot-encoding")]
    public void Gaps_get_a_flag_only_where_training_had_them()
    {
        Frame gaps = new(CategoryColumn.From("x", ["a", null, "b"]));
        Assert.Equal(["x=a", "x=b", "x is missing"], Recipe.Of(new OneHot()).Fit(gaps, null).Recipe.Outputs.Select(o => o.Name));
        Assert.Equal(["x=a", "x=b"], Recipe.Of(new OneHot { FlagGaps = false }).Fit(gaps, null).Recipe.Outputs.Select(o => o.Name));
        Assert.Equal([0, 0, 0, 0, 0], After(new OneHot(), [null]));
    }

    [Fact]
    public void Ten_thousand_levels_are_encoded_by_every_encoder()
    {
        RandomStream random = RandomKey.FromSeed(1).Open();
        string[] levels = [.. Enumerable.Range(0, 20_000).Select(_ => FormattableString.Invariant($"L{random.Below(10_000)}"))];
        Frame table = new(CategoryColumn.From("x", levels));
        NumberTarget y = new([.. levels.Select(_ => random.Uniform())]);
        foreach (IStep step in (IStep[])[new OneHot { Sparse = true }, new OneHot { MaxLevels = 20 }, new TargetEncode(), new OrdinalEncode(), new HashEncode()])
        {
            RecipeFit fit = Recipe.Of(step).Fit(table, y);
            Assert.Equal(20_000, fit.Recipe.Apply(table).RowCount);
        }
    }

    [Fact]
    public void Ordinal_codes_follow_the_order_given()
    {
        Assert.Equal([0, 4, double.NaN, double.NaN], After(new OrdinalEncode(), "a", "e", "zz", null));
        Assert.Equal([4, 0, -1], After(new OrdinalEncode { Order = ["e", "d", "c", "b", "a"], UnseenAs = -1 }, "a", "e", "zz"));
        Assert.Contains("has the level 'c', which is not in the order given: a, b", Assert.Throws<ArgumentException>(() => Fit(new OrdinalEncode { Order = ["a", "b"] })).Message, StringComparison.Ordinal);
        StepFit fit = new OrdinalEncode().Fit(Draft.Of(new Frame(CategoryColumn.From("x", letters))), null, default);
        CategoryColumn back = (CategoryColumn)((IInvertibleStep)fit.Step).Invert(fit.Training).Table["x"];
        Assert.Equal(letters, Enumerable.Range(0, letters.Length).Select(i => back[i]!));
    }

    [Fact]
    public void Hashed_levels_have_one_place_each_whether_seen_or_not()
    {
        HashEncode step = new() { Places = 8 };
        double[] rows = After(step, "a", "never seen", "a", null);
        Assert.Equal(rows[..8], rows[16..24]);
        Assert.Equal(1, rows[..8].Sum(Math.Abs));
        Assert.Equal(1, rows[8..16].Sum(Math.Abs));
        Assert.Equal(0, rows[24..].Sum(Math.Abs));
        Assert.True(After(step with { Signed = false }, "a", "b", "c", "d", "e").All(v => v is 0 or 1));
    }

    [Fact]
    public void Target_means_are_drawn_to_the_overall_mean_by_the_smoothing()
    {
        NumberTarget y = new([1, 2, 3, 4, 5, 6, 7, 8]);
        double mean = 4.5;
        double[] Encoded(TargetEncode step, params string?[] rows) => Fit(step, y).Recipe.Apply(new Frame(new TextColumn("x", rows))).ToDense().Column(0);
        Near.Equal([(2 + 6 + (2 * mean)) / 4, (1 + 4 + 7 + (2 * mean)) / 5, mean, mean], Encoded(new TargetEncode { Smoothing = 2 }, "a", "b", "zz", null), relative: 1e-14);
        Near.Equal([4, 4], Encoded(new TargetEncode { Smoothing = 0 }, "a", "b"), relative: 1e-14);
    }

    [Fact]
    public void Classes_are_encoded_by_the_share_of_the_positive_one_or_of_each()
    {
        ClassTarget two = new([0, 1, 0, 0, 1, 1, 0, 1], ["no", "yes"]);
        FittedRecipe recipe = Fit(new TargetEncode { Smoothing = 0 }, two).Recipe;
        Assert.Equal([1, 0], recipe.Apply(new Frame(new TextColumn("x", ["a", "b"]))).ToDense().Column(0));
        ClassTarget three = new([0, 1, 2, 0, 1, 1, 0, 2], ["p", "q", "r"]);
        Assert.Equal(["x~p", "x~q", "x~r"], Fit(new TargetEncode(), three).Recipe.Outputs.Select(o => o.Name));
        Assert.Contains("needs a target", Assert.Throws<ArgumentException>(() => Fit(new TargetEncode())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cross_fitted_target_means_of_a_random_category_carry_no_leak()
    {
        // 2,000 rows, 1,000 levels, a target of pure chance: encoded without folds the training rows correlate with the target at about 0.7.
        RandomStream random = RandomKey.FromSeed(6).Open();
        string[] levels = [.. Enumerable.Range(0, 2000).Select(_ => FormattableString.Invariant($"L{random.Below(1000)}"))];
        double[] y = [.. levels.Select(_ => random.Uniform())];
        Frame table = new(CategoryColumn.From("x", levels));
        foreach (double smoothing in (double[])[0.5, 10])
        {
            RecipeFit fit = Recipe.Of(new TargetEncode { Smoothing = smoothing }).Fit(table, new NumberTarget(y));
            Assert.InRange(CorrelationFilter.Correlation(fit.Training.ToDense().Column(0), y), -0.12, 0.08);
            Assert.True(CorrelationFilter.Correlation(fit.Recipe.Apply(table).ToDense().Column(0), y) > 0.5);
        }
    }

    [Fact]
    public void The_seed_and_the_folds_decide_the_cross_fitting()
    {
        RandomStream random = RandomKey.FromSeed(6).Open();
        Frame table = new(CategoryColumn.From("x", [.. Enumerable.Range(0, 100).Select(_ => ((string[])["a", "b"])[random.Below(2)])]));
        NumberTarget y = new([.. Enumerable.Range(0, 100).Select(_ => random.Uniform())]);
        double[] Training(int folds, ulong seed) => Recipe.Of(new TargetEncode { Folds = folds }).Fit(table, y, new FitContext(seed)).Training.ToDense().Column(0);
        Assert.Equal(Training(5, 1), Training(5, 1));
        Assert.NotEqual(Training(5, 1), Training(5, 2));
        Assert.NotEqual(Training(5, 1), Training(4, 1));
    }

    [Fact]
    [Trait("topic", "polynomial-regression")]
    public void Products_come_in_scikit_learns_order()
    {
        // PolynomialFeatures(degree=3, include_bias=False), and interaction_only=True
        Frame table = new(new NumberColumn("a", [2]), new WholeColumn("b", [3]), new NumberColumn("c", [5]));
        Features all = Recipe.Of(new Polynomial { Degree = 3 }).Fit(table, null).Training;
        Assert.Equal([2, 3, 5, 4, 6, 10, 9, 15, 25, 8, 12, 20, 18, 30, 50, 27, 45, 75, 125], all.ToDense().Row(0).ToArray());
        Assert.Equal(["a", "b", "c", "a^2", "a × b", "a × c", "b^2", "b × c", "c^2", "a^3", "a^2 × b"], all.Columns.Take(11).Select(c => c.Name));
        Assert.Equal([2, 3, 5, 6, 10, 15, 30], Recipe.Of(new Polynomial { Degree = 3, InteractionsOnly = true }).Fit(table, null).Training.ToDense().Row(0).ToArray());
        Frame huge = new(new NumberColumn("a", [1e200]));
        Assert.Contains("'a^2' is too large", Assert.Throws<ArgumentException>(() => Recipe.Of(new Polynomial()).Fit(huge, null)).Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("topic", "polynomial-regression")]
    public void A_straight_line_through_powers_is_numpys_polyfit()
    {
        double[] x = [-2, -1.5, -1, -0.4, 0.1, 0.7, 1.3, 1.8, 2.2, 3], y = [-7.1, -2.2, 0.3, 1.4, 0.8, 1.1, 3.9, 9.5, 16.2, 38.4];

        // numpy.polyfit(x, y, degree) of NumPy 1.24.2, constant first.
        (int Degree, double[] Expected)[] cases =
            [
                (2, [-1.9493123837804633, 4.4749367770932835, 2.3612589720394643]),
                (3, [0.9126576133712218, -0.25872976734613173, 0.42209059688514544, 1.2804094980717589]),
                (5, [0.9867492041773991, -0.624355837371195, 0.20539784283813814, 1.5137313945228124, 0.05576059467099799, -0.032784701982349174]),
            ];
        foreach ((int degree, double[] expected) in cases)
        {
            Features powers = Recipe.Of(new Polynomial { Degree = degree }).Fit(new Frame(new NumberColumn("x", x)), null).Training;
            LinearModel model = new LinearRegression().Fit(new TrainingData(powers, new NumberTarget(y)));
            Near.Equal(expected, [model.Intercept, .. model.Coefficients], relative: 1e-8, absolute: 1e-8);
        }
    }

    [Fact]
    public void Dates_come_apart_and_cycles_close()
    {
        Frame table = new(new TimeColumn("t", [new(2023, 12, 31, 23, 0, 0), new(2024, 1, 1), new(2024, 7, 2, 12, 0, 0)]));
        Features parts = Recipe.Of(new DateParts()).Fit(table, null).Training;
        Assert.Equal(["t: year", "t: month", "t: day", "t: weekday", "t: day of year", "t: hour", "t: days elapsed"], parts.Columns.Select(c => c.Name));
        Near.Equal([2024, 7, 2, 2, 184, 12, 183 + (13 / 24.0)], parts.ToDense().Row(2), relative: 1e-15);
        Near.Equal([2023, 12, 31, 7, 365, 23, 0], parts.ToDense().Row(0));
        Matrix cyclic = Recipe.Of(new DateParts { Cyclic = true, Parts = TimeParts.Month }).Fit(table, null).Training.ToDense();
        double fromDecember = Math.Sqrt(Math.Pow(cyclic[0, 0] - cyclic[1, 0], 2) + Math.Pow(cyclic[0, 1] - cyclic[1, 1], 2));
        Near.Equal(2 * Math.Sin(Math.PI / 12), fromDecember, relative: 1e-14);
        Near.Equal([0, 1], cyclic.Row(1), absolute: 1e-15);
        Near.Equal([0, -1], cyclic.Row(2), absolute: 1e-15);
    }

    [Fact]
    public void Selections_drop_constants_and_twins()
    {
        Frame table = new(new NumberColumn("a", [1, 2, 3, 5]), new NumberColumn("constant", [0.1, 0.1, 0.1, double.NaN]), new NumberColumn("twin", [-2, -4, -6, -10.5]), new NumberColumn("other", [1, -1, 1, -1]));
        Assert.Equal(["a", "twin", "other"], Recipe.Of(new VarianceFilter()).Fit(table, null).Recipe.Outputs.Select(o => o.Name));
        Assert.Equal(["a", "twin"], Recipe.Of(new VarianceFilter { Threshold = 1.5 }).Fit(table, null).Recipe.Outputs.Select(o => o.Name));
        Assert.Equal(["a", "constant", "other"], Recipe.Of(new CorrelationFilter()).Fit(table, null).Recipe.Outputs.Select(o => o.Name));
        Assert.Equal(["a", "constant", "twin", "other"], Recipe.Of(new CorrelationFilter { Above = 1 }).Fit(table, null).Recipe.Outputs.Select(o => o.Name));
    }

    [Fact]
    public void Columns_are_chosen_by_kind_by_name_and_by_exception()
    {
        Frame table = new(new NumberColumn("a", [1]), new WholeColumn("b", [1]), CategoryColumn.From("c", ["x"]), new FlagColumn("d", [true]), new NumberColumn("gap", [double.NaN]));
        string[] Chosen(Columns columns) => [.. columns.In(table).Select(c => c.Name)];
        Assert.Equal(["a", "b", "gap"], Chosen(Columns.Numbers));
        Assert.Equal(["b", "gap"], Chosen(Columns.Numbers.Except("a", "nowhere")));
        Assert.Equal(["gap"], Chosen(Columns.All.WithGaps()));
        Assert.Equal(["d", "a"], Chosen(Columns.Named("d", "a")));
        Assert.Equal(["c"], Chosen(Columns.All.WithLevels(1, 1)));
        Assert.Empty(Chosen(Columns.Categories.WithLevels(atLeast: 2)));
        Assert.Contains("Did you mean 'gap'?", Assert.Throws<ArgumentException>(() => Chosen(Columns.Named("gab"))).Message, StringComparison.Ordinal);
        Assert.Equal("Scaling cannot take the column 'c', which is a category; it takes a number or a whole number or a flag. Name other columns, or change this one in a step before.",
            Assert.Throws<ArgumentException>(() => Recipe.Of(new StandardScale { Columns = Columns.Named("c") }).Fit(table, null)).Message);
    }
}
