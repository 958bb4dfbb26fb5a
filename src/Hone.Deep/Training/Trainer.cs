using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Deep;

/// <summary>Trains networks: epochs, validation, early stopping, checkpoints from which a run goes on bit for bit.</summary>
/// <remarks>
/// <code>
/// RandomKey key = RandomKey.FromSeed(1);
/// Sequential network = new(new Linear(784, 256, key.Child("hidden")), new Relu(), new Linear(256, 10, key.Child("output")));
/// (Dataset train, Dataset test) = new TensorData(images, digits).Split(test: 0.1);
/// Trainer trainer = new() { Epochs = 20, Metrics = [TrainingMetric.Accuracy], Patience = 3 };
/// TrainingRun run = trainer.Fit(
///     network, new AdamW(network), Functions.CrossEntropy,
///     new DataLoader(train, 64) { Shuffle = true }, new DataLoader(test, 500));
/// File.WriteAllText("loss.svg", run.History.ToSvg());
/// </code>
/// The network and the optimiser are changed in place. Afterwards the network is in <see cref="Module.Eval"/> mode and, with validation data, holds the weights that were best by it.
/// A network of mixed precision, converted by <see cref="Module.ConvertTo"/> to <see cref="DType.BFloat16"/> before its optimiser was made, is trained like any other: the optimiser keeps its parameters in
/// single precision, and checkpoints hold both.
/// One seed gives one result, on any number of threads. A clock decides nothing here: whoever has one stops through <see cref="FitContext.Stop"/>, which ends the run between steps, and
/// <see cref="TrainingRun.Steps"/> says where, so that <see cref="Steps"/> replays it.
/// </remarks>
public sealed record Trainer
{
    /// <summary>How often all samples are gone through, at least 1; null (default) is 10, or no limit where <see cref="Steps"/> is set.</summary>
    public int? Epochs { get; init => field = value is { } given ? Require.AtLeast(given, 1) : null; }

    /// <summary>Steps of the optimiser at most, at least 1; null (default) sets no limit.</summary>
    public int? Steps { get; init => field = value is { } given ? Require.AtLeast(given, 1) : null; }

    /// <summary>Steps from one look at the validation data to the next, at least 1; null (default) looks at the end of each epoch.</summary>
    public int? ValidateEverySteps { get; init => field = value is { } given ? Require.AtLeast(given, 1) : null; }

    /// <summary>What is measured on the validation data beside the loss; where there are none, on the training batches as they come. Default nothing.</summary>
    public IReadOnlyList<TrainingMetric> Metrics { get; init; } = [];

    /// <summary>The metric that decides which weights are best, one of <see cref="Metrics"/>; null (default) for the loss.</summary>
    public TrainingMetric? Monitor { get; init; }

    /// <summary>Looks at the validation data without a new best after which training ends, at least 1; null (default) never ends it.</summary>
    public int? Patience { get; init => field = value is { } given ? Require.AtLeast(given, 1) : null; }

    /// <summary>By how much the monitored value must be better to count as a new best, at least 0. Default 0.</summary>
    public double MinimumImprovement { get; init => field = Require.AtLeastZero(value); }

    /// <summary>Whether the network gets the weights back that were best by validation. Default true; without validation data it keeps the last.</summary>
    public bool RestoreBest { get; init; } = true;

    /// <summary>Batches whose gradients are added up for one step, at least 1: as though they were one batch, in the memory of one. Default 1.</summary>
    public int Accumulate { get; init => field = Require.AtLeast(value, 1); } = 1;

    /// <summary>The length that the gradient of all parameters is cut to where it is longer, above 0; null (default) leaves it.</summary>
    public double? ClipNorm { get; init => field = value is { } given ? Require.Positive(given) : null; }

    /// <summary>The size that each element of the gradient is cut to where it is larger, above 0; null (default) leaves it.</summary>
    public double? ClipValue { get; init => field = value is { } given ? Require.Positive(given) : null; }

    /// <summary>How learning rates change from step to step; null (default) leaves them as they are. One that waits for a plateau is told what <see cref="Monitor"/> says at each measurement.</summary>
    /// <example><code>new Trainer { Epochs = 10, Schedule = Schedule.Cosine(10 * train.Count).AfterWarmup(200) }</code></example>
    public Schedule? Schedule { get; init; }

