using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Tuning;

/// <summary>Decides which hyper-parameter values a trial tries.</summary>
/// <remarks>A sampler keeps nothing between calls: the same state gives the same value, so a study can be replayed or resumed from its history.</remarks>
public interface ISampler
{
    /// <summary>A value within the dimension; for whole dimensions a whole number.</summary>
    double Suggest(SearchDimension dimension, SamplerState state);

    /// <summary>Whether there is nothing left to try.</summary>
    bool IsExhausted(IReadOnlyList<TrialRecord> history) => false;
}

/// <summary>What a sampler may look at.</summary>
/// <param name="Number">The trial's number, from 0.</param>
/// <param name="Key">The trial's own randomness.</param>
/// <param name="Given">The values given earlier in this trial, by name, in the order asked.</param>
/// <param name="History">The trials that have ended, in order.</param>
/// <param name="IsBetterWhenHigher">The direction of the scores.</param>
public readonly record struct SamplerState(int Number, RandomKey Key, IReadOnlyList<SuggestedValue> Given, IReadOnlyList<TrialRecord> History, bool IsBetterWhenHigher);

/// <summary>One value that a trial was given.</summary>
/// <param name="Dimension">What was asked for.</param>
/// <param name="Value">The number itself, or the position of a choice.</param>
public readonly record struct SuggestedValue(SearchDimension Dimension, double Value);

/// <summary>How one trial ended.</summary>
/// <param name="Number">From 0.</param>
/// <param name="Values">What it was given, in the order asked.</param>
/// <param name="State">Whether it has a score.</param>
/// <param name="Score">Its score; null unless complete.</param>
/// <param name="Steps">The scores reported on the way, for example after each fold.</param>
public sealed record TrialRecord(int Number, IReadOnlyList<SuggestedValue> Values, TrialState State, double? Score, IReadOnlyList<double> Steps)
{
    /// <summary>Why it failed; empty otherwise.</summary>
    public string Note { get; init; } = "";

    /// <summary>A trial that gives these values again.</summary>
    /// <exception cref="ArgumentException">Thrown by the trial when it is asked for a dimension that this one was not.</exception>
    public Trial Again() => new(Number, dimension =>
    {
        foreach (SuggestedValue value in Values)
        {
            if (value.Dimension == dimension)
                return value.Value;
        }
        throw new ArgumentException(FormattableString.Invariant($"Trial {Number} was never asked for '{dimension.Name}' from {dimension.Low} to {dimension.High}."));
    });
}

/// <summary>Whether a trial has a score.</summary>
public enum TrialState
{
    /// <summary>It has.</summary>
    Complete,

    /// <summary>It was given up on the way, as it promised nothing.</summary>
    Pruned,

    /// <summary>Its values could not be tried; the note says why.</summary>
    Failed,
}
