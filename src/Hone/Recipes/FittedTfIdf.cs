using System.Runtime.InteropServices;
using Hone.Contracts;
using Hone.Data;
using Hone.Numerics;

namespace Hone.Recipes;

/// <summary>The terms of one column, their weights and the names of their features.</summary>
internal sealed class TextVocabulary(string column, string[] terms, double[] idf, string[] names)
{
    private readonly Lazy<TermTable> table = new(() => TermCounts.Number(terms));

    public string Column => column;

    public string[] Terms => terms;

    public double[] Idf => idf;

    public string[] Names => names;

    /// <summary>The terms by their places, made when it is first asked for.</summary>
    public TermTable Table => table.Value;
}

/// <summary>Turns text into weights of terms.</summary>
public sealed class FittedTfIdf : IFittedStep, IStored<FittedTfIdf>
{
    private const int RowsInPart = 512;

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
        int parts = (table.RowCount + RowsInPart - 1) / RowsInPart;
        return Weighted(table, [.. columns.Select(column => Enumerable.Range(0, parts)
            .Select(p => (ITermRows)new FoundRows(cut, column.Table, table.Table[column.Column], p * RowsInPart, Math.Min(RowsInPart, table.RowCount - (p * RowsInPart)))).ToArray())], workers);
    }

    /// <summary>The table with a block of weights for each column; <paramref name="rows"/> holds each column's rows in consecutive parts.</summary>
    internal Draft Weighted(Draft table, IReadOnlyList<ITermRows[]> rows, int? workers)
    {
        if (columns.Length == 0)
            return table;
        Block[] blocks = [.. columns.Select((column, j) => new Block(column.Names, Weights(column.Idf, rows[j], table.RowCount, workers)))];
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

    private SparseMatrix Weights(double[] idf, ITermRows[] parts, int rows, int? workers)
    {
        SparseRows made = new(rows, parts.Length);
        int[] firsts = new int[parts.Length];
        for (int p = 1; p < parts.Length; p++)
            firsts[p] = firsts[p - 1] + parts[p - 1].Count;
        WorkerPool.For(parts.Length, workers, p =>
        {
            List<int> terms = [];
            for (int i = 0; i < parts[p].Count; i++)
            {
                terms.Clear();
                parts[p].Terms(i, terms);
                terms.Sort();
                Span<int> sorted = CollectionsMarshal.AsSpan(terms);
                int start = made.Count(p);
                for (int k = 0, end; k < sorted.Length; k = end)
                {
                    for (end = k + 1; end < sorted.Length && sorted[end] == sorted[k]; end++)
                    {
                    }
                    int count = end - k;
                    double tf = binary || count == 1 ? 1 : sublinear ? 1 + Elementary.Log(count) : count;
                    made.Add(p, sorted[k], tf * idf[sorted[k]]);
                }
                Normalise(made.Values(p, start), norm, length);
                made.EndRow(p, firsts[p] + i);
            }
        });
        return made.Join(idf.Length, workers);
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

/// <summary>Consecutive rows of a table, their terms looked up in a vocabulary.</summary>
internal sealed class FoundRows(TextTerms cut, TermTable vocabulary, Column texts, int start, int count) : ITermRows
{
    private readonly TextTerms.Buffers buffers = new();

    public int Count => count;

    public void Terms(int row, List<int> terms)
    {
        if (texts.Format(start + row) is not { } text)
            return;
        cut.Visit(text, buffers, (from, to) =>
        {
            int place = vocabulary.Find(buffers.Slice(from, to));
            if (place >= 0)
                terms.Add(place);
        });
    }
}
