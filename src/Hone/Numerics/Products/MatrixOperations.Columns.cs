namespace Hone.Numerics;

/// <content>Sums, means and variances of rows and columns.</content>
public static partial class MatrixOperations
{
    // About a tenth of a millisecond of reading.
    private static int ColumnBlockRows(int columns) => Math.Clamp((1 << 18) / Math.Max(1, columns), 64, 4096);

    /// <summary>The mean of each column, or its weighted mean Σ wᵢxᵢⱼ / Σ wᵢ.</summary>
    /// <remarks>Two passes: the second adds the mean of what the first left over, so that columns far from 0 keep their digits.</remarks>
    /// <exception cref="ArgumentException">There are no rows, there is not one weight for each row, or the weights add up to 0.</exception>
    public static double[] ColumnMeans(this Matrix x, double[]? weights = null, int? workers = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        double total = TotalWeight(x, weights);
        double[] rough = MeanAround(x, new double[x.Columns], weights, total, workers);
        double[] rest = MeanAround(x, rough, weights, total, workers);
        for (int j = 0; j < rough.Length; j++)
            rough[j] = double.IsFinite(rest[j]) ? rough[j] + rest[j] : rough[j];
        return rough;
    }

    /// <summary>The variance of each column about its mean: Σ wᵢ(xᵢⱼ − mean)² / (Σ wᵢ − lostDegrees).</summary>
    /// <param name="x">n × d.</param>
    /// <param name="weights">One a row, or null for 1 each.</param>
    /// <param name="lostDegrees">0 for the population's variance, 1 for the unbiased estimate of a sample. Default 0.</param>
    /// <param name="workers">Threads at most.</param>
    /// <exception cref="ArgumentException">No rows, wrong number of weights, or weights that add up to no more than <paramref name="lostDegrees"/>.</exception>
    public static double[] ColumnVariances(this Matrix x, double[]? weights = null, double lostDegrees = 0, int? workers = null)
    {
        double[] means = x.ColumnMeans(weights, workers);
        double total = TotalWeight(x, weights) - Require.AtLeastZero(lostDegrees, nameof(lostDegrees));
        if (!(total > 0))
            throw new ArgumentException(FormattableString.Invariant($"A variance with {lostDegrees} lost degrees needs a total weight above that; found {total + lostDegrees}."), nameof(weights));
        double[] result = RowBlocks.Sum(x.Rows, ColumnBlockRows(x.Columns), x.Columns, workers, (start, end, sum) =>
        {
            for (int i = start; i < end; i++)
                Kernels.AddSquares(weights is null ? 1.0 : weights[i], x.Row(i), means, sum);
        });
        Kernels.Scale(1.0 / total, result);
        return result;
    }

    /// <summary>The sum of each column.</summary>
    public static double[] ColumnSums(this Matrix x, int? workers = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        return RowBlocks.Sum(x.Rows, ColumnBlockRows(x.Columns), x.Columns, workers, (start, end, sum) =>
        {
            for (int i = start; i < end; i++)
                Kernels.Axpy(1.0, x.Row(i), sum);
        });
    }

    /// <summary>The sum of each row.</summary>
    public static double[] RowSums(this Matrix x)
    {
        ArgumentNullException.ThrowIfNull(x);
        double[] result = new double[x.Rows];
        for (int i = 0; i < x.Rows; i++)
            result[i] = Kernels.Sum(x.Row(i));
        return result;
    }

    private static double[] MeanAround(Matrix x, double[] center, double[]? weights, double total, int? workers)
    {
        double[] result = RowBlocks.Sum(x.Rows, ColumnBlockRows(x.Columns), x.Columns, workers, (start, end, sum) =>
        {
            for (int i = start; i < end; i++)
                Kernels.AddDifferences(weights is null ? 1.0 : weights[i], x.Row(i), center, sum);
        });
        for (int j = 0; j < result.Length; j++)
            result[j] /= total;
        return result;
    }

    private static double TotalWeight(Matrix x, double[]? weights)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Rows == 0)
            throw new ArgumentException("A mean needs at least one row; the matrix has none.", nameof(x));
        if (weights is null)
            return x.Rows;
        Require.SameLength(weights.Length, x.Rows, nameof(weights), "the matrix (in rows)");
        double total = Kernels.Sum(weights);
        return total > 0 && double.IsFinite(total)
            ? total
            : throw new ArgumentException(FormattableString.Invariant($"weights must add up to a finite number above 0; they add up to {total}."), nameof(weights));
    }
}
