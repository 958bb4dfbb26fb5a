using Hone.Numerics;

namespace Hone.Tuning;

/// <summary>Decides on the way whether a trial is worth finishing.</summary>
public interface IPruner
{
    /// <summary>Whether to give the trial up.</summary>
    /// <param name="steps">The scores the trial has reported, at least one; each is of the same thing as the other trials' of that step.</param>
    /// <param name="history">The trials that have ended.</param>
    /// <param name="isBetterWhenHigher">The direction of the scores.</param>
    bool ShouldPrune(IReadOnlyList<double> steps, IReadOnlyList<TrialRecord> history, bool isBetterWhenHigher);
}

/// <summary>Gives a trial up whose last step is worse than the median of the finished trials' at that step.</summary>
/// <remarks>Source: Golovin et al., "Google Vizier", KDD 2017 (the median stopping rule).</remarks>
public sealed record MedianPruner : IPruner
{
    /// <summary>Finished trials before any is given up, at least 1. Default 5.</summary>
    public int LeastTrials { get; init => field = Require.AtLeast(value, 1); } = 5;

    /// <inheritdoc/>
    public bool ShouldPrune(IReadOnlyList<double> steps, IReadOnlyList<TrialRecord> history, bool isBetterWhenHigher)
    {
        ArgumentNullException.ThrowIfNull(steps);
        ArgumentNullException.ThrowIfNull(history);
        int at = steps.Count - 1;
        double[] others = [.. history.Where(t => t.State == TrialState.Complete && t.Steps.Count > at).Select(t => t.Steps[at]).Order()];
        if (others.Length < LeastTrials)
            return false;
        int middle = others.Length / 2;
        double median = others.Length % 2 == 1 ? others[middle] : (others[middle - 1] + others[middle]) / 2;
        return isBetterWhenHigher ? steps[at] < median : steps[at] > median;
    }
}

/// <summary>Successive halving without waiting: at steps 1, η, η², … only the best 1/η of the trials that reached the step go on.</summary>
/// <remarks>Source: Li et al., "A system for massively parallel hyperparameter tuning" (ASHA), MLSys 2020.</remarks>
public sealed record HalvingPruner : IPruner
{
    /// <summary>η, at least 2: one in η goes on. Default 3.</summary>
    public int Reduction { get; init => field = Require.AtLeast(value, 2); } = 3;

    /// <summary>The first step that is judged, from 1. Default 1.</summary>
    public int FirstStep { get; init => field = Require.AtLeast(value, 1); } = 1;

    /// <inheritdoc/>
    public bool ShouldPrune(IReadOnlyList<double> steps, IReadOnlyList<TrialRecord> history, bool isBetterWhenHigher)
    {
        ArgumentNullException.ThrowIfNull(steps);
        ArgumentNullException.ThrowIfNull(history);
        int at = steps.Count - 1;
        long rung = FirstStep;
        while (rung < steps.Count)
            rung *= Reduction;
        if (rung != steps.Count)
            return false;
        double[] others = [.. history.Where(t => t.State != TrialState.Failed && t.Steps.Count > at).Select(t => t.Steps[at])];
        int better = others.Count(o => isBetterWhenHigher ? o > steps[at] : o < steps[at]);
        return better >= Math.Max(1, (others.Length + 1) / Reduction);
    }
}
