namespace Hone.Plotting;

/// <summary>One value a category, with whiskers where the uncertainty is known.</summary>
public sealed record BarSeries
{
    /// <summary>Keeps the array: one value a category, NaN for none.</summary>
    public BarSeries(string name, double[] values)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(values);
        (Name, Values) = (name, values);
    }

    /// <summary>What the legend and the tooltips call it.</summary>
    public string Name { get; }

    /// <summary>One value a category.</summary>
    public double[] Values { get; }

    /// <summary>Low ends of the whiskers, as long as <see cref="Values"/>, or null. Drawn together with <see cref="High"/>, and not on stacked bars.</summary>
    public double[]? Low { get; init => field = Fitting(value, nameof(Low)); }

    /// <summary>High ends of the whiskers, as long as <see cref="Values"/>, or null.</summary>
    public double[]? High { get; init => field = Fitting(value, nameof(High)); }

    /// <summary>Whether it is drawn in grey. Default false.</summary>
    public bool Muted { get; init; }

    private double[]? Fitting(double[]? value, string name)
    {
        if (value is not null)
            Numerics.Require.SameLength(value.Length, Values.Length, name, nameof(Values));
        return value;
    }
}

/// <summary>Bars by category: upright or lying, side by side or stacked. The length of a bar is proportional to its value.</summary>
public sealed record BarChart : Chart
{
    private const double Gap = 0.15;   // share of a category's room left free at each side

    /// <summary>The categories, in order; the first stands left or on top.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>The bars of each category; every series has one value a category.</summary>
    public IReadOnlyList<BarSeries> Series { get; init; } = [];

    /// <summary>Whether bars lie, which gives long names room. Default false.</summary>
    public bool Horizontal { get; init; }

    /// <summary>Whether the series of a category stand on one another, negative values downwards. Default false.</summary>
    public bool Stacked { get; init; }

    /// <summary>The axis of the values. It always shows zero unless it has a fixed end or is logarithmic.</summary>
    public Axis Value { get; init; } = new();

    /// <summary>What the categories are; empty for none.</summary>
    public string CategoryLabel { get; init; } = "";

    /// <summary>Whether each bar carries its value; null: where there is one series and room. Default null.</summary>
    public bool? ShowValues { get; init; }

    internal override string Kind => "Bar chart";

    internal override string Describe() =>
        $"{Kind} of {Value.Heading} by {CategoryLabel}. " + string.Join("; ", Series.Select(s => (s.Name.Length > 0 ? s.Name + ": " : "")
            + string.Join(", ", Categories.Take(20).Select((c, i) => $"{c} {(i < s.Values.Length ? Value.Format1(s.Values[i]) : "–")}")))) + ".";

    /// <summary>One value a category.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static BarChart Of(IReadOnlyList<string> categories, double[] values, string label = "") =>
        new() { Categories = categories, Series = [new BarSeries(label, values)], Value = label };

    internal override void Draw(SvgWriter svg)
    {
        foreach (BarSeries series in Series)
            Numerics.Require.SameLength(series.Values.Length, Categories.Count, $"The series '{series.Name}'", nameof(Categories));
        (DataRange range, int leftOut) = Range();
        if (range.IsEmpty)
        {
            DrawNoData(svg);
            return;
        }
        if (Horizontal && ValuesShown(22))
            range = WithRoomForValues(range);
        int next = 0;
        string[] colors = [.. Series.Select(s => s.Muted ? "c0" : XyDrawing.Color(next++))];
        LegendEntry[] legend = Series.Count < 2 ? [] : [.. Series.Select((s, i) => new LegendEntry(s.Name, colors[i], LegendGlyph.Box))];
        Axis value = Value with { IncludeZero = Value.IncludeZero || (Value.Low is null && Value.High is null) };
        Axis category = CategoryLabel;
        BandAxis bands = new(Categories.Count, Horizontal, Categories);
        (Axis, Func<double, FittedAxis>) along = (value, p => value.Fit(range, p, Horizontal));
        (Axis, Func<double, FittedAxis>) across = (category, _ => bands);
        PlotFrame frame = Horizontal ? new(this, along, across, legend, LeftOutNote(leftOut)) : new(this, across, along, legend, LeftOutNote(leftOut));
        frame.Draw(svg);
        frame.BeginMarks(svg);
        Bars(svg, frame, colors);
        svg.End();
        if (value.Low is null && range.Low < 0)
            Baseline(svg, frame);
    }

    private (DataRange Range, int LeftOut) Range()
    {
        DataRange range = DataRange.Empty;
        int leftOut = 0;
        for (int i = 0; i < Categories.Count; i++)
        {
            double up = 0, down = 0;
            foreach (BarSeries series in Series)
            {
                double v = series.Values[i];
                if (!Value.Takes(v))
                {
                    leftOut++;
                    continue;
                }
                (up, down) = v >= 0 ? (up + v, down) : (up, down + v);
                range = Stacked ? range.With(up).With(down) : range.With(v);
                if (!Stacked && series is { Low: { } low, High: { } high } && Value.Takes(low[i]) && Value.Takes(high[i]))
                    range = range.With(low[i]).With(high[i]);
            }
        }
        return (range, leftOut);
    }

