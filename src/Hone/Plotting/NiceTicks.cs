using System.Globalization;

namespace Hone.Plotting;

/// <summary>Round numbers that cover a range: multiples of 1, 2, 2.5 or 5 times a power of ten.</summary>
/// <remarks>
/// The smallest such step is taken that covers the range with at most the wished number of ticks. Every tick is the double nearest to its decimal.
/// Source: P. Heckbert, "Nice Numbers for Graph Labels", Graphics Gems, 1990 (loose labelling).
/// </remarks>
/// <param name="Values">The ticks, ascending; the first is at most the low end and the last at least the high end.</param>
/// <param name="Step">Distance between two ticks.</param>
/// <param name="StepExponent">The power of ten of the last digit that the ticks need.</param>
internal sealed record NiceTicks(double[] Values, double Step, int StepExponent)
{
    /// <summary>Beyond this size values are pinned, so that differences stay finite.</summary>
    public const double Largest = 1e300;

    private static readonly (int Mantissa, int Shift)[] Steps = [(1, 0), (2, 0), (25, -1), (5, 0)];

    /// <summary>Ticks over [low, high], both finite; an empty range is widened first.</summary>
    /// <param name="low">Low end.</param>
    /// <param name="high">High end.</param>
    /// <param name="atMost">Greatest number of ticks wished, at least 2; two ticks may need a third to cover both ends.</param>
    /// <param name="leastStep">No smaller step is taken; 1 for what counts whole things. Default 0.</param>
    public static NiceTicks Cover(double low, double high, int atMost, double leastStep = 0)
    {
        (low, high) = Widen(low, high);
        int exponent = FigureText.Exponent((high - low) / atMost);
        for (; ; exponent++)
        {
            foreach ((int mantissa, int shift) in Steps)
            {
                double step = Multiple(mantissa, exponent + shift);
                if (step <= 0 || step < leastStep)
                    continue;
                double first = Math.Floor((low / step) + 1e-9);
                double last = Math.Ceiling((high / step) - 1e-9);
                if (Multiple(first * mantissa, exponent + shift) > low)
                    first--;
                if (Multiple(last * mantissa, exponent + shift) < high)
                    last++;
                if (last - first + 1 > Math.Max(3, atMost))
                    continue;
                double[] values = new double[(int)(last - first) + 1];
                for (int i = 0; i < values.Length; i++)
                    values[i] = Multiple((first + i) * mantissa, exponent + shift);
                return new NiceTicks(values, step, exponent + shift);
            }
        }
    }

    /// <summary>The ticks that lie inside [low, high].</summary>
    public static NiceTicks Inside(double low, double high, int atMost)
    {
        NiceTicks all = Cover(low, high, atMost + 2);
        double slack = (high - low) * 1e-9;
        return all with { Values = [.. all.Values.Where(v => v >= low - slack && v <= high + slack)] };
    }

    /// <summary>Pins huge ends and gives an empty or nearly empty range some width about its value.</summary>
    public static (double Low, double High) Widen(double low, double high)
    {
        low = Math.Clamp(low, -Largest, Largest);
        high = Math.Clamp(high, -Largest, Largest);
        double size = Math.Max(Math.Abs(low), Math.Abs(high));
        if (high - low > Math.Max(size * 1e-12, 1e-300))
            return (low, high);
        double middle = size < 1e-290 ? 0 : low;
        double half = size < 1e-290 ? 1 : 0.1 * size;
        return (middle - half, middle + half);
    }

    /// <summary>10ᵉ, correctly rounded.</summary>
    public static double PowerOfTen(int exponent) =>
        double.Parse("1e" + exponent.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    // Dividing by an exact power of ten gives the double nearest to the decimal; multiplying by 0.1 would not.
    private static double Multiple(double count, int exponent) =>
        exponent is < 0 and >= -300 ? count / PowerOfTen(-exponent) : count * PowerOfTen(exponent);
}
