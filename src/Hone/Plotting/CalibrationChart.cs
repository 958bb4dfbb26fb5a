using Hone.Numerics;

namespace Hone.Plotting;

/// <summary>Whether probabilities mean what they say: the observed share of positives among rows of like predicted probability.</summary>
/// <remarks>
/// On the dashed diagonal a probability of 0.7 comes true in 7 of 10 cases. The grey steps at the foot show how the rows spread over the predictions, scaled to a quarter of the
/// height. Source: A. Niculescu-Mizil and R. Caruana, "Predicting Good Probabilities with Supervised Learning", ICML 2005.
/// </remarks>
public static class CalibrationChart
{
    /// <summary>The chart of binned predictions.</summary>
    /// <param name="predicted">Mean predicted probability of each bin; NaN for an empty bin.</param>
    /// <param name="observed">Share of positives in each bin.</param>
    /// <param name="counts">Rows in each bin; null draws no spread.</param>
    /// <param name="low">Low ends of the intervals of the shares, or null.</param>
    /// <param name="high">High ends of the intervals of the shares, or null.</param>
    public static LineChart Of(IReadOnlyList<double> predicted, IReadOnlyList<double> observed, IReadOnlyList<double>? counts = null, IReadOnlyList<double>? low = null, IReadOnlyList<double>? high = null)
    {
        ArgumentNullException.ThrowIfNull(predicted);
        ArgumentNullException.ThrowIfNull(observed);
        List<Series> series = [new Series("perfect", [0, 1], [0, 1]) { Dashed = true, Muted = true, Markers = false }];
        IReadOnlyList<string>? remarks = null;
        if (counts is not null)
        {
            Require.SameLength(counts.Count, predicted.Count, nameof(counts), nameof(predicted));
            series.Insert(0, Spread(predicted, counts));
            remarks = [.. counts.Select(c => FigureText.Short(c) + (c == 1 ? " row" : " rows"))];
        }
        int[] filled = [.. Enumerable.Range(0, predicted.Count).Where(i => double.IsFinite(predicted[i]) && double.IsFinite(observed[i]))];
        series.Add(new Series("model", Pick(predicted, filled)!, Pick(observed, filled)!)
        {
            Low = Pick(low, filled),
            High = Pick(high, filled),
            Markers = true,
            Remarks = remarks is null ? null : [.. filled.Select(i => remarks[i])],
        });
        return new LineChart
        {
            Title = "Calibration",
            X = Axis.Share("predicted probability"),
            Y = Axis.Share("observed share"),
            Width = 480,
            Height = 440,
            Series = series,
        };
    }

    // Each bin reaches half way to its neighbours.
    private static Series Spread(IReadOnlyList<double> predicted, IReadOnlyList<double> counts)
    {
        int[] order = [.. Enumerable.Range(0, predicted.Count).Where(i => double.IsFinite(predicted[i]) && counts[i] > 0).OrderBy(i => predicted[i])];
        double top = order.Length == 0 ? 1 : order.Max(i => counts[i]);
        List<double> x = [], y = [];
        for (int k = 0; k < order.Length; k++)
        {
            x.Add(k == 0 ? 0 : (predicted[order[k - 1]] + predicted[order[k]]) / 2);
            y.Add(0.25 * counts[order[k]] / top);
        }
        if (order.Length > 0)
        {
            x.Add(1);
            y.Add(y[^1]);
        }
        return new Series("rows", [.. x], [.. y]) { Muted = true, Filled = true, Steps = true, Markers = false };
    }

    private static double[]? Pick(IReadOnlyList<double>? values, int[] at) => values is null ? null : [.. at.Select(i => values[i])];
}
