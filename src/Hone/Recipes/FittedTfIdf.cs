using System.Runtime.CompilerServices;
using Hone.Contracts;
using Hone.Data;
using Hone.Numerics;

namespace Hone.Recipes;

/// <summary>The terms of one column, their weights and the names of their features.</summary>
internal sealed class TextVocabulary(string column, string[] terms, double[] idf, string[] names)
{
    private readonly Lazy<TermTable> table = new(() => TermTable.Of(terms));

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
    // Counts whose frequencies are computed once.
    private const int Frequencies = 64;

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
        return Weighted(table, [.. columns.Select(column => FoundTerms.Rows(cut, column.Table, table.Table[column.Column], workers))], workers);
    }

    /// <summary>The table with a block of weights for each column; <paramref name="rows"/> holds each column's rows in consecutive parts.</summary>
    internal Draft Weighted(Draft table, IReadOnlyList<TermRows[]> rows, int? workers)
    {
        if (columns.Length == 0)
            return table;
        Block[] blocks = [.. columns.Select((column, j) => new Block(column.Names, Weights(column.Idf, rows[j], workers)))];
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

    private SparseMatrix Weights(double[] idf, TermRows[] rows, int? workers)
    {
        double[] frequencies = [.. Enumerable.Range(0, Frequencies).Select(Frequency)];
        return TermRows.Matrix(rows, idf.Length, [MethodImpl(MethodImplOptions.AggressiveOptimization)] (terms, values) =>
        {
            for (int k = 0; k < terms.Length; k++)
            {
                int count = TermRows.CountOf(terms[k]);
                values[k] = (count < Frequencies ? frequencies[count] : Frequency(count)) * idf[TermRows.PlaceOf(terms[k])];
            }
            TermRows.Normalise(values, norm, length);
        }, workers);
    }

    private double Frequency(int count) => binary || count == 1 ? 1 : sublinear && count > 0 ? 1 + Elementary.Log(count) : count;
}
