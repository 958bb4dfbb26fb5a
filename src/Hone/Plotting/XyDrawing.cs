using System.Text;

namespace Hone.Plotting;

/// <summary>What line charts and scatter charts share: ranges over series, and drawing a series in a frame.</summary>
internal sealed class XyDrawing
{
    private const int HoverLimit = 400;
    private readonly Axis x;
    private readonly Axis y;
    private readonly PlotFrame frame;

    private XyDrawing(Axis x, Axis y, PlotFrame frame) => (this.x, this.y, this.frame) = (x, y, frame);

    /// <summary>Lays out the chart and writes all but the marks; null, and "no data", where no point can be placed.</summary>
    public static XyDrawing? Begin(SvgWriter svg, Chart chart, Axis x, Axis y, IReadOnlyList<Series> all, IReadOnlyList<LegendEntry> legend, bool countGaps, string note = "")
    {
        DataRange across = DataRange.Empty, up = DataRange.Empty;
        int leftOut = 0;
        foreach (Series series in all)
        {
            for (int i = 0; i < series.X.Length; i++)
            {
                if (!x.Takes(series.X[i]) || !y.Takes(series.Y[i]))
                {
                    leftOut++;
                    continue;
                }
                across = across.With(series.X[i]);
                up = up.With(series.Y[i]);
                if (series.Low is { } low && y.Takes(low[i]))
                    up = up.With(low[i]);
                if (series.High is { } high && y.Takes(high[i]))
                    up = up.With(high[i]);
            }
            if (series.Filled && y.Kind == AxisKind.Linear && !up.IsEmpty)
                up = up.With(0);
        }
        if (across.IsEmpty)
        {
            chart.DrawNoData(svg);
            return null;
        }
        string gaps = countGaps ? Chart.LeftOutNote(leftOut) : "";
        string foot = note.Length > 0 && gaps.Length > 0 ? note + "; " + gaps : note + gaps;
        PlotFrame frame = new(chart, (x, p => x.Fit(across, p, true)), (y, p => y.Fit(up, p, false)), legend, foot);
        frame.Draw(svg);
        frame.BeginMarks(svg);
        return new XyDrawing(x, y, frame);
    }

    public PlotFrame Frame => frame;

    /// <summary>Pixels of each point; NaN where it cannot be placed.</summary>
    public (double[] X, double[] Y) Pixels(Series series)
    {
        double[] px = new double[series.X.Length];
        double[] py = new double[px.Length];
        for (int i = 0; i < px.Length; i++)
        {
            bool placed = x.Takes(series.X[i]) && y.Takes(series.Y[i]);
            px[i] = placed ? frame.XAt(series.X[i]) : double.NaN;
            py[i] = placed ? frame.YAt(series.Y[i]) : double.NaN;
        }
        return (px, py);
    }

    /// <summary>The line of a series with its band, its shade, its markers and its tooltips.</summary>
    public void Line(SvgWriter svg, Series series, string color, int shape)
    {
        (double[] px, double[] py) = Pixels(series);
        int[] kept = Thinning.Line(px, py, Math.Max(400, (int)(2 * frame.Width)));
        if (series is { Low: not null, High: not null })
            svg.Path(Band(series, kept), color + " veil");
        if (series.Filled)
            svg.Path(Shade(px, py, kept, series.Steps), color + " veil");
        svg.Path(Trace(px, py, kept, series.Steps), color + " stroke" + (series.Dashed ? " thin dash" : series.Muted ? " thin" : ""));

        int points = kept.Count(i => !double.IsNaN(px[i]));
        bool markers = series.Markers ?? (points <= 40 && !series.Dashed && !series.Steps);
        foreach (int i in kept)
        {
            if (double.IsNaN(px[i]) || !frame.Holds(px[i], py[i]))
                continue;
            bool alone = points == 1;
            if (markers || alone)
                svg.Marker(px[i], py[i], 3.5, shape, color + " point mark", Tooltip(series, i));
            else if (points <= HoverLimit && !series.Dashed && !series.Muted)
                svg.Marker(px[i], py[i], 5, 0, color + " hit", Tooltip(series, i));
        }
    }

