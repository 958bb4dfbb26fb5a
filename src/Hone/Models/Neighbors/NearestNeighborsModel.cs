using System.Buffers;
using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Neighbors;

/// <summary>What fitting <see cref="NearestNeighbors"/> gives: a <see cref="NeighborsRegressor"/> or a <see cref="NeighborsClassifier"/>. It keeps the training rows.</summary>
public abstract class NearestNeighborsModel : IModel
{
    // Up to this many neighbours a search works on the stack.
    private const int MostOnStack = 128;

    // Rows that are predicted together, numbers about them that are kept at most, and rows whose votes one task counts.
    private const int RowsInSlab = 16 * 1024, MostInSlab = 1 << 22, RowsInTask = 512;

    private readonly NeighborWeighting weighting;
    private readonly double[] weights;

    private protected NearestNeighborsModel(IReadOnlyList<FeatureColumn> inputs, NeighborIndex index, int neighbors, NeighborWeighting weighting, double[] weights)
    {
        (Inputs, Index, this.weighting, this.weights) = (inputs, index, weighting, weights);
        Neighbors = Math.Min(neighbors, index.Rows);
    }

    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Inputs { get; }

    /// <inheritdoc/>
    public FitReport Report => FitReport.Exact;

    /// <summary>How many neighbours decide: k, or the number of training rows where that is smaller.</summary>
    public int Neighbors { get; }

    /// <summary>How neighbours are found; never Auto.</summary>
    public NeighborSearch Search => Index.Search;

    internal NeighborIndex Index { get; }

    internal NeighborWeighting Weighting => weighting;

    /// <summary>The training rows' weights, or none.</summary>
    internal IReadOnlyList<double> RowWeights => weights;

    /// <summary>What each training row votes for: numbers, or a 1 for its class.</summary>
    internal abstract Matrix Votes { get; }

    /// <summary>The training rows nearest to a row, nearest first; of equals, the one that came first. Rows of weight 0 were left out before counting.</summary>
    /// <param name="row">d numbers.</param>
    /// <param name="rows">Receives positions of training rows, from 0; at most as many as there are.</param>
    /// <param name="distances">Receives their distances; as long as <paramref name="rows"/>.</param>
    /// <returns>How many were found.</returns>
    /// <exception cref="ArgumentException">The row's width is not the model's, it holds a value that is not finite, or the lengths differ.</exception>
    public int Find(ReadOnlySpan<double> row, Span<int> rows, Span<double> distances)
    {
        RequireFinite(row);
        Require.SameLength(distances.Length, rows.Length, nameof(distances), nameof(rows));
        NearestList nearest = new(distances, rows);
        if (rows.Length > 0)
            Index.Find(row, ref nearest);
        return nearest.Count;
    }

    // Adds up the neighbours of one row, each with its share of the vote.
    private protected void Vote(ReadOnlySpan<double> row, Span<double> sums)
    {
        RequireFinite(row);
        double[]? rented = Neighbors > MostOnStack ? ArrayPool<double>.Shared.Rent(Neighbors) : null;
        int[]? rentedRows = Neighbors > MostOnStack ? ArrayPool<int>.Shared.Rent(Neighbors) : null;
        Span<double> distances = rented ?? stackalloc double[MostOnStack];
        Span<int> rows = rentedRows ?? stackalloc int[MostOnStack];
        NearestList nearest = new(distances[..Neighbors], rows[..Neighbors]);
        Index.Find(row, ref nearest);
        Vote(nearest.Distances, nearest.Rows, sums);
        if (rented is not null)
            ArrayPool<double>.Shared.Return(rented);
        if (rentedRows is not null)
            ArrayPool<int>.Shared.Return(rentedRows);
    }

