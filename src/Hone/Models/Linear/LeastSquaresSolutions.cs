using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Linear;

/// <summary>The routes to a least-squares solution that several learners share.</summary>
internal static class LeastSquaresSolutions
{
    /// <summary>Sparse rows of more columns than this are never written out or multiplied into a square matrix (2,000² doubles are 32 MB).</summary>
    public const int MostGramColumns = 2000;

    /// <summary>By the orthogonal factor of the rows and, below them, √λ·I; of least norm where λ = 0 leaves a choice.</summary>
    public static LinearModel ByOrthogonalFactor(LeastSquaresData problem, double penalty, FitContext context)
    {
        MinimumNorm factor = Factor(problem, penalty, context);
        return problem.Model(Coefficients(factor, problem), FitReport.Exact);
    }

    /// <summary>The pivoted factor of the problem's rows.</summary>
    public static MinimumNorm Factor(LeastSquaresData problem, double penalty, FitContext context)
    {
        Matrix factor = TriangularFactor.Of(problem.X, problem.Y, problem.Weights, problem.Means, context);
        foreach (double value in factor.AsSpan())
        {
            if (!double.IsFinite(value))
                throw new ArgumentException("The data holds values too large: their products are beyond the range of a double. Divide the columns or the target by a constant.", nameof(problem));
        }
        if (penalty > 0)
        {
            Matrix below = new(problem.Columns, factor.Columns);
            for (int j = 0; j < problem.Columns; j++)
                below[j, j] = Math.Sqrt(penalty);
            factor = TriangularFactor.Combined(factor, below);
        }
        return new MinimumNorm(factor, problem.Means);
    }

    /// <summary>k rows of d coefficients.</summary>
    public static double[] Coefficients(MinimumNorm factor, LeastSquaresData problem)
    {
        double[] w = new double[problem.Outputs * problem.Columns];
        for (int o = 0; o < problem.Outputs; o++)
            factor.Solve(o).CopyTo(w, o * problem.Columns);
        return w;
    }

    /// <summary>By conjugate gradients, output by output.</summary>
    public static LinearModel ByConjugateGradients(LeastSquaresData problem, double penalty, FitContext context)
    {
        double[] w = new double[problem.Outputs * problem.Columns];
        int iterations = 0;
        StopReason stop = StopReason.Converged;
        for (int o = 0; o < problem.Outputs; o++)
        {
            (double[] solution, int count, StopReason why) = ConjugateGradients.Solve(
                problem.X, problem.Y.Column(o), problem.Weights, problem.Means.X, problem.Means.Y[o], penalty, context);
            solution.CopyTo(w, o * problem.Columns);
            iterations = Math.Max(iterations, count);
            stop = why == StopReason.Converged ? stop : why;
        }
        return problem.Model(w, new FitReport(iterations, stop, []));
    }
}
