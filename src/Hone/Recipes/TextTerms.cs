using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Hone.Contracts;

namespace Hone.Recipes;

/// <summary>What the terms of a text are.</summary>
public enum TextUnit
{
    /// <summary>Runs of consecutive words; a word is a run of letters, digits and underscores.</summary>
    Words,

    /// <summary>Runs of consecutive characters, spaces and punctuation included; runs of white space count as one space.</summary>
    Characters,

    /// <summary>Runs of consecutive characters within a word (split at white space), which gets a space at both ends.</summary>
    CharactersInWords,
}

/// <summary>Cuts texts into terms: words or characters, and runs (n-grams) of them.</summary>
/// <param name="Unit">Words or characters.</param>
/// <param name="Fewest">Shortest run, at least 1.</param>
/// <param name="Most">Longest run.</param>
/// <param name="Lowercase">Whether case is folded first.</param>
/// <param name="ShortestWord">Shorter words are passed over, before runs are formed; in characters.</param>
/// <param name="StopWords">Words passed over, before runs are formed.</param>
internal sealed record TextTerms(TextUnit Unit, int Fewest, int Most, bool Lowercase, int ShortestWord, IReadOnlySet<string> StopWords)
{
    // Of the 128 ASCII characters: digits, letters and the underscore.
    private static ReadOnlySpan<bool> InWords =>
    [
        false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false,
        false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false,
        false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false,
        true, true, true, true, true, true, true, true, true, true, false, false, false, false, false, false,
        false, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true,
        true, true, true, true, true, true, true, true, true, true, true, false, false, false, false, true,
        false, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true,
        true, true, true, true, true, true, true, true, true, true, true, false, false, false, false, false,
    ];

    /// <summary>Visits every term of a text, in order of length and then of place.</summary>
    public void Visit<T>(string text, Buffers buffers, ref T visitor)
        where T : struct, ITermVisitor
    {
        ReadOnlySpan<char> characters = text;
        if (Lowercase)
        {
            if (buffers.Folded.Length < text.Length)
                buffers.Folded = new char[text.Length * 2];
            characters.ToLowerInvariant(buffers.Folded);
            characters = buffers.Folded.AsSpan(0, text.Length);
        }
        switch (Unit)
        {
            case TextUnit.Words:
                Words(characters, buffers, ref visitor);
                break;
            case TextUnit.Characters:
                Spaced(characters, buffers);
                Marks(buffers);
                Runs(buffers, ref visitor);
                break;
            default:
                WithinWords(characters, buffers, ref visitor);
                break;
        }
    }

    public void Write(PackageWriter writer) => writer.Group("terms", w =>
    {
        w.Choice("unit", Unit);
        w.Whole("fewest", Fewest);
        w.Whole("most", Most);
        w.Flag("lowercase", Lowercase);
        w.Whole("shortest", ShortestWord);
        w.Texts("stop", StopWords.Order(StringComparer.Ordinal));
    });

    public static TextTerms Read(PackageReader reader)
    {
        PackageReader group = reader.Group("terms");
        int fewest = group.Whole("fewest", 1);
        return new TextTerms(group.Choice<TextUnit>("unit"), fewest, group.Whole("most", fewest), group.Flag("lowercase"), group.Whole("shortest", 1), new HashSet<string>(group.Texts("stop"), StringComparer.Ordinal));
    }

    // Words that are terms by themselves are taken where they stand. For runs they are laid out with one space between them, so that a run of words is one stretch of the buffer.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Words<T>(ReadOnlySpan<char> text, Buffers buffers, ref T visitor)
        where T : struct, ITermVisitor
    {
        buffers.Clear();
        HashSet<string>.AlternateLookup<ReadOnlySpan<char>>? stop = StopWords.Count > 0 ? ((HashSet<string>)StopWords).GetAlternateLookup<ReadOnlySpan<char>>() : null;
        ReadOnlySpan<bool> inWords = InWords;
        int i = 0;
        while (i < text.Length)
        {
            int start = i;
            while (i < text.Length && text[i] < inWords.Length && inWords[text[i]])
                i++;
            int length = i - start;
            for (; i < text.Length && IsWord(text, i, out int width); i += width)
                length++;
            if (i == start)
            {
                i++;
                continue;
            }
            ReadOnlySpan<char> word = text[start..i];
            if (length < ShortestWord || stop?.Contains(word) == true)
                continue;
            if (Most == 1)
            {
                visitor.Take(word);
                continue;
            }
            if (buffers.Starts.Count > 0)
                buffers.Add(' ');
            buffers.Starts.Add(buffers.Length);
            buffers.Add(word);
            buffers.Ends.Add(buffers.Length);
        }
        if (Most > 1)
            Runs(buffers, ref visitor);
    }

