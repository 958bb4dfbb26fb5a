using Hone.Contracts;
using Hone.Numerics;
using Hone.Plotting;

namespace Hone.Deep;

/// <summary>Tries learning rates from small to large, one batch each, and suggests one.</summary>
/// <remarks>
/// Rates grow by the same factor from step to step while the network learns. Where the smoothed loss falls most steeply, each step achieves most: that rate is suggested, or a tenth of
/// the rate at which the loss is least where that is lower, for just beyond it training fails. The sweep ends early when the loss has risen far above its least. Network and optimiser are put back as they were.
/// Source: L. N. Smith, "Cyclical Learning Rates for Training Neural Networks", WACV 2017.
/// </remarks>
/// <example><code>
/// LearningRateSweep sweep = new LearningRateFinder().Find(network, optimizer, loss, train);
/// File.WriteAllText("rates.svg", sweep.ToSvg());
/// optimizer.Groups[0].LearningRate = sweep.Suggestion ?? 1e-3;
/// </code></example>
public sealed record LearningRateFinder
{
    /// <summary>The first rate, above 0. Default 1e-7.</summary>
    public double Low { get; init => field = Require.Positive(value); } = 1e-7;

    /// <summary>The last rate, above the first. Default 10.</summary>
    public double High { get; init => field = Require.Positive(value); } = 10;

    /// <summary>How many rates are tried, at least 10. Default 100.</summary>
    public int Steps { get; init => field = Require.AtLeast(value, 10); } = 100;

    /// <summary>How far above its least the smoothed loss may rise, as a multiple of what it has fallen and at least of its least, before the sweep ends; above 1. Default 4.</summary>
    public double Rise { get; init => field = value > 1 ? Require.Finite(value) : throw new ArgumentOutOfRangeException(nameof(Rise), value, FormattableString.Invariant($"Rise must be above 1; found {value}.")); } = 4;

    /// <summary>Sweeps over a network whose loss compares its prediction with a target.</summary>
    /// <param name="network">Gets the first input of each batch. Put back afterwards.</param>
    /// <param name="optimizer">All its groups get the same rate. Put back afterwards.</param>
    /// <param name="loss">From prediction and target to the mean loss of the batch.</param>
    /// <param name="train">Where batches come from; gone through again where it has fewer than are needed.</param>
    /// <param name="context">Seed and cancellation.</param>
    public LearningRateSweep Find(Layer network, Optimizer optimizer, Func<Tensor, Tensor, Tensor> loss, DataLoader train, FitContext context = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(loss);
        return Find(network, optimizer, batch => loss(network.Call(batch.Input), batch.Target), train, context);
    }

    /// <summary>Sweeps with a step of your own.</summary>
    /// <inheritdoc cref="Find(Layer, Optimizer, Func{Tensor, Tensor, Tensor}, DataLoader, FitContext)"/>
    public LearningRateSweep Find(Module network, Optimizer optimizer, Func<Batch, Outcome> step, DataLoader train, FitContext context = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(train);
        if (train.Count == 0)
            throw new ArgumentException("There are no samples to learn from.", nameof(train));
        if (High <= Low)
            throw new ArgumentException(FormattableString.Invariant($"The last rate, High = {High}, must be above the first, Low = {Low}."));
        Snapshot before = new(network, optimizer);
        network.Train();
        try
        {
            return Sweep(network, optimizer, step, train, context);
        }
        finally
        {
            before.PutBack();
        }
    }

    private LearningRateSweep Sweep(Module network, Optimizer optimizer, Func<Batch, Outcome> step, DataLoader train, FitContext context)
    {
        List<double> rates = [], losses = [], smooth = [];
        double mean = 0, factor = Elementary.Log(High / Low) / (Steps - 1);
        foreach (Batch batch in Endless(train, context).Take(Steps))
        {
            context.Cancellation.ThrowIfCancellationRequested();
            double rate = Low * Elementary.Exp(factor * rates.Count);
            foreach (ParameterGroup group in optimizer.Groups)
                group.LearningRate = rate;
            network.ZeroGrad();
            Tensor loss = step(batch).Loss;
            double value = loss.Item();
            if (!double.IsFinite(value))
                break;
            rates.Add(rate);
            losses.Add(value);
            mean = (0.9 * mean) + (0.1 * value);
            smooth.Add(mean / (1 - Elementary.Pow(0.9, losses.Count)));
            double least = smooth.Min();
            if (smooth[^1] - least > Rise * Math.Max(smooth[0] - least, Math.Abs(least)))
                break;
            loss.Backward();
            optimizer.Step();
        }
        return new LearningRateSweep(rates, losses, smooth);
    }

    private static IEnumerable<Batch> Endless(DataLoader train, FitContext context)
    {
        for (int epoch = 0; ; epoch++)
        {
            foreach (Batch batch in train.Batches(context.Key.Child("sweep"), epoch, cancellation: context.Cancellation))
                yield return batch;
        }
    }
}

/// <summary>Losses by learning rate, each after one step more.</summary>
/// <param name="Rates">The rates, ascending; fewer than asked for where the sweep ended early.</param>
/// <param name="Losses">The loss of each batch, before the step at that rate.</param>
/// <param name="Smoothed">The same, as an exponential mean.</param>
public sealed record LearningRateSweep(IReadOnlyList<double> Rates, IReadOnlyList<double> Losses, IReadOnlyList<double> Smoothed)
{
    /// <summary>The rate at which the smoothed loss falls most steeply, and at most a tenth of that at which it is least; null where it never falls by a hundredth.</summary>
    public double? Suggestion
    {
        get
        {
            int least = Smoothed.Count == 0 ? 0 : Smoothed.ToList().IndexOf(Smoothed.Min());
            if (least < 2 || Smoothed[0] - Smoothed[least] < 0.01 * Math.Abs(Smoothed[0]))
                return null;
            int steepest = 1;
            for (int i = 2; i < least; i++)
            {
                if (Smoothed[i + 1] - Smoothed[i - 1] < Smoothed[steepest + 1] - Smoothed[steepest - 1])
                    steepest = i;
            }
            return Math.Min(Rates[steepest], Rates[least] / 10);
        }
    }

    /// <summary>The losses over a logarithmic axis of rates, with the suggestion.</summary>
    public LineChart Chart()
    {
        List<Series> series = [new("each batch", [.. Rates], [.. Losses]) { Muted = true, Markers = false }, new("smoothed", [.. Rates], [.. Smoothed]) { Markers = false }];
        if (Suggestion is { } rate)
            series.Add(new Series(FormattableString.Invariant($"suggestion {rate:G2}"), [rate, rate], [Smoothed.Min(), Smoothed.Max()]) { Dashed = true, Markers = false });
        return new LineChart { Title = "Learning rates", X = new Axis { Label = "learning rate", Kind = AxisKind.Logarithmic }, Y = "loss", Series = series };
    }

    /// <summary>The chart as a picture.</summary>
    public string ToSvg() => Chart().ToSvg();
}
