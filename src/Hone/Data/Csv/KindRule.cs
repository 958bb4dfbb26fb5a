namespace Hone.Data;

/// <summary>Tells a category from free text.</summary>
/// <remarks>
/// Words are text where most are said once: more than 20 different values, and more of them than half the values there are (names of
/// persons, messages, keys). They are text too where they are sentences: three words a value on average and mostly different, or longer than 50 characters on
/// average with more than 20 different. All other words are a category, however many levels it has.
/// </remarks>
internal static class KindRule
{
    private const int FewLevels = 20, LongText = 50;
    private const double SentenceWords = 3;

    /// <summary>Whether words make a category.</summary>
    /// <param name="codes">A position in <paramref name="levels"/> a row, −1 where missing.</param>
    /// <param name="levels">The different values.</param>
    public static bool IsCategory(ReadOnlySpan<int> codes, IReadOnlyList<string> levels)
    {
        int[] words = new int[levels.Count];
        for (int i = 0; i < words.Length; i++)
            words[i] = WordsIn(levels[i]);
        long count = 0, length = 0, spoken = 0;
        foreach (int code in codes)
        {
            if (code < 0)
                continue;
            count++;
            length += levels[code].Length;
            spoken += words[code];
        }
        bool mostlyDifferent = levels.Count * 2L > count;
        bool sentences = mostlyDifferent && count > 1 && spoken >= SentenceWords * count;
        return !sentences && (levels.Count <= FewLevels || (!mostlyDifferent && length <= LongText * count));
    }

    private static int WordsIn(string text)
    {
        int words = 0;
        bool inside = false;
        foreach (char c in text)
        {
            bool letter = !char.IsWhiteSpace(c);
            words += letter && !inside ? 1 : 0;
            inside = letter;
        }
        return words;
    }
}
