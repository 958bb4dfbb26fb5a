using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Linear;

/// <summary>One model of a regularization path.</summary>
/// <param name="Penalty">λ.</param>
/// <param name="Model">The elastic net or lasso fitted with it.</param>
public sealed record PathPoint(double Penalty, LinearModel Model);

/// <summary>Fits the same rows under falling penalties, each fit starting from the one before.</summary>
internal static class PenaltyPath
{
    // Where ρ is so small that no finite penalty empties the model, the path starts as for this share.
    private const double LeastRatio = 1e-3;

    public static IReadOnlyList<PathPoint> Of(LeastSquaresData problem, int points, double span, double ratio, CoordinateDescent descent, FitContext context)
    {
        if (problem.Outputs != 1)
            throw new ArgumentException(FormattableString.Invariant($"A path takes a target of one number a row; it has {problem.Outputs}."), nameof(problem));
        Moments moments = problem.Moments();
        double weight = problem.Means.Weight;
        double first = VectorOperations.MaxNorm(moments.Cross) / weight / Math.Max(ratio, LeastRatio);
        if (first == 0)
            first = 1;                                         // a constant target: every penalty gives the same model
        List<PathPoint> path = [];
        double[]? start = null;
        for (int point = 0; point < points; point++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            double penalty = first * Elementary.Pow(span, points == 1 ? 0 : (double)point / (points - 1));
            CoordinateSolution solution = (descent with { AbsolutePenalty = penalty * ratio * weight, SquaredPenalty = penalty * (1 - ratio) * weight })
                .SolveGram(moments.Gram, moments.Cross, moments.Squares[0], start, context.Cancellation);
            start = solution.Coefficients;
            StopReason stop = solution.End == MinimizerEnd.IterationLimit ? StopReason.IterationLimit : StopReason.Converged;
            path.Add(new PathPoint(penalty, problem.Model([.. start], new FitReport(solution.Iterations, stop, []))));
            context.Progress?.Report(new FitProgress("penalty", point + 1, points));
            if (context.ShouldStop())
                break;
        }
        return path;
    }
}
