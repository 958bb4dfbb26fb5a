using System.Xml.Linq;
using Hone.Contracts;
using Hone.Data;
using Hone.Evaluation;
using Hone.Numerics;
using Hone.Packages;
using Hone.Pipelines;
using Hone.Plotting;
using Hone.Recipes;
using Hone.Reports;

namespace Hone.Tests.Reports;

public class TrainingReportTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_part_is_there_and_linked_from_the_contents(bool classes)
    {
        XElement page = Read(SmallTables.Full(classes).ToHtml());
        string[] ids = [.. page.Descendants().Where(e => e.Name.LocalName == "section").Select(e => e.Attribute("id")!.Value)];
        Assert.Equal(["data", "columns", "pictures", "preparation", "leaderboard", "scores", "curves", "importance", "mistakes", "more", "use", "lineage"], ids);
        Assert.Equal(ids.Select(i => "#" + i), page.Descendants().Where(e => e.Name.LocalName == "a").Select(e => e.Attribute("href")!.Value));
        string text = page.Value;
        string[] expected = ["filled 9 gaps with the median", "the learner cannot take gaps", "1 min 15 s", "0.9123", "0.8900 to 0.9300", "0.8765", "abc123", "42", "trees", "300", "rounds", "2 January 2026, 03:04 UTC", "hone predict 'it'\\''s.hone'"];
        Assert.All(expected, e => Assert.Contains(e, text, StringComparison.Ordinal));
        string[] titles = [.. page.Descendants().Where(e => e.Name.LocalName == "svg" && e.Attribute("role") is not null).Select(e => e.Attribute("aria-label")!.Value)];
        string[] curves = classes ? ["Confusion matrix", "ROC curve", "Precision and recall", "Calibration"] : ["Residuals", "Predicted and true values", "How large the errors are"];
        Assert.All(curves.Append("Permutation importance").Append("further"), t => Assert.Contains(t, titles));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_page_stands_alone_and_no_text_breaks_out_of_it(bool classes)
    {
        string html = SmallTables.Full(classes).ToHtml();
        Assert.StartsWith("<!DOCTYPE html>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("src=", html, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", html, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", html, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", html, StringComparison.Ordinal);
        XElement page = Read(html);
        Assert.All(page.Descendants().Attributes().Where(a => a.Name.LocalName is "href"), a => Assert.StartsWith("#", a.Value, StringComparison.Ordinal));
        Assert.Single(page.Descendants(), e => e.Name.LocalName == "style");
        Assert.All(page.Descendants().Where(e => e.Name.LocalName == "table"), t => Assert.Equal("scroll", t.Parent!.Attribute("class")!.Value));
        Assert.Contains(SmallTables.Script, page.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_report_is_the_same_bytes() => Assert.Equal(SmallTables.Full(true).ToHtml(), SmallTables.Full(true).ToHtml());

    [Fact]
    public void Each_part_given_changes_the_page()
    {
        TrainingReport full = SmallTables.Full(true);
        TrainingReport[] changed =
        [
            full with { Title = "t" }, full with { Steps = [] }, full with { Metrics = PackageMetrics.None }, full with { HeldOut = null }, full with { Importances = [] },
            full with { Mistakes = [] }, full with { Charts = [] }, full with { Lineage = null }, full with { ModelFile = "m" }, full with { Data = DataOverview.Of(SmallTables.Mixed(59, true), "tar<get>") },
        ];
        Assert.Equal(changed.Length + 1, changed.Append(full).Select(r => r.ToHtml()).Distinct().Count());
    }

    [Fact]
    public void What_is_unknown_is_left_out()
    {
        string html = new TrainingReport { Title = "bare", Data = DataOverview.Of(new Frame()) }.ToHtml();
        string[] ids = [.. Read(html).Descendants().Where(e => e.Name.LocalName == "section").Select(e => e.Attribute("id")!.Value)];
        Assert.Equal(["data", "columns", "use"], ids);
    }

    [Fact]
    public void Several_classes_get_a_confusion_matrix_and_a_line_each()
    {
        ClassTarget truth = ClassTarget.From(["a", "b", "c", "a", "b", "c"]);
        Matrix probabilities = Matrix.From(new double[,] { { .8, .1, .1 }, { .1, .8, .1 }, { .5, .2, .3 }, { .6, .2, .2 }, { .2, .5, .3 }, { .1, .1, .8 } });
        EvaluationResult evaluation = EvaluationResult.Of(truth, new ClassPredictions(probabilities, truth.Classes));
        XElement page = Read(new TrainingReport { Title = "three", Data = DataOverview.Of(new Frame()), HeldOut = evaluation }.ToHtml());
        XElement table = page.Descendants().Single(e => e.Name.LocalName == "section" && e.Attribute("id")!.Value == "curves").Descendants().First(e => e.Name.LocalName == "tbody");
        Assert.Equal(["a2 66.7%100%80%".Replace(" ", "", StringComparison.Ordinal), "b2100%100%100%", "c2100%50%66.7%a (1)"], table.Elements().Select(r => r.Value));
    }

    [Fact]
    public void One_class_alone_still_gives_a_page()
    {
        ClassTarget truth = new([0, 0, 0], ["no", "yes"], 1);
        EvaluationResult evaluation = EvaluationResult.Of(truth, new ClassPredictions(Matrix.From(new double[,] { { .9, .1 }, { .8, .2 }, { .3, .7 } }), truth.Classes, 1));
        string html = new TrainingReport { Title = "one", Data = DataOverview.Of(new Frame()), HeldOut = evaluation }.ToHtml();
        Assert.Contains("neither a ROC nor a precision-recall curve", Read(html).Value, StringComparison.Ordinal);
    }

    [Fact]
    public void The_worst_mistakes_are_those_of_greatest_loss()
    {
        ClassTarget truth = new([0, 1, 1, 0], ["no", "yes"], 1);
        Matrix probabilities = Matrix.From(new double[,] { { .9, .1 }, { .6, .4 }, { .99, .01 }, { 0, 1 } });
        EvaluationResult evaluation = EvaluationResult.Of(truth, new ClassPredictions(probabilities, truth.Classes, 1));
        Frame inputs = new(new NumberColumn("x", [10, 20, double.NaN, 40]));
        IReadOnlyList<Mistake> worst = Mistake.Worst(inputs, evaluation);
        Assert.Equal([4, 3, 2], worst.Select(m => m.Row));
        Assert.Equal("yes (100%)", worst[0].Predicted);
        Near.Equal(-Math.Log(0.01), worst[1].Loss, relative: 1e-14);
        Assert.Null(worst[1].Inputs[0].Value);
        Assert.Equal("20", worst[2].Inputs[0].Value);
        Assert.Equal([104, 103], Mistake.Worst(inputs, evaluation, 2, [101, 102, 103, 104]).Select(m => m.Row));
        Assert.Throws<ArgumentException>(() => Mistake.Worst(inputs, evaluation, 2, [1]));
        Assert.Throws<ArgumentException>(() => Mistake.Worst(new Frame(new NumberColumn("x", [1])), evaluation));
    }

    [Fact]
    public void Of_numbers_the_furthest_are_the_worst()
    {
        EvaluationResult evaluation = EvaluationResult.Of(new NumberTarget([1.0, 2, 3]), new NumberPredictions([1.0, 5, 1]));
        IReadOnlyList<Mistake> worst = Mistake.Worst(new Frame(new NumberColumn("x", [1, 2, 3])), evaluation);
        Assert.Equal([(2, 3.0), (3, 2.0)], worst.Select(m => (m.Row, m.Loss)));
    }

    [Fact]
    public void The_report_of_a_wide_table_shuffles_the_columns_that_say_most_about_the_target()
    {
        const int rows = 60, columns = 8000;
        RandomStream random = RandomKey.FromSeed(4).Open();
        NumberColumn[] table = [.. Enumerable.Range(0, columns).Select(j => new NumberColumn(FormattableString.Invariant($"c{j}"), [.. Enumerable.Range(0, rows).Select(_ => random.Uniform())]))];
        CategoryColumn target = CategoryColumn.From("y", [.. table[7000].Values.ToArray().Select(value => value > 0.5 ? "yes" : "no")]);
        TrainingResult result = new Training { Target = "y", Learners = ["tree"] }.Run(new Frame([.. table, target]), context: new FitContext(Seed: 1));
        TrainingReport report = result.ToReport("wide", "model.hone", new FitContext(Seed: 1));
        report.Importances.Count.ShouldBeInRange(20, columns / 4);
        report.Importances[0].Name.ShouldBe("c7000");
        report.ToHtml().ShouldContain(FormattableString.Invariant($" {report.Importances.Count} were shuffled."));
    }

    internal static XElement Read(string html)
    {
        const string doctype = "<!DOCTYPE html>";
        Assert.StartsWith(doctype, html, StringComparison.Ordinal);
        return XDocument.Parse(html[doctype.Length..], LoadOptions.PreserveWhitespace).Root!;
    }
}
