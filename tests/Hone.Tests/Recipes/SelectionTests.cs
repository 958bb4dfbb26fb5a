using Hone.Contracts;
using Hone.Data;
using Hone.Numerics;
using Hone.Recipes;

namespace Hone.Tests.Recipes;

/// <summary>Reference values: sklearn.feature_selection of scikit-learn 1.2.1 on the same rows, printed with repr.</summary>
[Trait("topic", "filter-methods")]
public class SelectionTests
{
    // numpy.random.RandomState(1).randn(40, 3) and z0 + z1²/2 + noise/10, rounded to six places.
    private static readonly Matrix z = new(40, 3,
        [
            1.624345, -0.611756, -0.528172, -1.072969, 0.865408, -2.301539, 1.744812, -0.761207, 0.319039, -0.24937, 1.462108, -2.060141,
            -0.322417, -0.384054, 1.133769, -1.099891, -0.172428, -0.877858, 0.042214, 0.582815, -1.100619, 1.144724, 0.901591, 0.502494,
            0.900856, -0.683728, -0.12289, -0.935769, -0.267888, 0.530355, -0.691661, -0.396754, -0.687173, -0.845206, -0.671246, -0.012665,
            -1.11731, 0.234416, 1.659802, 0.742044, -0.191836, -0.887629, -0.747158, 1.692455, 0.050808, -0.636996, 0.190915, 2.100255,
            0.120159, 0.617203, 0.30017, -0.35225, -1.142518, -0.349343, -0.208894, 0.586623, 0.838983, 0.931102, 0.285587, 0.885141,
            -0.754398, 1.252868, 0.51293, -0.298093, 0.488518, -0.075572, 1.131629, 1.519817, 2.185575, -1.396496, -1.444114, -0.504466,
            0.160037, 0.876169, 0.315635, -2.022201, -0.306204, 0.827975, 0.230095, 0.762011, -0.222328, -0.200758, 0.186561, 0.410052,
            0.1983, 0.119009, -0.670662, 0.377564, 0.121821, 1.129484, 1.198918, 0.185156, -0.375285, -0.63873, 0.423494, 0.07734,
            -0.343854, 0.043597, -0.620001, 0.698032, -0.447129, 1.224508, 0.403492, 0.593579, -1.094912, 0.169382, 0.740556, -0.953701,
            -0.266219, 0.032615, -1.373117, 0.315159, 0.846161, -0.859516, 0.350546, -1.312283, -0.038696, -1.615772, 1.121418, 0.408901,
        ]);

    private static readonly double[] t =
        [
            1.809007, -0.77602, 2.161905, 1.01622, -0.434467, -0.961409, 0.374816, 1.584958, 1.014671, -0.813553, -0.631046, -0.680312,
            -1.212841, 0.815498, 0.764324, -0.681124, 0.362686, 0.18599, 0.043355, 0.976539, 0.011784, -0.188942, 2.37344, -0.278723,
            0.59682, -1.961551, 0.528207, -0.121517, 0.228631, 0.453239, 1.185048, -0.79254, -0.239021, 1.016692, 0.623796, 0.433579,
            -0.279331, 0.661248, 1.213331, -1.099185,
        ];

    private static (Matrix X, int[] Y) Iris()
    {
        string[] lines = [.. File.ReadAllLines(SharedData.Path("iris/iris.csv")).Skip(1)];
        double[][] rows = [.. lines.Select(l => l.Split(',').Take(4).Select(v => double.Parse(v, System.Globalization.CultureInfo.InvariantCulture)).ToArray())];
        return (Matrix.FromRows(rows), ClassTarget.From([.. lines.Select(l => l.Split(',')[4])]).Codes.ToArray());
    }

    [Fact]
    public void F_of_classes_is_scikit_learns()
    {
        (Matrix x, int[] y) = Iris();
        (double[] f, double[] p) = FeatureScores.AnovaF(x, y);
        Near.Equal([119.26450218449871, 49.16004008961098, 1180.1611822529776, 960.0071468018025], f, relative: 1e-8);
        Near.Equal([1.6696691907731882e-31, 4.4920171333119905e-17, 2.85677661096213e-91, 4.169445839445089e-85], p, relative: 1e-8);
    }

    [Fact]
    public void Chi_squared_is_scikit_learns()
    {
        (Matrix x, int[] y) = Iris();
        (double[] chi, double[] p) = FeatureScores.ChiSquared(x, y);
        Near.Equal([10.817820878494002, 3.7107283035324965, 116.31261309207025, 67.04836020011118], chi, relative: 1e-8);
        Near.Equal([0.004476514990225768, 0.15639598043162514, 5.533972277193866e-26, 2.758249653003403e-15], p, relative: 1e-8);
    }

