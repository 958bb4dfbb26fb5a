using Hone.Contracts;
using Hone.Data;
using Hone.Numerics;

namespace Hone.Recipes;

/// <summary>What a row of term weights is divided by.</summary>
public enum TextNorm
{
    /// <summary>Its Euclidean length.</summary>
    Euclidean,

    /// <summary>The sum of its absolute values.</summary>
    Sum,

    /// <summary>Nothing.</summary>
    None,
}

/// <summary>Turns text into the weights of its terms: how often a term stands in the row, times how rare it is among all rows (TF-IDF).</summary>
/// <remarks>
/// <para>
/// weight = tf · idf with idf = ln((1 + n) / (1 + df)) + 1 when <see cref="Smooth"/>, else ln(n / df) + 1, where df of n training rows
/// have the term; then each row is divided by its norm. A row without text, or without a known term, is all zeros. The weights form a sparse
/// block behind the other columns, terms in the order of their UTF-16 units.
/// </para>
/// <para>
/// Cost: O(characters × run lengths) time; memory for the different terms of the training rows.
/// Source: K. Spärck Jones, "A Statistical Interpretation of Term Specificity and Its Application in Retrieval", Journal of Documentation 28(1), 1972;
/// G. Salton and C. Buckley, "Term-Weighting Approaches in Automatic Text Retrieval", Information Processing and Management 24(5), 1988.
/// </para>
/// </remarks>
public sealed record TfIdf : IStep
{
    /// <summary>Which columns; texts by default. Categories are taken by their level's text.</summary>
    public Columns Columns { get; init; } = Columns.Texts;

    /// <summary>Words or characters. Default words.</summary>
    public TextUnit Unit { get; init; }

    /// <summary>Shortest run of words or characters that is a term, at least 1. Default 1.</summary>
    public int FewestInRun { get; init => field = Require.AtLeast(value, 1); } = 1;

    /// <summary>Longest run of words or characters that is a term, at least <see cref="FewestInRun"/>. Default 1.</summary>
    public int MostInRun { get; init => field = Require.AtLeast(value, 1); } = 1;

    /// <summary>Whether case is folded. Default true.</summary>
    public bool Lowercase { get; init; } = true;

    /// <summary>Shorter words are passed over; at least 1. Default 2.</summary>
    public int ShortestWord { get; init => field = Require.AtLeast(value, 1); } = 2;

    /// <summary>Words passed over, compared after case is folded. Default none.</summary>
    public IReadOnlyList<string> StopWords { get; init; } = [];

    /// <summary>Terms in fewer training rows are left out; at least 1. Default 1.</summary>
    public int MinRows { get; init => field = Require.AtLeast(value, 1); } = 1;

    /// <summary>Terms in a greater share of the training rows are left out; in (0, 1]. Default 1.</summary>
    public double MaxShare { get; init => field = Require.Share(value); } = 1;

    /// <summary>At most this many terms a column, the most frequent ones (of equals the first). Null, the default, sets no limit.</summary>
    public int? MaxTerms { get; init => field = value is { } v ? Require.AtLeast(v, 1) : null; }

    /// <summary>Whether tf is 1 + ln(count) instead of the count. Default false.</summary>
    public bool Sublinear { get; init; }

    /// <summary>Whether tf is 1 for any count. Default false.</summary>
    public bool Binary { get; init; }

    /// <summary>Whether terms are weighted by their rarity. Default true.</summary>
    public bool Idf { get; init; } = true;

    /// <summary>Whether rarity is computed as if one more row held every term once. Default true.</summary>
    public bool Smooth { get; init; } = true;

    /// <summary>What each row is divided by. Default its Euclidean length.</summary>
    public TextNorm Norm { get; init; }

    /// <summary>The norm that each row has afterwards where <see cref="Norm"/> is not None; finite and above 0. Default 1.</summary>
    public double Length { get; init => field = Require.Positive(value); } = 1;

    /// <summary>Whether the text stays for a further step. Default false.</summary>
    public bool KeepText { get; init; }

    /// <summary>The reason that the notes give; empty by default.</summary>
    public string Why { get; init; } = "";

