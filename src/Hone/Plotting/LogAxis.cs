using Hone.Numerics;

namespace Hone.Plotting;

/// <summary>Equal ratios take equal lengths. Both ends are above zero.</summary>
internal sealed class LogAxis : FittedAxis
{
    private readonly double low;
    private readonly double span;

    private LogAxis(double low, double high, Tick[] ticks)
        : base(ticks) => (this.low, span) = (Elementary.Log(low), Elementary.Log(high) - Elementary.Log(low));

    public override double Position(double value) => value > 0 ? (Elementary.Log(value) - low) / span : 0;

    /// <summary>Ticks at powers of ten; at 1, 2 and 5 of each where few powers lie inside; evenly spaced over less than a factor of four.</summary>
    public static LogAxis Fit(DataRange range, int most, bool lowFixed, bool highFixed, NumberFormat format)
    {
        double low = Math.Clamp(range.Low, 1e-300, NiceTicks.Largest);
        double high = Math.Clamp(range.High, 1e-300, NiceTicks.Largest);
        if (high <= low * (1 + 1e-9))
            (low, high) = (low / 2, high * 2);
        double[] shown;
        string[] labels;
        if (high / low < 4)
        {
            NiceTicks even = NiceTicks.Inside(low, high, most);
            shown = even.Values;
            labels = FigureText.OfTicks(shown, even.StepExponent, format);
        }
        else
        {
            double[] candidates = Candidates(low, high, most);
            low = lowFixed ? low : candidates.LastOrDefault(v => v <= low, low);
            high = highFixed ? high : candidates.FirstOrDefault(v => v >= high, high);
            shown = [.. candidates.Where(v => v >= low * (1 - 1e-12) && v <= high * (1 + 1e-12))];
            labels = Labels(shown, format);
        }
        LogAxis bare = new(low, high, []);
        return new LogAxis(low, high, [.. shown.Select((v, i) => new Tick(bare.Position(v), labels[i]))]);
    }

    private static double[] Candidates(double low, double high, int most)
    {
        int from = FigureText.Exponent(low);
        int to = FigureText.Exponent(high) + 1;
        int decades = to - from;
        if ((3 * decades) + 1 <= most + 2 || decades <= 1)
        {
            return [.. Enumerable.Range(from, decades).SelectMany(e => new[] { 1.0, 2, 5 }.Select(m => m * NiceTicks.PowerOfTen(e))), NiceTicks.PowerOfTen(Math.Min(to, 300))];
        }
        int stride = Math.Max(1, (decades + most - 1) / most);
        int first = (int)Math.Floor((double)from / stride) * stride;
        return [.. Enumerable.Range(0, (decades / stride) + 3).Select(i => first + (i * stride)).Where(e => e is >= -300 and <= 300).Select(NiceTicks.PowerOfTen)];
    }

    // Decimals while they are short, powers of ten otherwise, one way for the whole axis.
    private static string[] Labels(double[] ticks, NumberFormat format)
    {
        bool plain = format switch
        {
            NumberFormat.Plain or NumberFormat.Si or NumberFormat.Percent => true,
            NumberFormat.Scientific => false,
            _ => ticks.All(t => t is >= 0.999e-4 and <= 1.001e6),
        };
        return [.. ticks.Select(t =>
        {
            int exponent = FigureText.Exponent(t);
            double mantissa = Math.Round(t / NiceTicks.PowerOfTen(exponent));
            if (plain)
                return FigureText.OfTicks([t], exponent, format == NumberFormat.Auto ? NumberFormat.Plain : format, format == NumberFormat.Si ? t : ticks[^1])[0];
            string head = mantissa == 1 ? "" : FigureText.Short(mantissa) + "×";
            return head + "10" + FigureText.Raised(exponent);
        })];
    }
}