    [Fact]
    public void F_of_numbers_is_scikit_learns()
    {
        (double[] f, double[] p) = FeatureScores.RegressionF(z, t);
        Near.Equal([182.84390209211415, 0.38221618000251223, 0.0006026536643870109], f, relative: 1e-8);
        Near.Equal([4.2289244050562657e-16, 0.5401076781497842, 0.980543159270629], p, relative: 1e-8);
    }

    [Fact]
    [Trait("topic", "mutual-information")]
    public void Mutual_information_is_scikit_learns()
    {
        int[] classes = [.. t.Select(v => v > 0.5 ? 1 : 0)];
        (Matrix x, int[] y) = Iris();
        // mutual_info_classif(z, t > 0.5), mutual_info_regression(z, t), then Ross's formula with round(z) by brute force in NumPy (scikit-learn's own depends on its noise and on roundings of the tree there), and discrete_features=True
        Near.Equal([0.3644379271466831, 0.06338178113542048, 0.0], [.. Enumerable.Range(0, 3).Select(j => MutualInformation.OfNumbersAndCodes(z.Column(j), classes))], relative: 1e-8, absolute: 1e-12);
        Near.Equal([1.1569862072876322, 0.005660612724133429, 0.0], [.. Enumerable.Range(0, 3).Select(j => MutualInformation.OfNumbers(z.Column(j), t))], relative: 1e-8, absolute: 1e-12);
        Near.Equal([0.816833349339892, 0.11757914121842994, 0.0], [.. Enumerable.Range(0, 3).Select(j => MutualInformation.OfNumbersAndCodes(t, [.. z.Column(j).Select(v => (int)Math.Round(v))]))], relative: 1e-8, absolute: 1e-12);
        Near.Equal([0.439861624916174, 0.1754336484358827, 0.9114995109755786, 0.8051766198229633], [.. Enumerable.Range(0, 4).Select(j => MutualInformation.OfCodes([.. x.Column(j).Select(v => (int)Math.Round(v))], y))], relative: 1e-8);
    }

    [Fact]
    public void Repeated_values_are_told_apart_before_neighbours_are_counted()
    {
        // mutual_info_classif(X, y, random_state=0) of iris; another seed moves scikit-learn's own figures by up to 0.02.
        (Matrix x, int[] y) = Iris();
        Near.Equal([0.4738732342805525, 0.28607227699171767, 0.9895851732491787, 0.9749379656705233], [.. Enumerable.Range(0, 4).Select(j => MutualInformation.OfNumbersAndCodes(x.Column(j), y))], absolute: 0.04);
    }

    [Fact]
    [Trait("topic", "mutual-information")]
    public void Mutual_information_of_correlated_normals_is_the_closed_form()
    {
        RandomStream random = RandomKey.FromSeed(3).Open();
        double Normal() => Enumerable.Range(0, 48).Sum(_ => random.Uniform() - 0.5) / 2;
        foreach (double r in (double[])[0, 0.5, 0.9])
        {
            double[] x = [.. Enumerable.Range(0, 2000).Select(_ => Normal())];
            double[] y = [.. x.Select(v => (r * v) + (Math.Sqrt(1 - (r * r)) * Normal()))];
            Near.Equal(-0.5 * Math.Log(1 - (r * r)), MutualInformation.OfNumbers(x, y), absolute: 0.05);
        }
    }

    [Fact]
    [Trait("topic", "feature-selection")]
    public void Of_a_thousand_columns_the_ten_that_matter_are_found()
    {
        RandomStream random = RandomKey.FromSeed(8).Open();
        const int rows = 400;
        double[][] x = [.. Enumerable.Range(0, 1000).Select(_ => Enumerable.Range(0, rows).Select(_ => random.Uniform(-1, 1)).ToArray())];
        double[] y = [.. Enumerable.Range(0, rows).Select(i => Enumerable.Range(0, 10).Sum(j => x[j][i]) + random.Uniform(-0.5, 0.5))];
        Frame table = new([.. x.Select((c, j) => new NumberColumn(FormattableString.Invariant($"x{j}"), c))]);
        FittedRecipe recipe = Recipe.Of(new UnivariateFilter { Keep = 10 }).Fit(table, new NumberTarget(y)).Recipe;
        Assert.Equal(10, recipe.Outputs.Count);
        Assert.True(recipe.Outputs.Count(o => int.Parse(o.Name.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture) < 10) >= 9);
    }

