using System.Globalization;
using System.Xml.Linq;
using Hone.Plotting;

namespace Hone.Tests.Plotting;

/// <summary>Reads a chart back as the XML it must be.</summary>
internal static class Svg
{
    public static XElement Read(Chart chart) => XDocument.Parse(chart.ToSvg(), LoadOptions.PreserveWhitespace).Root!;

    public static IEnumerable<XElement> Of(this XElement root, string name, string style = "") =>
        root.Descendants().Where(e => e.Name.LocalName == name && (style.Length == 0 || (" " + (string?)e.Attribute("class") + " ").Contains(" " + style + " ", StringComparison.Ordinal)));

    public static double Number(this XElement element, string attribute) => double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);

    public static string[] Texts(this XElement root) => [.. root.Of("text").Select(t => string.Concat(t.Nodes().OfType<XText>().Select(n => n.Value)))];

    /// <summary>One of each chart, from the same names and numbers.</summary>
    public static IEnumerable<Chart> Everything(string[] names, double[] values)
    {
        double[] index = [.. values.Select((_, i) => (double)i)];
        Hone.Numerics.Matrix square = new(names.Length, names.Length);
        for (int i = 0; i < names.Length; i++)
        {
            for (int j = 0; j < names.Length; j++)
                square[i, j] = values.Length == 0 ? double.NaN : values[(i + j) % values.Length];
        }
        double[] each = [.. names.Select((_, i) => values.Length == 0 ? double.NaN : values[i % values.Length])];
        string label = names.Length > 0 ? names[0] : "";
        Series series = new(label, index, values);
        yield return new LineChart { Title = label, Subtitle = label, Description = label, X = label, Y = new Axis { Label = label, Unit = label }, Series = [series, series with { Filled = true, Steps = true, Low = values, High = values, Markers = true }] };
        yield return new LineChart { X = new Axis { Kind = AxisKind.Logarithmic }, Y = new Axis { Kind = AxisKind.Logarithmic }, Series = [series] };
        yield return new LineChart { X = new Axis { Kind = AxisKind.Time }, Series = [new Series(label, values, index)] };
        yield return new LineChart { X = new Axis { Low = 0, High = 1 }, Y = new Axis { Low = 0, High = 1 }, Series = [series] };
        yield return new ScatterChart { Title = label, Series = [series with { Remarks = [.. values.Select(_ => label)] }], Lines = [series], MostPoints = 10 };
        foreach (bool flag in new[] { false, true })
        {
            yield return new BarChart { Title = label, Categories = names, CategoryLabel = label, Series = [new BarSeries(label, each) { Low = each, High = each }, new BarSeries(label, each)], Horizontal = flag, Stacked = !flag, ShowValues = true };
            yield return new BoxPlot { Title = label, Groups = [.. names.Select(n => new BoxGroup(n, values))], Horizontal = flag };
        }
        yield return new IntervalChart { Title = label, Names = names, Values = each, Low = each, High = each, Value = label };
        yield return HistogramChart.Of(values, label);
        yield return new HeatMap { Title = label, Rows = names, Columns = names, Values = square, RowLabel = label, ColumnLabel = label, ValueLabel = label };
        yield return new MiniBars { Values = values, Start = label, End = label, Tooltips = [.. values.Select(_ => label)] };
        yield return RocChart.Of(values, values, 0.5);
        yield return PrecisionRecallChart.Of(values, values, 0.5, 0.1);
        yield return ConfusionChart.Of(names, square);
        yield return CalibrationChart.Of(values, values, values, values, values);
        yield return ImportanceChart.Of(names, each, each);
        yield return LearningCurveChart.Of(index, values, values, values, values, label, label);
        yield return ResidualChart.Of(values, values, label);
        yield return ResidualChart.PredictedVersusTrue(values, values, label);
        yield return DistributionChart.Numbers(label, [(label, values), ("other", values)]);
        yield return DistributionChart.Levels(label, names, each);
        yield return DistributionChart.Levels(label, names, names, square);
        yield return MissingnessChart.Of(names, each);
        yield return MissingnessChart.OverRows(names, values.Length, (i, j) => (i + j) % 2 == 0);
    }
}
