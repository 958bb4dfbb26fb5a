namespace Hone.Models.Trees;

/// <summary>The training rows as boosting sees them: targets, weights, offsets and the scores so far.</summary>
internal sealed class BoostingRows
{
    private readonly double[]? weights;
    private readonly double[]? offsets;

    /// <summary>Rows whose scores are 0.</summary>
    /// <param name="targets">By output, then row; one for two classes, where it is 1 for the second class.</param>
    /// <param name="classes">The class of each row, where there are classes.</param>
    /// <param name="outputs">Raw scores a row.</param>
    /// <param name="count">Number of rows.</param>
    /// <param name="weights">By row, or null for 1 each.</param>
    /// <param name="offsets">By row, or null for 0.</param>
    public BoostingRows(double[][] targets, int[] classes, int outputs, int count, double[]? weights, double[]? offsets)
    {
        (Targets, Classes, Count, this.weights, this.offsets) = (targets, classes, count, weights, offsets);
        Scores = [.. Enumerable.Range(0, outputs).Select(_ => new double[count])];
    }

    public int Count { get; }

    public double[][] Targets { get; }

    public int[] Classes { get; }

    public double[][] Scores { get; }

    public double[]? Weights => weights;

    public bool HasOffsets => offsets is not null;

    public double Weight(int row) => weights is null ? 1 : weights[row];

    public double Offset(int row) => offsets is null ? 0 : offsets[row];

    /// <summary>Multiplies both numbers of each row from start on by its weight.</summary>
    public void Weigh(int start, Span<double> pairs)
    {
        for (int i = 0; i < pairs.Length && weights is not null; i++)
            pairs[i] *= weights[start + (i / 2)];
    }
}
