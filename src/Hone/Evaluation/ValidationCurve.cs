using Hone.Contracts;

namespace Hone.Evaluation;

/// <summary>Scores on training and held-out rows along the values of one hyper-parameter: shows where fitting turns into overfitting.</summary>
/// <remarks>Cost: values × folds fits. The best point's score is slightly flattering, as it was chosen by these rows.</remarks>
public static class ValidationCurve
{
    /// <summary>The curve.</summary>
    /// <param name="learnerAt">The learner for a value, for example <c>v => new Ridge { Penalty = v }</c>.</param>
    /// <param name="values">The values to try, in order.</param>
    /// <param name="folds">Prepared once, shared by every value.</param>
    /// <param name="metric">What to score.</param>
    /// <param name="context">Seed, workers, cancellation.</param>
    /// <exception cref="ArgumentException">There are no values, or the learner refuses the data.</exception>
    public static ScoreCurve Of(Func<double, ILearner<IModel>> learnerAt, IReadOnlyList<double> values, PreparedFolds folds, Metric metric, FitContext context = default)
    {
        ArgumentNullException.ThrowIfNull(learnerAt);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(metric);
        if (values.Count == 0)
            throw new ArgumentException("There are no values to try.", nameof(values));
        CurvePoint[] points = new CurvePoint[values.Count];
        for (int v = 0; v < points.Length; v++)
        {
            CrossValidationResult result = CrossValidation.Run(learnerAt(values[v]), folds, [metric], context with { Progress = null }, scoreTraining: true);
            points[v] = CurvePoint.Of(values[v], result, metric);
            context.Progress?.Report(new FitProgress("value", v + 1, points.Length, points[v].Test));
        }
        return new ScoreCurve(metric, points);
    }
}
