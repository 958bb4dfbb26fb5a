using System.Globalization;

namespace Hone.Plotting;

/// <summary>How the numbers of an axis are written.</summary>
public enum NumberFormat
{
    /// <summary>Plain up to 9,999; thousands separators up to a million; SI prefixes (M, G, T) beyond; powers of ten for the very large and very small.</summary>
    Auto,

    /// <summary>Digits with thousands separators.</summary>
    Plain,

    /// <summary>With the SI prefix of the largest: k, M, G, T.</summary>
    Si,

    /// <summary>A share as a percentage: 0.25 is 25%.</summary>
    Percent,

    /// <summary>A number from 1 to 10 times a power of ten.</summary>
    Scientific,
}

/// <summary>Numbers as a person reads them: a true minus sign, thousands separators, no more digits than help.</summary>
internal static class FigureText
{
    private static readonly string[] Prefixes = ["", "k", "M", "G", "T"];

    /// <summary>A value for a tooltip or a table: whole numbers in full, others with <paramref name="digits"/> significant digits.</summary>
    public static string Short(double value, int digits = 4)
    {
        if (double.IsNaN(value))
            return "–";
        if (double.IsInfinity(value))
            return value > 0 ? "∞" : "−∞";
        double size = Math.Abs(value);
        if (size != 0 && (size >= 1e15 || size < 1e-4))
            return Scientific(value, digits - 1);
        if (value == Math.Floor(value))
            return Sign(value, size.ToString(size < 1e4 ? "F0" : "N0", CultureInfo.InvariantCulture));
        int decimals = Math.Clamp(digits - 1 - Exponent(size), 0, 12);
        string text = size.ToString((size < 1e4 ? "F" : "N") + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        if (text.Contains('.', StringComparison.Ordinal))
            text = text.TrimEnd('0').TrimEnd('.');
        return text == "0" ? "0" : Sign(value, text);
    }

    /// <summary>A share as a percentage with one decimal where it helps.</summary>
    public static string Percent(double share)
    {
        if (!double.IsFinite(share))
            return Short(share);
        if (Math.Abs(share) >= 1e6)
            return Short(share) + "×100%";
        double size = Math.Abs(share) * 100;
        if (size is > 0 and < 0.05)
            return Sign(share, "<0.1%");
        string text = size.ToString(size is >= 99.95 or 0 ? "0" : "0.0", CultureInfo.InvariantCulture);
        return Sign(share, (text.EndsWith(".0", StringComparison.Ordinal) ? text[..^2] : text) + "%");
    }

    /// <summary>The labels of evenly spaced ticks, all with the same number of decimals.</summary>
    /// <param name="ticks">The values.</param>
    /// <param name="stepExponent">The power of ten of the last digit that the ticks need.</param>
    /// <param name="format">How to write them.</param>
    /// <param name="largest">The largest value on the axis, where the ticks given are not all.</param>
    public static string[] OfTicks(double[] ticks, int stepExponent, NumberFormat format, double largest = 0)
    {
        largest = ticks.Aggregate(largest, (most, t) => Math.Max(most, Math.Abs(t)));
        int top = Exponent(largest);
        if (format == NumberFormat.Auto)
        {
            bool extreme = top >= 15 || (largest != 0 && stepExponent < -6);
            format = extreme ? NumberFormat.Scientific : top >= 6 ? NumberFormat.Si : NumberFormat.Plain;
        }
        if (format == NumberFormat.Scientific)
            return [.. ticks.Select(t => Scientific(t, Math.Clamp(Exponent(Math.Abs(t)) - stepExponent, 0, 14)))];

        int prefix = format == NumberFormat.Si ? Math.Clamp(top / 3, 0, Prefixes.Length - 1) : 0;
        int shift = format == NumberFormat.Percent ? -2 : 3 * prefix;
        int decimals = Math.Clamp(shift - stepExponent, 0, 15);
        if (format == NumberFormat.Si && decimals > 4)
            return OfTicks(ticks, stepExponent, NumberFormat.Plain, largest);
        string code = (largest >= 1e4 || prefix > 0 ? "N" : "F") + decimals.ToString(CultureInfo.InvariantCulture);
        string end = format == NumberFormat.Percent ? "%" : "";
        double factor = shift == -2 ? 100 : 1;
        double divisor = NiceTicks.PowerOfTen(Math.Max(0, shift));
        return [.. ticks.Select(t => Sign(t, (Math.Abs(t) * factor / divisor).ToString(code, CultureInfo.InvariantCulture)) + (t == 0 && prefix > 0 ? "" : Prefixes[prefix]) + end)];
    }

    /// <summary>1.5×10⁻⁷.</summary>
    public static string Scientific(double value, int decimals)
    {
        if (value == 0)
            return "0";
        string[] parts = Math.Abs(value).ToString("E" + Math.Max(0, decimals).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture).Split('E');
        string mantissa = parts[0].Contains('.', StringComparison.Ordinal) ? parts[0].TrimEnd('0').TrimEnd('.') : parts[0];
        int exponent = int.Parse(parts[1], CultureInfo.InvariantCulture);
        return Sign(value, (mantissa == "1" && decimals == 0 ? "" : mantissa + "×") + "10" + Raised(exponent));
    }

    /// <summary>The exponent as superscript digits.</summary>
    public static string Raised(int exponent) =>
        string.Concat(exponent.ToString(CultureInfo.InvariantCulture).Select(c => c == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c - '0']));

    /// <summary>The whole exponent e with 10ᵉ ≤ size &lt; 10ᵉ⁺¹, size rounded to fifteen digits; 0 for 0.</summary>
    public static int Exponent(double size) =>
        size == 0 || !double.IsFinite(size) ? 0 : int.Parse(size.ToString("E14", CultureInfo.InvariantCulture).Split('E')[1], CultureInfo.InvariantCulture);

    private static string Sign(double value, string size) => value < 0 && size.Any(c => c is >= '1' and <= '9') ? "−" + size : size;
}
