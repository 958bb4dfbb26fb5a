using Hone.Contracts;
using Hone.Data;
using Hone.Numerics;
using Hone.Recipes;

namespace Hone.Tests.Recipes;

/// <summary>Reference values: scikit-learn 1.2.1 and scipy under Python 3 on the same rows, printed with repr.</summary>
public class ScalingTests
{
    private static readonly double[] x = [3.1, -2.7, 0.4, 1e3, 55.5, 7.25, -0.01, 12.0];

    private static double[] After(IStep step, double[]? rows = null, double[]? training = null)
    {
        FittedRecipe recipe = Recipe.Of(step).Fit(new Frame(new NumberColumn("x", training ?? x)), null).Recipe;
        return recipe.Apply(new Frame(new NumberColumn("x", rows ?? x))).ToDense().Column(0);
    }

    [Fact]
    [Trait("topic", "standardization")]
    [Trait("topic", "feature-scaling")]
    public void Standard_scaling_is_scikit_learns() => Near.Equal([-0.4008950156714391, -0.4185982807295455, -0.40913619078469554, 2.6419299733675823, -0.24095517273268424, -0.38822802429365605, -0.41038762848707894, -0.3737296606684826], After(new StandardScale()), relative: 1e-12);

    [Fact]
    [Trait("topic", "standardization")]
    public void Standardised_columns_have_mean_0_and_variance_1()
    {
        double[] y = After(new StandardScale());
        Near.Equal(0, y.Average(), absolute: 1e-15);
        Near.Equal(1, y.Sum(v => v * v) / y.Length, relative: 1e-14);
        Near.Equal(x.Average(), x.Zip(After(new StandardScale { Scale = false }), (a, b) => a - b).ToArray()[3], relative: 1e-12);
        Near.Equal(x[0] / y[0] * (y[0] / x[0]), 1, relative: 1e-15);
        double[] uncentred = After(new StandardScale { Center = false });
        Near.Equal(x[3] / x[0], uncentred[3] / uncentred[0], relative: 1e-14);
    }

    [Fact]
    [Trait("topic", "min-max-scaling")]
    [Trait("topic", "feature-scaling")]
    public void Min_max_scaling_is_scikit_learns() => Near.Equal([-0.982646853495562, -1.0, -0.990725042385559, 1.9999999999999998, -0.8258701505933979, -0.9702303779794554, -0.9919517303281141, -0.956018749376683], After(new MinMaxScale { Low = -1, High = 2 }), relative: 1e-12, absolute: 1e-14);

