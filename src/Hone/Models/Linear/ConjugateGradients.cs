using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Linear;

/// <summary>Solves (S + λI)w = c for centred rows without forming S: two passes over the entries an iteration.</summary>
/// <remarks>
/// CGLS. From w = 0 every iterate stays in the rows' span, so that λ = 0 tends to the solution of least norm.
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
        double[] direction = [.. gradient];
        double squared = LinearScore.Dot(gradient, gradient), first = squared;
        for (int iteration = 1; iteration <= most; iteration++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            if (squared <= Tolerance * Tolerance * first)
                return (w, iteration - 1, StopReason.Converged);
            if (context.Stop.IsCancellationRequested && context.Ranks.Size == 1)
                return (w, iteration - 1, StopReason.Stopped);

            double shift = LinearScore.Dot(meanX, direction);
            double[] curvature = RowSums.Over(n, 1, context, (start, end, sum) =>
            {
                for (int i = start; i < end; i++)
                {
                    image[i] = x.Dot(i, direction) - shift;
                    sum[0] += (weights?[i] ?? 1) * image[i] * image[i];
                }
            });
            double bend = curvature[0] + (penalty * LinearScore.Dot(direction, direction));
            if (!(bend > 0))
                return (w, iteration - 1, StopReason.Converged);
            double step = squared / bend;
            LinearScore.AddScaled(step, direction, w);
            LinearScore.AddScaled(-step, image, residual);
            gradient = Gradient(x, residual, weights, meanX, w, penalty, context);
            double next = LinearScore.Dot(gradient, gradient);
            for (int j = 0; j < d; j++)
                direction[j] = gradient[j] + (next / squared * direction[j]);
            squared = next;
            context.Progress?.Report(new FitProgress("iteration", iteration, null, Math.Sqrt(squared / first)));
        }
        return (w, most, StopReason.IterationLimit);
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
        LinearScore.AddScaled(-sums[d], meanX, gradient);
        LinearScore.AddScaled(-penalty, w, gradient);
        return gradient;
    }
}
