using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Linear;

/// <summary>Ridge regression by its dual, for more columns than rows: w = Z'α with (ZZ' + λI)α = √W(y − ȳ), Z = √W(X − x̄).</summary>
/// <remarks>Saunders, Gammerman and Vovk, "Ridge regression learning algorithm in dual variables", ICML 1998. Cost O(n²·d + n³), memory O(n² + d).</remarks>
internal static class RidgeDual
{
    // Each pass after the first solves for what rounding left of the one before: a small λ makes the kernel nearly singular.
    private const int Passes = 4;

    public static LinearModel Solve(LeastSquaresData problem, double penalty, FitContext context)
    {
        int n = problem.X.Rows, d = problem.Columns;
        double[] roots = new double[n];
        for (int i = 0; i < n; i++)
            roots[i] = Math.Sqrt(problem.Weights?[i] ?? 1);
        Matrix kernel = Products(problem, roots, context);
        for (int i = 0; i < n; i++)
            kernel[i, i] += penalty;
        if (Cholesky.TryFactor(kernel, context.Workers) is not { } factor)
            return LeastSquaresSolutions.ByOrthogonalFactor(problem, penalty, context);

        double[] w = new double[problem.Outputs * d];
        for (int o = 0; o < problem.Outputs; o++)
        {
            double[] alpha = new double[n];
            Span<double> own = w.AsSpan(o * d, d);
            for (int pass = 0; pass < Passes; pass++)
            {
                double[] residual = new double[n];
                double shift = Kernels.Dot(problem.Means.X, own);
                for (int i = 0; i < n; i++)
                    residual[i] = (roots[i] * (problem.Y.Row(i)[o] - problem.Means.Y[o] - problem.X.Dot(i, own) + shift)) - (penalty * alpha[i]);
                Kernels.Axpy(1, factor.Solve(residual), alpha);
                own.Clear();
                double total = 0;
                for (int i = 0; i < n; i++)
                {
                    problem.X.AddScaled(i, roots[i] * alpha[i], own);
                    total += roots[i] * alpha[i];
                }
                Kernels.Axpy(-total, problem.Means.X, own);
            }
        }
        return problem.Model(w, FitReport.Exact);
    }

    private static Matrix Products(LeastSquaresData problem, double[] roots, FitContext context)
    {
        int n = problem.X.Rows;
        Matrix kernel = new(n, n);
        context.For(n, i =>
        {
            double[] row = new double[problem.Columns];
            problem.X.CopyRow(i, row);
            Kernels.Axpy(-1, problem.Means.X, row);
            double shift = Kernels.Dot(problem.Means.X, row);
            Span<double> products = kernel.Row(i);
            for (int j = 0; j <= i; j++)
                products[j] = roots[i] * roots[j] * (problem.X.Dot(j, row) - shift);
        });
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < i; j++)
                kernel[j, i] = kernel[i, j];
        }
        return kernel;
    }
}
