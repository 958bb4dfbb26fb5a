using Hone.Contracts;
using Hone.Data;
using Hone.Models.Neighbors;
using Hone.Numerics;

namespace Hone.Recipes;

/// <summary>Fills gaps in numbers with the mean of the k nearest training rows that have a value there.</summary>
/// <remarks>
/// <para>
/// The distance of two rows is √(d / m · Σ (xⱼ − yⱼ)²) over the m of d columns that both have. Rows that share no column come last and have no weight
/// by distance; where no row that has the value shares a column, the column's mean fills it. Scale the columns first: the one with the widest range rules the distance.
/// </para>
/// <para>
/// The training rows are kept in the model. Cost: O(rows with gaps × training rows × d) time, 8·d bytes a training row.
/// Source: O. Troyanskaya et al., "Missing Value Estimation Methods for DNA Microarrays", Bioinformatics 17(6), 2001.
/// </para>
/// </remarks>
public sealed record KnnImpute : IStep
{
    /// <summary>Which columns are filled and make up the distance; numbers by default.</summary>
    public Columns Columns { get; init; } = Columns.Numbers;

    /// <summary>k, at least 1. Default 5.</summary>
    public int Neighbors { get; init => field = Require.AtLeast(value, 1); } = 5;

    /// <summary>Whether neighbours count by 1 / distance instead of alike; those at distance 0 then count alone. Default false.</summary>
    public bool ByDistance { get; init; }

    /// <summary>The reason that the notes give; empty by default.</summary>
    public string Why { get; init; } = "";

    /// <inheritdoc/>
    public StepFit Fit(Draft table, Target? target, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(table);
        Column[] columns = Columns.In(table.Table, "Filling gaps from neighbours", ColumnKind.Number, ColumnKind.Whole, ColumnKind.Flag);
        GroupedRows rows = GroupedRows.FromColumns(columns.Length, table.RowCount, j => NumericView.Of(columns[j]));
        double[] means = [.. columns.Select(c => Statistics.Mean(NumericView.Of(c)))];
        StepNote[] notes = [.. columns.Where(c => c.MissingCount > 0).Select(c => new StepNote(c.Name, FormattableString.Invariant($"filled {c.MissingCount} of {c.Count} with the mean of the {Neighbors} nearest rows"), Why))];
        FittedNeighborImputation step = new([.. columns.Select(c => c.Name)], new GappedNeighbors(rows), means, Neighbors, ByDistance, notes);
        return StepFit.Of(step, table, context.Workers);
    }
}

/// <summary>Fills gaps from the nearest training rows, which it holds.</summary>
public sealed class FittedNeighborImputation : IFittedStep, IStored<FittedNeighborImputation>
{
    private const int RowsInChunk = 64;

    private readonly string[] names;
    private readonly GappedNeighbors donors;
    private readonly double[] means;
    private readonly int neighbors;
    private readonly bool byDistance;
    private readonly StepNote[] notes;

    internal FittedNeighborImputation(string[] names, GappedNeighbors donors, double[] means, int neighbors, bool byDistance, StepNote[] notes) =>
        (this.names, this.donors, this.means, this.neighbors, this.byDistance, this.notes) = (names, donors, means, neighbors, byDistance, notes);

    /// <inheritdoc/>
    public static string Kind => "step-impute-neighbors";

    /// <summary>The columns.</summary>
    public IReadOnlyList<string> Names => names;

    /// <inheritdoc/>
    public IReadOnlyList<StepNote> Notes => notes;

    /// <inheritdoc/>
    public Draft Apply(Draft table, int? workers = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (names.Length == 0)
            return table;
        Column[] columns = [.. names.Select(n => table.Table[n])];
        Matrix rows = RowsOf(columns, table.RowCount), filled = rows.Copy();
        int chunks = (rows.Rows + RowsInChunk - 1) / RowsInChunk;
        WorkerPool.For(chunks, workers, chunk => donors.Find(rows, chunk * RowsInChunk, Math.Min(rows.Rows, (chunk + 1) * RowsInChunk), neighbors,
            (row, column, values, distances) => filled[row, column] = Mean(column, values, distances)));
        return table.Replace(names, workers, (j, column) => new NumberColumn(column.Name, filled.Column(j)));
    }

    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Texts("columns", names);
        writer.Matrix("donors", donors.ToMatrix());
        writer.Numbers("means", means);
        writer.Whole("neighbors", neighbors);
        writer.Flag("byDistance", byDistance);
        StepNote.WriteAll(writer, notes);
    }

    /// <inheritdoc/>
    public static FittedNeighborImputation Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        string[] names = reader.Texts("columns");
        Matrix donors = reader.Matrix("donors");
        if (donors.Columns != names.Length)
            throw reader.Fault("donors", "does not have one column a name");
        return new FittedNeighborImputation(names, new GappedNeighbors(GroupedRows.FromColumns(donors.Columns, donors.Rows, j => donors.Column(j))), reader.Numbers("means", names.Length), reader.Whole("neighbors", 1), reader.Flag("byDistance"), StepNote.ReadAll(reader));
    }

    internal static Matrix RowsOf(Column[] columns, int rowCount)
    {
        Matrix rows = new(rowCount, columns.Length);
        Span<double> all = rows.Strided;
        for (int j = 0; j < columns.Length; j++)
        {
            ReadOnlySpan<double> values = NumericView.Of(columns[j]);
            for (int i = 0; i < rowCount; i++)
                all[(i * columns.Length) + j] = values[i];
        }
        return rows;
    }

    private double Mean(int column, ReadOnlySpan<double> values, ReadOnlySpan<double> distances)
    {
        if (values.IsEmpty || double.IsPositiveInfinity(distances[0]))
            return means[column];
        bool exact = byDistance && distances[0] == 0;
        double sum = 0, weights = 0;
        for (int i = 0; i < values.Length; i++)
        {
            double weight = !byDistance ? 1 : exact ? (distances[i] == 0 ? 1 : 0) : 1 / distances[i];
            sum += weight * values[i];
            weights += weight;
        }
        return sum / weights;
    }
}