    // The same for many rows, a slab of them after the other.
    private protected void Vote(Features x, Matrix sums, int? workers)
    {
        int slab = Math.Clamp(MostInSlab / Math.Max(Neighbors, x.IsSparse ? x.ColumnCount : 1), 1, RowsInSlab);
        double[] distances = ArrayPool<double>.Shared.Rent(Math.Min(x.RowCount, slab) * Neighbors);
        int[] rows = ArrayPool<int>.Shared.Rent(Math.Min(x.RowCount, slab) * Neighbors);
        for (int start = 0; start < x.RowCount; start += slab)
        {
            int count = Math.Min(slab, x.RowCount - start), first = start;
            Matrix queries = x.IsSparse ? new(count, x.ColumnCount) : x.ToDense().RowRange(start, count);
            InTasks(count, workers, i =>
            {
                x.Sparse?.CopyRow(first + i, queries.Row(i));
                RequireFinite(queries.Row(i));
            });
            Index.Find(queries, Neighbors, distances, rows, workers);
            InTasks(count, workers, i => Vote(distances.AsSpan(i * Neighbors, Neighbors), rows.AsSpan(i * Neighbors, Neighbors), sums.Row(first + i)));
        }
        ArrayPool<double>.Shared.Return(distances);
        ArrayPool<int>.Shared.Return(rows);
    }

    private static void InTasks(int count, int? workers, Action<int> each) => WorkerPool.For((count + RowsInTask - 1) / RowsInTask, workers, task =>
    {
        for (int i = task * RowsInTask; i < Math.Min(count, (task + 1) * RowsInTask); i++)
            each(i);
    });

    // Turns the neighbours' distances into votes, and adds them up.
    private void Vote(Span<double> distances, ReadOnlySpan<int> rows, Span<double> sums)
    {
        double total = 0, closest = distances[0];
        for (int k = 0; k < rows.Length; k++)
        {
            // Dividing by the closest first keeps tiny distances from overflowing; only ratios matter. Rows farther than a double can say are all alike.
            double vote = weighting == NeighborWeighting.Uniform || double.IsInfinity(closest) ? 1
                : closest == 0 ? (distances[k] == 0 ? 1 : 0)
                : closest / distances[k];
            distances[k] = vote * (weights.Length > 0 ? weights[rows[k]] : 1);
            total += distances[k];
        }
        sums.Clear();
        for (int k = 0; k < rows.Length; k++)
            Add(rows[k], distances[k] / total, sums);
    }

    private protected abstract void Add(int trainingRow, double share, Span<double> sums);

    private protected void WriteCommon(PackageWriter writer)
    {
        writer.Columns("inputs", Inputs);
        writer.Whole("neighbors", Neighbors);
        writer.Choice("weighting", weighting);
        writer.Numbers("weights", weights);
        writer.Group("index", Index.Write);
    }

    private protected static (FeatureColumn[] Inputs, NeighborIndex Index, int Neighbors, NeighborWeighting Weighting, double[] Weights) ReadCommon(PackageReader reader)
    {
        FeatureColumn[] inputs = reader.Columns("inputs");
        NeighborIndex index = NeighborIndex.Read(reader.Group("index"), inputs);
        double[] weights = reader.FiniteNumbers("weights");
        if ((weights.Length != 0 && weights.Length != index.Rows) || !Array.TrueForAll(weights, w => w > 0))
            throw reader.Fault("weights", "are not one a row, above 0");
        return (inputs, index, reader.Whole("neighbors", 1, index.Rows), reader.Choice<NeighborWeighting>("weighting"), weights);
    }

    private void RequireFinite(ReadOnlySpan<double> row)
    {
        this.RequireRow(row);
        foreach (double value in row)
        {
            if (!double.IsFinite(value))
                throw this.NotFiniteRow(row);
        }
    }
}

/// <summary>Predicts the mean of the neighbours' numbers.</summary>
public sealed class NeighborsRegressor : NearestNeighborsModel, IRegressor, IStored<NeighborsRegressor>
{
    private readonly Matrix targets;

