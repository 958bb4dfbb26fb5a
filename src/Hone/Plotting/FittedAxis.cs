namespace Hone.Plotting;

/// <summary>A tick: where it stands from 0 (low end) to 1 (high end), and what is written there.</summary>
internal readonly record struct Tick(double Position, string Label);

/// <summary>An axis with its ends and ticks chosen.</summary>
internal abstract class FittedAxis(Tick[] ticks)
{
    public IReadOnlyList<Tick> Ticks => ticks;

    /// <summary>0 at the low end, 1 at the high end; outside that for values that the axis does not reach.</summary>
    public abstract double Position(double value);

    /// <summary>Whether two neighbouring labels would come closer than 8 pixels.</summary>
    public bool LabelsTouch(double pixels)
    {
        for (int i = 1; i < ticks.Length; i++)
        {
            double room = Math.Abs(ticks[i].Position - ticks[i - 1].Position) * pixels;
            if ((TextMeasure.Width(ticks[i].Label, 12) + TextMeasure.Width(ticks[i - 1].Label, 12)) / 2 > room - 8)
                return true;
        }
        return false;
    }

    /// <summary>The width of the widest label.</summary>
    public double LabelWidth() => ticks.Length == 0 ? 0 : ticks.Max(t => TextMeasure.Width(t.Label, 12));
}

/// <summary>Equal differences take equal lengths.</summary>
internal sealed class LinearAxis(double low, double high, Tick[] ticks) : FittedAxis(ticks)
{
    // Halves first, so that the difference of two huge ends stays finite.
    public override double Position(double value) =>
        ((Math.Clamp(value, -NiceTicks.Largest, NiceTicks.Largest) / 2) - (low / 2)) / ((high / 2) - (low / 2));

    /// <summary>An end that is not fixed moves out to the next tick.</summary>
    public static LinearAxis Fit(DataRange range, int most, bool lowFixed, bool highFixed, NumberFormat format, double leastStep)
    {
        (double low, double high) = NiceTicks.Widen(range.Low, range.High);
        NiceTicks ticks = NiceTicks.Cover(low, high, most, leastStep);
        low = lowFixed ? low : ticks.Values[0];
        high = highFixed ? high : ticks.Values[^1];
        double slack = ticks.Step * 1e-6;
        double[] shown = [.. ticks.Values.Where(v => v >= low - slack && v <= high + slack)];
        string[] labels = FigureText.OfTicks(shown, ticks.StepExponent, format);
        LinearAxis bare = new(low, high, []);
        return new LinearAxis(low, high, [.. shown.Select((v, i) => new Tick(bare.Position(v), labels[i]))]);
    }
}

/// <summary>Categories side by side: category i takes [i, i + 1], and its label stands at i + ½.</summary>
/// <param name="count">Number of categories.</param>
/// <param name="fromTop">Whether the first stands at the high end: on a vertical axis one reads from the top.</param>
/// <param name="labels">One a category.</param>
internal sealed class BandAxis(int count, bool fromTop, IReadOnlyList<string> labels)
    : FittedAxis([.. labels.Select((label, i) => new Tick(Place(i + 0.5, count, fromTop), label))])
{
    public override double Position(double value) => Place(value, count, fromTop);

    private static double Place(double value, int count, bool fromTop) => fromTop ? 1 - (value / count) : value / count;
}
