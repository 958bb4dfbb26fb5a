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
        int parts = (texts.Count + RowsInPart - 1) / RowsInPart;
        SparseRows made = new(texts.Count, parts);
        WorkerPool.For(parts, workers, p =>
        {
            TextTerms.Buffers buffers = new();
            List<long> places = [];                             // twice the place, odd where the sign is minus
            for (int i = p * RowsInPart; i < Math.Min(texts.Count, (p + 1) * RowsInPart); i++)
            {
                places.Clear();
                if (texts.Format(i) is { } text)
                {
                    cut.Visit(text, buffers, (start, end) =>
                    {
                        (int place, double sign) = StableHash.PlaceOf(buffers.Slice(start, end), this.places);
                        places.Add((2L * place) + (signed && sign < 0 ? 1 : 0));
                    });
                }
                places.Sort();
                int first = made.Count(p);
                for (int k = 0; k < places.Count;)
                {
                    long place = places[k] / 2;
                    double count = 0.0;
                    for (; k < places.Count && places[k] / 2 == place; k++)
                        count += places[k] % 2 == 0 ? 1 : -1;
                    if (count != 0)
                        made.Add(p, (int)place, count);
                }
                FittedTfIdf.Normalise(made.Values(p, first), norm, 1);
                made.EndRow(p, i);
            }
        });
        return made.Join(this.places, workers);
    }
}