    [Fact]
    [Trait("topic", "feature-selection")]
    public void Information_finds_a_relation_without_slope_that_F_does_not()
    {
        RandomStream random = RandomKey.FromSeed(8).Open();
        double[][] x = [.. Enumerable.Range(0, 12).Select(_ => Enumerable.Range(0, 300).Select(_ => random.Uniform(-1, 1)).ToArray())];
        double[] y = [.. x[7].Select(v => (v * v) + random.Uniform(-0.1, 0.1))];
        Frame table = new([.. x.Select((c, j) => new NumberColumn(FormattableString.Invariant($"x{j}"), c)), new FlagColumn("flag", [.. x[7].Select(v => Math.Abs(v) > 0.7)])]);
        string[] Kept(UnivariateScore score, Target target) => [.. Recipe.Of(new UnivariateFilter { Score = score, Keep = 2 }).Fit(table, target).Recipe.Outputs.Select(o => o.Name)];
        ClassTarget classes = new([.. y.Select(v => v > 0.4 ? 1 : 0)], ["low", "high"]);
        Assert.Equal(["x7", "flag"], Kept(UnivariateScore.Information, new NumberTarget(y)));
        Assert.Equal(["x7", "flag"], Kept(UnivariateScore.Information, classes));
        Assert.DoesNotContain("x7", Kept(UnivariateScore.F, new NumberTarget(y)));
    }

    [Fact]
    [Trait("topic", "feature-selection")]
    public void The_neighbours_asked_for_are_those_that_information_is_estimated_with()
    {
        // Of two columns one is kept; the note of the other gives its score, which depends on the neighbours.
        Frame table = new(new NumberColumn("x0", z.Column(0)), new NumberColumn("x1", z.Column(1)));
        foreach (int neighbors in (int[])[1, 3, 9])
        {
            UnivariateFilter filter = new() { Score = UnivariateScore.Information, Keep = 1, Neighbors = neighbors };
            StepNote note = Assert.Single(Recipe.Of(filter).Fit(table, new NumberTarget(t)).Recipe.Notes);
            double[] scores = [.. Enumerable.Range(0, 2).Select(j => MutualInformation.OfNumbers(z.Column(j), t, neighbors))];
            Assert.Equal(new StepNote(scores[0] < scores[1] ? "x0" : "x1", "dropped", FormattableString.Invariant($"its score, {scores.Min():G4}, is not among the best 1")), note);
        }
        Assert.NotEqual(MutualInformation.OfNumbers(z.Column(1), t, 1), MutualInformation.OfNumbers(z.Column(1), t, 9));
    }

    [Fact]
    [Trait("topic", "feature-selection")]
    public void Identifiers_stay_on_request_and_empty_or_constant_columns_go_all_the_same()
    {
        Frame table = new(
            new WholeColumn("id", [.. Enumerable.Range(1, 60).Select(i => (long)i)]),
            new TextColumn("code", [.. Enumerable.Range(0, 60).Select(i => FormattableString.Invariant($"k{i}"))]),
            new NumberColumn("same", [.. Enumerable.Repeat(2.5, 60)]),
            new NumberColumn("x", [.. Enumerable.Range(0, 60).Select(i => i * 0.25 % 3)]));
        string[] Dropped(DropUseless step) => [.. Recipe.Of(step, new Drop { Columns = Columns.Texts }).Fit(table, null).Recipe.Steps[0].Notes.Select(n => n.Column)];
        Assert.Equal(["id", "code", "same"], Dropped(new DropUseless()));
        Assert.Equal(["same"], Dropped(new DropUseless { Identifiers = false }));
    }

    [Fact]
    public void Scores_refuse_what_they_cannot_take()
    {
        Frame gaps = new(new NumberColumn("a", [1, double.NaN]));
        Assert.Equal("Column 'a' has gaps; fill them in a step before choosing by score.", Assert.Throws<ArgumentException>(() => Recipe.Of(new UnivariateFilter()).Fit(gaps, new NumberTarget([1.0, 2.0]))).Message);
        Frame table = new(new NumberColumn("a", [1, -1]));
        Assert.Contains("needs a target", Assert.Throws<ArgumentException>(() => Recipe.Of(new UnivariateFilter()).Fit(table, null)).Message, StringComparison.Ordinal);
        UnivariateFilter chi = new() { Score = UnivariateScore.ChiSquared };
        Assert.Contains("holds -1 in row 2 and column 1", Assert.Throws<ArgumentException>(() => Recipe.Of(chi).Fit(table, new ClassTarget([0, 1], ["a", "b"]))).Message, StringComparison.Ordinal);
        Assert.Contains("ranks by classes", Assert.Throws<ArgumentException>(() => Recipe.Of(chi).Fit(table, new NumberTarget([1.0, 2.0]))).Message, StringComparison.Ordinal);
    }
}
