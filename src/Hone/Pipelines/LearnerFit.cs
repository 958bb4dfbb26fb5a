using Hone.Contracts;
using Hone.Data;

namespace Hone.Pipelines;

/// <summary>Fitting a learner to a table in one line.</summary>
public static class LearnerFit
{
    /// <summary>Learns to predict a column from the others, with the default recipe: <c>new Pipeline(learner).Fit(table, target)</c>.</summary>
    /// <param name="learner">What learns.</param>
    /// <param name="table">At least two rows with a target.</param>
    /// <param name="target">The target column's name.</param>
    /// <param name="context">Seed, progress, cancellation and workers.</param>
    /// <exception cref="ArgumentException">See <see cref="Pipeline.Fit(Frame, string, FitContext)"/>.</exception>
    public static PipelineModel Fit(this ILearner<IModel> learner, Frame table, string target, FitContext context = default) =>
        new Pipeline(learner).Fit(table, target, context);
}