    /// <inheritdoc/>
    /// <exception cref="ArgumentException"><see cref="MostInRun"/> is below <see cref="FewestInRun"/>, or a column is neither text nor a category.</exception>
    public StepFit Fit(Draft table, Target? target, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (MostInRun < FewestInRun)
            throw new ArgumentException(FormattableString.Invariant($"MostInRun is {MostInRun} but FewestInRun is {FewestInRun}; it must be at least as great."));
        TextTerms cut = new(Unit, FewestInRun, MostInRun, Lowercase, ShortestWord, new HashSet<string>(StopWords, StringComparer.Ordinal));
        Column[] columns = Columns.In(table.Table, "TF-IDF", ColumnKind.Text, ColumnKind.Category);
        List<TextVocabulary> fitted = [];
        List<StepNote> notes = [];
        HashSet<string> taken = table.Names();
        foreach (Column column in columns)
        {
            (string[] terms, int[] rows) = Learn(cut, column, context, out int different);
            double[] idf = new double[terms.Length];
            for (int t = 0; t < idf.Length; t++)
                idf[t] = !Idf ? 1 : Smooth ? Elementary.Log((1.0 + column.Count) / (1.0 + rows[t])) + 1 : Elementary.Log((double)column.Count / rows[t]) + 1;
            string[] names = [.. terms.Select(t => Draft.FreeName($"{column.Name}: {t}", taken))];
            fitted.Add(new TextVocabulary(column.Name, terms, idf, names));
            notes.Add(new StepNote(column.Name, FormattableString.Invariant($"TF-IDF of {terms.Length} terms ({different} different ones were there)"), Why));
        }
        return StepFit.Of(new FittedTfIdf(cut, [.. fitted], Sublinear, Binary, Norm, Length, KeepText, [.. notes]), table, context.Workers);
    }

    private (string[] Terms, int[] Rows) Learn(TextTerms cut, Column column, FitContext context, out int different)
    {
        Dictionary<string, int> positions = new(StringComparer.Ordinal);
        Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup = positions.GetAlternateLookup<ReadOnlySpan<char>>();
        List<string> terms = [];
        List<int> rows = [], last = [];
        List<long> counts = [];
        TextTerms.Buffers buffers = new();
        for (int i = 0; i < column.Count; i++)
        {
            if ((i & 1023) == 0)
                context.Cancellation.ThrowIfCancellationRequested();
            if (column.Format(i) is not { } text)
                continue;
            int row = i;
            cut.Visit(text, buffers, term =>
            {
                if (!lookup.TryGetValue(term, out int t))
                {
                    t = terms.Count;
                    string word = term.ToString();
                    positions[word] = t;
                    terms.Add(word);
                    rows.Add(0);
                    last.Add(-1);
                    counts.Add(0);
                }
                counts[t]++;
                if (last[t] != row)
                {
                    last[t] = row;
                    rows[t]++;
                }
            });
        }
        different = terms.Count;
        double most = MaxShare * column.Count;
        IEnumerable<int> kept = Enumerable.Range(0, terms.Count).Where(t => rows[t] >= MinRows && (MaxShare >= 1 || rows[t] <= most));
        int[] order = [.. kept];
        Array.Sort(order, (a, b) => string.CompareOrdinal(terms[a], terms[b]));
        if (MaxTerms is { } limit && order.Length > limit)
            order = [.. order.OrderByDescending(t => counts[t]).Take(limit).OrderBy(t => terms[t], StringComparer.Ordinal)];
        return ([.. order.Select(t => terms[t])], [.. order.Select(t => rows[t])]);
    }
}

/// <summary>The terms of one column, their weights and the names of their features.</summary>
internal sealed class TextVocabulary(string column, string[] terms, double[] idf, string[] names)
{
    public string Column => column;

    public string[] Terms => terms;

    public double[] Idf => idf;

    public string[] Names => names;

    public Dictionary<string, int> Positions { get; } = Levels.Positions(terms);
}

/// <summary>Turns text into weights of terms.</summary>
public sealed class FittedTfIdf : IFittedStep, IStored<FittedTfIdf>
{
    private readonly TextTerms cut;
    private readonly TextVocabulary[] columns;
    private readonly bool sublinear, binary;
    private readonly TextNorm norm;
    private readonly double length;
    private readonly bool keepText;
    private readonly StepNote[] notes;

