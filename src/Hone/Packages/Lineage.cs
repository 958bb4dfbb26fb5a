namespace Hone.Packages;

/// <summary>What a model was made from, and how: enough to make it again.</summary>
public sealed record Lineage
{
    /// <summary>The training table's content, as <see cref="TableHash.Of"/> gives it; empty where unknown.</summary>
    public string DataHash { get; init; } = "";

    /// <summary>Rows trained on.</summary>
    public long Rows { get; init; }

    /// <summary>Columns of the training table, the target included.</summary>
    public int Columns { get; init; }

    /// <summary>The seed everything random came from.</summary>
    public ulong Seed { get; init; }

    /// <summary>The learner's name in the catalogue.</summary>
    public required string Learner { get; init; }

    /// <summary>The learner's settings as text, in the order of the catalogue.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Settings { get; init; } = [];

    /// <summary>Counts reached where a limit or early stopping decided, for example "trials" or "rounds": a rerun replays them.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> Counts { get; init; } = [];

    /// <summary>The version of Hone that made the model.</summary>
    public string HoneVersion { get; init; } = ThisVersion;

    /// <summary>When it was made, by the caller's clock; null where the caller did not say. Kept in universal time, to the second.</summary>
    public DateTimeOffset? CreatedAt { get; init => field = value is { } at ? new DateTimeOffset(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero) : null; }

    /// <summary>This library's version, for example "0.1.0".</summary>
    public static string ThisVersion { get; } = typeof(Lineage).Assembly.GetName().Version?.ToString(3) ?? "";
}
