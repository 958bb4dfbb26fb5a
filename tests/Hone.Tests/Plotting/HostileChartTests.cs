using System.Xml.Linq;
using Hone.Plotting;

namespace Hone.Tests.Plotting;

public class HostileChartTests
{
    private static readonly string[] Hostile = ["<script>alert('x')</script>", "a & b \"c\" ]]>", "日本語 ünïcödé 🎲 \u202Eright", "\0\u0001\uFFFF\uD800 lone", new string('w', 500), "", "a\r\nb\tc"];

    public static TheoryData<string, double[]> Data => new()
    {
        { "none", [] },
        { "one", [3] },
        { "all equal", [7, 7, 7, 7] },
        { "zeros", [0, 0, 0] },
        { "all missing", [double.NaN, double.NaN] },
        { "infinities", [double.PositiveInfinity, double.NegativeInfinity, 1, double.NaN, 2] },
        { "huge", [1e300, -1e300, double.MaxValue, double.MinValue, 0] },
        { "tiny", [double.Epsilon, -double.Epsilon, 1e-310, 0] },
        { "mixed", [.. Enumerable.Range(0, 500).Select(i => Math.Sin(i) * Math.Pow(10, i % 7))] },
    };

    [Theory]
    [MemberData(nameof(Data))]
    public void Every_chart_of_any_data_is_well_formed_and_stays_inside_its_frame(string what, double[] values)
    {
        foreach (string[] names in new[] { Hostile, ["a", "b"], [] })
        {
            foreach (Chart chart in Svg.Everything(names, values))
            {
                string svg = chart.ToSvg();
                XElement root = XDocument.Parse(svg).Root!;
                Assert.Equal("svg", root.Name.LocalName);
                Assert.Equal("img", root.Attribute("role")!.Value);
                Assert.NotEmpty(root.Of("desc").First().Value);
                Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
                Assert.DoesNotContain("Infinity", svg, StringComparison.Ordinal);
                Assert.DoesNotContain("<script", svg, StringComparison.OrdinalIgnoreCase);
                foreach (XElement rectangle in root.Of("rect").Where(r => r.Parent!.Name.LocalName != "svg" || r.Parent == root))   // the others are clipped
                {
                    Assert.True(rectangle.Number("width") >= 0 && rectangle.Number("height") >= 0);
                    Assert.True(rectangle.Number("x") > -1 && rectangle.Number("x") + rectangle.Number("width") < chart.Width + 1 || chart is LineChart, $"{what}: {chart.Kind} {rectangle}");
                    Assert.True(rectangle.Number("y") > -1 && rectangle.Number("y") + rectangle.Number("height") < chart.Height + 1, $"{what}: {chart.Kind} {rectangle}");
                }
            }
        }
    }

    [Fact]
    public void Without_data_every_chart_says_so()
    {
        foreach (Chart chart in Svg.Everything(["a"], []))
        {
            bool empty = Svg.Read(chart).Texts().Contains("no data");
            bool hasLines = chart is LineChart { Series.Count: > 1 };   // chance and diagonals remain
            Assert.True(empty || hasLines, chart.Kind + " " + chart.Title);
        }
    }

    [Fact]
    public void Text_comes_back_as_it_was()
    {
        XElement root = Svg.Read(new LineChart { Title = "a < b & \"c\" 🎲", Series = [new Series("x", [1, 2])] });
        Assert.Equal("a < b & \"c\" 🎲", root.Of("title").First().Value);
        Assert.Equal("a < b & \"c\" 🎲", root.Attribute("aria-label")!.Value);
    }

    [Fact]
    public void The_same_chart_is_the_same_bytes()
    {
        double[] values = [.. Enumerable.Range(0, 4000).Select(i => Math.Sin(i * 0.7) * i)];
        Assert.Equal(Svg.Everything(["a", "b"], values).Select(c => c.ToSvg()), Svg.Everything(["a", "b"], values).Select(c => c.ToSvg()));
    }

    [Fact]
    public void Values_left_out_are_counted()
    {
        XElement root = Svg.Read(new LineChart { Series = [new Series("a", [1, 2, 3], [1, double.NaN, 2])] });
        Assert.Contains("1 value missing or not finite is left out", root.Texts());
        Assert.DoesNotContain(Svg.Read(new LineChart { Series = [new Series("a", [1, 2])] }).Texts(), t => t.Contains("left out", StringComparison.Ordinal));
    }

    [Fact]
    public void Many_marks_stay_few_and_the_file_small()
    {
        double[] x = [.. Enumerable.Range(0, 200_000).Select(i => (double)i)];
        double[] y = [.. x.Select(i => Math.Sin(i * 12.9898) * 1000)];
        Assert.InRange(new LineChart { Series = [new Series("a", x, y)] }.ToSvg().Length, 1000, 150_000);
        Assert.InRange(new ScatterChart { Series = [new Series("a", x, y)] }.ToSvg().Length, 1000, 700_000);
        Assert.InRange(new BoxPlot { Groups = [new BoxGroup("a", [.. y.Select(v => v * v * v * v * v)])] }.ToSvg().Length, 1000, 60_000);
        Assert.InRange(new HeatMap { Rows = [.. Enumerable.Repeat("r", 500)], Columns = [.. Enumerable.Repeat("c", 400)], Values = new Hone.Numerics.Matrix(500, 400, y) }.ToSvg().Length, 1000, 3_000_000);
    }

    [Theory]
    [InlineData("y has 1 entries but x has 2")]
    public void A_series_of_two_lengths_is_refused(string sentence) =>
        Assert.Contains(sentence, Assert.Throws<ArgumentException>(() => new Series("a", [1, 2], [1])).Message, StringComparison.Ordinal);

    [Fact]
    public void Sizes_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new LineChart { Width = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new LineChart { Height = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Axis { Low = double.NaN });
        Assert.Throws<ArgumentException>(() => new BarChart { Categories = ["a"], Series = [new BarSeries("s", [1, 2])] }.ToSvg());
        Assert.Throws<ArgumentException>(() => new HeatMap { Rows = ["a"], Values = new Hone.Numerics.Matrix(2, 1), Columns = ["c"] }.ToSvg());
    }
}
