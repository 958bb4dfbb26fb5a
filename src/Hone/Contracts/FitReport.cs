namespace Hone.Contracts;

/// <summary>How a fit went.</summary>
/// <param name="Iterations">Iterations, rounds or trees reached; 1 for a closed form.</param>
/// <param name="Stop">Why it ended.</param>
/// <param name="Objective">The objective after each iteration, or empty where none is followed.</param>
public sealed record FitReport(int Iterations, StopReason Stop, IReadOnlyList<double> Objective)
{
    /// <summary>The report of a fit without iterations.</summary>
    public static FitReport Exact { get; } = new(1, StopReason.Completed, []);

    /// <summary>The held-out objective after each iteration, where the fit watched one.</summary>
    public IReadOnlyList<double> Validation { get; init; } = [];
}

/// <summary>Why a fit ended.</summary>
public enum StopReason
{
    /// <summary>All the work that was asked for was done.</summary>
    Completed,

    /// <summary>The change fell below the tolerance.</summary>
    Converged,

    /// <summary>The iteration limit came first.</summary>
    IterationLimit,

    /// <summary>Held-out rows stopped improving.</summary>
    EarlyStopping,

    /// <summary>The caller asked to stop and keep the best so far.</summary>
    Stopped,
}
