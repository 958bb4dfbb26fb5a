using Hone.Numerics;

namespace Hone.Plotting;

/// <summary>How much each column matters, the greatest on top, with whiskers for its uncertainty.</summary>
public static class ImportanceChart
{
    /// <summary>The chart of importances.</summary>
    /// <param name="names">The columns.</param>
    /// <param name="importances">One a column, in any order; may be negative.</param>
    /// <param name="errors">Half the length of each whisker, for example a standard error; null draws none.</param>
    /// <param name="most">The number of columns shown, at least 1. Default 20.</param>
    /// <param name="label">What is measured, for the axis.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static BarChart Of(IReadOnlyList<string> names, double[] importances, double[]? errors = null, int most = 20, string label = "importance")
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(importances);
        Require.SameLength(importances.Length, names.Count, nameof(importances), nameof(names));
        if (errors is not null)
            Require.SameLength(errors.Length, names.Count, nameof(errors), nameof(names));
        Require.AtLeast(most, 1, nameof(most));

        // A column without a number goes last; equal ones keep their order.
        int[] order = [.. Enumerable.Range(0, names.Count).OrderByDescending(i => double.IsNaN(importances[i]) ? double.NegativeInfinity : importances[i]).Take(most)];
        int hidden = names.Count - order.Length;
        return new BarChart
        {
            Title = "Importance of columns",
            Subtitle = hidden > 0 ? $"the {FigureText.Short(order.Length)} greatest of {FigureText.Short(names.Count)}" : "",
            Categories = [.. order.Select(i => names[i])],
            Series =
            [
                new BarSeries("", [.. order.Select(i => importances[i])])
                {
                    Low = errors is null ? null : [.. order.Select(i => importances[i] - errors[i])],
                    High = errors is null ? null : [.. order.Select(i => importances[i] + errors[i])],
                },
            ],
            Value = label,
            Horizontal = true,
            Height = 100 + (24 * Math.Max(1, order.Length)),
        };
    }
}