    internal FittedTfIdf(TextTerms cut, TextVocabulary[] columns, bool sublinear, bool binary, TextNorm norm, double length, bool keepText, StepNote[] notes) =>
        (this.cut, this.columns, this.sublinear, this.binary, this.norm, this.length, this.keepText, this.notes) = (cut, columns, sublinear, binary, norm, length, keepText, notes);

    /// <inheritdoc/>
    public static string Kind => "step-tf-idf";

    /// <summary>The terms of each column in turn, in the order of the features.</summary>
    public IEnumerable<string> Terms => columns.SelectMany(c => c.Terms);

    /// <summary>What each term's frequency is multiplied by.</summary>
    public IEnumerable<double> Idf => columns.SelectMany(c => c.Idf);

    /// <inheritdoc/>
    public IReadOnlyList<StepNote> Notes => notes;

    /// <inheritdoc/>
    public Draft Apply(Draft table, int? workers = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (columns.Length == 0)
            return table;
        Block[] blocks = [.. columns.Select(c => new Block(c.Names, Weights(c, table.Table[c.Column])))];
        return table with { Table = keepText ? table.Table : table.Table.Without([.. columns.Select(c => c.Column)]), Blocks = [.. table.Blocks, .. blocks] };
    }

    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        cut.Write(writer);
        writer.Flag("sublinear", sublinear);
        writer.Flag("binary", binary);
        writer.Choice("norm", norm);
        writer.Number("length", length);
        writer.Flag("keepText", keepText);
        writer.Groups("columns", columns, static (w, column) =>
        {
            w.Text("column", column.Column);
            w.Texts("terms", column.Terms);
            w.Numbers("idf", column.Idf);
            w.Texts("names", column.Names);
        });
        StepNote.WriteAll(writer, notes);
    }

    /// <inheritdoc/>
    public static FittedTfIdf Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        TextVocabulary[] columns = reader.Groups("columns", static r =>
        {
            string[] terms = r.Texts("terms"), names = r.Texts("names");
            return names.Length == terms.Length ? new TextVocabulary(r.Text("column"), terms, r.Numbers("idf", terms.Length), names) : throw r.Fault("names", "does not have one entry a term");
        });
        return new FittedTfIdf(TextTerms.Read(reader), columns, reader.Flag("sublinear"), reader.Flag("binary"), reader.Choice<TextNorm>("norm"), reader.Number("length"), reader.Flag("keepText"), StepNote.ReadAll(reader));
    }

    private SparseMatrix Weights(TextVocabulary column, Column texts)
    {
        Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup = column.Positions.GetAlternateLookup<ReadOnlySpan<char>>();
        TextTerms.Buffers buffers = new();
        int[] counts = new int[column.Terms.Length];
        List<int> found = [];
        int[] starts = new int[texts.Count + 1];
        List<int> indices = [];
        List<double> weights = [];
        for (int i = 0; i < texts.Count; i++)
        {
            if (texts.Format(i) is { } text)
            {
                found.Clear();
                cut.Visit(text, buffers, term =>
                {
                    if (lookup.TryGetValue(term, out int t) && counts[t]++ == 0)
                        found.Add(t);
                });
                found.Sort();
                int start = weights.Count;
                foreach (int t in found)
                {
                    double tf = binary ? 1 : sublinear ? 1 + Elementary.Log(counts[t]) : counts[t];
                    counts[t] = 0;
                    indices.Add(t);
                    weights.Add(tf * column.Idf[t]);
                }
                Normalise(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(weights)[start..], norm, length);
            }
            starts[i + 1] = indices.Count;
        }
        return new SparseMatrix(texts.Count, column.Terms.Length, starts, [.. indices], [.. weights]);
    }

    internal static void Normalise(Span<double> row, TextNorm norm, double length)
    {
        if (norm == TextNorm.None)
            return;
        double size = 0;
        foreach (double weight in row)
            size += norm == TextNorm.Sum ? Math.Abs(weight) : weight * weight;
        if (size == 0)
            return;
        size = norm == TextNorm.Sum ? size : Math.Sqrt(size);
        foreach (ref double weight in row)
            weight = length * (weight / size);
    }
}
