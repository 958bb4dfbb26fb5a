using Hone.Numerics;

namespace Hone.Deep;

/// <summary>Whether a network can learn one batch by heart: the first thing to try when training fails. What cannot learn a few samples will not learn many.</summary>
/// <remarks>Network and optimiser are put back as they were. The network is in <see cref="Module.Train"/> mode throughout; dropout hinders it, so take that out where the check fails.</remarks>
/// <example><code>
/// OverfitResult result = new OverfitCheck().Run(network, optimizer, loss, train.Data.Take([0, 1, 2, 3, 4, 5, 6, 7]));
/// Console.WriteLine(result);
/// </code></example>
public sealed record OverfitCheck
{
    /// <summary>Steps at most, at least 10. Default 300.</summary>
    public int Steps { get; init => field = Require.AtLeast(value, 10); } = 300;

    /// <summary>The share of the first loss that counts as learned, above 0 and at most 1. Default 0.05.</summary>
    public double Target { get; init => field = Require.Share(value); } = 0.05;

    /// <summary>Tries a network whose loss compares its prediction with a target.</summary>
    /// <param name="network">Gets the batch's first input. Put back afterwards.</param>
    /// <param name="optimizer">Over the network's parameters. Put back afterwards.</param>
    /// <param name="loss">From prediction and target to the mean loss of the batch, at least 0.</param>
    /// <param name="batch">Some samples; eight or so are enough.</param>
    public OverfitResult Run(Layer network, Optimizer optimizer, Func<Tensor, Tensor, Tensor> loss, Batch batch)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(loss);
        return Run(network, optimizer, each =>
        {
            Tensor prediction = network.Call(each.Input);
            return new Outcome(loss(prediction, each.Target), prediction);
        }, batch);
    }

    /// <summary>Tries a network with a step of your own.</summary>
    /// <inheritdoc cref="Run(Layer, Optimizer, Func{Tensor, Tensor, Tensor}, Batch)"/>
    public OverfitResult Run(Module network, Optimizer optimizer, Func<Batch, Outcome> step, Batch batch)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.Count == 0)
            throw new ArgumentException("The batch has no samples.", nameof(batch));
        Snapshot before = new(network, optimizer);
        network.Train();
        try
        {
            return Try(network, optimizer, step, batch);
        }
        finally
        {
            before.PutBack();
        }
    }

    private OverfitResult Try(Module network, Optimizer optimizer, Func<Batch, Outcome> step, Batch batch)
    {
        List<double> losses = [];
        DataLoader train = new(new TensorData([.. batch.Inputs], [.. batch.Targets]), batch.Count);
        Examination examination = new(new TrainingDoctor { EverySteps = Math.Max(1, Steps / 20) }, network, optimizer, train);
        bool isFinite = true;
        while (losses.Count < Steps && isFinite && (losses.Count == 0 || losses[^1] > Target * losses[0]))
        {
            network.ZeroGrad();
            Outcome outcome = examination.Step(losses.Count + 1, batch, step);
            losses.Add(outcome.Loss.Item());
            outcome.Loss.Backward();
            isFinite = double.IsFinite(losses[^1]);
            if (!isFinite)
            {
                examination.NotFinite([batch], step);
                break;
            }
            examination.BeforeUpdate();
            optimizer.Step();
            examination.AfterUpdate();
        }
        examination.Measured(losses, []);
        return new OverfitResult(isFinite && losses[^1] <= Target * losses[0], losses, examination.Findings);
    }
}

/// <summary>What came of learning one batch by heart.</summary>
/// <param name="CanLearn">Whether the loss fell to the target.</param>
/// <param name="Losses">The loss at each step.</param>
/// <param name="Findings">What the doctor saw on the way, worst first.</param>
public sealed record OverfitResult(bool CanLearn, IReadOnlyList<double> Losses, IReadOnlyList<Finding> Findings)
{
    /// <summary>What to look at, in sentences; empty where the batch was learned.</summary>
    public IReadOnlyList<string> Advice => CanLearn ? [] :
    [
        .. Findings.Where(finding => finding.Severity > Severity.Note).Select(finding => $"{char.ToUpperInvariant(finding.Kind[0])}{finding.Kind[1..]} ({finding.Where}): {finding.Seen} {finding.Try}"),
        Losses[^1] > 0.9 * Losses[0]
            ? "The loss hardly moved: look whether inputs and targets belong together, whether the loss is right for what the network gives (logits, not probabilities), and whether the optimiser has the network's parameters."
            : "The loss fell, but not far enough: take dropout and weight decay out for the check, raise the learning rate or the number of steps, or make the network wider; a loss that takes logits must not be given probabilities, and samples with equal inputs and different targets cannot be learned at all.",
    ];

    /// <summary>All of it in words.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"{(CanLearn ? "The network learns the batch" : "The network does not learn the batch")}: the loss went from {Losses[0]:G4} to {Losses[^1]:G4} in {Losses.Count} steps.{string.Concat(Advice.Select(advice => " " + advice))}");
}
