using Hone.Numerics;

namespace Hone.Tuning;

/// <summary>When a search ends. Every limit is looked at between trials only, so none changes what a trial finds.</summary>
/// <remarks>A time limit makes the number of trials depend on the machine: the number reached is in the result, and running that many gives the same again.</remarks>
public sealed record SearchLimits
{
    /// <summary>Trials at most, at least 1; null means no limit. Default 50.</summary>
    public int? Trials { get; init => field = value is { } v ? Require.AtLeast(v, 1) : null; } = 50;

    /// <summary>Trials without a better score after which to end, at least 1; null means never. Default null.</summary>
    public int? Patience { get; init => field = value is { } v ? Require.AtLeast(v, 1) : null; }

    /// <summary>Time after which no trial begins, and none that by the longest so far would end later; needs <see cref="Clock"/>. Default none.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>What the first trial is expected to take; later ones by the longest so far. Default nothing.</summary>
    public TimeSpan Expected { get; init; }

    /// <summary>What tells the time. Default none.</summary>
    public TimeProvider? Clock { get; init; }

    /// <summary>So many trials.</summary>
    public static SearchLimits Of(int trials) => new() { Trials = trials };
}

/// <summary>Why a search ended.</summary>
public enum SearchEnd
{
    /// <summary>All the trials asked for were made.</summary>
    Trials,

    /// <summary>No trial had been better for long enough.</summary>
    Patience,

    /// <summary>The time was up, or too short for another trial.</summary>
    Time,

    /// <summary>The sampler had nothing left to try.</summary>
    Exhausted,

    /// <summary>The caller asked to stop and keep the best so far.</summary>
    Stopped,
}
