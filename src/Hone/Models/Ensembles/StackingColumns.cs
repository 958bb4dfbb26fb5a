using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Ensembles;

/// <summary>The columns that a stack's final model sees: so many of each member, then perhaps the inputs.</summary>
/// <param name="Members">Members of the stack.</param>
/// <param name="Width">Numbers that a member predicts for a row: classes, or outputs.</param>
/// <param name="Classes">Whether they are probabilities; of two, the second alone is a column.</param>
/// <param name="Inputs">Columns passed through, 0 for none.</param>
/// <param name="Scales">For numbers what each output is multiplied by: one over the target's standard deviation.</param>
internal sealed record StackingColumns(int Members, int Width, bool Classes, int Inputs, double[] Scales)
{
    /// <summary>Columns of each member.</summary>
    public int Own => Classes && Width == 2 ? 1 : Width;

    public int Count => (Members * Own) + Inputs;

    public static StackingColumns For(TrainingData data, int members, bool passthrough)
    {
        int inputs = passthrough ? data.X.ColumnCount : 0;
        if (data.Y is ClassTarget classes)
            return new StackingColumns(members, classes.Classes.Count, true, inputs, []);
        Matrix y = ((NumberTarget)data.Y).Values;
        double[] scales = new double[y.Columns];
        for (int k = 0; k < scales.Length; k++)
        {
            double[] values = y.Column(k);
            double mean = values.Average(), spread = Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
            scales[k] = spread > 0 && double.IsFinite(1 / spread) ? 1 / spread : 1;
        }
        return new StackingColumns(members, y.Columns, false, inputs, scales);
    }

    /// <summary>Names for the final model's report and importances.</summary>
    public FeatureColumn[] Names(IReadOnlyList<FeatureColumn> inputs)
    {
        List<FeatureColumn> names = [];
        for (int m = 0; m < Members; m++)
        {
            for (int k = 0; k < Own; k++)
                names.Add(new FeatureColumn(FormattableString.Invariant($"member {m + 1} output {k + 1}")));
        }
        for (int j = 0; j < Inputs; j++)
            names.Add(inputs[j]);
        return [.. names];
    }

    /// <summary>Puts one member's predictions of a row, in <paramref name="predicted"/>, to their place.</summary>
    public void Place(int member, ReadOnlySpan<double> predicted, Span<double> row)
    {
        Span<double> own = row.Slice(member * Own, Own);
        for (int k = 0; k < own.Length; k++)
            own[k] = Classes ? predicted[Width == 2 ? 1 : k] : predicted[k] * Scales[k];
    }

    /// <summary>Predicts rows with a member and places them.</summary>
    public void Write(IModel model, int member, Features x, int[] rows, Matrix into, int? workers)
    {
        Matrix predicted = model is IClassifier classifier ? classifier.PredictProbabilities(x, workers) : ((IRegressor)model).Predict(x, workers);
        for (int i = 0; i < rows.Length; i++)
            Place(member, predicted.Row(i), into.Row(rows[i]));
    }

    /// <summary>Places the inputs.</summary>
    public void WriteInputs(Features x, Matrix into)
    {
        for (int i = 0; i < x.RowCount; i++)
            x.CopyRow(i, into.Row(i)[(Members * Own)..]);
    }
}