    /// <summary>What a pointer over a point shows.</summary>
    public string Tooltip(Series series, int i)
    {
        string name = series.Name.Length > 0 ? series.Name + "\n" : "";
        string band = series is { Low: { } low, High: { } high } ? $" ({y.Format1(low[i])} to {y.Format1(high[i])})" : "";
        string remark = series.Remarks is { } remarks ? "\n" + remarks[i] : "";
        return $"{name}{Name(x, "x")}: {x.Format1(series.X[i])}\n{Name(y, "y")}: {y.Format1(series.Y[i])}{band}{remark}";
    }

    /// <summary>Colour classes of series in order: c1 to c8 and round again, c0 for muted ones.</summary>
    public static string[] Colors(IReadOnlyList<Series> all, int first = 0)
    {
        int next = first;
        return [.. all.Select(s => s.Muted ? "c0" : Color(next++))];
    }

    public static LegendGlyph Glyph(Series series) => series.Filled ? LegendGlyph.Box : series.Dashed ? LegendGlyph.Dashes : LegendGlyph.Line;

    public static string Color(int i) => "c" + (char)('1' + (i % 8));

    private static string Name(Axis axis, string otherwise) => axis.Label.Length > 0 ? axis.Label : otherwise;

    private static string Trace(double[] px, double[] py, int[] kept, bool steps)
    {
        StringBuilder path = new();
        bool pen = false;
        foreach (int i in kept)
        {
            if (double.IsNaN(px[i]))
            {
                pen = false;
                continue;
            }
            Append(path, px[i], py[i], pen, steps);
            pen = true;
        }
        return path.ToString();
    }

    private string Shade(double[] px, double[] py, int[] kept, bool steps)
    {
        StringBuilder path = new();
        double floor = y.Kind == AxisKind.Linear ? Math.Clamp(frame.YAt(0), frame.Top, frame.Bottom) : frame.Bottom;
        int last = -1;
        foreach (int i in kept)
        {
            if (double.IsNaN(px[i]))
            {
                Close(last);
                last = -1;
                continue;
            }
            if (last < 0)
                Append(path, px[i], floor, false, false);
            Append(path, px[i], py[i], true, steps && last >= 0);
            last = i;
        }
        Close(last);
        return path.ToString();

        void Close(int i)
        {
            if (i >= 0)
                path.Append('V').Append(SvgWriter.Length(floor)).Append('Z');
        }
    }

    // Forward along the high ends, back along the low ends, once for each stretch without a gap.
    private string Band(Series series, int[] kept)
    {
        StringBuilder path = new();
        List<int> stretch = [];
        foreach (int i in kept.Append(-1))
        {
            if (i >= 0 && x.Takes(series.X[i]) && y.Takes(series.Low![i]) && y.Takes(series.High![i]))
            {
                stretch.Add(i);
                continue;
            }
            for (int k = 0; k < stretch.Count; k++)
                Append(path, frame.XAt(series.X[stretch[k]]), frame.YAt(series.High![stretch[k]]), k > 0, false);
            for (int k = stretch.Count - 1; k >= 0; k--)
                Append(path, frame.XAt(series.X[stretch[k]]), frame.YAt(series.Low![stretch[k]]), true, false);
            if (stretch.Count > 0)
                path.Append('Z');
            stretch.Clear();
        }
        return path.ToString();
    }

    private static void Append(StringBuilder path, double px, double py, bool pen, bool step)
    {
        if (step && pen)
            path.Append('H').Append(SvgWriter.Length(px)).Append('V').Append(SvgWriter.Length(py));
        else
            path.Append(pen ? 'L' : 'M').Append(SvgWriter.Length(px)).Append(' ').Append(SvgWriter.Length(py));
    }
}
