namespace Hone.Plotting;

/// <summary>Precision against recall over all thresholds: what a curve of rare positives should be read from.</summary>
/// <remarks>
/// Drawn in steps, since straight lines between points would promise precision that no threshold gives. The dashed line is the share of positives, the precision
/// of chance. Source: J. Davis and M. Goadrich, "The Relationship Between Precision-Recall and ROC Curves", ICML 2006.
/// </remarks>
public static class PrecisionRecallChart
{
    /// <summary>The curve of one model.</summary>
    /// <param name="recall">In the order of the thresholds, ascending or descending.</param>
    /// <param name="precision">As many.</param>
    /// <param name="averagePrecision">For the legend; null to leave it out.</param>
    /// <param name="positiveShare">The share of positives among all rows, in [0, 1]; null draws no line of chance.</param>
    public static LineChart Of(IReadOnlyList<double> recall, IReadOnlyList<double> precision, double? averagePrecision = null, double? positiveShare = null) =>
        Of([("model", recall, precision, averagePrecision)], positiveShare);

    /// <summary>The curves of several models.</summary>
    public static LineChart Of(IReadOnlyList<(string Name, IReadOnlyList<double> Recall, IReadOnlyList<double> Precision, double? AveragePrecision)> curves, double? positiveShare = null)
    {
        ArgumentNullException.ThrowIfNull(curves);
        Series[] chance = positiveShare is { } share
            ? [new Series("chance", [0, 1], [share, share]) { Dashed = true, Muted = true, Markers = false }]
            : [];
        return new LineChart
        {
            Title = "Precision and recall",
            X = Axis.Share("recall"),
            Y = Axis.Share("precision"),
            Width = 480,
            Height = 440,
            Series = [.. chance, .. curves.Select(c => Curve(CurveName.With(c.Name, "average precision", c.AveragePrecision), c.Recall, c.Precision))],
        };
    }

    // Steps hold a value until the next point, so the points run from recall 1 down to 0: going left, precision changes where the recall is reached.
    private static Series Curve(string name, IReadOnlyList<double> recall, IReadOnlyList<double> precision)
    {
        bool ascending = recall.Count > 0 && recall[0] < recall[^1];
        return ascending
            ? new Series(name, [.. recall.Reverse()], [.. precision.Reverse()]) { Steps = true, Markers = false }
            : new Series(name, [.. recall], [.. precision]) { Steps = true, Markers = false };
    }
}