    /// <summary>Makes the average of the network's weights that is kept along the way, for example <c>network => new Ema(network, 0.999)</c>; null (default) keeps none.</summary>
    /// <remarks>Validation then measures the averages, the best are averages, and the network holds averages in the end.</remarks>
    public Func<Module, AveragedWeights>? Average { get; init; }

    /// <summary>Steps from one taking in of weights to the next, at least 1: 1 for <see cref="Ema"/>, the batches of an epoch for <see cref="Swa"/>. Default 1.</summary>
    public int AverageEverySteps { get; init => field = Require.AtLeast(value, 1); } = 1;

    /// <summary>Steps after which weights begin to be taken in, at least 0; until then the network's own are measured. Default 0.</summary>
    public int AverageFromStep { get; init => field = Require.AtLeast(value, 0); }

    /// <summary>The folder for checkpoints: <c>last.safetensors</c>, from which a run goes on, and <c>best.safetensors</c>, the best weights. Null (default) writes nothing.</summary>
    /// <remarks>Written at the end of each epoch, every <see cref="SaveEverySteps"/> steps, and when a run is stopped or cancelled; whole or not at all.</remarks>
    public string? Folder { get; init; }

    /// <summary>Steps from one checkpoint to the next within an epoch, at least 1; null (default) writes at the ends of epochs.</summary>
    public int? SaveEverySteps { get; init => field = value is { } given ? Require.AtLeast(given, 1) : null; }

    /// <summary>Whether a run goes on from the last checkpoint in <see cref="Folder"/>, if there is one. It then gives what a run without the break would have given, bit for bit. Default false.</summary>
    public bool Resume { get; init; }

    /// <summary>Watches the run and says in words what it saw; null (default) watches nothing. It changes no result.</summary>
    public TrainingDoctor? Doctor { get; init; }

    /// <summary>Told after each step and each measurement, on the thread that trains.</summary>
    public IProgress<TrainingProgress>? Progress { get; init; }

    /// <summary>Trains a network whose loss compares its prediction with a target.</summary>
    /// <param name="network">Gets the first input of each batch. Trained in place.</param>
    /// <param name="optimizer">Over the network's parameters.</param>
    /// <param name="loss">From prediction and target to the mean loss of the batch.</param>
    /// <param name="train">What to learn from.</param>
    /// <param name="validation">What to judge by; null for none.</param>
    /// <param name="context">Seed, cancellation, stop and progress.</param>
    /// <exception cref="OperationCanceledException">Cancelled; the checkpoint in <see cref="Folder"/>, if set, is of the last step.</exception>
    /// <exception cref="ArgumentException">Settings, data and network do not go together.</exception>
    public TrainingRun Fit(Layer network, Optimizer optimizer, Func<Tensor, Tensor, Tensor> loss, DataLoader train, DataLoader? validation = null, FitContext context = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(loss);
        return Fit(network, optimizer, Compared(network, loss), train, validation, context);
    }

    /// <summary>Trains any network, by a step of your own: several inputs or targets, losses that are more than a comparison.</summary>
    /// <param name="network">Whose parameters are trained, in place.</param>
    /// <param name="optimizer">Over the network's parameters.</param>
    /// <param name="step">From a batch to its mean loss, and the prediction where metrics want one; used for validation too, with the network in <see cref="Module.Eval"/> mode.</param>
    /// <param name="train">What to learn from.</param>
    /// <param name="validation">What to judge by; null for none.</param>
    /// <param name="context">Seed, cancellation, stop and progress.</param>
    /// <exception cref="OperationCanceledException">Cancelled; the checkpoint in <see cref="Folder"/>, if set, is of the last step.</exception>
    /// <exception cref="ArgumentException">Settings, data and network do not go together.</exception>
    public TrainingRun Fit(Module network, Optimizer optimizer, Func<Batch, Outcome> step, DataLoader train, DataLoader? validation = null, FitContext context = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(train);
        Check(optimizer, train, validation, context);
        TrainingRun? run = null;
        TrainingLoop loop = new(this, network, optimizer, step, train, validation, context);

        // One worker: everything that kernels would hand to others stays on this thread.
        if (context.Workers == 1)
            WorkerPool.For(1, 1, _ => run = loop.Run());
        return run ?? loop.Run();
    }

