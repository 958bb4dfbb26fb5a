using System.Buffers;
using Hone.Contracts;
using Hone.Models;
using Hone.Numerics;

namespace Hone.Structure.Reduction;

/// <summary>Rows to coordinates along a few orthonormal directions and back: what <see cref="PrincipalComponents"/> and <see cref="TruncatedSvd"/> find.</summary>
/// <remarks>Immutable and safe to share between threads. A missing value makes all coordinates of its row missing.</remarks>
public sealed class ComponentProjection : IStored<ComponentProjection>
{
    // Numbers of the rows that one task centres and multiplies: they stay in the second cache.
    private const int PieceNumbers = 1 << 16;

    private readonly FeatureColumn[] inputs;
    private readonly double[] mean, singular, variances, deviations;
    private readonly double total;
    private readonly bool whiten;

    // d × k: row j holds column j's part in each coordinate.
    private readonly Matrix weights;

    internal ComponentProjection(FeatureColumn[] inputs, double[] mean, Matrix components, double[] singular, double[] variances, double total, double noise, bool whiten)
    {
        (this.inputs, this.mean, this.singular, this.variances, this.total, this.whiten) = (inputs, mean, singular, variances, total, whiten);
        (Components, NoiseVariance) = (components, noise);
        deviations = Array.ConvertAll(variances, variance => whiten ? Math.Sqrt(variance) : 1.0);

        // A direction without variance keeps its coordinate 0, instead of rounding blown up.
        double smallest = 1e-15 * (deviations.Length == 0 ? 0.0 : deviations.Max());
        weights = components.ScaleRows(Array.ConvertAll(deviations, deviation => !whiten ? 1.0 : deviation > smallest ? 1.0 / deviation : 0.0)).Transpose();
    }

    /// <inheritdoc/>
    public static string Kind => "component-projection";

    /// <summary>The d columns it was fitted on.</summary>
    public IReadOnlyList<FeatureColumn> Inputs => inputs;

    /// <summary>The directions, k × d: orthonormal rows. Shared: do not write to it.</summary>
    public Matrix Components { get; }

    /// <summary>What is taken off each row first, d numbers; empty where nothing is.</summary>
    public IReadOnlyList<double> Mean => mean;

    /// <summary>The singular values that belong to the directions, descending.</summary>
    public IReadOnlyList<double> SingularValues => singular;

    /// <summary>The variance of the training rows' coordinates, not whitened: divided by n − 1 for principal components, by n for a truncated decomposition.</summary>
    public IReadOnlyList<double> ExplainedVariance => variances;

    /// <summary><see cref="ExplainedVariance"/> as a share of the variance of all columns; 0 where there is none.</summary>
    public IReadOnlyList<double> ExplainedVarianceRatio => Array.ConvertAll(variances, variance => total > 0 ? variance / total : 0.0);

    /// <summary>For principal components, the mean variance of the directions left out; 0 where none was.</summary>
    public double NoiseVariance { get; }

    /// <summary>The coordinates of many rows.</summary>
    /// <param name="x">n × d, the columns of the fit.</param>
    /// <param name="workers">Threads at most; null means one a processor.</param>
    /// <returns>n × k.</returns>
    /// <exception cref="ArgumentException">The columns are not those of the fit.</exception>
    public Matrix Transform(Features x, int? workers = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        x.RequireColumns(inputs);
        if (x.Sparse is { } sparse)
        {
            Matrix coordinates = sparse.Times(weights, workers);
            return mean.Length == 0 ? coordinates : coordinates.SubtractFromEachRow(weights.TransposeTimes(mean));
        }
        return OfDense(x.ToDense(), workers);
    }

