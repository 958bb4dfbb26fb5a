using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Linear;

/// <summary>Fits the elastic net by coordinate descent, by the data's shape: what <see cref="Lasso"/> and <see cref="ElasticNet"/> share.</summary>
internal static class LassoFit
{
    // The Gram matrix of this many columns takes 128 MiB; beyond, the rows are passed over for each coordinate.
    private const int MostGramColumns = 4000;

    /// <summary>Minimises 1/(2Σw)·Σwᵢ(yᵢ − b − xᵢᵀw)² + λ(ρ‖w‖₁ + (1−ρ)/2·‖w‖²).</summary>
    public static LinearModel Solve(LeastSquaresData problem, double penalty, double ratio, CoordinateDescent descent, FitContext context)
    {
        if (penalty == 0)
            return LeastSquaresSolutions.ByOrthogonalFactor(problem, 0, context);
        int d = problem.Columns;
        // The solver's objective is this one times Σw.
        descent = descent with
        {
            AbsolutePenalty = penalty * ratio * problem.Means.Weight,
            SquaredPenalty = penalty * (1 - ratio) * problem.Means.Weight,
        };
        bool alone = context.Ranks.Size == 1;
        bool gram = !alone || (d <= MostGramColumns && d <= Math.Max(problem.X.Rows, 256));
        double[] w = new double[problem.Outputs * d];
        int iterations = 0;
        bool limited = false;
        Moments? moments = gram ? problem.Moments() : null;
        for (int o = 0; o < problem.Outputs; o++)
        {
            CoordinateSolution solution = moments is not null
                ? descent.SolveGram(moments.Gram, moments.Cross[(o * d)..((o + 1) * d)], moments.Squares[o], null, context.Cancellation)
                : problem.X.Sparse is not null
                    ? descent.Solve(new SparseColumns(problem, o), context.Cancellation)
                    : descent.SolveResidual(problem.CenteredRows(), problem.CenteredTarget(o), problem.Weights, null, context.Cancellation);
            solution.Coefficients.CopyTo(w, o * d);
            iterations = Math.Max(iterations, solution.Iterations);
            limited |= solution.End == MinimizerEnd.IterationLimit;
            context.Progress?.Report(new FitProgress("output", o + 1, problem.Outputs, solution.Gap / problem.Means.Weight));
        }
        return problem.Model(w, new FitReport(iterations, limited ? StopReason.IterationLimit : StopReason.Converged, []));
    }
}
