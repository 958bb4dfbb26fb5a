namespace Hone.Deep;

/// <summary>Adds up the loss and the metrics over batches.</summary>
internal sealed class Meter(IReadOnlyList<TrainingMetric> metrics)
{
    private readonly (double Sum, double Weight)[] sums = new (double, double)[metrics.Count];
    private double lossSum, samples;

    /// <summary>The mean loss over samples; NaN of none.</summary>
    public double Loss => lossSum / samples;

    /// <summary>All that it added up, to be kept in a file.</summary>
    public double[] Sums
    {
        get => [lossSum, samples, .. sums.SelectMany(each => new[] { each.Sum, each.Weight })];
        set
        {
            (lossSum, samples) = (value[0], value[1]);
            for (int i = 0; i < sums.Length; i++)
                sums[i] = (value[2 + (2 * i)], value[3 + (2 * i)]);
        }
    }

    /// <summary>The metrics, in order.</summary>
    public double[] Values => [.. metrics.Select((metric, i) => metric.Finish(sums[i].Sum, sums[i].Weight))];

    public void Add(Outcome outcome, Batch batch)
    {
        using NoGrad pause = NoGrad.Begin();
        lossSum += outcome.Loss.Item() * batch.Count;
        samples += batch.Count;
        for (int i = 0; i < sums.Length; i++)
        {
            (double sum, double weight) = metrics[i].Measure(outcome, batch);
            sums[i] = (sums[i].Sum + sum, sums[i].Weight + weight);
        }
    }
}
