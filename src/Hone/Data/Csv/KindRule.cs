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
    /// <param name="levels">The different values.</param>
    /// <param name="counts">How often each occurs, at least once.</param>
    public static bool IsCategory(IReadOnlyList<string> levels, ReadOnlySpan<int> counts)
    {
        long count = 0, length = 0, spoken = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            count += counts[i];
            length += (long)counts[i] * levels[i].Length;
            spoken += (long)counts[i] * WordsIn(levels[i]);
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
