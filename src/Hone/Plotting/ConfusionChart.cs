using Hone.Numerics;

namespace Hone.Plotting;

/// <summary>True classes against predicted ones: counts, coloured by their share of the true class.</summary>
public static class ConfusionChart
{
    /// <summary>The chart of a confusion matrix.</summary>
    /// <param name="classes">The names, in the order of the matrix.</param>
    /// <param name="counts">Row: true class, column: predicted class; counts or sums of weights, at least 0.</param>
    /// <exception cref="ArgumentException">The matrix is not square or does not fit the names.</exception>
    public static HeatMap Of(IReadOnlyList<string> classes, Matrix counts)
    {
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentNullException.ThrowIfNull(counts);
        Require.SameLength(counts.Rows, classes.Count, nameof(counts), "the list of classes (rows)");
        Require.SameLength(counts.Columns, classes.Count, nameof(counts), "the list of classes (columns)");
        int k = classes.Count;
        Matrix shares = new(k, k);
        string[] texts = new string[k * k];
        for (int i = 0; i < k; i++)
        {
            double total = 0;
            foreach (double count in counts.Row(i))
                total += count;
            for (int j = 0; j < k; j++)
            {
                shares[i, j] = total > 0 ? counts[i, j] / total : counts[i, j];
                string count = FigureText.Short(counts[i, j]);
                texts[(i * k) + j] = k <= 5 ? $"{count}\n{FigureText.Percent(shares[i, j])}" : count;
            }
        }
        double size = Math.Clamp(260 + (k * 26), 320, 900);
        return new HeatMap
        {
            Title = "Confusion matrix",
            Rows = classes,
            Columns = classes,
            Values = shares,
            Texts = texts,
            RowLabel = "true",
            ColumnLabel = "predicted",
            ValueLabel = "share of the true class",
            Format = NumberFormat.Percent,
            Low = 0,
            High = 1,
            Width = Math.Max(480, size * 1.15),
            Height = size,
        };
    }
}
