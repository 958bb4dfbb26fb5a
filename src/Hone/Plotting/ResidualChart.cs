namespace Hone.Plotting;

/// <summary>Where a regression errs: residuals against predictions, and predictions against the truth.</summary>
public static class ResidualChart
{
    /// <summary>Residuals (true − predicted) against predictions: a pattern here is something the model has not learnt.</summary>
    /// <param name="truth">True values.</param>
    /// <param name="predicted">Predictions, as many.</param>
    /// <param name="target">The name of what is predicted.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static ScatterChart Of(double[] truth, double[] predicted, string target = "")
    {
        Check(truth, predicted);
        double[] residuals = [.. truth.Zip(predicted, (t, p) => t - p)];
        (double low, double high) = Ends(predicted);
        return new ScatterChart
        {
            Title = "Residuals",
            X = new Axis { Label = "predicted", Unit = target },
            Y = "true − predicted",
            Series = [new Series("rows", predicted, residuals)],
            Lines = [new Series("no error", [low, high], [0, 0]) { Muted = true, Dashed = true, Markers = false }],
            Width = 480,
            Height = 400,
        };
    }

    /// <summary>Predictions against the truth; on the diagonal they agree.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static ScatterChart PredictedVersusTrue(double[] truth, double[] predicted, string target = "")
    {
        Check(truth, predicted);
        (double low, double high) = Ends([.. truth, .. predicted]);
        return new ScatterChart
        {
            Title = "Predicted and true values",
            X = new Axis { Label = "predicted", Unit = target },
            Y = new Axis { Label = "true", Unit = target },
            Series = [new Series("rows", predicted, truth)],
            Lines = [new Series("agreement", [low, high], [low, high]) { Muted = true, Dashed = true, Markers = false }],
            Width = 480,
            Height = 440,
        };
    }

    private static void Check(double[] truth, double[] predicted)
    {
        ArgumentNullException.ThrowIfNull(truth);
        ArgumentNullException.ThrowIfNull(predicted);
        Numerics.Require.SameLength(predicted.Length, truth.Length, nameof(predicted), nameof(truth));
    }

    private static (double Low, double High) Ends(double[] values)
    {
        DataRange range = DataRange.Empty;
        foreach (double v in values)
            range = double.IsFinite(v) ? range.With(v) : range;
        return range.IsEmpty ? (double.NaN, double.NaN) : (range.Low, range.High);
    }
}
