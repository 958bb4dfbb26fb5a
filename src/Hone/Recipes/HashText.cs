using System.Runtime.CompilerServices;
using Hone.Contracts;
using Hone.Data;
using Hone.Numerics;

namespace Hone.Recipes;

/// <summary>Turns text into counts of its terms, each at a place given by its hash: no vocabulary is learned or stored.</summary>
/// <remarks>
/// For streams and for texts with more terms than memory. Terms that share a place cannot be told apart; signs let their effects cancel on average.
/// The counts form a sparse block behind the other columns. Cost: O(characters × run lengths).
/// Source: K. Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", ICML 2009.
/// </remarks>
public sealed record HashText : IStep
{
    /// <summary>Which columns; texts by default.</summary>
    public Columns Columns { get; init; } = Columns.Texts;

    /// <summary>Places, at least 1. Default 65,536.</summary>
    public int Places { get; init => field = Require.AtLeast(value, 1); } = 1 << 16;

    /// <summary>Words or characters. Default words.</summary>
    public TextUnit Unit { get; init; }

    /// <summary>Shortest run of words or characters that is a term, at least 1. Default 1.</summary>
    public int FewestInRun { get; init => field = Require.AtLeast(value, 1); } = 1;

    /// <summary>Longest run, at least <see cref="FewestInRun"/>. Default 1.</summary>
    public int MostInRun { get; init => field = Require.AtLeast(value, 1); } = 1;

    /// <summary>Whether case is folded. Default true.</summary>
    public bool Lowercase { get; init; } = true;

    /// <summary>Shorter words are passed over; at least 1. Default 2.</summary>
    public int ShortestWord { get; init => field = Require.AtLeast(value, 1); } = 2;

    /// <summary>Words passed over, compared after case is folded. Default none.</summary>
    public IReadOnlyList<string> StopWords { get; init; } = [];

    /// <summary>Whether half of the terms count as −1. Default true.</summary>
    public bool Signed { get; init; } = true;

    /// <summary>What each row is divided by. Default its Euclidean length.</summary>
    public TextNorm Norm { get; init; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException"><see cref="MostInRun"/> is below <see cref="FewestInRun"/>.</exception>
    public StepFit Fit(Draft table, Target? target, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (MostInRun < FewestInRun)
            throw new ArgumentException(FormattableString.Invariant($"MostInRun is {MostInRun} but FewestInRun is {FewestInRun}; it must be at least as great."));
        TextTerms cut = new(Unit, FewestInRun, MostInRun, Lowercase, ShortestWord, new HashSet<string>(StopWords, StringComparer.Ordinal));
        Column[] columns = Columns.In(table.Table, "Hashing", ColumnKind.Text, ColumnKind.Category);
        StepNote[] notes = [.. columns.Select(c => new StepNote(c.Name, FormattableString.Invariant($"terms hashed to {Places} places"), ""))];
        return StepFit.Of(new FittedTextHashing([.. columns.Select(c => c.Name)], cut, Places, Signed, Norm, notes), table, context.Workers);
    }
}

/// <summary>Hashes the terms of texts to places.</summary>
public sealed class FittedTextHashing : IFittedStep, IStored<FittedTextHashing>
{
    private const int RowsInPart = 512;

    private readonly string[] names;
    private readonly TextTerms cut;
    private readonly int places;
    private readonly bool signed;
    private readonly TextNorm norm;
    private readonly StepNote[] notes;
    private readonly Lazy<string[]>[] featureNames;

    internal FittedTextHashing(string[] names, TextTerms cut, int places, bool signed, TextNorm norm, StepNote[] notes) =>
        (this.names, this.cut, this.places, this.signed, this.norm, this.notes, featureNames) = (names, cut, places, signed, norm, notes,
            [.. names.Select(name => new Lazy<string[]>(() => [.. Enumerable.Range(1, places).Select(p => FormattableString.Invariant($"{name}#{p}"))]))]);

    /// <inheritdoc/>
    public static string Kind => "step-hash-text";

    /// <inheritdoc/>
    public IReadOnlyList<StepNote> Notes => notes;

    /// <inheritdoc/>
    public Draft Apply(Draft table, int? workers = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (names.Length == 0)
            return table;
        Block[] blocks = [.. names.Select((name, j) => new Block(featureNames[j].Value, Counts(table.Table[name], workers)))];
        return table with { Table = table.Table.Without(names), Blocks = [.. table.Blocks, .. blocks] };
    }

    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Texts("columns", names);
        cut.Write(writer);
        writer.Whole("places", places);
        writer.Flag("signed", signed);
        writer.Choice("norm", norm);
        StepNote.WriteAll(writer, notes);
    }

    /// <inheritdoc/>
    public static FittedTextHashing Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new FittedTextHashing(reader.Texts("columns"), TextTerms.Read(reader), reader.Whole("places", 1), reader.Flag("signed"), reader.Choice<TextNorm>("norm"), StepNote.ReadAll(reader));
    }

    private SparseMatrix Counts(Column texts, int? workers)
    {
        TermRows[] parts = new TermRows[(texts.Count + RowsInPart - 1) / RowsInPart];
        WorkerPool.For(parts.Length, workers, p => parts[p] = Rows(texts, p * RowsInPart, Math.Min(texts.Count, (p + 1) * RowsInPart)));
        return TermRows.Matrix(parts, places, (terms, values) =>
        {
            for (int k = 0; k < terms.Length; k++)
                values[k] = TermRows.CountOf(terms[k]);
            TermRows.Normalise(values, norm, 1);
        }, workers);
    }

    private TermRows Rows(Column texts, int start, int end)
    {
        Hashed hashed = new(places, signed);
        TextTerms.Buffers buffers = new();
        int[] starts = new int[end - start + 1];
        for (int row = start; row < end; row++)
        {
            int first = hashed.Count;
            if (texts.Format(row) is { } text)
                cut.Visit(text, buffers, ref hashed);
            hashed.Join(first);
            starts[row - start + 1] = hashed.Count;
        }
        return new TermRows(starts, hashed.Terms);
    }

    /// <summary>Terms by the places of their hashes.</summary>
    private struct Hashed(int places, bool signed) : ITermVisitor
    {
        public long[] Terms { get; private set; } = new long[1024];

        public int Count { get; private set; }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take(ReadOnlySpan<char> term)
        {
            if (Count == Terms.Length)
                Terms = [.. Terms, .. new long[Count]];
            (int place, double sign) = StableHash.PlaceOf(term, places);
            Terms[Count++] = TermRows.Term(place, signed && sign < 0 ? -1 : 1);
        }

        /// <summary>Sorts the last row, which starts here, and adds up what has one place; what comes to nothing goes.</summary>
        public void Join(int first)
        {
            Span<long> row = Terms.AsSpan(first..Count);
            row.Sort();
            Count = first;
            for (int k = 0; k < row.Length;)
            {
                int place = TermRows.PlaceOf(row[k]), sum = 0;
                for (; k < row.Length && TermRows.PlaceOf(row[k]) == place; k++)
                    sum += TermRows.CountOf(row[k]);
                if (sum != 0)
                    Terms[Count++] = TermRows.Term(place, sum);
            }
        }
    }
}
