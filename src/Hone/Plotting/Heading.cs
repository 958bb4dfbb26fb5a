namespace Hone.Plotting;

/// <summary>One entry of the list of series.</summary>
/// <param name="Name">The series' name.</param>
/// <param name="Style">Its colour class, c0 to c8.</param>
/// <param name="Glyph">What stands before the name.</param>
/// <param name="Shape">The marker's shape.</param>
internal sealed record LegendEntry(string Name, string Style, LegendGlyph Glyph, int Shape = 0);

internal enum LegendGlyph
{
    Line,
    Dashes,
    Box,
    Marker,
}

/// <summary>Title, subtitle and legend at the top of a chart.</summary>
internal static class Heading
{
    private const double Margin = 12;
    private const double RowHeight = 18;

    /// <summary>The height that <see cref="Draw"/> will take.</summary>
    public static double Height(Chart chart, IReadOnlyList<LegendEntry> legend) =>
        6 + (19 * TitleLines(chart).Count) + (chart.Subtitle.Length > 0 ? 17 : 0)
        + (RowHeight * Rows(chart, legend).Count);

    /// <summary>Writes them.</summary>
    public static void Draw(SvgWriter svg, Chart chart, IReadOnlyList<LegendEntry>? legend = null)
    {
        double y = 4;
        foreach (string line in TitleLines(chart))
            svg.Text(Margin, (y += 19) - 3, line, "title", tooltip: line == chart.Title ? null : chart.Title);
        if (chart.Subtitle.Length > 0)
        {
            string shown = TextMeasure.Shorten(chart.Subtitle, chart.Width - (2 * Margin), 12);
            svg.Text(Margin, (y += 17) - 4, shown, "soft", tooltip: shown == chart.Subtitle ? null : chart.Subtitle);
        }
        foreach (List<(LegendEntry Entry, double X, string Shown)> row in Rows(chart, legend ?? []))
        {
            y += RowHeight;
            foreach ((LegendEntry entry, double x, string shown) in row)
            {
                Glyph(svg, entry, x, y - 7);
                svg.Text(x + 24, y - 3, shown, "label", tooltip: shown == entry.Name ? null : entry.Name);
            }
        }
    }

    private static IReadOnlyList<string> TitleLines(Chart chart) => TextMeasure.Wrap(chart.Title, chart.Width - (2 * Margin), 15, 2);

    private static List<List<(LegendEntry Entry, double X, string Shown)>> Rows(Chart chart, IReadOnlyList<LegendEntry> legend)
    {
        List<List<(LegendEntry, double, string)>> rows = [];
        if (!chart.ShowLegend)
            return rows;
        double x = double.PositiveInfinity;
        foreach (LegendEntry entry in legend)
        {
            string shown = TextMeasure.Shorten(entry.Name, Math.Min(220, chart.Width - (2 * Margin) - 30), 12);
            double width = 24 + TextMeasure.Width(shown, 12) + 14;
            if (x + width > chart.Width - Margin + 14)
            {
                rows.Add([]);
                x = Margin;
            }
            rows[^1].Add((entry, x, shown));
            x += width;
        }
        return rows;
    }

    private static void Glyph(SvgWriter svg, LegendEntry entry, double x, double y)
    {
        switch (entry.Glyph)
        {
            case LegendGlyph.Line:
                svg.Line(x, y, x + 18, y, entry.Style + " stroke");
                break;
            case LegendGlyph.Dashes:
                svg.Line(x, y, x + 18, y, entry.Style + " stroke thin dash");
                break;
            case LegendGlyph.Box:
                svg.Rectangle(x + 3, y - 5, 12, 10, entry.Style + " fill");
                break;
            default:
                svg.Marker(x + 9, y, 4, entry.Shape, entry.Style + " point");
                break;
        }
    }
}