    private void WithinWords<T>(ReadOnlySpan<char> text, Buffers buffers, ref T visitor)
        where T : struct, ITermVisitor
    {
        int i = 0;
        while (i < text.Length)
        {
            while (i < text.Length && char.IsWhiteSpace(text[i]))
                i++;
            int start = i;
            while (i < text.Length && !char.IsWhiteSpace(text[i]))
                i++;
            if (i == start)
                break;
            buffers.Clear();
            buffers.Add(' ');
            buffers.Add(text[start..i]);
            buffers.Add(' ');
            Marks(buffers);
            int characters = buffers.Starts.Count;
            for (int n = Fewest; n <= Most; n++)
            {
                // A word shorter than the run is one term, once and not again for longer runs.
                int runs = Math.Max(1, characters - n + 1);
                for (int k = 0; k < runs; k++)
                    visitor.Take(buffers.Slice(buffers.Starts[k], buffers.Ends[Math.Min(k + n, characters) - 1]));
                if (runs == 1)
                    break;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Runs<T>(Buffers buffers, ref T visitor)
        where T : struct, ITermVisitor
    {
        ReadOnlySpan<int> starts = CollectionsMarshal.AsSpan(buffers.Starts), ends = CollectionsMarshal.AsSpan(buffers.Ends);
        for (int n = Fewest; n <= Math.Min(Most, starts.Length); n++)
        {
            for (int k = 0; k + n <= starts.Length; k++)
                visitor.Take(buffers.Slice(starts[k], ends[k + n - 1]));
        }
    }

    // Runs of two and more white-space characters become one space; a single one stays what it is.
    private static void Spaced(ReadOnlySpan<char> text, Buffers buffers)
    {
        buffers.Clear();
        int i = 0;
        while (i < text.Length)
        {
            int start = i;
            while (i < text.Length && char.IsWhiteSpace(text[i]))
                i++;
            if (i - start >= 2)
                buffers.Add(' ');
            else if (i - start == 1)
                buffers.Add(text[start]);
            if (i < text.Length)
                buffers.Add(text[i++]);
        }
    }

    // Where each character starts and ends: a pair of surrogates is one.
    private static void Marks(Buffers buffers)
    {
        buffers.Starts.Clear();
        buffers.Ends.Clear();
        ReadOnlySpan<char> text = buffers.Slice(0, buffers.Length);
        for (int i = 0; i < text.Length;)
        {
            int width = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]) ? 2 : 1;
            buffers.Starts.Add(i);
            i += width;
            buffers.Ends.Add(i);
        }
    }

    private static bool IsWord(ReadOnlySpan<char> text, int i, out int width)
    {
        char c = text[i];
        width = 1;
        if (c < InWords.Length)
            return InWords[c];
        UnicodeCategory category;
        if (!char.IsSurrogate(c))
        {
            category = CharUnicodeInfo.GetUnicodeCategory(c);
        }
        else
        {
            if (Rune.DecodeFromUtf16(text[i..], out Rune rune, out width) != System.Buffers.OperationStatus.Done)
                return false;
            category = Rune.GetUnicodeCategory(rune);
        }
        return category is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
            or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter
            or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;
    }

    /// <summary>Space for the terms of one text at a time; one owner at a time.</summary>
    public sealed class Buffers
    {
        private char[] text = new char[256];

        public char[] Folded { get; set; } = new char[256];

        public int Length { get; private set; }

        public List<int> Starts { get; } = [];

        public List<int> Ends { get; } = [];

        public void Clear()
        {
            Length = 0;
            Starts.Clear();
            Ends.Clear();
        }

        public void Add(char c)
        {
            Reserve(1);
            text[Length++] = c;
        }

        public void Add(ReadOnlySpan<char> added)
        {
            Reserve(added.Length);
            added.CopyTo(text.AsSpan(Length));
            Length += added.Length;
        }

        public ReadOnlySpan<char> Slice(int start, int end) => text.AsSpan(start, end - start);

        private void Reserve(int more)
        {
            if (Length + more > text.Length)
                Array.Resize(ref text, checked((Length + more) * 2));
        }
    }
}

/// <summary>Takes one term after the other; what it is shown, it does not keep.</summary>
internal interface ITermVisitor
{
    void Take(ReadOnlySpan<char> term);
}
