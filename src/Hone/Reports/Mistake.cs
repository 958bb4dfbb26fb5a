using Hone.Contracts;
using Hone.Data;
using Hone.Evaluation;
using Hone.Plotting;

namespace Hone.Reports;

/// <summary>A row on which the model was badly wrong: where to look first for faults in data or model.</summary>
/// <param name="Row">The row's number in the table it comes from, from 1.</param>
/// <param name="Truth">What is true.</param>
/// <param name="Predicted">What was predicted; for classes with its probability.</param>
/// <param name="Loss">How wrong: −ln of the true class's probability, or the distance of the numbers.</param>
/// <param name="Inputs">The row's columns and values as written to CSV, null where missing.</param>
public sealed record Mistake(int Row, string Truth, string Predicted, double Loss, IReadOnlyList<KeyValuePair<string, string?>> Inputs)
{
    /// <summary>The rows of greatest loss, the worst first; rows predicted rightly are none.</summary>
    /// <param name="inputs">The rows' columns, n.</param>
    /// <param name="evaluation">Predictions of the same n rows.</param>
    /// <param name="most">How many, at least 0. Default 10.</param>
    /// <param name="rows">The number of each row in the table it comes from, from 1; null counts from 1.</param>
    /// <exception cref="ArgumentException">The numbers of rows differ.</exception>
    public static IReadOnlyList<Mistake> Worst(Frame inputs, EvaluationResult evaluation, int most = 10, IReadOnlyList<int>? rows = null)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(evaluation);
        Numerics.Require.AtLeast(most, 0, nameof(most));
        if (inputs.Columns.Count > 0)
            Numerics.Require.SameLength(inputs.RowCount, evaluation.RowCount, nameof(inputs), "the evaluation");
        if (rows is not null)
            Numerics.Require.SameLength(rows.Count, evaluation.RowCount, nameof(rows), "the evaluation");
        Func<int, (double Loss, string Truth, string Predicted)?> judge = Judge(evaluation);
        return
        [
            .. Enumerable.Range(0, evaluation.RowCount)
                .Select(i => (Row: i, Found: judge(i)))
                .Where(m => m.Found is not null)
                .OrderByDescending(m => m.Found!.Value.Loss)
                .Take(most)
                .Select(m => new Mistake(rows?[m.Row] ?? m.Row + 1, m.Found!.Value.Truth, m.Found.Value.Predicted, m.Found.Value.Loss,
                    [.. inputs.Columns.Select(c => KeyValuePair.Create(c.Name, c.Format(m.Row)))])),
        ];
    }

    private static Func<int, (double Loss, string Truth, string Predicted)?> Judge(EvaluationResult evaluation)
    {
        if (evaluation is { Truth: ClassTarget classes, Predictions: ClassPredictions predicted })
        {
            return i =>
            {
                int label = predicted.Labels[i], code = classes.Codes[i];
                if (label == code)
                    return null;

                // Not ln 0: a probability of zero counts as the least that a double tells from one.
                double loss = -Numerics.Elementary.Log(Math.Max(predicted.Probabilities[i, code], 1e-16));
                return (loss, classes.Classes[code], $"{classes.Classes[label]} ({FigureText.Percent(predicted.Probabilities[i, label])})");
            };
        }
        double[] truth = ((NumberTarget)evaluation.Truth).Values.Column(0), values = ((NumberPredictions)evaluation.Predictions).Values.Column(0);
        return i => truth[i] == values[i] ? null : (Math.Abs(truth[i] - values[i]), FigureText.Short(truth[i], 6), FigureText.Short(values[i], 6));
    }
}
