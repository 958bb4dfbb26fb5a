using Hone.Contracts;

namespace Hone.Deep;

/// <summary>Rows of a table as tensors, a batch at a time, so that encoded rows never stand in memory all at once.</summary>
internal sealed class TableRows(TrainingData data, TableEncoder encoder, double[] centres, double[] scales)
{
    public int Count => data.X.RowCount;

    public TableEncoder Encoder => encoder;

    /// <summary>Outputs that a network needs: one a class, or one a number.</summary>
    public int Outputs => data.Y is ClassTarget classes ? classes.Classes.Count : centres.Length;

    /// <summary>The inputs of some rows: numbers, and places of categories.</summary>
    public (Tensor Inputs, Tensor Places) Inputs(ReadOnlySpan<int> rows)
    {
        int width = encoder.Width, categories = encoder.Categories;
        float[] inputs = new float[rows.Length * width];
        int[] places = new int[rows.Length * categories];
        double[] scratch = new double[data.X.IsSparse ? data.X.ColumnCount : 0];
        for (int i = 0; i < rows.Length; i++)
            encoder.Encode(data.X.Row(rows[i], scratch), inputs.AsSpan(i * width, width), places.AsSpan(i * categories, categories));
        return (Tensor.From(inputs, [rows.Length, width]), Tensor.From(places, [rows.Length, categories]));
    }

    /// <summary>The weighted mean loss of outputs against some rows' targets: squares of standardised numbers, or minus the logarithm of the class's probability.</summary>
    /// <param name="outputs">Rows × outputs.</param>
    /// <param name="rows">Which rows.</param>
    /// <param name="smoothing">What of each class is spread over all.</param>
    /// <param name="weight">The mean weight, by which weights are divided.</param>
    public Tensor Loss(Tensor outputs, ReadOnlySpan<int> rows, double smoothing, double weight)
    {
        Tensor losses = data.Y is ClassTarget classes ? ClassLosses(outputs, classes, rows, smoothing) : NumberLosses(outputs, (NumberTarget)data.Y, rows);
        if (data.Weights is null)
            return losses.Mean();
        float[] weights = new float[rows.Length];
        for (int i = 0; i < rows.Length; i++)
            weights[i] = (float)(data.Weights[rows[i]] / weight);
        return (losses * Tensor.From(weights)).Mean();
    }

    /// <summary>The rows' mean weight; 1 without weights.</summary>
    public double MeanWeight(ReadOnlySpan<int> rows)
    {
        if (data.Weights is null || rows.IsEmpty)
            return 1;
        double sum = 0;
        foreach (int row in rows)
            sum += data.Weights[row];
        return sum > 0 ? sum / rows.Length : 1;
    }

    /// <summary>What predicts best without looking at a row: logarithms of the classes' shares, or 0 for standardised numbers.</summary>
    public float[] Start()
    {
        float[] start = new float[Outputs];
        if (data.Y is not ClassTarget classes)
            return start;
        double[] counts = new double[start.Length];
        double total = 0;
        for (int i = 0; i < classes.RowCount; i++)
        {
            double weight = data.Weights?[i] ?? 1;
            counts[classes.Codes[i]] += weight;
            total += weight;
        }
        for (int c = 0; c < start.Length; c++)
            start[c] = (float)Math.Max(-10, Numerics.Elementary.Log(counts[c] / total));
        return start;
    }

    private static Tensor ClassLosses(Tensor outputs, ClassTarget classes, ReadOnlySpan<int> rows, double smoothing)
    {
        long[] codes = new long[rows.Length];
        for (int i = 0; i < rows.Length; i++)
            codes[i] = classes.Codes[rows[i]];
        Tensor logarithms = outputs.LogSoftmax();
        Tensor losses = -logarithms.Gather(-1, Tensor.From(codes, [rows.Length, 1])).Squeeze(-1);
        return smoothing == 0 ? losses : ((1 - smoothing) * losses) - (smoothing * logarithms.Mean(-1));
    }

    private Tensor NumberLosses(Tensor outputs, NumberTarget target, ReadOnlySpan<int> rows)
    {
        float[] wanted = new float[rows.Length * centres.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            ReadOnlySpan<double> values = target.Values.Row(rows[i]);
            for (int k = 0; k < centres.Length; k++)
                wanted[(i * centres.Length) + k] = scales[k] > 0 ? (float)((values[k] - centres[k]) / scales[k]) : 0;
        }
        return (outputs - Tensor.From(wanted, outputs.Shape)).Square().Mean(-1);
    }
}
