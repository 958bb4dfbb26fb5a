using Hone.Data;
using Hone.Evaluation;
using Hone.Tuning;

namespace Hone.Pipelines;

/// <summary>What <see cref="Training"/> gives.</summary>
public sealed record TrainingResult
{
    /// <summary>The winner, fitted on <see cref="Train"/>; its package holds scores and leaderboard.</summary>
    public required PipelineModel Model { get; init; }

    /// <summary>The comparison and the search.</summary>
    public required ModelSearchResult Search { get; init; }

    /// <summary>The model on rows that nothing has seen before.</summary>
    public required EvaluationResult HeldOut { get; init; }

    /// <summary>95 % intervals of the held-out scores, by metric name; a score on too few rows has none.</summary>
    public required IReadOnlyDictionary<string, ScoreInterval> Intervals { get; init; }

    /// <summary>The rows with a known target: those trained on and, unless a test table was given, those held out.</summary>
    public required Frame Table { get; init; }

    /// <summary>The rows trained on.</summary>
    public required Frame Train { get; init; }

    /// <summary>The rows scored on.</summary>
    public required Frame Test { get; init; }

    /// <summary>Rows left out because their target is missing.</summary>
    public int RowsWithoutTarget { get; init; }
}
