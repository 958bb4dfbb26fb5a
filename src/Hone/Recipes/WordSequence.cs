using Hone.Contracts;
using Hone.Data;

namespace Hone.Recipes;

/// <summary>Turns texts into the numbers of their words, in order: one column a place, for networks that read.</summary>
/// <remarks>
/// A word is a run of letters, digits and apostrophes, in lower case; any other character that is no white space is a word of its own. Words of at least <see cref="MinRows"/> training rows get the numbers
/// 2, 3, … by falling frequency; 1 stands for all others and 0 for places behind the end. There are as many columns as the longest training text has words, at most <see cref="Length"/>; longer texts are cut. A gap is an empty text.
/// Cost: O(characters).
/// </remarks>
public sealed record WordSequence : IStep
{
    /// <summary>Which columns; texts by default.</summary>
    public Columns Columns { get; init; } = Columns.Texts;

    /// <summary>Words of a text at most, at least 1; by default 64.</summary>
    public int Length { get; init => field = Numerics.Require.AtLeast(value, 1); } = 64;

    /// <summary>Words with a number of their own at most, the most frequent, at least 1; by default 20,000.</summary>
    public int MaxWords { get; init => field = Numerics.Require.AtLeast(value, 1); } = 20_000;

    /// <summary>Training rows that a word must stand in, at least 1; by default 2.</summary>
    public int MinRows { get; init => field = Numerics.Require.AtLeast(value, 1); } = 2;

    /// <summary>The reason that the notes give; empty by default.</summary>
    public string Why { get; init; } = "";

    /// <inheritdoc/>
    public StepFit Fit(Draft table, Target? target, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(table);
        Column[] columns = Columns.In(table.Table, "Numbering words", ColumnKind.Text);
        string[][] words = new string[columns.Length][];
        int[] lengths = new int[columns.Length];
        context.For(columns.Length, j => (words[j], lengths[j]) = Learn((TextColumn)columns[j]));
        StepNote[] notes = [.. columns.Select((c, j) => new StepNote(c.Name, FormattableString.Invariant($"its first {lengths[j]} words in order, as numbers of {words[j].Length} known words"), Why))];
        return StepFit.Of(new FittedWordSequence([.. columns.Select(c => c.Name)], words, lengths, notes), table, context.Workers);
    }

    private (string[] Words, int Length) Learn(TextColumn texts)
    {
        Dictionary<string, (int Rows, int Last)> rows = new(StringComparer.Ordinal);
        int longest = 1;
        for (int i = 0; i < texts.Count; i++)
        {
            int length = 0;
            foreach (string word in FittedWordSequence.Words(texts[i]))
            {
                length++;
                (int seen, int last) = rows.GetValueOrDefault(word, (0, -1));
                if (last != i)
                    rows[word] = (seen + 1, i);
            }
            longest = Math.Max(longest, length);
        }
        string[] kept = [.. rows.Where(w => w.Value.Rows >= MinRows).OrderByDescending(w => w.Value.Rows).ThenBy(w => w.Key, StringComparer.Ordinal).Take(MaxWords).Select(w => w.Key)];
        return (kept, Math.Min(longest, Length));
    }
}

/// <summary>Turns texts into the numbers of their words.</summary>
public sealed class FittedWordSequence : IFittedStep, IStored<FittedWordSequence>
{
    // Behind the end of a text, a word that training did not keep, the first kept one.
    private const int First = 2, Unknown = 1;

    private readonly string[] names;
    private readonly string[][] words;
    private readonly int[] lengths;
    private readonly Dictionary<string, int>[] numbers;
    private readonly StepNote[] notes;

    internal FittedWordSequence(string[] names, string[][] words, int[] lengths, StepNote[] notes)
    {
        (this.names, this.words, this.lengths, this.notes) = (names, words, lengths, notes);
        numbers = [.. words.Select(known => known.Select((word, i) => (word, i)).ToDictionary(p => p.word, p => p.i + First, StringComparer.Ordinal))];
    }

    /// <inheritdoc/>
    public static string Kind => "step-word-sequence";

    /// <inheritdoc/>
    public IReadOnlyList<StepNote> Notes => notes;

    /// <inheritdoc/>
    public Draft Apply(Draft table, int? workers = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table.Replace(names, workers, (j, column) =>
        {
            TextColumn texts = (TextColumn)column;
            long[][] places = [.. Enumerable.Range(0, lengths[j]).Select(_ => new long[texts.Count])];
            for (int i = 0; i < texts.Count; i++)
            {
                int place = 0;
                foreach (string word in Words(texts[i]))
                {
                    if (place == lengths[j])
                        break;
                    places[place++][i] = numbers[j].GetValueOrDefault(word, Unknown);
                }
            }
            return (IReadOnlyList<Column>)[.. places.Select((values, place) => new WholeColumn(FormattableString.Invariant($"{column.Name} [{place + 1}]"), values))];
        });
    }

    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Texts("names", names);
        writer.Wholes("lengths", lengths);
        writer.Groups("words", words, static (w, known) => w.Texts("known", known));
        StepNote.WriteAll(writer, notes);
    }

    /// <inheritdoc/>
    public static FittedWordSequence Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        string[] names = reader.Texts("names");
        int[] lengths = reader.Wholes("lengths", names.Length);
        string[][] words = reader.Groups("words", static r => r.Texts("known"));
        if (words.Length != names.Length || Array.Exists(lengths, length => length is < 1 or > 1 << 20))
            throw reader.Fault("lengths", "do not fit the columns");
        if (Array.Exists(words, known => known.Distinct(StringComparer.Ordinal).Count() != known.Length))
            throw reader.Fault("words", "hold one twice");
        return new FittedWordSequence(names, words, lengths, StepNote.ReadAll(reader));
    }

    /// <summary>The words of a text, in lower case, in order.</summary>
    internal static IEnumerable<string> Words(string? text)
    {
        for (int at = 0; text is not null && at < text.Length;)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }
            int end = at;
            while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '\'' or '’'))
                end++;
            // Both halves of a character beyond the first 65,536 stay together.
            if (end == at)
                end += at + 1 < text.Length && char.IsSurrogatePair(text, at) ? 2 : 1;
            yield return text[at..end].ToLowerInvariant();
            at = end;
        }
    }
}
