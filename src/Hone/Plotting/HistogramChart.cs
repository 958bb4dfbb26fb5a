namespace Hone.Plotting;

/// <summary>Counts of values by bin; several groups lie over one another, each see-through.</summary>
public sealed record HistogramChart : Chart
{
    /// <summary>The bins and their counts.</summary>
    public Bins Bins { get; init; } = new([0, 1], []);

    /// <summary>The axis of the values.</summary>
    public Axis X { get; init; } = new();

    /// <summary>Whether each group is drawn as shares of itself, so that small groups can be compared with large ones. Default false.</summary>
    public bool Normalized { get; init; }

    /// <summary>The label of the counts. Default "rows".</summary>
    public string CountLabel { get; init; } = "rows";

    /// <summary>The colours of the groups, as positions in the palette from 0; null takes them in order.</summary>
    public IReadOnlyList<int>? Colors { get; init; }

    internal override string Kind => "Histogram";

    /// <summary>A histogram of values with round edges; see <see cref="Bins.Of(double[], int?)"/>.</summary>
    public static HistogramChart Of(double[] values, string label = "", int? bins = null) => new() { Bins = Bins.Of(values, bins), X = label };

    internal override string Describe() => $"{Kind} of {X.Heading}. " + string.Join("; ", Bins.Groups.Select(g =>
    {
        double total = g.Counts.Sum();
        if (total == 0)
            return (g.Name.Length > 0 ? g.Name + ": " : "") + "no data";
        int top = Array.IndexOf(g.Counts, g.Counts.Max());
        return $"{(g.Name.Length > 0 ? g.Name + ": " : "")}{FigureText.Short(total)} values, most between {X.Format1(Bins.Edges[top])} and {X.Format1(Bins.Edges[top + 1])}";
    })) + ".";

    internal override void Draw(SvgWriter svg)
    {
        foreach (BinnedGroup group in Bins.Groups)
            Numerics.Require.SameLength(group.Counts.Length, Bins.Edges.Length - 1, $"The group '{group.Name}'", "the list of bins");
        double[][] heights = [.. Bins.Groups.Select(Heights)];
        double top = heights.Length == 0 ? 0 : heights.Max(h => h.Length == 0 ? 0 : h.Max());
        if (!(top > 0))
        {
            DrawNoData(svg);
            return;
        }
        string[] colors = [.. Bins.Groups.Select((_, i) => XyDrawing.Color(Colors is null ? i : Colors[i % Colors.Count]))];
        LegendEntry[] legend = Bins.Groups.Count < 2 ? [] : [.. Bins.Groups.Select((g, i) => new LegendEntry(g.Name, colors[i], LegendGlyph.Box))];
        Axis count = new() { Label = Normalized ? "share" : CountLabel, Format = Normalized ? NumberFormat.Percent : NumberFormat.Auto, LeastStep = Normalized ? 0 : CountStep(heights) };
        DataRange across = new(Bins.Edges[0], Bins.Edges[^1]);
        bool placed = X.Takes(across.Low) && Math.Abs(across.Low) <= NiceTicks.Largest;
        Axis value = X with { Grid = false, Low = X.Low ?? (placed ? across.Low : null), High = X.High ?? (placed ? across.High : null), LeastStep = Bins.AreWhole ? 1 : 0 };
        PlotFrame frame = new(this, (value, p => value.Fit(across, p, true)), (count, p => count.Fit(new DataRange(0, top), p, false)), legend, LeftOutNote(Bins.LeftOut));
        frame.Draw(svg);
        frame.BeginMarks(svg);
        for (int g = 0; g < heights.Length; g++)
        {
            string style = colors[g] + (heights.Length == 1 ? " fill edge mark" : " half mark");
            for (int b = 0; b < heights[g].Length; b++)
            {
                if (heights[g][b] > 0)
                    Bar(svg, frame, g, b, heights[g][b], style);
            }
        }
        svg.End();
    }

    private void Bar(SvgWriter svg, PlotFrame frame, int group, int bin, double height, string style)
    {
        double left = frame.XAt(Bins.Edges[bin]), right = frame.XAt(Bins.Edges[bin + 1]);
        BinnedGroup from = Bins.Groups[group];
        string share = FigureText.Percent(from.Counts[bin] / from.Counts.Sum());
        string tip = $"{(from.Name.Length > 0 ? from.Name + "\n" : "")}{X.Format1(Bins.Edges[bin])} to {X.Format1(Bins.Edges[bin + 1])}: {FigureText.Short(from.Counts[bin])} ({share})";
        svg.Rectangle(left, frame.YAt(0), right - left, frame.YAt(height) - frame.YAt(0), style, tip);
    }

    // Counts are whole unless they are sums of weights.
    private static double CountStep(double[][] heights) => heights.All(h => h.All(v => v == Math.Floor(v))) ? 1 : 0;

    private double[] Heights(BinnedGroup group)
    {
        double total = group.Counts.Sum();
        return Normalized && total > 0 ? Array.ConvertAll(group.Counts, c => c / total) : group.Counts;
    }
}