    internal NeighborsRegressor(IReadOnlyList<FeatureColumn> inputs, NeighborIndex index, int neighbors, NeighborWeighting weighting, double[] weights, Matrix targets)
        : base(inputs, index, neighbors, weighting, weights) => this.targets = targets;

    /// <inheritdoc/>
    public static string Kind => "neighbors-regressor";

    /// <inheritdoc/>
    public int Outputs => targets.Columns;

    /// <inheritdoc/>
    public void Predict(ReadOnlySpan<double> row, Span<double> prediction) => Vote(row, prediction[..Outputs]);

    /// <inheritdoc/>
    public void Predict(Features x, Matrix predictions, int? workers)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(predictions);
        Vote(x, predictions, workers);
    }

    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        WriteCommon(writer);
        writer.Matrix("targets", targets);
    }

    /// <inheritdoc/>
    public static NeighborsRegressor Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        (FeatureColumn[] inputs, NeighborIndex index, int neighbors, NeighborWeighting weighting, double[] weights) = ReadCommon(reader);
        Matrix targets = reader.Matrix("targets");
        if (targets.Rows != index.Rows || targets.Columns == 0)
            throw reader.Fault("targets", "does not have a row for each training row");
        foreach (double value in targets.AsSpan())
        {
            if (!double.IsFinite(value))
                throw reader.Fault("targets", "holds a number that is not finite");
        }
        return new NeighborsRegressor(inputs, index, neighbors, weighting, weights, targets);
    }

    internal override Matrix Votes => targets;

    private protected override void Add(int trainingRow, double share, Span<double> sums) => Kernels.Axpy(share, targets.Row(trainingRow), sums);
}

/// <summary>Predicts the neighbours' shares of votes.</summary>
public sealed class NeighborsClassifier : NearestNeighborsModel, IClassifier, IStored<NeighborsClassifier>
{
    private readonly int[] codes;

    internal NeighborsClassifier(
        IReadOnlyList<FeatureColumn> inputs, NeighborIndex index, int neighbors, NeighborWeighting weighting, double[] weights, int[] codes, IReadOnlyList<string> classes, int positive)
        : base(inputs, index, neighbors, weighting, weights) => (this.codes, Classes, Positive) = (codes, classes, positive);

    /// <inheritdoc/>
    public static string Kind => "neighbors-classifier";

    /// <inheritdoc/>
    public IReadOnlyList<string> Classes { get; }

    /// <inheritdoc/>
    public int Positive { get; }

    /// <inheritdoc/>
    public void PredictProbabilities(ReadOnlySpan<double> row, Span<double> probabilities) => Vote(row, probabilities[..Classes.Count]);

    /// <inheritdoc/>
    public void PredictProbabilities(Features x, Matrix probabilities, int? workers)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(probabilities);
        Vote(x, probabilities, workers);
    }

    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        WriteCommon(writer);
        writer.Texts("classes", Classes);
        writer.Whole("positive", Positive);
        writer.Wholes("codes", codes);
    }

    /// <inheritdoc/>
    public static NeighborsClassifier Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        (FeatureColumn[] inputs, NeighborIndex index, int neighbors, NeighborWeighting weighting, double[] weights) = ReadCommon(reader);
        (string[] classes, int positive) = reader.ClassNames();
        int[] codes = reader.Wholes("codes", index.Rows);
        return Array.TrueForAll(codes, code => (uint)code < (uint)classes.Length)
            ? new NeighborsClassifier(inputs, index, neighbors, weighting, weights, codes, classes, positive)
            : throw reader.Fault("codes", "holds a class that is not listed");
    }

    internal override Matrix Votes
    {
        get
        {
            Matrix votes = new(codes.Length, Classes.Count);
            for (int i = 0; i < codes.Length; i++)
                votes[i, codes[i]] = 1;
            return votes;
        }
    }

    private protected override void Add(int trainingRow, double share, Span<double> sums) => sums[codes[trainingRow]] += share;
}
