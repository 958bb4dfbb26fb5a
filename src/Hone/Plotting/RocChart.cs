namespace Hone.Plotting;

/// <summary>Receiver operating characteristic: the share of positives found against the share of negatives mistaken for them, over all thresholds.</summary>
/// <remarks>The dashed diagonal is chance. Source: T. Fawcett, "An Introduction to ROC Analysis", Pattern Recognition Letters 27, 2006.</remarks>
public static class RocChart
{
    /// <summary>The curve of one model.</summary>
    /// <param name="falsePositiveRate">Ascending, from 0 to 1.</param>
    /// <param name="truePositiveRate">As many.</param>
    /// <param name="area">The area under the curve, for the legend; null to leave it out.</param>
    public static LineChart Of(IReadOnlyList<double> falsePositiveRate, IReadOnlyList<double> truePositiveRate, double? area = null) =>
        Of([("model", falsePositiveRate, truePositiveRate, area)]);

    /// <summary>The curves of several models, or of several classes against the rest.</summary>
    public static LineChart Of(IReadOnlyList<(string Name, IReadOnlyList<double> FalsePositiveRate, IReadOnlyList<double> TruePositiveRate, double? Area)> curves)
    {
        ArgumentNullException.ThrowIfNull(curves);
        return new LineChart
        {
            Title = "ROC curve",
            X = Axis.Share("false positive rate"),
            Y = Axis.Share("true positive rate"),
            Width = 480,
            Height = 440,
            Series =
            [
                new Series("chance", [0, 1], [0, 1]) { Dashed = true, Muted = true, Markers = false },
                .. curves.Select(c => new Series(CurveName.With(c.Name, "area", c.Area), [.. c.FalsePositiveRate], [.. c.TruePositiveRate]) { Markers = false }),
            ],
        };
    }
}

/// <summary>A curve's name with the number that sums it up.</summary>
internal static class CurveName
{
    public static string With(string name, string what, double? value) =>
        value is { } v ? $"{name}, {what} {v.ToString("0.000", System.Globalization.CultureInfo.InvariantCulture)}" : name;
}
