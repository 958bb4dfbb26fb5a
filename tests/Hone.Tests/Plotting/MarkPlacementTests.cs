using System.Xml.Linq;
using Hone.Numerics;
using Hone.Plotting;

namespace Hone.Tests.Plotting;

public class MarkPlacementTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Bars_are_as_long_as_their_values(bool horizontal)
    {
        double[] values = [10, 25, 5, -20];
        XElement[] bars = [.. Svg.Read(BarChart.Of(["a", "b", "c", "d"], values) with { Horizontal = horizontal }).Of("rect", "fill")];
        string along = horizontal ? "width" : "height";
        double unit = bars[0].Number(along) / 10;
        Assert.Equal(4, bars.Length);
        for (int i = 0; i < 4; i++)
            Assert.Equal(Math.Abs(values[i]) * unit, bars[i].Number(along), 0.05);

        // All start at zero: the negative bar lies on the other side of it.
        if (horizontal)
            Assert.Equal(bars[0].Number("x"), bars[3].Number("x") + bars[3].Number("width"), 0.05);
        else
            Assert.Equal(bars[0].Number("y") + bars[0].Number("height"), bars[3].Number("y"), 0.05);
    }

    [Fact]
    public void Stacked_bars_stand_on_each_other()
    {
        BarChart chart = new() { Categories = ["a"], Series = [new BarSeries("one", [3]), new BarSeries("two", [6])], Stacked = true };
        XElement[] bars = [.. Svg.Read(chart).Of("rect", "mark")];
        Assert.Equal(2 * bars[0].Number("height"), bars[1].Number("height"), 0.05);
        Assert.Equal(bars[0].Number("y"), bars[1].Number("y") + bars[1].Number("height"), 0.05);
    }

    [Fact]
    public void Points_stand_where_the_ticks_say()
    {
        LineChart chart = new() { X = new Axis { Low = 0, High = 10 }, Y = new Axis { Low = 0, High = 100 }, Series = [new Series("a", [0, 5, 10], [0, 50, 100])] };
        XElement root = Svg.Read(chart);
        XElement[] points = [.. root.Of("circle", "point")];
        XElement[] vertical = [.. root.Of("line", "grid").Where(l => l.Number("x1") == l.Number("x2"))];
        XElement[] horizontal = [.. root.Of("line", "grid").Where(l => l.Number("y1") == l.Number("y2"))];
        Assert.Equal(vertical.Min(l => l.Number("x1")), points[0].Number("cx"), 0.02);
        Assert.Equal(vertical.Max(l => l.Number("x1")), points[2].Number("cx"), 0.02);
        Assert.Equal(horizontal.Max(l => l.Number("y1")), points[0].Number("cy"), 0.02);
        Assert.Equal(horizontal.Min(l => l.Number("y1")), points[2].Number("cy"), 0.02);
        Assert.Equal((points[0].Number("cx") + points[2].Number("cx")) / 2, points[1].Number("cx"), 0.02);
    }

    [Fact]
    public void On_a_logarithmic_axis_equal_ratios_are_equally_far()
    {
        LineChart chart = new() { X = new Axis { Kind = AxisKind.Logarithmic }, Series = [new Series("a", [1, 10, 100, 1000], [1, 2, 3, 4])] };
        double[] x = [.. Svg.Read(chart).Of("circle", "point").Select(c => c.Number("cx"))];
        Assert.Equal(x[1] - x[0], x[2] - x[1], 0.03);
        Assert.Equal(x[1] - x[0], x[3] - x[2], 0.03);
    }

    [Fact]
    public void Histogram_bars_hold_the_counts_of_their_bins()
    {
        double[] values = [0, 0.5, 1, 1, 1.9, 2, 9.99, 10];
        Bins bins = Bins.Of(values, 5);
        Assert.Equal([0, 2, 4, 6, 8, 10], bins.Edges);
        Assert.Equal([5, 1, 0, 0, 2], bins.Groups[0].Counts);
        XElement[] bars = [.. Svg.Read(new HistogramChart { Bins = bins }).Of("rect", "mark")];
        Assert.Equal(3, bars.Length);
        Assert.Equal(5 * bars[1].Number("height"), bars[0].Number("height"), 0.1);
        Assert.Equal(2 * bars[1].Number("height"), bars[2].Number("height"), 0.1);
    }

    [Fact]
    public void Every_value_falls_into_one_bin()
    {
        Random random = new(5);
        for (int trial = 0; trial < 200; trial++)
        {
            double[] values = [.. Enumerable.Range(0, random.Next(1, 300)).Select(_ => trial % 2 == 0 ? random.Next(-40, 40) : (random.NextDouble() - 0.3) * Math.Pow(10, random.Next(-8, 9)))];
            Bins bins = Bins.Of([("a", values), ("b", [double.NaN, values[0]])], trial % 3 == 0 ? null : random.Next(1, 50));
            Assert.Equal(values.Length, bins.Groups[0].Counts.Sum());
            Assert.Equal(1, bins.Groups[1].Counts.Sum());
            Assert.Equal(1, bins.LeftOut);
            Assert.Equal(bins.Edges.Order().Distinct(), bins.Edges);
        }
    }

    [Fact]
    public void A_few_whole_numbers_get_a_bin_each() =>
        Assert.Equal([0.5, 1.5, 2.5, 3.5], Bins.Of([1, 2, 2, 3, 3, 3]).Edges);

    [Fact]
    public void Whole_values_are_ticked_at_whole_numbers() =>
        Assert.Equal(["0", "1"], Svg.Read(HistogramChart.Of([0, 0, 0, 1, 1], "survived")).Texts().Where(t => t is "0" or "1" || t.Contains('.', StringComparison.Ordinal)).Distinct());

    // numpy 1.24.2: numpy.percentile([1, 2, 3, 4, 100], [25, 50, 75]) is [2, 3, 4]; whiskers reach 1 and 4, 100 is an outlier.
    [Fact]
    public void A_box_runs_between_the_quartiles()
    {
        BoxPlot chart = new() { Groups = [new BoxGroup("g", [4, 100, 1, 3, 2])], Value = new Axis { Low = 0, High = 100 } };
        XElement root = Svg.Read(chart);
        double[] grid = [.. root.Of("line", "grid").Select(l => l.Number("y1"))];
        double unit = (grid.Max() - grid.Min()) / 100;
        Assert.Equal(2 * unit, root.Of("rect", "mark").Single().Number("height"), 0.05);
        XElement outlier = root.Of("circle", "mark").Single();
        Assert.Equal(grid.Min(), outlier.Number("cy"), 0.05);
    }

    [Fact]
    public void An_interval_runs_between_its_ends()
    {
        XElement root = Svg.Read(new IntervalChart { Names = ["a"], Values = [5], Low = [2], High = [6], Value = new Axis { Low = 0, High = 10 } });
        double[] grid = [.. root.Of("line", "grid").Select(l => l.Number("x1"))];
        double unit = (grid.Max() - grid.Min()) / 10;
        XElement interval = root.Of("line", "stroke").Single();
        Assert.Equal(grid.Min() + (2 * unit), interval.Number("x1"), 0.05);
        Assert.Equal(grid.Min() + (6 * unit), interval.Number("x2"), 0.05);
        Assert.Equal(grid.Min() + (5 * unit), root.Of("circle", "mark").Single().Number("cx"), 0.05);
    }

    [Fact]
    public void A_stronger_number_is_a_stronger_colour()
    {
        HeatMap map = new() { Rows = ["a"], Columns = ["p", "q", "r"], Values = Matrix.From(new double[,] { { 0, 0.5, -1 } }), High = 1 };
        XElement[] cells = [.. Svg.Read(map).Of("rect", "mark")];
        Assert.Equal([0, 0.5, 1], cells.Select(c => c.Number("fill-opacity")));
        Assert.StartsWith("cold", cells[2].Attribute("class")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Thinning_a_line_keeps_every_extreme_and_both_ends()
    {
        double[] x = [.. Enumerable.Range(0, 50_000).Select(i => i / 100.0)];
        double[] y = [.. x.Select((v, i) => Math.Sin(v) + (i == 31_234 ? 50 : i == 777 ? -50 : 0))];
        foreach (bool forward in new[] { true, false })
        {
            double[] along = forward ? x : [.. x.Select((v, i) => i % 2 == 0 ? v : -v)];
            int[] kept = Thinning.Line(along, y, 1000);
            Assert.InRange(kept.Length, 100, 8000);
            Assert.Contains(31_234, kept);
            Assert.Contains(777, kept);
            Assert.Equal(0, kept[0]);
            Assert.Equal(49_999, kept[^1]);
            Assert.Equal(kept.Order().Distinct(), kept);
            Assert.Equal(along.Min(), kept.Min(i => along[i]));
        }
    }

    [Fact]
    public void Thinning_a_line_keeps_its_gaps()
    {
        double[] x = [.. Enumerable.Range(0, 5000).Select(i => i is >= 2000 and < 2500 ? double.NaN : i / 10.0)];
        Assert.Single(Thinning.Line(x, x, 100), i => double.IsNaN(x[i]));
    }

    [Fact]
    public void Thinning_a_cloud_keeps_its_four_extremes()
    {
        Random random = new(1);
        double[] x = [.. Enumerable.Range(0, 30_000).Select(_ => random.NextDouble() * 400)];
        double[] y = [.. x.Select(_ => random.NextDouble() * 300)];
        int[] kept = Thinning.Cloud(x, y, 500);
        Assert.InRange(kept.Length, 100, 504);
        Assert.Equal((x.Min(), x.Max(), y.Min(), y.Max()), (kept.Min(i => x[i]), kept.Max(i => x[i]), kept.Min(i => y[i]), kept.Max(i => y[i])));
    }

    [Fact]
    public void A_precision_holds_over_the_recall_below_it()
    {
        // Average precision is the area under the steps: 0.5 of recall at precision 1, then 0.5 at 0.4.
        LineChart chart = PrecisionRecallChart.Of([1, 0.5, 0], [0.4, 1, 1]);
        string path = Svg.Read(chart).Of("path", "stroke").Single().Attribute("d")!.Value;
        double[] parts = [.. path.Split(['M', 'H', 'V', ' '], StringSplitOptions.RemoveEmptyEntries).Select(p => double.Parse(p, System.Globalization.CultureInfo.InvariantCulture))];
        Assert.Matches("^M[0-9.]+ [0-9.]+H[0-9.]+V[0-9.]+H[0-9.]+V[0-9.]+$", path);
        Assert.True(parts[0] > parts[2] && parts[3] < parts[1], path);   // leftwards at 0.4, then up to 1
        Assert.Equal(path, Svg.Read(PrecisionRecallChart.Of([0, 0.5, 1], [1, 1, 0.4])).Of("path", "stroke").Single().Attribute("d")!.Value);
    }

    [Fact]
    public void Importances_stand_in_order_with_whiskers()
    {
        BarChart chart = ImportanceChart.Of(["a", "b", "c"], [0.1, 0.3, double.NaN], [0.01, 0.02, 0], most: 2);
        Assert.Equal(["b", "a"], chart.Categories);
        Assert.Equal([0.28, 0.09], chart.Series[0].Low!.Select(v => Math.Round(v, 10)));
        Assert.Equal(2, Svg.Read(chart).Of("path", "whisker").Count());
    }

    [Fact]
    public void Rare_levels_are_drawn_together()
    {
        BarChart chart = DistributionChart.Levels("c", ["x", "y", "z"], [1, 5, 2], most: 1);
        Assert.Equal(["y", "2 others"], chart.Categories);
        Assert.Equal([5, 3], chart.Series[0].Values);
    }

    [Fact]
    public void Residuals_are_truth_minus_prediction() =>
        Assert.Equal([0.5, -1], ResidualChart.Of([1, 2], [0.5, 3]).Series[0].Y);
}
