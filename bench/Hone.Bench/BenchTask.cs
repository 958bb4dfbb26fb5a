using Hone.Contracts;

namespace Hone.Bench;

/// <summary>One task of the bench: what the peers' script of the same name does, done by Hone.</summary>
/// <param name="Family">The peers' script without its ending, for example "linear".</param>
/// <param name="Name">The task's name in that script.</param>
/// <param name="Data">The name of the data set both sides read, or null when the task makes its own.</param>
/// <param name="Load">Brings the data into memory, untimed, and gives the run: it is called several times and measures itself.</param>
internal sealed record BenchTask(string Family, string Name, string? Data, Func<DataSet, Func<FitContext, Measured>> Load)
{
    /// <summary>The script in bench/peers that holds the other side, or null where the common peers have it.</summary>
    public string? Peer { get; init; }

    /// <summary>The other side's name for the task, where one peer's task is raced by several of ours; null means the same.</summary>
    public string? PeerTask { get; init; }

    /// <summary>The least ratio that is wanted of the first part; null means that it is to win at all.</summary>
    public double? Wanted { get; init; }

    /// <summary>The same for the second part.</summary>
    public double? WantedOfPredict { get; init; }

    /// <summary>What the task's part of the table is headed; null means as its class's other tasks.</summary>
    public string? Heading { get; init; }

    /// <summary>What is wanted of both parts; of the second the same unless given.</summary>
    public BenchTask Wanting(double fit, double? predict = null) => this with { Wanted = fit, WantedOfPredict = predict ?? fit };
}

/// <summary>What one run took, and how good its answer was.</summary>
/// <param name="FitSeconds">The fit, or whatever the task's first part is.</param>
/// <param name="PredictSeconds">The second part, where there is one.</param>
/// <param name="Score">The same score as the peer's: compare it before the times.</param>
internal readonly record struct Measured(double FitSeconds, double? PredictSeconds, double Score);
