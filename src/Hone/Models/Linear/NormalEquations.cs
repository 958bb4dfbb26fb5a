using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Linear;

/// <summary>Solves (S + λI)w = c by Cholesky with one refinement.</summary>
internal static class NormalEquations
{
    // Of a mean's size: what taking it off leaves of a constant column.
    private const double Rounding = 1e-14;

    /// <summary>The model, or null where a column is explained by the others to within <paramref name="margin"/> of its variance.</summary>
    /// <remarks>
    /// After the first solution the right side that is left is measured on the rows themselves and solved for: that brings
    /// the coefficients to about the accuracy of an orthogonal factorisation (Björck 1996, section 2.9.3).
    /// </remarks>
    public static LinearModel? TrySolve(LeastSquaresData problem, double penalty, double margin, FitContext context) =>
        TryCoefficients(problem, penalty, margin, context) is { } solution ? problem.Model(solution.Coefficients, FitReport.Exact) : null;

    /// <summary>k rows of d coefficients and the factor of S + λI, or null likewise.</summary>
    public static (double[] Coefficients, Cholesky Factor)? TryCoefficients(LeastSquaresData problem, double penalty, double margin, FitContext context)
    {
        int d = problem.Columns;
        Moments moments = problem.Moments();
        for (int j = 0; j < d; j++)
            moments.Gram[j, j] += penalty;
        if (Cholesky.TryFactor(moments.Gram, context.Workers) is not { } factor || !Clear(factor, moments.Gram, penalty, margin, problem.Means))
            return null;

        double[] w = new double[problem.Outputs * d];
        Improve(moments.Cross);
        double[] left = problem.ResidualProducts(w);
        Kernels.Axpy(-penalty, w, left);
        Improve(left);
        return (w, factor);

        void Improve(double[] right)
        {
            for (int o = 0; o < problem.Outputs; o++)
                Kernels.Axpy(1, factor.Solve(right[(o * d)..((o + 1) * d)]), w.AsSpan(o * d, d));
        }
    }

    // A squared pivot over its diagonal entry is the share of that column's variance that the columns before it leave. A column that
    // varies no more than its mean was rounded is constant.
    private static bool Clear(Cholesky factor, Matrix gram, double penalty, double margin, Means means)
    {
        for (int j = 0; j < gram.Rows; j++)
        {
            double noise = Rounding * means.X[j];
            if (factor.Lower[j, j] * factor.Lower[j, j] <= margin * gram[j, j] || (penalty == 0 && gram[j, j] <= noise * noise * means.Weight))
                return false;
        }
        return true;
    }
}
