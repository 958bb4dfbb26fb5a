using Hone.Data;
using Hone.Numerics;

namespace Hone.Explanation;

/// <summary>How predictions change with one column, everything else as it is: the mean over rows, and each row's own line (ICE).</summary>
/// <remarks>
/// Each row is predicted with every value of the grid in turn, which also asks for rows that do not exist where columns go together.
/// Cost: grid × n predictions. Sources: Friedman, "Greedy function approximation", 2001; Goldstein et al., "Peeking inside the black box", 2015.
/// </remarks>
public sealed class PartialDependence
{
    private PartialDependence(string column, IReadOnlyList<string> labels, double[]? values, Matrix lines)
    {
        (Column, Labels, Values, Lines) = (column, labels, values, lines);
        double[] mean = new double[lines.Columns];
        for (int i = 0; i < lines.Rows; i++)
        {
            for (int g = 0; g < mean.Length; g++)
                mean[g] += lines[i, g] / lines.Rows;
        }
        Mean = mean;
    }

    /// <summary>The column that was varied.</summary>
    public string Column { get; }

    /// <summary>The grid's values as text.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>The grid's values, rising, for a column of numbers; null for others.</summary>
    public IReadOnlyList<double>? Values { get; }

    /// <summary>The mean prediction at each value of the grid.</summary>
    public IReadOnlyList<double> Mean { get; }

    /// <summary>n × grid: each row's predictions.</summary>
    public Matrix Lines { get; }

    /// <summary>Varies one column.</summary>
    /// <param name="inputs">n rows; a few hundred are enough.</param>
    /// <param name="column">A column of numbers, whole numbers, categories or flags.</param>
    /// <param name="predict">From a table with the same columns to one number a row: a prediction, or one class's probability.</param>
    /// <param name="points">Grid points at most for numbers: quantiles of the values present. At least 2. Default 20.</param>
    /// <exception cref="ArgumentException">There is no such column, it is text or time, or has no value in any row.</exception>
    public static PartialDependence Of(Frame inputs, string column, Func<Frame, double[]> predict, int points = 20)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(predict);
        Require.AtLeast(points, 2, nameof(points));
        Column own = inputs[column];
        int[] present = [.. Enumerable.Range(0, own.Count).Where(i => !own.IsMissing(i))];
        if (present.Length == 0)
            throw new ArgumentException($"The column '{column}' has no value in any row.", nameof(column));
        // One row for each grid point whose value stands for it: the column is then filled by taking that row everywhere.
        int[] chosen = own switch
        {
            NumberColumn numbers => Quantiles(present, i => numbers[i], points),
            WholeColumn wholes => Quantiles(present, i => wholes[i], points),
            CategoryColumn or FlagColumn => [.. present.DistinctBy(i => own.Format(i)).OrderBy(i => own.Format(i), StringComparer.Ordinal)],
            _ => throw new ArgumentException($"The column '{column}' is {own.Kind.ToString().ToLowerInvariant()}; only numbers, categories and flags can be varied.", nameof(column)),
        };

        Matrix lines = new(inputs.RowCount, chosen.Length);
        for (int g = 0; g < chosen.Length; g++)
        {
            int[] rows = new int[inputs.RowCount];
            Array.Fill(rows, chosen[g]);
            double[] predictions = predict(inputs.With(own.Take(rows)));
            Require.SameLength(predictions.Length, inputs.RowCount, nameof(predict), "the table");
            for (int i = 0; i < predictions.Length; i++)
                lines[i, g] = predictions[i];
        }
        double[]? values = own switch
        {
            NumberColumn numbers => [.. chosen.Select(i => numbers[i])],
            WholeColumn wholes => [.. chosen.Select(i => (double)wholes[i])],
            _ => null,
        };
        return new PartialDependence(column, [.. chosen.Select(i => own.Format(i)!)], values, lines);
    }

    private static int[] Quantiles(int[] present, Func<int, double> value, int points)
    {
        int[] sorted = [.. present.OrderBy(value)];
        return [.. Enumerable.Range(0, points).Select(p => sorted[(int)((long)p * (sorted.Length - 1) / (points - 1))]).DistinctBy(value)];
    }
}
