using System.Globalization;
using Hone.Contracts;

namespace Hone.Deep;

/// <summary>What must be the same for a run to go on where another ended: whatever decides the order of samples and what a step is.</summary>
internal sealed class TrainingIdentity(Trainer trainer, DataLoader train, DataLoader? validation, FitContext context)
{
    private readonly (string What, string Value)[] parts =
    [
        ("seed", context.Seed.ToString(CultureInfo.InvariantCulture)),
        ("training samples", Text(train.Data.Count)),
        ("batch size", Text(train.BatchSize)),
        ("shuffling", train.Shuffle ? "on" : "off"),
        ("leaving out the last batch", train.DropLast ? "on" : "off"),
        ("weights of samples", train.Weights is null ? "off" : "on"),
        ("batches a step", Text(trainer.Accumulate)),
        ("validation samples", Text(validation?.Data.Count ?? 0)),
        ("steps between validations", Text(trainer.ValidateEverySteps ?? 0)),
        ("schedule", trainer.Schedule is null ? "off" : "on"),
        ("averages", trainer.Average is null ? "off" : FormattableString.Invariant($"every {trainer.AverageEverySteps} steps from step {trainer.AverageFromStep}")),
        ("metrics", string.Join(", ", trainer.Metrics.Select(metric => metric.Name))),
        ("monitored", trainer.Monitor?.Name ?? "loss"),
    ];

    public IEnumerable<(string What, string Value)> Parts => parts;

    /// <summary>The first difference to another run's, as a sentence; null where there is none.</summary>
    public string? Difference(IReadOnlyDictionary<string, string> other)
    {
        foreach ((string what, string value) in parts)
        {
            string there = other.GetValueOrDefault(what, "missing");
            if (there != value)
                return $"its run had {what}: {there}; this one has {what}: {value}";
        }
        return null;
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