    [Fact]
    [Trait("topic", "min-max-scaling")]
    public void Min_max_scaling_clips_on_request_and_takes_a_constant_to_low()
    {
        Assert.Equal([-0.5, 1.5], After(new MinMaxScale(), [-1, 3], [0, 2]));
        Assert.Equal([0, 1, double.NaN], After(new MinMaxScale { Clip = true }, [-1, 3, double.NaN], [0, 2]));
        Assert.Equal([0, 2], After(new MinMaxScale(), [5, 7], [5, 5]));
        Assert.Contains("must be above", Assert.Throws<ArgumentException>(() => After(new MinMaxScale { Low = 1, High = 1 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("topic", "feature-scaling")]
    public void Robust_scaling_is_scikit_learns()
    {
        Near.Equal([-0.09190565828811868, -0.3487985826597276, -0.21149374377145386, 44.06267301516997, 2.2289890377588306, 0.09190565828811871, -0.22965341601151587, 0.3022921049717639], After(new RobustScale()), relative: 1e-12);
        Near.Equal([-0.006108924328827942, -0.02318447185037111, -0.014057886106098035, 2.9288244074343415, 0.14815981534856204, 0.006108924328827943, -0.015264950672276087, 0.020093208936988294], After(new RobustScale { Lower = 0.1, Upper = 0.9 }), relative: 1e-12);
    }

    [Fact]
    [Trait("topic", "feature-scaling")]
    public void Robust_centring_and_scaling_are_settings_of_their_own()
    {
        // Median 3, quartiles 2 and 5.
        double[] values = [1, 2, 3, 5, 103];
        Near.Equal([-2 / 3.0, -1 / 3.0, 0, 2 / 3.0, 100 / 3.0], After(new RobustScale(), values, values), relative: 1e-15);
        Near.Equal([1 / 3.0, 2 / 3.0, 1, 5 / 3.0, 103 / 3.0], After(new RobustScale { Center = false }, values, values), relative: 1e-15);
        Near.Equal([-2, -1, 0, 2, 100], After(new RobustScale { Scale = false }, values, values));
        Near.Equal(values, After(new RobustScale { Center = false, Scale = false }, values, values));
    }

    [Fact]
    public void Powers_without_standardising_are_the_bare_transformation()
    {
        double[] values = [0.1, 0.4, 1, 2, 3.5, 9, 30];
        (FittedRecipe recipe, Features bare) = Recipe.Of(new PowerTransform { Standardize = false }).Fit(new Frame(new NumberColumn("x", values)), null);
        double power = ((FittedPowers)recipe.Steps[0]).Powers[0];
        double[] expected = [.. values.Select(v => (Math.Pow(v + 1, power) - 1) / power)], column = bare.ToDense().Column(0);
        Near.Equal(expected, column, relative: 1e-12);

        // Standardised it is the same but for mean and deviation.
        double mean = column.Average(), deviation = Math.Sqrt(column.Average(v => (v - mean) * (v - mean)));
        double[] standard = After(new PowerTransform(), values, values);
        Near.Equal([.. column.Select(v => (v - mean) / deviation)], standard, relative: 1e-9, absolute: 1e-12);
        Assert.True(Math.Abs(column[^1] - standard[^1]) > 0.1);
    }

    [Fact]
    [Trait("topic", "feature-scaling")]
    public void Max_abs_scaling_is_scikit_learns() => Near.Equal([0.0031, -0.0027, 0.0004, 1.0, 0.0555, 0.00725, -1e-05, 0.012], After(new MaxAbsScale()), relative: 1e-12);

    [Fact]
    public void Power_transformations_are_scikit_learns()
    {
        // λ is where a flat optimum was found, to about 1e-8 on both sides.
        Near.Equal([-0.10942654252207742, -1.8989273927668708, -0.3923911498164306, 1.8545533019122458, 0.7077621233747513, 0.08993338267696727, -0.47797304676166424, 0.2264693239030785], After(new PowerTransform()), relative: 1e-6);
        double[] positive = [.. x.Select(v => Math.Abs(v) + 0.1)];
        Near.Equal([-0.1843646370564195, -0.23877261454154045, -0.9840344500747131, 1.7660865897011009, 0.8743521854015464, 0.14419316297608079, -1.7104027453411739, 0.33294250893511906], After(new PowerTransform { Family = PowerFamily.BoxCox }, positive, positive), relative: 1e-6);
        Assert.Equal("Column 'x' holds -2.7 in row 2 (counting from 1); Box and Cox's powers take values above 0. Use Yeo and Johnson's.",
            Assert.Throws<ArgumentException>(() => After(new PowerTransform { Family = PowerFamily.BoxCox })).Message);
    }

    [Fact]
    public void Quantile_transformations_are_scikit_learns()
    {
        // QuantileTransformer(n_quantiles=5), and output_distribution="normal"; its normal ends lie a rounding further out.
        double[] rows = [-5, 0, 3, 2000];
        Near.Equal([0.3936442849820605, 0.0, 0.25525371604305486, 1.0, 0.758347192017398, 0.5293079096045198, 0.2243536280233528, 0.5963983050847458], After(new QuantileTransform { Quantiles = 5 }), relative: 1e-12);
        Near.Equal([0.0, 0.22518765638031693, 0.38851870835468993, 1.0], After(new QuantileTransform { Quantiles = 5 }, rows), relative: 1e-12);
        Near.Equal([-0.26983321298825763, -5.199337582605575, -0.6580477759025458, 5.19933758270342, 0.7009958326006686, 0.0735302404623996, -0.7575719861015675, 0.24403541743368196], After(new QuantileTransform { Quantiles = 5, Normal = true }), relative: 1e-9);
        Near.Equal([-5.199337582605575, -0.7547894704137326, -0.28318188136981487, 5.19933758270342], After(new QuantileTransform { Quantiles = 5, Normal = true }, rows), relative: 1e-9);
    }

    [Fact]
    [Trait("topic", "winsorization")]
    public void Winsorising_is_scipys_and_reuses_the_training_caps()
    {
        double[] w = [5, 1, 9, 3, 7, 100, -50, 2, 6, 4];
        Winsorize step = new() { Low = 0.15, High = 0.2 };
        Assert.Equal([5.0, 1.0, 7.0, 3.0, 7.0, 7.0, 1.0, 2.0, 6.0, 4.0], After(step, w, w));
        Assert.Equal([1, 7, 3.5, double.NaN], After(step, [-1e9, 1e9, 3.5, double.NaN], w));
    }

    [Fact]
    public void Bins_are_scikit_learns()
    {
        Assert.Equal([0.0, 0.0, 0.0, 3.0, 0.0, 0.0, 0.0, 0.0], After(new Bin { Bins = 4, Edges = BinEdges.EqualWidth }));
        Assert.Equal([1.0, 0.0, 1.0, 3.0, 3.0, 2.0, 0.0, 2.0], After(new Bin { Bins = 4 }));
        Assert.Equal([0, 3, double.NaN], After(new Bin { Bins = 4 }, [-1e9, 1e9, double.NaN]));
        Assert.Equal([0, 0], After(new Bin(), [1, 2], [5, 5, 5]));
        IReadOnlyList<string>? levels = Recipe.Of(new Bin { Bins = 2, AsCategories = true }).Fit(new Frame(new NumberColumn("x", x)), null).Recipe.Outputs[0].Levels;
        Assert.Equal(["< 5.175", ">= 5.175"], levels!);
    }

    [Fact]
    [Trait("topic", "standardization")]
    public void Values_near_the_end_of_a_doubles_range_are_scaled_or_refused_never_lost()
    {
        double[] huge = [1.7e308, -1.7e308, 1.6e308, -1.6e308, 0, 3e307], small = [.. huge.Select(v => v * Math.ScaleB(1, -600))];
        Near.Equal(After(new StandardScale(), small, small), After(new StandardScale(), huge, huge), relative: 1e-12, absolute: 1e-15);
        Assert.StartsWith("Column 'x' runs from -1.7E+308 to 1.7E+308", Assert.Throws<ArgumentException>(() => After(new MinMaxScale(), huge, huge)).Message, StringComparison.Ordinal);
        foreach (ImputeWith with in (ImputeWith[])[ImputeWith.Mean, ImputeWith.Median])
            Assert.All(After(new Impute { With = with }, [double.NaN, 1], [1.7e308, 1.6e308, 1.5e308, 1.4e308, double.NaN]), v => Assert.True(double.IsFinite(v)));
        Near.Equal(1.55e308, After(new Impute { With = ImputeWith.Mean }, [double.NaN], [1.7e308, 1.6e308, 1.5e308, 1.4e308])[0], relative: 1e-12);
    }

    public static TheoryData<string> Invertible() => ["standard", "min-max", "robust", "max-abs", "yeo-johnson", "log", "root", "tails", "quantile"];

    [Theory]
    [MemberData(nameof(Invertible))]
    [Trait("topic", "feature-scaling")]
    [Trait("topic", "log-transform")]
    [Trait("topic", "sqrt-transform")]
    public void Inverting_gives_the_rows_back(string which)
    {
        double[] rows = [.. x, double.NaN, 1e-9];
        IStep step = which switch
        {
            "standard" => new StandardScale(),
            "min-max" => new MinMaxScale { Low = 3, High = 4 },
            "robust" => new RobustScale(),
            "max-abs" => new MaxAbsScale(),
            "yeo-johnson" => new PowerTransform(),
            "log" => new Logarithm { Columns = Columns.All, Shift = 1 },
            "quantile" => new QuantileTransform(),
            "root" => new SquareRoot { Columns = Columns.All, Shift = 4 },
            _ => new CompressTails { Skewness = 1 },
        };
        if (which == "log")
            rows = [.. rows.Select(v => v <= -1 ? 0.5 : v)];
        if (which == "tails")
            rows = [.. rows, .. Enumerable.Range(1, 30).Select(i => (double)i)];
        Draft before = Draft.Of(new Frame(new NumberColumn("x", rows)));
        StepFit fit = step.Fit(before, null, default);
        Draft back = ((IInvertibleStep)fit.Step).Invert(fit.Training);
        Assert.NotEqual(rows, ((NumberColumn)fit.Training.Table["x"]).Values.ToArray());
        Near.Equal(rows, ((NumberColumn)back.Table["x"]).Values, relative: 1e-12, absolute: 1e-12);
    }

    [Fact]
    [Trait("topic", "log-transform")]
    public void Logarithms_are_exact_near_zero_and_refuse_what_has_none()
    {
        Logarithm step = new() { Columns = Columns.All };
        Near.Equal([1e-12, Math.Log(2), double.NaN], After(step, [1e-12, 1, double.NaN], [1]), relative: 1e-11);
        Assert.Equal([0, 1], After(step with { Shift = 0 }, [1, Math.E], [1]));
        Assert.Equal("Column 'x' holds -1 in row 2 (counting from 1), which has no logarithm after adding 1; cap the column first, or add more.",
            Assert.Throws<ArgumentException>(() => After(step, [1, -1], [1])).Message);
    }

    [Fact]
    [Trait("topic", "log-transform")]
    public void The_logarithm_of_log_normal_data_is_not_skewed()
    {
        RandomStream random = RandomKey.FromSeed(1).Open();
        double[] y = [.. Enumerable.Range(0, 20_000).Select(_ => Math.Exp(Enumerable.Range(0, 12).Sum(_ => random.Uniform()) - 6))];
        Assert.True(Statistics.Skewness(y) > 3);
        Near.Equal(0, Statistics.Skewness(After(new Logarithm { Columns = Columns.All, Shift = 0 }, y, y)), absolute: 0.05);
    }

    [Fact]
    [Trait("topic", "sqrt-transform")]
    public void The_square_root_steadies_the_variance_of_counts()
    {
        // Binomial(1000, p) counts for small p are Poisson but for a factor 1 − p; variances of 1/4 are wanted whatever the rate.
        RandomStream random = RandomKey.FromSeed(2).Open();
        foreach (double rate in (double[])[5, 10, 20, 40])
        {
            double[] counts = [.. Enumerable.Range(0, 2000).Select(_ => (double)Enumerable.Range(0, 1000).Count(_ => random.Uniform() < rate / 1000))];
            double[] roots = After(new SquareRoot { Columns = Columns.All, Shift = 0.375 }, counts, counts);
            double mean = roots.Average();
            Near.Equal(0.25, roots.Sum(r => (r - mean) * (r - mean)) / roots.Length, absolute: 0.035);
        }
    }

    [Fact]
    public void A_constant_column_an_empty_one_and_one_row_are_scaled_without_harm()
    {
        foreach (IStep step in (IStep[])[new StandardScale(), new MinMaxScale(), new RobustScale(), new MaxAbsScale(), new PowerTransform(), new QuantileTransform(), new QuantileTransform { Normal = true }, new CompressTails(), new Winsorize(), new Bin()])
        {
            foreach (double[] training in (double[][])[[7, 7, 7], [double.NaN, double.NaN], [3], [0.1, 0.1, 0.1]])
                Assert.DoesNotContain(After(step, [1, 2], training), v => !double.IsFinite(v));
        }
    }

    [Fact]
    public void Tails_are_compressed_only_where_that_brings_the_column_nearer_to_the_target()
    {
        RandomStream random = RandomKey.FromSeed(4).Open();
        double[] income = [.. Enumerable.Range(0, 500).Select(_ => Math.Exp(10 * random.Uniform()))];
        Frame table = new(new NumberColumn("income", income));
        double[] logs = [.. income.Select(v => Math.Log(v) + random.Uniform())];
        Assert.StartsWith("took ln(1 + x /", Assert.Single(Recipe.Of(new CompressTails()).Fit(table, new Hone.Contracts.NumberTarget(logs)).Recipe.Notes).What, StringComparison.Ordinal);
        Assert.Empty(Recipe.Of(new CompressTails()).Fit(table, new Hone.Contracts.NumberTarget(income)).Recipe.Notes);
    }
}
