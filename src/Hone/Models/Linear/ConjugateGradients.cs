using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Linear;

/// <summary>Solves (S + λI)w = c for centred rows without forming S: two passes over the entries an iteration.</summary>
/// <remarks>
/// CGLS. With λ above 0 the diagonal of S + λI preconditions, so that columns of different scales cost no iterations. With λ = 0 nothing
/// does: from w = 0 every iterate then stays in the rows' span, and tends to the solution of least norm.
/// Hestenes and Stiefel, "Methods of conjugate gradients for solving linear systems", 1952; Björck, "Numerical Methods for Least Squares Problems", 1996, section 7.4.
/// </remarks>
internal static class ConjugateGradients
{
    // Relative fall of the gradient that ends the iteration: well inside 1e-6 of the coefficients for condition numbers up to 1e6.
    private const double Tolerance = 1e-13;

    public static (double[] Coefficients, int Iterations, StopReason Stop) Solve(
        DesignRows x, double[] y, double[]? weights, double[] meanX, double meanY, double penalty, FitContext context)
    {
        int n = x.Rows, d = x.Columns, most = Math.Max(1000, 4 * d);
        double[] w = new double[d], residual = new double[n], image = new double[n];
        for (int i = 0; i < n; i++)
            residual[i] = y[i] - meanY;
        double[] gradient = Gradient(x, residual, weights, meanX, w, penalty, context);
        double[] diagonal = Diagonal(x, weights, meanX, penalty, context);
        double[] direction = Over(gradient, diagonal);
        double squared = Kernels.Dot(gradient, direction), first = squared;
        for (int iteration = 1; iteration <= most; iteration++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            if (squared <= Tolerance * Tolerance * first)
                return (w, iteration - 1, StopReason.Converged);
            if (context.ShouldStop())
                return (w, iteration - 1, StopReason.Stopped);

            double shift = Kernels.Dot(meanX, direction);
            double[] curvature = RowSums.Over(n, 1, context, (start, end, sum) =>
            {
                for (int i = start; i < end; i++)
                {
                    image[i] = x.Dot(i, direction) - shift;
                    sum[0] += (weights?[i] ?? 1) * image[i] * image[i];
                }
            });
            double bend = curvature[0] + (penalty * Kernels.Dot(direction, direction));
            if (!(bend > 0))
                return (w, iteration - 1, StopReason.Converged);
            double step = squared / bend;
            Kernels.Axpy(step, direction, w);
            Kernels.Axpy(-step, image, residual);
            gradient = Gradient(x, residual, weights, meanX, w, penalty, context);
            double[] descent = Over(gradient, diagonal);
            double next = Kernels.Dot(gradient, descent);
            for (int j = 0; j < d; j++)
                direction[j] = descent[j] + (next / squared * direction[j]);
            squared = next;
            context.Progress?.Report(new FitProgress("iteration", iteration, null, Math.Sqrt(squared / first)));
        }
        return (w, most, StopReason.IterationLimit);
    }

    // The diagonal of S + λI, or ones where λ = 0.
    private static double[] Diagonal(DesignRows x, double[]? weights, double[] meanX, double penalty, FitContext context)
    {
        int d = x.Columns;
        double[] diagonal = new double[d];
        Array.Fill(diagonal, 1);
        if (penalty == 0)
            return diagonal;
        double[] sums = RowSums.Over(x.Rows, d + 1, context, (start, end, sum) =>
        {
            for (int i = start; i < end; i++)
            {
                x.AddSquares(i, weights?[i] ?? 1, sum[..d]);
                sum[d] += weights?[i] ?? 1;
            }
        });
        for (int j = 0; j < d; j++)
            diagonal[j] = Math.Max(sums[j] - (sums[d] * meanX[j] * meanX[j]), 0) + penalty;
        return diagonal;
    }

    private static double[] Over(double[] values, double[] diagonal)
    {
        double[] result = new double[values.Length];
        for (int j = 0; j < result.Length; j++)
            result[j] = values[j] / diagonal[j];
        return result;
    }

    // Σwᵢ(xᵢ−x̄)rᵢ − λw.
    private static double[] Gradient(DesignRows x, double[] residual, double[]? weights, double[] meanX, double[] w, double penalty, FitContext context)
    {
        int d = x.Columns;
        double[] sums = RowSums.Over(x.Rows, d + 1, context, (start, end, sum) =>
        {
            for (int i = start; i < end; i++)
            {
                double weighted = (weights?[i] ?? 1) * residual[i];
                x.AddScaled(i, weighted, sum[..d]);
                sum[d] += weighted;
            }
        });
        double[] gradient = sums[..d];
        Kernels.Axpy(-sums[d], meanX, gradient);
        Kernels.Axpy(-penalty, w, gradient);
        return gradient;
    }
}
