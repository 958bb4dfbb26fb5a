using Hone.Numerics;
using Hone.Plotting;

namespace Hone.Tests.Plotting;

public class ChartOptionTests
{
    private static readonly Series Plain = new("a", [1, 2, 3, 4], [3, 1, 4, 1]);
    private static readonly LineChart Line = new() { Series = [Plain, Plain with { Muted = true }] };
    private static readonly ScatterChart Scatter = new() { Series = [new Series("s", [.. Enumerable.Range(0, 50).Select(i => (double)(i * i % 17))])] };
    private static readonly BarChart Bars = new() { Categories = ["a", "b"], Series = [new BarSeries("s", [1, 2]), new BarSeries("t", [2, 1])] };
    private static readonly HistogramChart Counts = new() { Bins = Bins.Of([("g", [1.5, 2.5, 2.6, 7]), ("h", [2.5, 3])], 4) };
    private static readonly BoxPlot Boxes = new() { Groups = [new BoxGroup("g", [1, 2, 3, 9])] };
    private static readonly HeatMap Map = new() { Rows = ["r"], Columns = ["c", "d"], Values = Matrix.From(new double[,] { { 0.25, 0.75 } }) };
    private static readonly MiniBars Mini = new() { Values = [1, 2] };

    private static LineChart With(Series series) => Line with { Series = [series, Line.Series[1]] };

