using System.Text;

namespace Hone.Data;

/// <summary>True and false written in UTF-8.</summary>
internal static class FlagText
{
    /// <summary>Which of true/false and yes/no the text is of, in any case.</summary>
    public static FieldShapes Shapes(ReadOnlySpan<byte> text) => text.Length switch
    {
        4 when Ascii.EqualsIgnoreCase(text, "true"u8) => FieldShapes.TrueFalse,
        5 when Ascii.EqualsIgnoreCase(text, "false"u8) => FieldShapes.TrueFalse,
        3 when Ascii.EqualsIgnoreCase(text, "yes"u8) => FieldShapes.YesNo,
        2 when Ascii.EqualsIgnoreCase(text, "no"u8) => FieldShapes.YesNo,
        _ => FieldShapes.None,
    };

    /// <summary>Reads true, yes, t, y, 1 and their opposites, in any case.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out bool value)
    {
        value = text.Length > 0 && (text[0] | 0x20) is 't' or 'y' or ('1' | 0x20);
        if (Shapes(text) != FieldShapes.None)
            return true;
        return text.Length == 1 && (text[0] is (byte)'0' or (byte)'1' || (text[0] | 0x20) is 't' or 'f' or 'y' or 'n');
    }

    /// <summary>The other name, in the same case, where only one of the two was seen.</summary>
    public static string Opposite(string name)
    {
        string lower = name.ToLowerInvariant() switch
        {
            "true" => "false",
            "false" => "true",
            "yes" => "no",
            "no" => "yes",
            "t" => "f",
            "f" => "t",
            "y" => "n",
            "n" => "y",
            "1" => "0",
            _ => "1",
        };
        if (name.Length > 0 && char.IsAsciiLetterUpper(name[^1]))
            return lower.ToUpperInvariant();
        return name.Length > 0 && char.IsAsciiLetterUpper(name[0]) ? char.ToUpperInvariant(lower[0]) + lower[1..] : lower;
    }
}
