using Hone.Numerics;

namespace Hone.Plotting;

/// <summary>How a column's values spread: as a whole, or by the classes of a target.</summary>
public static class DistributionChart
{
    /// <summary>Numbers by class, each class as shares of itself.</summary>
    /// <param name="column">The column's name.</param>
    /// <param name="classes">Name and values of each class.</param>
    /// <param name="bins">The number of bins wished; null lets the data say.</param>
    public static HistogramChart Numbers(string column, IReadOnlyList<(string Name, double[] Values)> classes, int? bins = null)
    {
        ArgumentNullException.ThrowIfNull(classes);
        return new HistogramChart { Title = column, X = column, Bins = Bins.Of(classes, bins), Normalized = classes.Count > 1 };
    }

    /// <summary>Levels, as counts.</summary>
    /// <param name="column">The column's name.</param>
    /// <param name="levels">The levels.</param>
    /// <param name="counts">Rows of each.</param>
    /// <param name="most">The number of levels shown, the most frequent first; the others are drawn together. Default 12.</param>
    public static BarChart Levels(string column, IReadOnlyList<string> levels, double[] counts, int most = 12)
    {
        ArgumentNullException.ThrowIfNull(counts);
        Matrix single = new(counts.Length, 1, [.. counts]);
        BarChart chart = Levels(column, levels, ["rows"], single, most, shares: false);
        return chart with { Value = "rows", ShowValues = true };
    }

    /// <summary>Levels by class: for each level the share of every class, lying bars stacked to the whole.</summary>
    /// <param name="column">The column's name.</param>
    /// <param name="levels">The levels.</param>
    /// <param name="classes">The classes.</param>
    /// <param name="counts">Rows of each level and class, levels × classes.</param>
    /// <param name="most">The number of levels shown, the most frequent first; the others are drawn together. Default 12.</param>
    public static BarChart Levels(string column, IReadOnlyList<string> levels, IReadOnlyList<string> classes, Matrix counts, int most = 12) =>
        Levels(column, levels, classes, counts, most, shares: true);

    private static BarChart Levels(string column, IReadOnlyList<string> levels, IReadOnlyList<string> classes, Matrix counts, int most, bool shares)
    {
        ArgumentNullException.ThrowIfNull(levels);
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentNullException.ThrowIfNull(counts);
        Require.SameLength(counts.Rows, levels.Count, nameof(counts), nameof(levels));
        Require.SameLength(counts.Columns, classes.Count, nameof(counts), nameof(classes));
        Require.AtLeast(most, 1, nameof(most));
        double[] totals = [.. Enumerable.Range(0, levels.Count).Select(i => Sum(counts, i))];
        int[] order = [.. Enumerable.Range(0, levels.Count).OrderByDescending(i => totals[i])];
        int[][] groups = [.. order.Take(most).Select(i => new[] { i })];
        string[] names = [.. order.Take(most).Select(i => levels[i])];
        if (order.Length > most)
        {
            groups = [.. groups, order[most..]];
            names = [.. names, $"{FigureText.Short(order.Length - most)} others"];
        }
        return new BarChart
        {
            Title = column,
            Categories = shares ? [.. names.Select((n, i) => $"{n} ({FigureText.Short(groups[i].Sum(l => totals[l]))})")] : names,
            Series = [.. classes.Select((name, c) => new BarSeries(name, [.. groups.Select(g => Part(counts, totals, g, c, shares))]))],
            Value = shares ? new Axis { Label = "share of the level's rows", Low = 0, High = 1, Format = NumberFormat.Percent } : new Axis(),
            Horizontal = true,
            Stacked = true,
            Height = 110 + (22 * Math.Max(1, groups.Length)),
        };
    }

    private static double Part(Matrix counts, double[] totals, int[] group, int column, bool shares)
    {
        double part = group.Sum(i => counts[i, column]), whole = group.Sum(i => totals[i]);
        return !shares ? part : whole > 0 ? part / whole : part;
    }

    private static double Sum(Matrix counts, int row)
    {
        double sum = 0;
        foreach (double count in counts.Row(row))
            sum += count;
        return sum;
    }
}
