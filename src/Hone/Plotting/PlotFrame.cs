namespace Hone.Plotting;

/// <summary>Where the marks go: heading, axes and margins of a chart with two axes, laid out from what their labels need.</summary>
internal sealed class PlotFrame
{
    private const double FontSize = 12;
    private readonly Chart chart;
    private readonly Axis xSettings;
    private readonly Axis ySettings;
    private readonly IReadOnlyList<LegendEntry> legend;
    private readonly string note;
    private readonly BandLabels? bands;

    /// <summary>Lays the chart out.</summary>
    /// <param name="chart">Whose title, size and legend are used.</param>
    /// <param name="x">The horizontal axis and, given a length in pixels, its placing.</param>
    /// <param name="y">The vertical axis and, given a length in pixels, its placing.</param>
    /// <param name="legend">Entries of the legend.</param>
    /// <param name="note">A remark at the foot, or empty.</param>
    public PlotFrame(Chart chart, (Axis Axis, Func<double, FittedAxis> Fit) x, (Axis Axis, Func<double, FittedAxis> Fit) y, IReadOnlyList<LegendEntry> legend, string note = "")
    {
        (this.chart, xSettings, ySettings, this.legend, this.note) = (chart, x.Axis, y.Axis, legend, note);
        Top = Heading.Height(chart, legend) + 12;
        double foot = 24 + (xSettings.Heading.Length > 0 ? 18 : 0) + (note.Length > 0 ? 16 : 0);
        double yTitle = ySettings.Heading.Length > 0 ? 20 : 0;

        // The labels of one axis take room from the other, so the vertical one is placed twice.
        Y = y.Fit(Math.Max(20, chart.Height - Top - foot));
        Left = 12 + yTitle + YLabelWidth();
        Width = Math.Max(20, chart.Width - Left - 18);
        X = x.Fit(Width);
        if (X is BandAxis)
        {
            bands = new BandLabels(X.Ticks, Width);
            foot += bands.ExtraHeight;
        }
        Height = Math.Max(20, chart.Height - Top - foot);
        Y = y.Fit(Height);
        Left = 12 + yTitle + YLabelWidth();
        Width = Math.Max(20, chart.Width - Left - 18);
        X = x.Fit(Width);
    }

    public double Left { get; }

    public double Top { get; }

    public double Width { get; }

    public double Height { get; }

    public FittedAxis X { get; }

    public FittedAxis Y { get; }

    public double Right => Left + Width;

    public double Bottom => Top + Height;

    /// <summary>The pixel column of a value.</summary>
    public double XAt(double value) => Left + (Width * Math.Clamp(X.Position(value), -4, 5));

    /// <summary>The pixel row of a value.</summary>
    public double YAt(double value) => Top + (Height * (1 - Math.Clamp(Y.Position(value), -4, 5)));

    /// <summary>Whether a pixel lies inside the plot, with a little slack for rounding.</summary>
    public bool Holds(double px, double py) => px >= Left - 0.5 && px <= Right + 0.5 && py >= Top - 0.5 && py <= Bottom + 0.5;

    /// <summary>Heading, grid, labels and axis lines.</summary>
    public void Draw(SvgWriter svg)
    {
        Heading.Draw(svg, chart, legend);
        DrawY(svg);
        DrawX(svg);
        if (note.Length > 0)
            svg.Text(chart.Width - 12, chart.Height - 7, TextMeasure.Shorten(note, chart.Width - 24, 11), "note", "end");
    }

    /// <summary>Starts the marks: clipped where the caller fixed an end of an axis, so that nothing is drawn over the labels.</summary>
    public void BeginMarks(SvgWriter svg)
    {
        if (xSettings.Low is null && xSettings.High is null && ySettings.Low is null && ySettings.High is null)
        {
            svg.Start("g");
            return;
        }
        const double slack = 5;   // half a marker
        double x = Left - slack, y = Top - slack, width = Width + (2 * slack), height = Height + (2 * slack);
        svg.Start("svg").With("x", x).With("y", y).With("width", width).With("height", height)
            .With("viewBox", $"{SvgWriter.Length(x)} {SvgWriter.Length(y)} {SvgWriter.Length(width)} {SvgWriter.Length(height)}");
    }

    private double YLabelWidth() => Math.Min(Y.LabelWidth(), chart.Width * 0.4) + 8;

