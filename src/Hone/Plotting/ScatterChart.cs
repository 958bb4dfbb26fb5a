using Hone.Numerics;

namespace Hone.Plotting;

/// <summary>Points by two measures; series differ by colour and by shape.</summary>
public sealed record ScatterChart : Chart
{
    /// <summary>The clouds, the first drawn lowest.</summary>
    public IReadOnlyList<Series> Series { get; init; } = [];

    /// <summary>Lines drawn over the points: a fit, a diagonal.</summary>
    public IReadOnlyList<Series> Lines { get; init; } = [];

    /// <summary>The horizontal axis.</summary>
    public Axis X { get; init; } = new();

    /// <summary>The vertical axis.</summary>
    public Axis Y { get; init; } = new();

    /// <summary>Radius of a point in pixels, above 0. Default 3.</summary>
    public double Radius { get; init => field = Require.Positive(value); } = 3;

    /// <summary>How much a point covers what lies below it, in (0, 1]. Default 0.65.</summary>
    public double Opacity { get; init => field = Require.Share(value); } = 0.65;

    /// <summary>Beyond this many points in a series, those that would lie on one another are left out, the extremes never. Default 3,000.</summary>
    public int MostPoints { get; init => field = Require.AtLeast(value, 10); } = 3000;

    internal override string Kind => "Scatter chart";

    internal override string Describe() => XyText.Describe(Kind, X, Y, Series);

    internal override void Draw(SvgWriter svg)
    {
        string[] colors = XyDrawing.Colors(Series);
        string[] lineColors = XyDrawing.Colors(Lines, Series.Count);
        List<LegendEntry> legend = [.. Series.Select((s, i) => new LegendEntry(s.Name, colors[i], LegendGlyph.Marker, i))];
        legend.AddRange(Lines.Select((s, i) => new LegendEntry(s.Name, lineColors[i], XyDrawing.Glyph(s))));
        legend.RemoveAll(e => e.Name.Length == 0);
        if (Series.Count + Lines.Count < 2)
            legend.Clear();
        int total = Series.Sum(s => s.X.Length);
        bool thinned = Series.Any(s => s.X.Length > MostPoints);
        string note = thinned ? $"of {FigureText.Short(total)} points, those that would cover each other are drawn once" : "";
        if (XyDrawing.Begin(svg, this, X, Y, [.. Series, .. Lines], legend, countGaps: true, note) is not { } drawing)
            return;
        for (int s = 0; s < Series.Count; s++)
        {
            (double[] px, double[] py) = drawing.Pixels(Series[s]);
            svg.Start("g").With("opacity", Opacity);
            foreach (int i in Thinning.Cloud(px, py, MostPoints))
            {
                if (drawing.Frame.Holds(px[i], py[i]))
                    svg.Marker(px[i], py[i], Radius, s, colors[s] + " point mark", drawing.Tooltip(Series[s], i));
            }
            svg.End();
        }
        for (int i = 0; i < Lines.Count; i++)
            drawing.Line(svg, Lines[i], lineColors[i], i);
        svg.End();
    }
}