    /// <summary>The coordinates of one row; allocates nothing. The same numbers as among many dense rows.</summary>
    /// <param name="row">d numbers.</param>
    /// <param name="coordinates">Receives k numbers.</param>
    /// <exception cref="ArgumentException">A length is not as said.</exception>
    public void Transform(ReadOnlySpan<double> row, Span<double> coordinates)
    {
        Require.SameLength(row.Length, weights.Rows, nameof(row), "the fit (in columns)");
        Require.SameLength(coordinates.Length, weights.Columns, nameof(coordinates), "the projection (in components)");
        coordinates.Clear();
        for (int j = 0; j < row.Length; j++)
            Kernels.Axpy(mean.Length == 0 ? row[j] : row[j] - mean[j], weights.Row(j), coordinates);
    }

    /// <summary>Rows from coordinates: of all rows with these coordinates the one nearest to the mean. What <see cref="Transform(Features, int?)"/> left out is lost.</summary>
    /// <param name="coordinates">n × k.</param>
    /// <param name="workers">Threads at most; null means one a processor.</param>
    /// <returns>n × d.</returns>
    /// <exception cref="ArgumentException">The width is not k.</exception>
    public Matrix InverseTransform(Matrix coordinates, int? workers = null)
    {
        ArgumentNullException.ThrowIfNull(coordinates);
        Require.SameLength(coordinates.Columns, Components.Rows, nameof(coordinates), "the projection (in components)");
        Matrix rows = (whiten ? coordinates.ScaleColumns(deviations) : coordinates).Times(Components, workers);
        for (int i = 0; i < rows.Rows && mean.Length > 0; i++)
            Kernels.Axpy(1.0, mean, rows.Row(i));
        return rows;
    }

    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Columns("inputs", inputs);
        writer.Numbers("mean", mean);
        writer.Matrix("components", Components);
        writer.Numbers("singular", singular);
        writer.Numbers("variances", variances);
        writer.Number("total", total);
        writer.Number("noise", NoiseVariance);
        writer.Flag("whiten", whiten);
    }

    /// <inheritdoc/>
    public static ComponentProjection Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        FeatureColumn[] inputs = reader.Columns("inputs");
        double[] mean = reader.FiniteNumbers("mean");
        Matrix components = reader.FiniteMatrix("components");
        if (components.Columns != inputs.Length || (mean.Length != 0 && mean.Length != inputs.Length))
            throw reader.Fault("components", "does not fit the columns");
        double[] singular = reader.FiniteNumbers("singular", components.Rows), variances = reader.FiniteNumbers("variances", components.Rows);
        if (Array.Exists(variances, variance => variance < 0))
            throw reader.Fault("variances", "holds a negative number");
        return new ComponentProjection(inputs, mean, components, singular, variances, reader.FiniteNumber("total"), reader.FiniteNumber("noise"), reader.Flag("whiten"));
    }

    private Matrix OfDense(Matrix rows, int? workers)
    {
        int d = weights.Rows, k = weights.Columns;
        Matrix result = new(rows.Rows, k, GC.AllocateUninitializedArray<double>(checked(rows.Rows * k)));
        int most = Math.Max(16, PieceNumbers / Math.Max(1, d)), tasks = (rows.Rows + most - 1) / most;
        WorkerPool.For(tasks, workers, task => Piece(rows.RowRange(task * most, Math.Min(most, rows.Rows - (task * most))), result.RowRange(task * most, Math.Min(most, rows.Rows - (task * most)))));
        return result;
    }

    private unsafe void Piece(Matrix rows, Matrix result)
    {
        int d = weights.Rows, k = weights.Columns;
        double[] piece = ArrayPool<double>.Shared.Rent(Math.Max(1, rows.Rows * d));
        for (int i = 0; i < rows.Rows; i++)
        {
            Span<double> centred = piece.AsSpan(i * d, d);
            rows.Row(i).CopyTo(centred);
            if (mean.Length > 0)
                Kernels.Axpy(-1.0, mean, centred);
        }
        fixed (double* from = piece, by = weights.Strided, to = result.Strided)
            Gemm<double>.Run(new(rows.Rows, k, d, new(from, d, false), new(by, k, false), to, result.Stride), workers: 1, VectorPath.Widest);
        ArrayPool<double>.Shared.Return(piece);
    }
}
