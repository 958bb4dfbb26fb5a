using Hone.Contracts;
using Hone.Data;
using Hone.Numerics;

namespace Hone.Recipes;

/// <summary>Turns a category into few numbers by hashing its level: one of them is 1 or −1, the others 0.</summary>
/// <remarks>
/// Nothing is learned, so a level never seen before has its place too; levels that share a place cannot be told apart, and the signs let their
/// effects cancel on average. A gap is all zeros. Cost: O(n) plus 8 bytes a row and place.
/// Source: K. Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", ICML 2009.
/// </remarks>
public sealed record HashEncode : IStep
{
    /// <summary>Which columns; categories by default. Texts are taken whole.</summary>
    public Columns Columns { get; init; } = Columns.Categories;

    /// <summary>Numbers made of each column, at least 1. Default 16.</summary>
    public int Places { get; init => field = Require.AtLeast(value, 1); } = 16;

    /// <summary>Whether half of the levels count as −1. Default true.</summary>
    public bool Signed { get; init; } = true;

    /// <inheritdoc/>
    public StepFit Fit(Draft table, Target? target, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(table);
        Column[] columns = Columns.In(table.Table, "Hashing", ColumnKind.Category, ColumnKind.Text);
        HashSet<string> taken = table.Names();
        string[] outputs = [.. columns.SelectMany(c => Enumerable.Range(1, Places).Select(p => Draft.FreeName(FormattableString.Invariant($"{c.Name}#{p}"), taken)))];
        StepNote[] notes = [.. columns.Select(c => new StepNote(c.Name, FormattableString.Invariant($"hashed to {Places} places"), ""))];
        return StepFit.Of(new FittedHashing([.. columns.Select(c => c.Name)], outputs, Places, Signed, notes), table, context.Workers);
    }
}

/// <summary>Hashes categories to places.</summary>
public sealed class FittedHashing : IFittedStep, IStored<FittedHashing>
{
    private readonly string[] names, outputs;
    private readonly int places;
    private readonly bool signed;
    private readonly StepNote[] notes;

    internal FittedHashing(string[] names, string[] outputs, int places, bool signed, StepNote[] notes) =>
        (this.names, this.outputs, this.places, this.signed, this.notes) = (names, outputs, places, signed, notes);

    /// <inheritdoc/>
    public static string Kind => "step-hash";

    /// <inheritdoc/>
    public IReadOnlyList<StepNote> Notes => notes;

    /// <inheritdoc/>
    public Draft Apply(Draft table, int? workers = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table.Replace(names, workers, (j, column) =>
        {
            double[][] values = [.. Enumerable.Range(0, places).Select(_ => new double[table.RowCount])];
            (int Place, double Sign)[]? ofLevel = column is CategoryColumn category ? [.. category.Levels.Select(l => StableHash.PlaceOf(l, places))] : null;
            for (int i = 0; i < table.RowCount; i++)
            {
                if (column.IsMissing(i))
                    continue;
                (int place, double sign) = ofLevel is null ? StableHash.PlaceOf(column.Format(i), places) : ofLevel[((CategoryColumn)column).Codes[i]];
                values[place][i] = signed ? sign : 1;
            }
            return (IReadOnlyList<Column>)[.. values.Select((v, p) => new NumberColumn(outputs[(j * places) + p], v))];
        });
    }

    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Texts("columns", names);
        writer.Texts("outputs", outputs);
        writer.Whole("places", places);
        writer.Flag("signed", signed);
        StepNote.WriteAll(writer, notes);
    }

    /// <inheritdoc/>
    public static FittedHashing Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        string[] names = reader.Texts("columns"), outputs = reader.Texts("outputs");
        int places = reader.Whole("places", 1);
        return outputs.Length == (long)names.Length * places ? new FittedHashing(names, outputs, places, reader.Flag("signed"), StepNote.ReadAll(reader)) : throw reader.Fault("outputs", "does not have one entry a place");
    }
}
