namespace Hone.Plotting;

/// <summary>One value with an interval by name, on an axis that need not show zero: how far apart are they, against how sure one is?</summary>
/// <remarks>Bars must start at zero, and hide small differences between large values; points need not.</remarks>
public sealed record IntervalChart : Chart
{
    /// <summary>What the values belong to, the first on top.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>One value a name.</summary>
    public double[] Values { get; init; } = [];

    /// <summary>Low ends of the intervals, as many as values, or null.</summary>
    public double[]? Low { get; init; }

    /// <summary>High ends of the intervals, as many as values, or null.</summary>
    public double[]? High { get; init; }

    /// <summary>The axis of the values.</summary>
    public Axis Value { get; init; } = new();

    internal override string Kind => "Interval chart";

    internal override string Describe() => $"{Kind} of {Value.Heading}: " + string.Join("; ", Names.Take(20).Select((n, i) => i < Values.Length ? $"{n} {Write(i)}" : n)) + ".";

    internal override void Draw(SvgWriter svg)
    {
        Numerics.Require.SameLength(Values.Length, Names.Count, nameof(Values), nameof(Names));
        foreach (double[]? ends in new[] { Low, High })
        {
            if (ends is not null)
                Numerics.Require.SameLength(ends.Length, Names.Count, Low == ends ? nameof(Low) : nameof(High), nameof(Names));
        }
        DataRange range = DataRange.Empty;
        int leftOut = 0;
        for (int i = 0; i < Values.Length; i++)
        {
            leftOut += Value.Takes(Values[i]) ? 0 : 1;
            foreach (double v in new[] { Values[i], Low?[i] ?? double.NaN, High?[i] ?? double.NaN })
                range = Value.Takes(v) ? range.With(v) : range;
        }
        if (range.IsEmpty)
        {
            DrawNoData(svg);
            return;
        }
        Axis names = new();
        PlotFrame frame = new(this, (Value, p => Value.Fit(range, p, true)), (names, _ => new BandAxis(Names.Count, true, Names)), [], LeftOutNote(leftOut));
        frame.Draw(svg);
        frame.BeginMarks(svg);
        for (int i = 0; i < Values.Length; i++)
        {
            double y = frame.YAt(i + 0.5);
            if (Low is not null && High is not null && Value.Takes(Low[i]) && Value.Takes(High[i]))
                svg.Line(frame.XAt(Low[i]), y, frame.XAt(High[i]), y, "c1 stroke");
            if (Value.Takes(Values[i]))
                svg.Marker(frame.XAt(Values[i]), y, 5, 0, "c1 point mark", $"{Names[i]}: {Write(i)}");
        }
        svg.End();
    }

    private string Write(int i) =>
        Value.Format1(Values[i]) + (Low is not null && High is not null ? $" ({Value.Format1(Low[i])} to {Value.Format1(High[i])})" : "");
}
