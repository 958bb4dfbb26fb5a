using System.Text;

namespace Hone.Deep;

/// <summary>The characters of a text, each with a number: what turns a text into whole numbers and back.</summary>
/// <remarks>A character is a code point of Unicode. Numbers follow the order of code points, so the same text gives the same numbers.</remarks>
public sealed class Vocabulary
{
    private readonly Rune[] symbols;
    private readonly Dictionary<Rune, int> numbers = [];

    /// <summary>A vocabulary of given characters.</summary>
    /// <param name="symbols">Each once, the first has the number 0; see <see cref="Symbols"/>.</param>
    /// <exception cref="ArgumentException">There are none, or one stands twice.</exception>
    public Vocabulary(string symbols)
    {
        ArgumentException.ThrowIfNullOrEmpty(symbols);
        this.symbols = [.. symbols.EnumerateRunes()];
        for (int i = 0; i < this.symbols.Length; i++)
        {
            if (!numbers.TryAdd(this.symbols[i], i))
                throw new ArgumentException(FormattableString.Invariant($"The character {Name(this.symbols[i])} stands twice among the symbols; each has one number."), nameof(symbols));
        }
    }

    /// <summary>Number of characters.</summary>
    public int Count => symbols.Length;

    /// <summary>All characters in the order of their numbers: what to store.</summary>
    public string Symbols => string.Concat(symbols.Select(symbol => symbol.ToString()));

    /// <summary>The characters of a text.</summary>
    /// <exception cref="ArgumentException">The text is empty.</exception>
    public static Vocabulary Of(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        return new Vocabulary(string.Concat(text.EnumerateRunes().Distinct().Order().Select(symbol => symbol.ToString())));
    }

    /// <summary>Whether a text consists of these characters alone.</summary>
    public bool Covers(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (Rune symbol in text.EnumerateRunes())
        {
            if (!numbers.ContainsKey(symbol))
                return false;
        }
        return true;
    }

    /// <summary>The numbers of a text's characters.</summary>
    /// <exception cref="ArgumentException">A character is not in the vocabulary.</exception>
    public int[] Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<int> found = new(text.Length);
        foreach (Rune symbol in text.EnumerateRunes())
        {
            if (!numbers.TryGetValue(symbol, out int number))
                throw new ArgumentException(FormattableString.Invariant($"Character {found.Count + 1} of the text is {Name(symbol)}, which is not among the {Count} of the vocabulary."), nameof(text));
            found.Add(number);
        }
        return [.. found];
    }

    /// <summary>The text of some numbers.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is not that of a character.</exception>
    public string Decode(ReadOnlySpan<int> numbers)
    {
        StringBuilder text = new();
        foreach (int number in numbers)
        {
            if (number < 0 || number >= Count)
                throw new ArgumentOutOfRangeException(nameof(numbers), number, FormattableString.Invariant($"The vocabulary has symbols 0 to {Count - 1}."));
            text.Append(symbols[number].ToString());
        }
        return text.ToString();
    }

    private static string Name(Rune symbol) => FormattableString.Invariant($"'{symbol}' (U+{symbol.Value:X4})");
}
