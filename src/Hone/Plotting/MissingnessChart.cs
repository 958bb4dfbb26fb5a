using Hone.Numerics;

namespace Hone.Plotting;

/// <summary>Where values are missing: by column, and over the rows of the table.</summary>
public static class MissingnessChart
{
    /// <summary>The share of missing values a column, the greatest on top; columns without any are left out.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="shares">The share of missing values of each, in [0, 1].</param>
    /// <param name="most">The number of columns shown. Default 30.</param>
    public static BarChart Of(IReadOnlyList<string> columns, double[] shares, int most = 30)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(shares);
        Require.SameLength(shares.Length, columns.Count, nameof(shares), nameof(columns));
        Require.AtLeast(most, 1, nameof(most));
        int[] some = [.. Enumerable.Range(0, columns.Count).Where(i => shares[i] > 0).OrderByDescending(i => shares[i])];
        int[] shown = [.. some.Take(most)];
        return new BarChart
        {
            Title = "Missing values",
            Subtitle = some.Length == 0
                ? $"none in {FigureText.Short(columns.Count)} columns"
                : $"{FigureText.Short(some.Length)} of {FigureText.Short(columns.Count)} columns lack values" + (shown.Length < some.Length ? $"; the {FigureText.Short(shown.Length)} with the most are shown" : ""),
            Categories = [.. shown.Select(i => columns[i])],
            Series = [new BarSeries("missing", [.. shown.Select(i => shares[i])])],
            Value = new Axis { Label = "missing", Format = NumberFormat.Percent, Low = 0 },
            Horizontal = true,
            ShowValues = true,
            Height = 120 + (22 * Math.Max(1, shown.Length)),
        };
    }

    /// <summary>The share of missing values in runs of rows, from the top of the table to its end: columns that are missing together, or from a point on, show as blocks.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="rowCount">Number of rows.</param>
    /// <param name="isMissing">Whether the value at (row, column) is missing.</param>
    /// <param name="runs">Number of runs of rows, 1 to 100. Default 40.</param>
    public static HeatMap OverRows(IReadOnlyList<string> columns, int rowCount, Func<int, int, bool> isMissing, int runs = 40)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(isMissing);
        Require.AtLeast(rowCount, 0, nameof(rowCount));
        runs = Math.Min(Require.Between(runs, 1, 100, nameof(runs)), rowCount);
        Matrix shares = new(columns.Count, runs);
        string[] names = new string[runs];
        double most = 0;
        for (int r = 0; r < runs; r++)
        {
            int from = (int)((long)rowCount * r / runs), to = (int)((long)rowCount * (r + 1) / runs);
            names[r] = FigureText.Short(from + 1);
            for (int j = 0; j < columns.Count; j++)
            {
                int count = 0;
                for (int i = from; i < to; i++)
                    count += isMissing(i, j) ? 1 : 0;
                shares[j, r] = (double)count / (to - from);
                most = Math.Max(most, shares[j, r]);
            }
        }
        return new HeatMap
        {
            Title = "Missing values over the table",
            Rows = columns,
            Columns = names,
            Values = shares,
            ColumnLabel = "first row of the run",
            ValueLabel = "missing",
            Format = NumberFormat.Percent,
            ShowValues = false,
            Low = 0,
            High = Math.Max(0.25, most),   // a few gaps stay pale, and still show
            Height = 130 + (18 * Math.Clamp(columns.Count, 1, 100)),
        };
    }
}
