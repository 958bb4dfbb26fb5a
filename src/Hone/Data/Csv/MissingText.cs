using System.Text;

namespace Hone.Data;

/// <summary>Which texts stand for a missing value.</summary>
internal sealed class MissingText
{
    private readonly byte[][] spellings;
    private readonly byte[][] amongNumbers;
    private readonly bool[] begins = new bool[256];
    private readonly int longest;

    public MissingText(IReadOnlyList<string>? chosen)
    {
        string[] always = [.. chosen ?? ["NA", "N/A", "n/a", "#N/A", "#NA", "NaN", "nan", "-NaN", "-nan", "NULL", "null", "Null", "NaT", "<NA>", "?"]];
        spellings = [.. always.Where(s => s.Length > 0).Select(Encoding.UTF8.GetBytes)];
        amongNumbers = chosen is null ? [.. spellings, "None"u8.ToArray(), "-"u8.ToArray(), "--"u8.ToArray(), "."u8.ToArray()] : spellings;
        QuotedToo = chosen is not null;
        foreach (byte first in amongNumbers.Select(s => s[0]))
            begins[first] = begins[char.ToLowerInvariant((char)first) & 0xFF] = begins[char.ToUpperInvariant((char)first) & 0xFF] = true;
        longest = amongNumbers.Length == 0 ? 0 : amongNumbers.Max(s => s.Length);
    }

    /// <summary>Whether the spellings also count in quotes: so where the caller names them.</summary>
    public bool QuotedToo { get; }

    /// <summary>Missing whatever its column holds.</summary>
    public bool Always(ReadOnlySpan<byte> value, bool quoted) =>
        value.IsEmpty || (value.Length <= longest && begins[value[0]] && (!quoted || QuotedToo) && Contains(spellings, value, anyCase: false));

    /// <summary>Missing in a column of numbers, times or flags.</summary>
    public bool AmongNumbers(ReadOnlySpan<byte> value) => value.IsEmpty || (value.Length <= longest && begins[value[0]] && Contains(amongNumbers, value, anyCase: !QuotedToo));

    private static bool Contains(byte[][] list, ReadOnlySpan<byte> value, bool anyCase)
    {
        foreach (byte[] spelling in list)
        {
            if (value.SequenceEqual(spelling) || (anyCase && Ascii.EqualsIgnoreCase(value, spelling)))
                return true;
        }
        return false;
    }
}
