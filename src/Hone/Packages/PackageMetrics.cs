namespace Hone.Packages;

/// <summary>How good a packaged model was found to be.</summary>
/// <param name="Metric">The name of the metric that chose the model; empty for none.</param>
/// <param name="CrossValidated">The chosen model's cross-validated score by that metric, where there is one.</param>
/// <param name="Scores">Scores on rows held out from every choice.</param>
/// <param name="Leaderboard">The learners compared, best first.</param>
public sealed record PackageMetrics(string Metric, double? CrossValidated, IReadOnlyList<PackageScore> Scores, IReadOnlyList<LeaderboardRow> Leaderboard)
{
    /// <summary>Of a model that was never scored.</summary>
    public static PackageMetrics None { get; } = new("", null, [], []);
}

/// <summary>One metric's score, with an interval where one was computed.</summary>
/// <param name="Name">The metric's name, for example "roc_auc".</param>
/// <param name="Value">The score.</param>
/// <param name="Low">Lower end of the 95 % interval.</param>
/// <param name="High">Upper end of the 95 % interval.</param>
public sealed record PackageScore(string Name, double Value, double? Low = null, double? High = null);

/// <summary>One learner that was compared with others.</summary>
/// <param name="Learner">Its name in the catalogue.</param>
/// <param name="Score">Its cross-validated score.</param>
/// <param name="Low">Lower end of the score's interval over the folds.</param>
/// <param name="High">Upper end of the score's interval over the folds.</param>
/// <param name="FitSeconds">Mean time of one fit; null where it was not taken.</param>
public sealed record LeaderboardRow(string Learner, double Score, double? Low = null, double? High = null, double? FitSeconds = null);
