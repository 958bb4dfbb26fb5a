using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Tuning;

/// <summary>The tree-structured Parzen estimator (TPE): tries where good trials are dense and bad ones are not.</summary>
/// <remarks>
/// The trials so far are parted into the best few and the rest; a density is fitted to each, ℓ(x) and g(x). Of some draws from ℓ
/// the one with the greatest ℓ(x)/g(x) is tried, which maximises expected improvement. Dimensions that every trial asked for are
/// drawn together, so that values that are good only in combination are found; others one by one, which is what lets a
/// space depend on its own values. Cost: O(trials · draws · dimensions) a trial.
/// Sources: Bergstra, Bardenet, Bengio and Kégl, "Algorithms for hyper-parameter optimization", NIPS 2011; Falkner, Klein and
/// Hutter, "BOHB", ICML 2018, for drawing together.
/// </remarks>
public sealed record ParzenSampler : ISampler
{
    /// <summary>Whether the first trial takes the values that dimensions name as good for most data (<see cref="SearchDimension.Start"/>). Default true.</summary>
    public bool BeginAtStart { get; init; } = true;

    /// <summary>Trials before the densities are trusted, drawn at random but for a first at the start; at least 1. Default 10.</summary>
    public int RandomTrials { get; init => field = Require.AtLeast(value, 1); } = 10;

    /// <summary>Draws of which the best is tried, at least 1. Default 24.</summary>
    public int Draws { get; init => field = Require.AtLeast(value, 1); } = 24;

    /// <summary>The share of trials that count as good, above 0 and at most 1; never more than 25 of them. Default 0.1.</summary>
    public double GoodShare { get; init => field = Require.Share(value); } = 0.1;

    /// <summary>Whether dimensions that every trial asked for are drawn together. Default true.</summary>
    public bool Together { get; init; } = true;

    /// <inheritdoc/>
    public double Suggest(SearchDimension dimension, SamplerState state)
    {
        ArgumentNullException.ThrowIfNull(dimension);
        if (BeginAtStart && state.Number == 0 && dimension.Start is { } start)
            return start;
        TrialRecord[] scored = [.. state.History.Where(t => t.State != TrialState.Failed && ScoreOf(t) is not null)];
        if (state.History.Count < RandomTrials || scored.Length < 2 || dimension.Low == dimension.High)
            return RandomSampler.Draw(dimension, state.Key.Child(dimension.Name).Open());

        SearchDimension[] together = Together ? Common(scored) : [];
        int at = Array.IndexOf(together, dimension);
        SearchDimension[] drawn = at >= 0 ? together : [dimension];
        // One key for all dimensions drawn together: each call repeats the same joint draw and takes its own part of it.
        RandomStream random = state.Key.Child(at >= 0 ? "together" : dimension.Name).Open();

        (List<double[]> good, List<double[]> bad) = Part(scored, drawn, state.IsBetterWhenHigher);
        if (good.Count + bad.Count < 2)
            return RandomSampler.Draw(dimension, random);
        ParzenMixture likely = new(drawn, good), unlikely = new(drawn, bad);
        double[] best = [];
        double bestRatio = double.NegativeInfinity;
        for (int draw = 0; draw < Draws; draw++)
        {
            double[] candidate = likely.Draw(random);
            double ratio = likely.LogDensity(candidate) - unlikely.LogDensity(candidate);
            if (ratio > bestRatio)
                (best, bestRatio) = (candidate, ratio);
        }
        return best[Math.Max(at, 0)];
    }

    // A trial given up on the way is judged by how far it came; that is why it ranks below those that were finished.
    private static double? ScoreOf(TrialRecord trial) => trial.Score ?? (trial.Steps.Count > 0 ? trial.Steps[^1] : null);

    private static SearchDimension[] Common(TrialRecord[] scored)
    {
        HashSet<SearchDimension> common = [.. scored[0].Values.Select(v => v.Dimension)];
        foreach (TrialRecord trial in scored)
            common.IntersectWith(trial.Values.Select(v => v.Dimension));
        return [.. scored[0].Values.Select(v => v.Dimension).Where(d => common.Contains(d) && d.Low < d.High)];
    }

    private (List<double[]> Good, List<double[]> Bad) Part(TrialRecord[] scored, SearchDimension[] drawn, bool higher)
    {
        const int mostGood = 25;
        double sign = higher ? -1 : 1;
        TrialRecord[] ranked = [.. scored.OrderBy(t => t.State == TrialState.Pruned).ThenBy(t => sign * ScoreOf(t)!.Value).ThenBy(t => t.Number)];
        int goodCount = Math.Min(mostGood, (int)Math.Ceiling(GoodShare * ranked.Length));
        List<double[]> good = [], bad = [];
        for (int i = 0; i < ranked.Length; i++)
        {
            double[] point = new double[drawn.Length];
            bool all = true;
            for (int d = 0; d < drawn.Length && all; d++)
            {
                SuggestedValue? found = null;
                foreach (SuggestedValue value in ranked[i].Values)
                {
                    if (value.Dimension == drawn[d])
                        found = value;
                }
                all = found is not null;
                point[d] = found?.Value ?? 0;
            }
            if (all)
                (i < goodCount ? good : bad).Add(point);
        }
        return (good, bad);
    }
}