    private void DrawY(SvgWriter svg)
    {
        if (ySettings.Heading.Length > 0)
        {
            string shown = TextMeasure.Shorten(ySettings.Heading, Height + 20, FontSize);
            svg.Text(20, Top + (Height / 2), shown, "label", "middle", -90, shown == ySettings.Heading ? null : ySettings.Heading);
        }
        double cell = Height / Math.Max(1, Y.Ticks.Count);
        int every = Y is BandAxis ? Math.Max(1, (int)Math.Ceiling(12 / cell)) : 1;
        for (int i = 0; i < Y.Ticks.Count; i += every)
        {
            Tick tick = Y.Ticks[i];
            double y = Top + (Height * (1 - tick.Position));
            if (ySettings.Grid && Y is not BandAxis)
                svg.Line(Left, y, Right, y, "grid");
            string shown = TextMeasure.Shorten(tick.Label, chart.Width * 0.4, FontSize);
            svg.Text(Left - 8, y + 4, shown, "label", "end", tooltip: shown == tick.Label ? null : tick.Label);
        }
        if (Y is BandAxis)
            svg.Line(Left, Top, Left, Bottom, "axis");
    }

    private void DrawX(SvgWriter svg)
    {
        if (bands is not null)
        {
            bands.Draw(svg, Left, Bottom);
        }
        else
        {
            foreach (Tick tick in X.Ticks)
            {
                double x = Left + (Width * tick.Position);
                if (xSettings.Grid)
                    svg.Line(x, Top, x, Bottom, "grid");
                double half = TextMeasure.Width(tick.Label, FontSize) / 2;
                string anchor = x + half > chart.Width - 2 ? "end" : x - half < 2 ? "start" : "middle";
                svg.Text(anchor == "end" ? chart.Width - 2 : anchor == "start" ? 2 : x, Bottom + 17, tick.Label, "label", anchor);
            }
        }
        if (Y is not BandAxis)
            svg.Line(Left, Bottom, Right, Bottom, "axis");
        if (xSettings.Heading.Length > 0)
        {
            string shown = TextMeasure.Shorten(xSettings.Heading, chart.Width - 24, FontSize);
            double room = TextMeasure.Width(shown, FontSize) / 2;
            double x = Math.Clamp(Left + (Width / 2), Math.Min(room + 8, chart.Width / 2), Math.Max(chart.Width - room - 8, chart.Width / 2));
            svg.Text(x, Bottom + 36 + (bands?.ExtraHeight ?? 0), shown, "label", "middle", tooltip: shown == xSettings.Heading ? null : xSettings.Heading);
        }
    }
}

/// <summary>Names under a row of categories: level where they fit, slanted where not, some left out where even that is too tight.</summary>
internal sealed class BandLabels
{
    private const double Longest = 110;
    private readonly IReadOnlyList<Tick> ticks;
    private readonly double width;
    private readonly bool slanted;
    private readonly int every;

    public BandLabels(IReadOnlyList<Tick> ticks, double width)
    {
        (this.ticks, this.width) = (ticks, width);
        double cell = width / Math.Max(1, ticks.Count);
        double widest = ticks.Count == 0 ? 0 : ticks.Max(t => TextMeasure.Width(t.Label, 12));
        slanted = widest > Math.Max(44, cell - 8);
        double needed = slanted ? 17 : widest + 8;
        every = Math.Max(1, (int)Math.Ceiling(needed / cell));
        ExtraHeight = slanted ? (Math.Min(widest, Longest) * 0.6) + 2 : 0;
    }

    /// <summary>Height beyond that of one level line.</summary>
    public double ExtraHeight { get; }

    public void Draw(SvgWriter svg, double left, double bottom)
    {
        for (int i = 0; i < ticks.Count; i += every)
        {
            double x = left + (width * ticks[i].Position);

            // A slanted name runs down to the left; it may not leave the picture there.
            string shown = TextMeasure.Shorten(ticks[i].Label, slanted ? Math.Min(Longest, (x - 4) / 0.8) : double.PositiveInfinity, 12);
            string? full = shown == ticks[i].Label ? null : ticks[i].Label;
            if (slanted)
                svg.Text(x + 4, bottom + 14, shown, "label", "end", -36, full);
            else
                svg.Text(x, bottom + 17, shown, "label", "middle", 0, full);
        }
    }
}
