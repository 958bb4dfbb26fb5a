namespace Hone.Plotting;

/// <summary>Score on training and held-out rows by the number of training rows (or by a setting): is more data, or a simpler model, what helps?</summary>
public static class LearningCurveChart
{
    /// <summary>The chart of a learning or validation curve.</summary>
    /// <param name="sizes">The numbers of training rows, or the values of the setting.</param>
    /// <param name="train">Mean score on the training rows.</param>
    /// <param name="heldOut">Mean score on held-out rows.</param>
    /// <param name="trainError">Half the width of the band about <paramref name="train"/>, or null.</param>
    /// <param name="heldOutError">Half the width of the band about <paramref name="heldOut"/>, or null.</param>
    /// <param name="score">What the score is.</param>
    /// <param name="along">What varies.</param>
    /// <param name="logarithmic">Whether what varies is drawn on a logarithmic axis. Default false.</param>
    public static LineChart Of(double[] sizes, double[] train, double[] heldOut, double[]? trainError = null, double[]? heldOutError = null, string score = "score", string along = "training rows", bool logarithmic = false) => new()
    {
        Title = "Learning curve",
        X = new Axis { Label = along, Kind = logarithmic ? AxisKind.Logarithmic : AxisKind.Linear },
        Y = score,
        Series = [Banded("training rows", sizes, train, trainError), Banded("held-out rows", sizes, heldOut, heldOutError)],
    };

    private static Series Banded(string name, double[] x, double[] y, double[]? error) => error is null
        ? new Series(name, x, y) { Markers = true }
        : new Series(name, x, y) { Markers = true, Low = [.. y.Zip(error, (v, e) => v - e)], High = [.. y.Zip(error, (v, e) => v + e)] };
}
