namespace Hone.Plotting;

/// <summary>The values of one box.</summary>
/// <param name="Name">The group's name.</param>
/// <param name="Values">In any order; missing and infinite ones are left out.</param>
public sealed record BoxGroup(string Name, double[] Values);

/// <summary>Quartiles, whiskers and outliers by group.</summary>
/// <remarks>
/// The box runs from the first to the third quartile with a line at the median; whiskers reach the furthest value within 1.5 interquartile ranges of the box;
/// values beyond are drawn as points. Source: J. W. Tukey, Exploratory Data Analysis, 1977.
/// </remarks>
public sealed record BoxPlot : Chart
{
    private const int MostOutliers = 150;

    /// <summary>The groups, in order.</summary>
    public IReadOnlyList<BoxGroup> Groups { get; init; } = [];

    /// <summary>The axis of the values.</summary>
    public Axis Value { get; init; } = new();

    /// <summary>What the groups are; empty for none.</summary>
    public string GroupLabel { get; init; } = "";

    /// <summary>Whether boxes lie, which gives long names room. Default false.</summary>
    public bool Horizontal { get; init; }

    internal override string Kind => "Box plot";

    internal override string Describe() => $"{Kind} of {Value.Heading}. " + string.Join("; ", Groups.Select(g =>
        Summary.Of(g, Value) is { } s ? $"{g.Name}: median {Value.Format1(s.Median)}, quartiles {Value.Format1(s.Lower)} and {Value.Format1(s.Upper)}" : $"{g.Name}: no data")) + ".";

    internal override void Draw(SvgWriter svg)
    {
        Summary?[] summaries = [.. Groups.Select(g => Summary.Of(g, Value))];
        DataRange range = DataRange.Empty;
        foreach (Summary? summary in summaries)
        {
            if (summary is not null)
                range = range.With(summary.Sorted[0]).With(summary.Sorted[^1]);
        }
        if (range.IsEmpty)
        {
            DrawNoData(svg);
            return;
        }
        int leftOut = Groups.Sum(g => g.Values.Count(v => !Value.Takes(v)));
        Axis group = GroupLabel;
        BandAxis bands = new(Groups.Count, Horizontal, [.. Groups.Select(g => g.Name)]);
        (Axis, Func<double, FittedAxis>) along = (Value, p => Value.Fit(range, p, Horizontal));
        (Axis, Func<double, FittedAxis>) across = (group, _ => bands);
        PlotFrame frame = Horizontal ? new(this, along, across, [], LeftOutNote(leftOut)) : new(this, across, along, [], LeftOutNote(leftOut));
        frame.Draw(svg);
        frame.BeginMarks(svg);
        for (int i = 0; i < summaries.Length; i++)
        {
            if (summaries[i] is { } summary)
                Box(svg, frame, i, summary);
        }
        svg.End();
    }

    private void Box(SvgWriter svg, PlotFrame frame, int i, Summary s)
    {
        string color = XyDrawing.Color(i);
        double near = Across(frame, i + 0.2), far = Across(frame, i + 0.8), middle = (near + far) / 2, cap = (far - near) * 0.25;
        double lower = Along(frame, s.Lower), upper = Along(frame, s.Upper), median = Along(frame, s.Median);
        double low = Along(frame, s.Sorted[s.First]), high = Along(frame, s.Sorted[s.Last]);
        Segment(svg, low, middle, lower, middle);
        Segment(svg, upper, middle, high, middle);
        Segment(svg, low, middle - cap, low, middle + cap);
        Segment(svg, high, middle - cap, high, middle + cap);
        string tip = $"{Groups[i].Name}\nmedian {Value.Format1(s.Median)}\nquartiles {Value.Format1(s.Lower)} to {Value.Format1(s.Upper)}\n{FigureText.Short(s.Sorted.Length)} values from {Value.Format1(s.Sorted[0])} to {Value.Format1(s.Sorted[^1])}";
        if (Horizontal)
            svg.Rectangle(lower, near, upper - lower, far - near, color + " half mark", tip);
        else
            svg.Rectangle(near, lower, far - near, upper - lower, color + " half mark", tip);
        Segment(svg, median, near, median, far, "axis whisker");

        double[] outliers = [.. s.Sorted[..s.First], .. s.Sorted[(s.Last + 1)..]];
        double[] places = Array.ConvertAll(outliers, v => Along(frame, v));
        foreach (int k in Thinning.Cloud(places, new double[places.Length], MostOutliers))
            svg.Marker(Horizontal ? places[k] : middle, Horizontal ? middle : places[k], 2.5, 0, color + " point mark", $"{Groups[i].Name}\n{Value.Format1(outliers[k])}");
    }

    private void Segment(SvgWriter svg, double along1, double across1, double along2, double across2, string style = "whisker")
    {
        if (Horizontal)
            svg.Line(along1, across1, along2, across2, style);
        else
            svg.Line(across1, along1, across2, along2, style);
    }

    private double Along(PlotFrame frame, double value) => Horizontal ? frame.XAt(value) : frame.YAt(value);

    private double Across(PlotFrame frame, double value) => Horizontal ? frame.YAt(value) : frame.XAt(value);

    /// <summary>The five numbers of a box; First and Last are where the whiskers end in Sorted.</summary>
    private sealed record Summary(double[] Sorted, double Lower, double Median, double Upper, int First, int Last)
    {
        public static Summary? Of(BoxGroup group, Axis axis)
        {
            double[] sorted = [.. group.Values.Where(axis.Takes).Select(v => Math.Clamp(v, -NiceTicks.Largest, NiceTicks.Largest))];
            if (sorted.Length == 0)
                return null;
            Array.Sort(sorted);
            double lower = Bins.Quantile(sorted, 0.25), upper = Bins.Quantile(sorted, 0.75), reach = 1.5 * (upper - lower);
            int first = Array.FindIndex(sorted, v => v >= lower - reach);
            int last = Array.FindLastIndex(sorted, v => v <= upper + reach);
            return new Summary(sorted, lower, Bins.Quantile(sorted, 0.5), upper, first, last);
        }
    }
}
