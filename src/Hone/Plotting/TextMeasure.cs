using System.Text;

namespace Hone.Plotting;

/// <summary>About how wide a text will be, without a font: the widths of a common sans serif, a little on the wide side.</summary>
internal static class TextMeasure
{
    /// <summary>Width in the unit of <paramref name="size"/>, the height of the font.</summary>
    public static double Width(string text, double size)
    {
        double ems = 0;
        foreach (Rune rune in text.EnumerateRunes())
            ems += Ems(rune);
        return ems * size;
    }

    /// <summary>The text, or its beginning with an ellipsis, so that it takes at most <paramref name="width"/>.</summary>
    public static string Shorten(string text, double width, double size)
    {
        if (Width(text, size) <= width)
            return text;
        StringBuilder kept = new();
        double used = size;   // of the ellipsis
        foreach (Rune rune in text.EnumerateRunes())
        {
            used += Ems(rune) * size;
            if (used > width)
                break;
            kept.Append(rune.ToString());
        }
        return kept.ToString().TrimEnd() + "…";
    }

    /// <summary>Breaks a text at spaces into at most <paramref name="atMost"/> lines; the last is shortened where it does not fit.</summary>
    public static IReadOnlyList<string> Wrap(string text, double width, double size, int atMost)
    {
        List<string> lines = [];
        string line = "";
        foreach (string word in text.Split([' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries))
        {
            string longer = line.Length == 0 ? word : line + " " + word;
            if (line.Length > 0 && lines.Count < atMost - 1 && Width(longer, size) > width)
            {
                lines.Add(Shorten(line, width, size));
                line = word;
            }
            else
            {
                line = longer;
            }
        }
        if (line.Length > 0)
            lines.Add(Shorten(line, width, size));
        return lines;
    }

    private static double Ems(Rune rune) => rune.Value switch
    {
        'i' or 'j' or 'l' or 'I' or '.' or ',' or ':' or ';' or '\'' or '|' or '!' => 0.30,
        'f' or 'r' or 't' or ' ' or '(' or ')' or '[' or ']' or '-' or '/' => 0.38,
        'm' or 'w' or 'M' or 'W' or '@' or '%' or '×' => 0.90,
        >= '0' and <= '9' => 0.59,
        >= 'A' and <= 'Z' => 0.70,
        >= 'a' and <= 'z' => 0.57,
        >= 0x0300 and <= 0x036F => 0,
        >= 0x1100 => rune.Value is >= 0x2000 and < 0x2E80 ? 0.7 : 1.05,
        _ => 0.65,
    };
}
