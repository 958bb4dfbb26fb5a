using Hone.Numerics;

namespace Hone.Plotting;

/// <summary>How an axis places its values.</summary>
public enum AxisKind
{
    /// <summary>Equal differences take equal lengths.</summary>
    Linear,

    /// <summary>Equal ratios take equal lengths; values of at most zero are left out.</summary>
    Logarithmic,

    /// <summary>Values are <see cref="DateTime.Ticks"/>; the ticks fall on whole seconds, hours, days, months or years.</summary>
    Time,
}

/// <summary>One axis of a chart: what it is called and how it places its values. A text alone is an axis of that label.</summary>
public sealed record Axis
{
    /// <summary>What is measured; empty for none.</summary>
    public string Label { get; init; } = "";

    /// <summary>The unit, written in brackets after the label; empty for none.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Linear by default.</summary>
    public AxisKind Kind { get; init; } = AxisKind.Linear;

    /// <summary>The low end; null lets the data say. What lies outside is clipped.</summary>
    public double? Low { get; init => field = value is { } v ? Require.Finite(v) : null; }

    /// <summary>The high end; null lets the data say. What lies outside is clipped.</summary>
    public double? High { get; init => field = value is { } v ? Require.Finite(v) : null; }

    /// <summary>How numbers are written; without effect on a time axis. Default Auto.</summary>
    public NumberFormat Format { get; init; } = NumberFormat.Auto;

    /// <summary>Whether zero is shown even where the data are far from it. Default false; bars always show it.</summary>
    public bool IncludeZero { get; init; }

    /// <summary>Whether lines cross the chart at the ticks. Default true.</summary>
    public bool Grid { get; init; } = true;

    /// <summary>The least distance of two ticks: 1 where only whole numbers have a meaning.</summary>
    internal double LeastStep { get; init; }

    internal string Heading => Unit.Length == 0 ? Label : Label.Length == 0 ? Unit : $"{Label} ({Unit})";

    /// <summary>An axis of that label, otherwise as by default.</summary>
    public static implicit operator Axis(string label) => FromString(label);

    /// <summary>An axis of that label, otherwise as by default.</summary>
    public static Axis FromString(string label) => new() { Label = label };

    /// <summary>A share from 0 to 1.</summary>
    internal static Axis Share(string label) => new() { Label = label, Low = 0, High = 1 };

    /// <summary>Whether the value can be placed.</summary>
    internal bool Takes(double value) => double.IsFinite(value) && (Kind != AxisKind.Logarithmic || value > 0);

    /// <summary>A value for a tooltip.</summary>
    internal string Format1(double value) => Kind switch
    {
        AxisKind.Time => TimeAxis.Full(value),
        _ when Format == NumberFormat.Percent => FigureText.Percent(value),
        _ => FigureText.Short(value),
    };

    /// <summary>The axis laid over a length, or null where no value can be placed.</summary>
    /// <param name="values">The range of the data.</param>
    /// <param name="pixels">The length.</param>
    /// <param name="horizontal">Whether labels stand beside each other (and must not touch) rather than above each other.</param>
    internal FittedAxis Fit(DataRange values, double pixels, bool horizontal)
    {
        DataRange range = Ends(values);
        int most = horizontal ? Math.Clamp((int)(pixels / 45), 2, 14) : Math.Clamp((int)(pixels / 38) + 1, 2, 12);
        FittedAxis fitted = FitWith(range, most);
        while (horizontal && most > 2 && fitted.LabelsTouch(pixels))
            fitted = FitWith(range, --most);
        return fitted;
    }

    private FittedAxis FitWith(DataRange range, int most) => Kind switch
    {
        AxisKind.Logarithmic => LogAxis.Fit(range, most, Low is not null, High is not null, Format),
        AxisKind.Time => TimeAxis.Fit(range, most),
        _ => LinearAxis.Fit(range, most, Low is not null, High is not null, Format, LeastStep),
    };

    private DataRange Ends(DataRange values)
    {
        double low = values.IsEmpty ? (Kind == AxisKind.Logarithmic ? 1 : 0) : values.Low;
        double high = values.IsEmpty ? (Kind == AxisKind.Logarithmic ? 10 : 1) : values.High;
        if (IncludeZero && Kind == AxisKind.Linear)
            (low, high) = (Math.Min(low, 0), Math.Max(high, 0));
        if (Low is { } from && Takes(from))
            low = from;
        if (High is { } to && Takes(to))
            high = to;
        return low <= high ? new DataRange(low, high) : new DataRange(high, low);
    }
}

/// <summary>Least and greatest of the values that can be placed, and how many could not.</summary>
/// <param name="Low">Least value; +∞ where there is none.</param>
/// <param name="High">Greatest value; −∞ where there is none.</param>
internal readonly record struct DataRange(double Low, double High)
{
    public static DataRange Empty => new(double.PositiveInfinity, double.NegativeInfinity);

    public bool IsEmpty => !(Low <= High);

    public DataRange With(double value) => new(Math.Min(Low, value), Math.Max(High, value));
}
