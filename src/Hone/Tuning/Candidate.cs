using Hone.Contracts;
using Hone.Models.Baselines;
using Hone.Models.Linear;
using Hone.Models.Neighbors;
using Hone.Models.Trees;
using Hone.Numerics;

namespace Hone.Tuning;

/// <summary>A learner that a model search tries.</summary>
/// <param name="Name">Its name on the leaderboard.</param>
/// <param name="Learner">With the settings to try first.</param>
public sealed record Candidate(string Name, ILearner<IModel> Learner)
{
    /// <summary>Training rows above which it is not tried, because its cost grows faster than they do; null means no limit.</summary>
    public int? MostRows { get; init => field = value is { } v ? Require.AtLeast(v, 1) : null; }

    /// <summary>
    /// (Numbers stored + 20 · columns) · classes of one fit above which it is not tried, because a search would never get past it; two classes, or numbers, count as one. Null means no limit.
    /// </summary>
    public double? MostWork { get; init => field = value is { } v ? Require.Positive(v) : null; }

    /// <summary>The limit of <see cref="MostWork"/> for logistic regression, boosting and forests: minutes to hours a fit.</summary>
    public const double MostWorkByDefault = 5e8;

    // Predicting by neighbours looks at every training row for every row: beyond this it would eat the time of all the others.
    private const int MostRowsForNeighbors = 20_000;

    /// <summary>What to try for a target when nobody says: the baseline, a linear model, boosting, a forest, and neighbours up to 20,000 rows.</summary>
    public static IReadOnlyList<Candidate> DefaultsFor(Target target)
    {
        ArgumentNullException.ThrowIfNull(target);
        return
        [
            new Candidate(Baseline.Name, new Baseline()),
            target is ClassTarget ? new Candidate(LogisticRegression.Name, new LogisticRegression()) { MostWork = MostWorkByDefault } : new Candidate(Ridge.Name, new Ridge()),
            new Candidate(GradientBoosting.Name, new GradientBoosting()) { MostWork = MostWorkByDefault },
            new Candidate(RandomForest.Name, new RandomForest()) { MostWork = MostWorkByDefault },
            new Candidate(NearestNeighbors.Name, new NearestNeighbors()) { MostRows = MostRowsForNeighbors },
        ];
    }
}

/// <summary>One line of a model search's leaderboard.</summary>
/// <param name="Name">The candidate's name.</param>
/// <param name="Learner">With the settings judged.</param>
/// <param name="Score">Mean score over the folds; null where it was not judged, and then the note says why.</param>
/// <param name="StandardError">Of that mean; for a single hold-out split that of its test rows. Null where it was not judged.</param>
/// <param name="FitTime">What one fit took; zero without a clock.</param>
/// <param name="Note">Why it was not judged, or that its settings were searched; else empty.</param>
public sealed record LeaderboardEntry(string Name, ILearner<IModel> Learner, double? Score, double? StandardError, TimeSpan FitTime, string Note)
{
    /// <summary>Whether the settings are what the search found, rather than the candidate's own.</summary>
    public bool IsTuned { get; init; }

    /// <summary>What predicting one fold's test rows took; zero without a clock.</summary>
    public TimeSpan PredictTime { get; init; }

    /// <summary>What preparing one fold's rows took, for the first candidate with the same needs; zero without a clock.</summary>
    public TimeSpan PrepareTime { get; init; }

    /// <summary>What a tuned entry's trial was given; null for others.</summary>
    public TrialRecord? Trial { get; init; }
}

/// <summary>How far a model search came: with these counts it can be run again without a clock, and gives the same.</summary>
/// <param name="Candidates">How many of the candidates were judged or passed over, in their order.</param>
/// <param name="Trials">How many trials the search of the best one's settings made.</param>
public sealed record SearchCounts(int Candidates, int Trials);
