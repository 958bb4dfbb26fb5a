using Hone.Contracts;

namespace Hone.Deep;

/// <summary>Why a training ended.</summary>
public enum TrainingEnd
{
    /// <summary>All epochs were gone through.</summary>
    Completed,

    /// <summary>The limit of steps came first.</summary>
    StepLimit,

    /// <summary>Validation got no better for as long as <see cref="Trainer.Patience"/> allows.</summary>
    EarlyStopping,

    /// <summary>The caller asked to stop and keep the best so far.</summary>
    Stopped,

    /// <summary>The loss or a gradient became NaN or infinite; the step that would have followed was not taken.</summary>
    NotFinite,
}

/// <summary>The result of a training. The network itself was trained in place.</summary>
public sealed record TrainingRun
{
    /// <summary>Losses, learning rates and metrics along the way.</summary>
    public required TrainingHistory History { get; init; }

    /// <summary>Why it ended.</summary>
    public required TrainingEnd End { get; init; }

    /// <summary>Epochs finished.</summary>
    public required int Epochs { get; init; }

    /// <summary>Steps of the optimiser taken. With <see cref="Trainer.Steps"/> set to it, a rerun ends at the same place without a clock.</summary>
    public required int Steps { get; init; }

    /// <summary>The best point by validation, which the network holds now if <see cref="Trainer.RestoreBest"/> is set; null without validation data.</summary>
    public TrainingPoint? Best { get; init; }

    /// <summary>What the doctor found, worst first; empty without one.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>The counts reached, for a package's lineage.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> Counts => [new("steps", Steps), new("epochs", Epochs), .. Best is null ? [] : new KeyValuePair<string, long>[] { new("best step", Best.Step) }];

    /// <summary>The report of the same that other learners give: one iteration is one measured point.</summary>
    public FitReport Report => new(History.Points.Count, End switch
    {
        TrainingEnd.Completed => StopReason.Completed,
        TrainingEnd.StepLimit => StopReason.IterationLimit,
        TrainingEnd.EarlyStopping => StopReason.EarlyStopping,
        _ => StopReason.Stopped,
    }, [.. History.Points.Select(point => point.TrainingLoss)])
    {
        Validation = History.Points.Any(point => point.ValidationLoss is not null) ? [.. History.Points.Select(point => point.ValidationLoss ?? double.NaN)] : [],
    };
}
