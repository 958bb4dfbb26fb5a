using Hone.Numerics;

namespace Hone.Deep;

/// <summary>Watches a training and says in words what it saw and what to try.</summary>
/// <remarks>
/// It looks at inputs and classes as they come, at activations, gradients and steps every so many steps, at losses, and at rows that stand in training and validation data alike. It reads and
/// changes nothing: a run gives the same bits with it and without.
/// <code>
/// TrainingRun run = new Trainer { Doctor = new TrainingDoctor() }.Fit(network, optimizer, loss, train, validation);
/// foreach (Finding finding in run.Findings)
///     Console.WriteLine(finding);
/// // Fault: dead ReLUs (layer '1', step 80): 14 of 16 units gave 0 for every sample of 5 batches. Lower the learning rate, …
/// </code>
/// </remarks>
public sealed record TrainingDoctor
{
    /// <summary>Steps from one look at activations, gradients and steps to the next, at least 1. A look costs about a third of a step. Default 20.</summary>
    public int EverySteps { get; init => field = Require.AtLeast(value, 1); } = 20;

    /// <summary>Samples of each part that are compared to find rows that stand in both, at least 0; of data that are computed when they are asked for, a tenth of it. Default 100,000; 0 compares none.</summary>
    public int ComparedSamples { get; init => field = Require.AtLeast(value, 0); } = 100_000;

    /// <summary>Told each finding at once, on the thread that trains. All are in <see cref="TrainingRun.Findings"/> too.</summary>
    public IProgress<Finding>? Found { get; init; }

    /// <summary>Looks for rows that stand in training and validation data alike, before any training.</summary>
    /// <param name="train">What is learned from; augmentation is set aside.</param>
    /// <param name="validation">What is judged by.</param>
    public IReadOnlyList<Finding> Compare(Dataset train, Dataset validation)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(validation);
        Findings findings = new(Found);
        LeakageCheck.Look(train, validation, ComparedSamples, findings);
        return findings.All;
    }
}
