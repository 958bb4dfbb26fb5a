using Hone.Data;
using Hone.Packages;
using Hone.Pipelines;

namespace Hone.Tests.Packages;

/// <summary>A file of each released format stands beside this test and must stay readable for ever.</summary>
public sealed class GoldenPackageTests
{
    [Fact]
    public void Format_1_stays_readable()
    {
        byte[] golden = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Packages", "format-1.hone"));
        Package package = Sample.Load(golden);

        package.Name.ShouldBe("prices");
        package.Lineage.Seed.ShouldBe(ulong.MaxValue);
        ((TinyModel)package.Model).Weights.ShouldBe([0.1, -1e-300]);
        package.Recipe.Apply(Sample.Table).ToDense()[0, 0].ShouldBe(1.5);
    }

    // Made of 120 rows with gaps, categories and texts, before kernels and learners were written anew; the figures are of that version.
    [Theory]
    [InlineData("boosting-Classes", new[] { 0.7575943602810349, 0.20826614357131157, 0.1879215286357288 })]
    [InlineData("forest-Classes", new[] { 0.625, 0, 0.125 })]
    [InlineData("bayes-Classes", new[] { 0.07235341747003661, 5.327864847395329E-14, 2.6939676554175684E-08 })]
    [InlineData("logistic-Classes", new[] { 0.7230733340650952, 0.006768911461481874, 0.001317179207504022 })]
    [InlineData("neighbors-Numbers", new[] { 3.0334640296331905, 4.183234684515389, 6.192068446647408 })]
    [InlineData("ridge-Numbers", new[] { 0.43355706455461496, 3.77785518592449, 6.425133584968746 })]
    public void Models_of_earlier_versions_predict_what_they_predicted(string name, double[] expected)
    {
        PipelineModel model = PipelineModel.Load(Path.Combine(AppContext.BaseDirectory, "Packages", "earlier", name + ".hone"));
        Frame rows = new(
            new NumberColumn("a", [0.5, 2.0, 3.5]), new NumberColumn("b", [0.25, double.NaN, 0.75]),
            CategoryColumn.From("c", ["a", "b", null]), new TextColumn("t", ["w1 w2 w3", "w4", null]));
        model.Predict(rows).Columns.OfType<NumberColumn>().First().Values.ToArray().ShouldBe(expected);
    }
}
