using System.Xml.Linq;
using Hone.Contracts;
using Hone.Data;
using Hone.Plotting;
using Hone.Reports;

namespace Hone.Tests.Reports;

public class DataReportTests
{
    [Theory]
    [Trait("topic", "eda")]
    [InlineData(0, null)]
    [InlineData(1, null)]
    [InlineData(2, null)]
    [InlineData(200, null)]
    [InlineData(200, true)]
    [InlineData(200, false)]
    public void A_table_of_any_size_gives_a_well_formed_page(int rows, bool? classes)
    {
        Frame table = SmallTables.Mixed(rows, classes ?? true);
        DataReport report = new() { Title = SmallTables.Script, Data = DataOverview.Of(table, classes is null ? null : "tar<get>") };
        string html = report.ToHtml();
        Assert.Equal(html, report.ToHtml());
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("NaN", html, StringComparison.Ordinal);
        XElement page = TrainingReportTests.Read(html);
        Assert.All(table.Columns, c => Assert.Contains(c.Name, page.Value, StringComparison.Ordinal));
    }

    [Fact]
    public void A_table_without_columns_gives_a_page() => TrainingReportTests.Read(new DataReport { Title = "none", Data = DataOverview.Of(new Frame()) }.ToHtml());

    [Fact]
    public void Hostile_numbers_give_a_page()
    {
        double[] wild = [double.PositiveInfinity, double.NegativeInfinity, 1e300, -1e300, 0, double.NaN, double.Epsilon, double.MaxValue];
        double[] many = [.. Enumerable.Range(0, 80).Select(i => wild[i % 8])];
        Frame table = new(new NumberColumn("wild", many), new NumberColumn("constant", [.. many.Select(_ => 1.0)]), new NumberColumn("gone", [.. many.Select(_ => double.NaN)]),
            new TextColumn("text", [.. many.Select(_ => (string?)null)]), new NumberColumn("y", [.. many.Select((_, i) => i * 1e148)]));
        foreach (string? target in new[] { null, "y" })
        {
            DataOverview data = DataOverview.Of(table, target);
            string html = new DataReport { Title = "wild", Data = data }.ToHtml();
            TrainingReportTests.Read(html);
            Assert.DoesNotContain("NaN", html, StringComparison.Ordinal);
            Assert.Contains(data.Findings, f => f.Column == "wild" && f.Text == "20 values are infinite.");
            Assert.Contains(data.Findings, f => f.Column == "gone" && f.Text == "Every value is missing.");
            Assert.Contains(data.Findings, f => f.Column == "constant" && f.Text.Contains("constant", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void The_number_of_pictures_can_be_chosen()
    {
        DataReport report = new() { Title = "t", Data = DataOverview.Of(SmallTables.Mixed(50, true)) };
        int all = Pictures(report), two = Pictures(report with { MostPictures = 2 });
        Assert.Equal((7, 2), (all, two));
        Assert.DoesNotContain("id=\"pictures\"", (report with { MostPictures = 0 }).ToHtml(), StringComparison.Ordinal);

        static int Pictures(DataReport report) => TrainingReportTests.Read(report.ToHtml()).Descendants()
            .Single(e => e.Name.LocalName == "section" && e.Attribute("id")!.Value == "pictures").Descendants().Count(e => e.Name.LocalName == "svg" && e.Attribute("role") is not null);
    }

    [Fact]
    [Trait("topic", "eda")]
    public void A_column_that_gives_the_target_away_is_suspected()
    {
        int n = 400;
        int[] classes = [.. Enumerable.Range(0, n).Select(i => i * 7 % 10 < 4 ? 1 : 0)];
        Frame table = new(new NumberColumn("noise", [.. Enumerable.Range(0, n).Select(i => Math.Sin(i * 12.9))]),
            new NumberColumn("leak", [.. classes.Select((c, i) => (c * 10) + Math.Sin(i))]), new CategoryColumn("y", classes, ["no", "yes"]));
        DataOverview data = DataOverview.Of(table, "y");
        Assert.InRange(data.Columns[0].Relation!.Value, 0, 0.1);
        Assert.InRange(data.Columns[1].Relation!.Value, 0.98, 1);
        Assert.Null(data.Columns[2].Relation);
        DataFinding suspect = Assert.Single(data.Findings, f => f.Text.Contains("leak the answer", StringComparison.Ordinal));
        Assert.Equal(("leak", true), (suspect.Column, suspect.IsWarning));
    }

    [Fact]
    public void The_relation_of_levels_is_the_corrected_share_of_squares()
    {
        // Three levels of ten rows with means 1, 2, 3 and within each level values ±1 about the mean:
        // between 20, within 30, eta² = 0.4; corrected 1 − 0.6·29/27.
        int[] codes = [.. Enumerable.Range(0, 30).Select(i => i % 3)];
        double[] y = [.. Enumerable.Range(0, 30).Select(i => (i % 3) + 1 + (i / 3 % 2 == 0 ? 1.0 : -1.0))];
        Near.Equal(1 - (0.6 * 29 / 27), TargetRelation.Of(new CategoryColumn("c", codes, ["a", "b", "c"]), new NumberTarget(y))!.Value, relative: 1e-12);
    }

    // scipy 1.10.1: scipy.stats.spearmanr([1, 2, 2, 5, 4, 9], [3, 1, 4, 1, 5, 9]).correlation is 0.3970588235294118.
    [Fact]
    [Trait("topic", "eda")]
    public void Rank_correlation_agrees_with_a_reference()
    {
        double[] a = [1, 2, 2, 5, 4, 9], b = [3, 1, 4, 1, 5, 9];
        Hone.Numerics.Matrix found = RankCorrelation.Of([a, b, [.. a.Select(v => -v)], [1, 1, 1, 1, 1, 1]]);
        Near.Equal(0.3970588235294118, found[0, 1], relative: 1e-12);
        Near.Equal(-1, found[0, 2], relative: 1e-12);
        Assert.True(double.IsNaN(found[0, 3]));
    }

    [Fact]
    public void A_target_of_whole_numbers_that_are_classes_is_drawn_by_class()
    {
        Frame table = new(new WholeColumn("y", [1, 0, 0, 1, 0, 0]), new NumberColumn("x", [1, 2, 3, 4, 5, 6]));
        BarChart chart = Assert.IsType<BarChart>(DataOverview.Of(table, "y").Columns[0].Picture);
        Assert.Equal(["0", "1"], chart.Categories);
        Assert.Equal([4, 2], chart.Series[0].Values);
    }

    [Fact]
    public void Rows_that_repeat_are_counted()
    {
        Frame table = new(new NumberColumn("x", [1, 2, 1, double.NaN, double.NaN, 0, -0.0]), new TextColumn("t", ["a", "b", "a", null, null, "c", "c"]));
        Assert.Equal(3, DataOverview.Of(table).DuplicateRows);
        Assert.Equal(0, DuplicateRows.Count(new Frame(new NumberColumn("x", [1, 2, 3]))));
    }

    [Fact]
    public void What_to_beware_of_is_said()
    {
        int n = 100;
        Frame table = new(
            new WholeColumn("id", [.. Enumerable.Range(1, n).Select(i => (long)i)]),
            new WholeColumn("price", [.. Enumerable.Range(1, n).Select(i => (long)i * i * 100)]),
            new NumberColumn("gaps", [.. Enumerable.Range(0, n).Select(i => i % 3 == 0 ? i : double.NaN)]),
            new CategoryColumn("y", [.. Enumerable.Range(0, n).Select(i => i < 5 ? 1 : i == 99 ? -1 : 0)], ["common", "rare"]));
        string[] said = [.. DataOverview.Of(table, "y").Findings.Select(f => f.Column + ": " + f.Text)];
        Assert.Contains(said, s => s.StartsWith("id: Every value is different", StringComparison.Ordinal));
        Assert.DoesNotContain(said, s => s.StartsWith("price: Every value is different", StringComparison.Ordinal));
        Assert.Contains("gaps: 66% of values are missing.", said);
        Assert.Contains(said, s => s.StartsWith("y: The class 'rare' is rare: 5.1% of rows.", StringComparison.Ordinal));
        Assert.Contains("y: The target is missing in 1 row; they cannot be learnt from.", said);
        Assert.Contains(said, s => s.StartsWith("price: It orders the rows almost as 'id' does (rank correlation 1)", StringComparison.Ordinal));
    }

    [Fact]
    public void A_long_table_is_pictured_by_every_kth_row_and_says_so()
    {
        int n = 50_000;
        Frame table = new(new NumberColumn("x", [.. Enumerable.Range(0, n).Select(i => (double)i)]), new CategoryColumn("y", [.. Enumerable.Range(0, n).Select(i => i % 2)], ["a", "b"]));
        DataOverview data = DataOverview.Of(table, "y");
        Assert.Equal((3, 50_000), (data.PicturedEvery, data.Columns[0].Profile.Distinct));
        Assert.Contains("of every 3rd row", new DataReport { Title = "t", Data = data }.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_target_that_is_not_there_is_refused() =>
        Assert.Contains("'zz'", Assert.Throws<ArgumentException>(() => DataOverview.Of(SmallTables.Mixed(5, true), "zz")).Message, StringComparison.Ordinal);

    [Fact]
    public void Values_are_told_in_few_words()
    {
        DataOverview data = DataOverview.Of(new Frame(new CategoryColumn("c", [0, 0, 1, 2, 3], ["a", "b", "c", "d"]), new NumberColumn("n", [1, 2, 3, 4, 5])));
        Assert.Equal("a 40%, b 20%, c 20%, 1 more", data.Columns[0].Values);
        Assert.Equal("1 to 5, median 3", data.Columns[1].Values);
    }
}
