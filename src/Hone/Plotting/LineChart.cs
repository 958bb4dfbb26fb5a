namespace Hone.Plotting;

/// <summary>Lines over a common horizontal axis: losses by epoch, curves, values over time.</summary>
/// <remarks>Long lines are thinned to what the pixels can show; see <see cref="Series"/> for bands, steps and dashes.</remarks>
public sealed record LineChart : Chart
{
    /// <summary>The lines, the first drawn lowest.</summary>
    public IReadOnlyList<Series> Series { get; init; } = [];

    /// <summary>The horizontal axis.</summary>
    public Axis X { get; init; } = new();

    /// <summary>The vertical axis.</summary>
    public Axis Y { get; init; } = new();

    internal override string Kind => "Line chart";

    internal override string Describe() => XyText.Describe(Kind, X, Y, Series);

    internal override void Draw(SvgWriter svg)
    {
        string[] colors = XyDrawing.Colors(Series);
        LegendEntry[] legend = Series.Count < 2 ? [] : [.. Series.Select((s, i) => new LegendEntry(s.Name, colors[i], XyDrawing.Glyph(s))).Where(e => e.Name.Length > 0)];
        if (XyDrawing.Begin(svg, this, X, Y, Series, legend, countGaps: true) is not { } drawing)
            return;
        for (int i = 0; i < Series.Count; i++)
            drawing.Line(svg, Series[i], colors[i], Series.Take(i).Count(s => !s.Muted));
        svg.End();
    }
}

/// <summary>The sentence that stands for a chart of points or lines.</summary>
internal static class XyText
{
    public static string Describe(string kind, Axis x, Axis y, IReadOnlyList<Series> all)
    {
        IEnumerable<string> parts = all.Select(series =>
        {
            DataRange across = DataRange.Empty, up = DataRange.Empty;
            int points = 0;
            for (int i = 0; i < series.X.Length; i++)
            {
                if (!x.Takes(series.X[i]) || !y.Takes(series.Y[i]))
                    continue;
                points++;
                across = across.With(series.X[i]);
                up = up.With(series.Y[i]);
            }
            string name = series.Name.Length > 0 ? series.Name : "series";
            return points == 0
                ? $"{name}: no data"
                : $"{name}: {FigureText.Short(points)} points, {x.Label} {x.Format1(across.Low)} to {x.Format1(across.High)}, {y.Label} {y.Format1(up.Low)} to {y.Format1(up.High)}";
        });
        return $"{kind} of {y.Heading} by {x.Heading}. {string.Join("; ", parts)}.";
    }
}