    public static TheoryData<string> Names => [.. Changes().Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_option_changes_the_picture(string name)
    {
        (_, Chart before, Chart after) = Changes().Single(c => c.Name == name);
        Assert.NotEqual(before.ToSvg(), after.ToSvg());
    }

    private static IEnumerable<(string Name, Chart Before, Chart After)> Changes()
    {
        yield return ("title", Line, Line with { Title = "t" });
        yield return ("subtitle", Line, Line with { Subtitle = "t" });
        yield return ("description", Line, Line with { Description = "t" });
        yield return ("width", Line, Line with { Width = 500 });
        yield return ("height", Line, Line with { Height = 300 });
        yield return ("legend", Line, Line with { ShowLegend = false });
        yield return ("style", Line, Line with { IncludeStyle = false });
        foreach ((string name, Axis axis) in new (string, Axis)[]
        {
            ("label", "x"), ("unit", new Axis { Unit = "s" }), ("logarithmic", new Axis { Kind = AxisKind.Logarithmic }), ("time", new Axis { Kind = AxisKind.Time }),
            ("low", new Axis { Low = -3 }), ("high", new Axis { High = 30 }), ("percent", new Axis { Format = NumberFormat.Percent }),
            ("scientific", new Axis { Format = NumberFormat.Scientific }), ("grid", new Axis { Grid = false }),
        })
        {
            yield return ("x " + name, Line, Line with { X = axis });
            yield return ("y " + name, Line, Line with { Y = axis });
        }
        Axis thousands = new() { Format = NumberFormat.Si };
        LineChart large = Line with { Series = [new Series("a", [1e6, 3e6])] };
        yield return ("si", Line with { Series = [new Series("a", [1000, 3000])] }, Line with { Series = [new Series("a", [1000, 3000])], Y = thousands });
        yield return ("plain", large, large with { Y = new Axis { Format = NumberFormat.Plain } });
        LineChart high = Line with { Series = [new Series("a", [101, 102])] };
        yield return ("zero", high, high with { Y = new Axis { IncludeZero = true } });

        yield return ("name", Line, With(new Series("b", Plain.X, Plain.Y)));
        yield return ("band", Line, With(Plain with { Low = [2, 0, 3, 0], High = [4, 2, 5, 2] }));
        yield return ("remarks", Line, With(Plain with { Remarks = ["p", "q", "r", "s"] }));
        yield return ("dashed", Line, With(Plain with { Dashed = true }));
        yield return ("steps", Line, With(Plain with { Steps = true }));
        yield return ("filled", Line, With(Plain with { Filled = true }));
        yield return ("muted", Line, With(Plain with { Muted = true }));
        yield return ("markers", Line, With(Plain with { Markers = false }));

        yield return ("radius", Scatter, Scatter with { Radius = 5 });
        yield return ("opacity", Scatter, Scatter with { Opacity = 1 });
        yield return ("most points", Scatter, Scatter with { MostPoints = 10 });
        yield return ("lines", Scatter, Scatter with { Lines = [Plain] });
        yield return ("scatter x", Scatter, Scatter with { X = "x" });
        yield return ("scatter y", Scatter, Scatter with { Y = "y" });

        yield return ("horizontal", Bars, Bars with { Horizontal = true });
        yield return ("stacked", Bars, Bars with { Stacked = true });
        yield return ("value axis", Bars, Bars with { Value = "v" });
        yield return ("category label", Bars, Bars with { CategoryLabel = "c" });
        yield return ("values", Bars, Bars with { ShowValues = true });
        yield return ("whiskers", Bars, Bars with { Series = [Bars.Series[0] with { Low = [0.5, 1.5], High = [1.5, 2.5] }, Bars.Series[1]] });
        yield return ("muted bars", Bars, Bars with { Series = [Bars.Series[0], Bars.Series[1] with { Muted = true }] });

        yield return ("normalized", Counts, Counts with { Normalized = true });
        yield return ("count label", Counts, Counts with { CountLabel = "people" });
        yield return ("colors", Counts, Counts with { Colors = [3, 4] });
        yield return ("histogram x", Counts, Counts with { X = "x" });

        yield return ("box horizontal", Boxes, Boxes with { Horizontal = true });
        yield return ("box value", Boxes, Boxes with { Value = "v" });
        yield return ("box label", Boxes, Boxes with { GroupLabel = "g" });

        IntervalChart intervals = new() { Names = ["a", "b"], Values = [1, 2] };
        yield return ("interval ends", intervals, intervals with { Low = [0.5, 1], High = [1.5, 3] });
        yield return ("interval axis", intervals, intervals with { Value = "v" });

        yield return ("row label", Map, Map with { RowLabel = "r" });
        yield return ("column label", Map, Map with { ColumnLabel = "c" });
        yield return ("value label", Map, Map with { ValueLabel = "v" });
        yield return ("map low", Map, Map with { Low = 0.2 });
        yield return ("map high", Map, Map with { High = 2 });
        yield return ("map values", Map, Map with { ShowValues = false });
        yield return ("map format", Map, Map with { Format = NumberFormat.Percent });
        yield return ("map texts", Map, Map with { Texts = ["x", "y"] });

        yield return ("mini tooltips", Mini, Mini with { Tooltips = ["a", "b"] });
        yield return ("mini start", Mini, Mini with { Start = "a" });
        yield return ("mini end", Mini, Mini with { End = "b" });
        yield return ("mini joined", Mini, Mini with { Joined = false });
    }

    [Fact]
    public void A_page_may_carry_the_style_once()
    {
        Assert.Contains("<style>" + Chart.StyleSheet, Line.ToSvg(), StringComparison.Ordinal);
        Assert.DoesNotContain("<style", (Line with { IncludeStyle = false }).ToSvg(), StringComparison.Ordinal);
        Assert.Contains("prefers-color-scheme:dark", Chart.StyleSheet, StringComparison.Ordinal);
        Assert.DoesNotContain("&", Chart.StyleSheet, StringComparison.Ordinal);
        Assert.DoesNotContain("http", Chart.StyleSheet, StringComparison.Ordinal);
    }

    [Fact]
    public void The_document_fills_its_width_and_tells_the_blind()
    {
        System.Xml.Linq.XElement root = Svg.Read(Line with { Title = "Loss" });
        Assert.Equal("0 0 640 400", root.Attribute("viewBox")!.Value);
        Assert.Equal("100%", root.Attribute("width")!.Value);
        Assert.Equal("Loss", root.Of("title").First().Value);
        Assert.Contains("4 points", root.Of("desc").First().Value, StringComparison.Ordinal);
    }
}