    /// <summary>Measures a network on data, in <see cref="Module.Eval"/> mode.</summary>
    /// <param name="network">Gets the first input of each batch; its mode is as before afterwards.</param>
    /// <param name="loss">From prediction and target to the mean loss of the batch.</param>
    /// <param name="data">What to measure on.</param>
    /// <returns>The mean loss over samples, and the metrics in the order of <see cref="Metrics"/>.</returns>
    public (double Loss, IReadOnlyList<double> Metrics) Evaluate(Layer network, Func<Tensor, Tensor, Tensor> loss, DataLoader data)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(loss);
        return Evaluate(network, Compared(network, loss), data);
    }

    /// <summary>Measures a network on data, by a step of your own.</summary>
    /// <inheritdoc cref="Evaluate(Layer, Func{Tensor, Tensor, Tensor}, DataLoader)"/>
    public (double Loss, IReadOnlyList<double> Metrics) Evaluate(Module network, Func<Batch, Outcome> step, DataLoader data)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(data);
        Meter meter = Evaluation.Of(network, step, data, Metrics, default, default);
        return (meter.Loss, meter.Values);
    }

    /// <summary>What a network says of all samples, in their order, in <see cref="Module.Eval"/> mode.</summary>
    /// <param name="network">Gets the first input of each batch; its mode is as before afterwards.</param>
    /// <param name="data">At least one sample.</param>
    /// <param name="batchSize">Samples at once. Default 256; the answer does not depend on it beyond rounding.</param>
    public static Tensor Predict(Layer network, Dataset data, int batchSize = 256)
    {
        ArgumentNullException.ThrowIfNull(network);
        return Predict(network, batch => network.Call(batch.Input), data, batchSize);
    }

    /// <summary>What a network says of all samples, in their order, in <see cref="Module.Eval"/> mode, where it takes more than one input.</summary>
    /// <param name="network">Its mode is as before afterwards.</param>
    /// <param name="predict">From a batch to the prediction, samples × ….</param>
    /// <param name="data">At least one sample.</param>
    /// <param name="batchSize">Samples at once. Default 256; the answer does not depend on it beyond rounding.</param>
    public static Tensor Predict(Module network, Func<Batch, Tensor> predict, Dataset data, int batchSize = 256)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(predict);
        return Evaluation.Predict(network, predict, new DataLoader(data, batchSize));
    }

    internal int EpochLimit => Epochs ?? (Steps is null ? 10 : int.MaxValue);

    private static Func<Batch, Outcome> Compared(Layer network, Func<Tensor, Tensor, Tensor> loss) => batch =>
    {
        Tensor prediction = network.Call(batch.Input);
        return new Outcome(loss(prediction, batch.Target), prediction);
    };

    private void Check(Optimizer optimizer, DataLoader train, DataLoader? validation, FitContext context)
    {
        if (context.Ranks.Size > 1)
            throw new ArgumentException(FormattableString.Invariant($"The trainer works on one rank; the context has {context.Ranks.Size}."), nameof(context));
        if (train.Count == 0)
        {
            throw new ArgumentException(train.Data.Count == 0
                ? "There are no samples to learn from."
                : FormattableString.Invariant($"{train.Data.Count} samples do not fill one batch of {train.BatchSize}, and DropLast leaves out what does not: make batches smaller."), nameof(train));
        }
        if (validation is { Count: 0 })
            throw new ArgumentException("The validation data have no samples; leave them out, or give some.", nameof(validation));
        if (Patience is not null && validation is null)
            throw new ArgumentException("Patience counts looks at validation data, and none were given.", nameof(validation));
        if (Monitor is not null && !Metrics.Contains(Monitor))
            throw new ArgumentException($"Monitor is '{Monitor.Name}', which is not among Metrics; add it there.");
        if (optimizer is Lbfgs && (ClipNorm ?? ClipValue) is not null)
            throw new ArgumentException("L-BFGS searches along directions of its own, so there is no gradient to cut: leave ClipNorm and ClipValue out.");
        if (Resume && Folder is null)
            throw new ArgumentException("Resume goes on from the checkpoint in Folder, and no folder was set.");
    }
}
