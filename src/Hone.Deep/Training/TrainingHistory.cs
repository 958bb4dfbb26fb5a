using Hone.Plotting;

namespace Hone.Deep;

/// <summary>How a training went: a value that can be kept, drawn and compared.</summary>
public sealed record TrainingHistory
{
    /// <summary>The training loss of each step.</summary>
    public IReadOnlyList<double> Losses { get; init; } = [];

    /// <summary>The learning rate of each step, that of the first group of parameters.</summary>
    public IReadOnlyList<double> LearningRates { get; init; } = [];

    /// <summary>The length of the gradient at each step, before it was clipped; empty where nothing was clipped.</summary>
    public IReadOnlyList<double> GradientNorms { get; init; } = [];

    /// <summary>What was measured, at the end of epochs or every so many steps.</summary>
    public IReadOnlyList<TrainingPoint> Points { get; init; } = [];

    /// <summary>The names of the metrics, in the order of <see cref="TrainingPoint.Metrics"/>.</summary>
    public IReadOnlyList<string> MetricNames { get; init; } = [];

    /// <summary>One metric at each point where something was measured.</summary>
    /// <exception cref="ArgumentException">No metric has that name.</exception>
    public double[] Metric(string name)
    {
        int place = MetricNames.ToList().IndexOf(name);
        return place >= 0
            ? [.. Points.Select(point => point.Metrics[place])]
            : throw new ArgumentException($"No metric is called '{name}'; there {(MetricNames.Count == 1 ? "is" : "are")} {(MetricNames.Count == 0 ? "none" : string.Join(", ", MetricNames))}.", nameof(name));
    }

    /// <summary>The losses by step: training as it went, smoothed, and validation.</summary>
    public LineChart LossChart()
    {
        double[] losses = [.. Losses], smooth = Smoothed(losses), steps = [.. Points.Select(point => (double)point.Step)];
        List<Series> series = [];
        if (losses.Length > 40)
            series.Add(new Series("each step", losses) { Muted = true, Markers = false });
        series.Add(new Series("training", losses.Length > 40 ? smooth : losses) { Markers = false });
        if (Points.Any(point => point.ValidationLoss is not null))
            series.Add(new Series("validation", steps, [.. Points.Select(point => point.ValidationLoss ?? double.NaN)]));
        return new LineChart { Title = "Loss", X = "step", Y = "loss", Series = series };
    }

    /// <summary>A metric by step.</summary>
    /// <exception cref="ArgumentException">No metric has that name.</exception>
    public LineChart MetricChart(string name) =>
        new() { Title = name, X = "step", Y = name, Series = [new Series(name, [.. Points.Select(point => (double)point.Step)], Metric(name))] };

    /// <summary>The losses by step as a picture.</summary>
    public string ToSvg() => LossChart().ToSvg();

    // An exponential mean with weights that add up to 1 from the first step on; about a fiftieth of the curve deep.
    private static double[] Smoothed(double[] losses)
    {
        double keep = 1 - (1.0 / Math.Max(1, losses.Length / 50)), sum = 0, weight = 0;
        double[] smooth = new double[losses.Length];
        for (int i = 0; i < smooth.Length; i++)
        {
            if (double.IsFinite(losses[i]))
                (sum, weight) = ((keep * sum) + losses[i], (keep * weight) + 1);
            smooth[i] = sum / weight;
        }
        return smooth;
    }
}

/// <summary>What was measured at one point of a training.</summary>
/// <param name="Epoch">Epochs finished.</param>
/// <param name="Step">Steps taken.</param>
/// <param name="TrainingLoss">The mean loss over the training samples since the point before.</param>
/// <param name="ValidationLoss">The mean loss over the validation data; null where there are none.</param>
/// <param name="Metrics">The metrics on the validation data, in the trainer's order; where there are none, on the training batches as they came.</param>
public sealed record TrainingPoint(int Epoch, int Step, double TrainingLoss, double? ValidationLoss, IReadOnlyList<double> Metrics);
