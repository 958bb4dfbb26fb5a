using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Linear;

/// <summary>Solves (S + λI)w = c by Cholesky with one refinement.</summary>
internal static class NormalEquations
{
    /// <summary>The model, or null where a column is explained by the others to within <paramref name="margin"/> of its variance.</summary>
    /// <remarks>
    /// After the first solution the right side that is left is measured on the rows themselves and solved for: that brings
    /// the coefficients to about the accuracy of an orthogonal factorisation (Björck 1996, section 2.9.3).
    /// </remarks>
    public static LinearModel? TrySolve(LeastSquaresData problem, double penalty, double margin, FitContext context)
    {
        int d = problem.Columns;
        Moments moments = problem.Moments(context);
        for (int j = 0; j < d; j++)
            moments.Gram[j, j] += penalty;
        if (Cholesky.TryFactor(moments.Gram, context.Workers) is not { } factor || !Clear(factor, moments.Gram, margin))
            return null;

        double[] w = new double[problem.Outputs * d];
        Improve(moments.Cross);
        double[] left = problem.ResidualProducts(w, context);
        Kernels.Axpy(-penalty, w, left);
        Improve(left);
        return problem.Model(w, FitReport.Exact);

        void Improve(double[] right)
        {
            for (int o = 0; o < problem.Outputs; o++)
                Kernels.Axpy(1, factor.Solve(right[(o * d)..((o + 1) * d)]), w.AsSpan(o * d, d));
        }
    }

    // A squared pivot over its diagonal entry is the share of that column's variance that the columns before it leave.
    private static bool Clear(Cholesky factor, Matrix gram, double margin)
    {
        for (int j = 0; j < gram.Rows; j++)
        {
            if (factor.Lower[j, j] * factor.Lower[j, j] <= margin * gram[j, j])
                return false;
        }
        return true;
    }
}