    private void Bars(SvgWriter svg, PlotFrame frame, string[] colors)
    {
        double room = (Horizontal ? frame.Height : frame.Width) / Categories.Count;
        double thick = (1 - (2 * Gap)) / (Stacked ? 1 : Series.Count);
        bool values = ValuesShown(thick * room);
        for (int i = 0; i < Categories.Count; i++)
        {
            double up = 0, down = 0;
            for (int s = 0; s < Series.Count; s++)
            {
                double v = Series[s].Values[i];
                if (!Value.Takes(v))
                    continue;
                double start = !Stacked ? 0 : v >= 0 ? up : down;
                (up, down) = v >= 0 ? (up + v, down) : (up, down + v);
                double from = Along(frame, start), to = Along(frame, start + v);
                double side = i + Gap + (Stacked ? 0 : s * thick);
                double near = Horizontal ? frame.YAt(side) : frame.XAt(side);
                double far = Horizontal ? frame.YAt(side + thick) : frame.XAt(side + thick);
                string tip = $"{Categories[i]}{(Series[s].Name.Length > 0 ? "\n" + Series[s].Name : "")}: {Value.Format1(v)}{Whiskers(Series[s], i)}";
                if (Horizontal)
                    svg.Rectangle(from, near, to - from, far - near, colors[s] + " fill mark", tip);
                else
                    svg.Rectangle(near, from, far - near, to - from, colors[s] + " fill mark", tip);
                double end = Stacked ? to : Whisker(svg, frame, Series[s], i, (near + far) / 2, to);
                if (values)
                    WriteValue(svg, frame, Value.Format1(v), v < 0, (near + far) / 2, end, to);
            }
        }
    }

    private double Whisker(SvgWriter svg, PlotFrame frame, BarSeries series, int i, double middle, double to)
    {
        if (series is not { Low: { } lows, High: { } highs } || !Value.Takes(lows[i]) || !Value.Takes(highs[i]))
            return to;
        double low = Along(frame, lows[i]), high = Along(frame, highs[i]);
        string shape = Horizontal
            ? FormattableString.Invariant($"M{SvgWriter.Length(low)} {SvgWriter.Length(middle)}H{SvgWriter.Length(high)}M{SvgWriter.Length(low)} {SvgWriter.Length(middle - 3)}v6M{SvgWriter.Length(high)} {SvgWriter.Length(middle - 3)}v6")
            : FormattableString.Invariant($"M{SvgWriter.Length(middle)} {SvgWriter.Length(low)}V{SvgWriter.Length(high)}M{SvgWriter.Length(middle - 3)} {SvgWriter.Length(low)}h6M{SvgWriter.Length(middle - 3)} {SvgWriter.Length(high)}h6");
        svg.Path(shape, "whisker");
        return series.Values[i] < 0 ? (Horizontal ? Math.Min(low, to) : Math.Max(low, to)) : (Horizontal ? Math.Max(high, to) : Math.Min(high, to));
    }

    // Beyond the end of the bar; inside it where the picture ends first.
    private void WriteValue(SvgWriter svg, PlotFrame frame, string text, bool negative, double middle, double end, double to)
    {
        double width = TextMeasure.Width(text, 11);
        if (!Horizontal)
        {
            bool below = negative && end + 14 > frame.Bottom, above = !negative && end - 15 < frame.Top - 12;
            svg.Text(middle, below ? to - 5 : above ? to + 13 : negative ? end + 13 : end - 4, text, below || above ? "inside" : "note", "middle");
            return;
        }
        bool outside = negative ? end - width - 5 >= frame.Left : end + width + 5 <= Width - 2;
        if (outside)
            svg.Text(negative ? end - 5 : end + 5, middle + 4, text, "note", negative ? "end" : "start");
        else
            svg.Text(negative ? to + 5 : to - 5, middle + 4, text, "inside", negative ? "start" : "end");
    }

    private bool ValuesShown(double thick) => ShowValues ?? (Series.Count == 1 && !Stacked && thick >= (Horizontal ? 11 : WidestValue() + 2));

    // A longest bar that ends well before the edge leaves its number room.
    private DataRange WithRoomForValues(DataRange range)
    {
        double span = Math.Max(range.High, 0) - Math.Min(range.Low, 0);
        return Value.Kind != AxisKind.Linear ? range : new DataRange(range.Low < 0 ? range.Low - (0.08 * span) : range.Low, range.High > 0 ? range.High + (0.08 * span) : range.High);
    }

    private double WidestValue() => Series.Max(s => s.Values.Length == 0 ? 0 : s.Values.Max(v => TextMeasure.Width(Value.Format1(v), 11)));

    private string Whiskers(BarSeries series, int i) =>
        series is { Low: { } low, High: { } high } ? $" ({Value.Format1(low[i])} to {Value.Format1(high[i])})" : "";

    private double Along(PlotFrame frame, double value) => Horizontal ? frame.XAt(value) : frame.YAt(value);

    private void Baseline(SvgWriter svg, PlotFrame frame)
    {
        double zero = Along(frame, 0);
        if (Horizontal)
            svg.Line(zero, frame.Top, zero, frame.Bottom, "axis");
        else
            svg.Line(frame.Left, zero, frame.Right, zero, "axis");
    }
}
