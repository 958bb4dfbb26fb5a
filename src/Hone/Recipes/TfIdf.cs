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
        List<TermRows[]> rows = [];
        HashSet<string> taken = table.Names();
        foreach (Column column in columns)
        {
            TermCounts counts = TermCounts.Of(column, cut, context);
            (string[] terms, int[] rowsOf) = counts.Keep(MinRows, MaxShare >= 1 ? int.MaxValue : MaxShare * column.Count, MaxTerms);
            double[] idf = new double[terms.Length];
            for (int t = 0; t < idf.Length; t++)
                idf[t] = !Idf ? 1 : Smooth ? Elementary.Log((1.0 + column.Count) / (1.0 + rowsOf[t])) + 1 : Elementary.Log((double)column.Count / rowsOf[t]) + 1;
            taken.EnsureCapacity(taken.Count + terms.Length);
            string[] names = Array.ConvertAll(terms, term => Draft.FreeName($"{column.Name}: {term}", taken));
            fitted.Add(new TextVocabulary(column.Name, terms, idf, names));
            rows.Add(counts.Rows(context));
            notes.Add(new StepNote(column.Name, FormattableString.Invariant($"TF-IDF of {terms.Length} terms ({counts.Different} different ones were there)"), Why));
        }
        FittedTfIdf step = new(cut, [.. fitted], Sublinear, Binary, Norm, Length, KeepText, [.. notes]);
        return new StepFit(step, step.Weighted(table, rows, context.Workers));
    }
}
