using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Linear;

/// <summary>Minimises the logistic loss + λ₁‖w‖₁ + λ₂/2·‖w‖² from gradients alone, for too many parameters for second derivatives.</summary>
/// <remarks>
/// Works on coefficients multiplied by their columns' root mean squares, so that columns of different scales cost no iterations. L-BFGS without
/// an L1 part; with one, accelerated proximal gradients that start over when they lose their way: Beck and Teboulle, "A fast iterative
/// shrinkage-thresholding algorithm for linear inverse problems", 2009; O'Donoghue and Candès, "Adaptive restart for accelerated gradient schemes", 2015.
/// </remarks>
internal sealed class LogisticDescent(LogisticObjective objective, double l1, double l2, double total, FitContext context)
{
    // L-BFGS holds two vectors a pair: at most this many numbers together, 512 MiB, while there are three pairs.
    private const long MostHistory = 1L << 26;
    private const int MostPairs = 20, FewestPairs = 3;

    private readonly double[] scales = objective.Scales();
    private readonly double[] unscaled = new double[objective.Length];

    /// <summary>Minimises from <paramref name="parameters"/>, which receives the optimum.</summary>
    /// <param name="parameters">K·p.</param>
    /// <param name="excess">The excess of the objective a row to end at, estimated from the gradient.</param>
    /// <param name="mostIterations">Iterations at most.</param>
    public FitReport Minimise(double[] parameters, double excess, int mostIterations)
    {
        // A gradient g a row means an excess of about g²/2 over the curvature a row, which for scaled columns is about a tenth or more.
        double still = 0.1 * Math.Sqrt(excess) * total;
        double[] u = new double[parameters.Length];
        FitReport report = l1 > 0 ? Accelerated(u, still, mostIterations) : Quasi(u, still, mostIterations);
        for (int j = 0; j < u.Length; j++)
            parameters[j] = u[j] / scales[j];
        return report;
    }

    private FitReport Quasi(double[] u, double still, int mostIterations)
    {
        List<double> values = [];
        Minimum minimum = new Lbfgs { GradientTolerance = still, MaxIterations = mostIterations, Memory = (int)Math.Clamp(MostHistory / (2L * Math.Max(1, u.Length)), FewestPairs, MostPairs) }.Minimize(Smooth, u, step =>
        {
            values.Add(step.Value);
            context.Progress?.Report(new FitProgress("iteration", step.Number, null, step.Value));
            return context.ShouldStop();
        }, context.Cancellation);
        minimum.Point.CopyTo(u, 0);
        return new FitReport(minimum.Iterations, minimum.End switch
        {
            MinimizerEnd.IterationLimit => StopReason.IterationLimit,
            MinimizerEnd.Stopped => StopReason.Stopped,
            _ => StopReason.Converged,
        }, values);
    }

    private FitReport Accelerated(double[] u, double still, int mostIterations)
    {
        int length = u.Length;
        double[] ahead = [.. u], gradient = new double[length], next = new double[length], trial = new double[length];
        double momentum = 1, bend = 0.25 * total;
        List<double> values = [];
        for (int iteration = 1; iteration <= mostIterations; iteration++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            double value = Smooth(ahead, gradient), reached;
            while (true)
            {
                double linear = 0, squares = 0;
                for (int j = 0; j < length; j++)
                {
                    next[j] = QuadraticLasso.SoftThreshold(ahead[j] - (gradient[j] / bend), Strength(j) / bend);
                    linear += gradient[j] * (next[j] - ahead[j]);
                    squares += (next[j] - ahead[j]) * (next[j] - ahead[j]);
                }
                reached = Smooth(next, trial);
                if (reached <= value + linear + (0.5 * bend * squares) + (1e-13 * Math.Abs(value)))
                    break;
                bend *= 2;                                     // the curvature met is larger than thought
            }

            double moved = 0, against = 0;
            for (int j = 0; j < length; j++)
            {
                moved = Math.Max(moved, bend * Math.Abs(next[j] - ahead[j]));
                against += (ahead[j] - next[j]) * (next[j] - u[j]);
            }
            double following = against > 0 ? 1 : 0.5 * (1 + Math.Sqrt(1 + (4 * momentum * momentum)));
            double carry = against > 0 ? 0 : (momentum - 1) / following;
            for (int j = 0; j < length; j++)
            {
                ahead[j] = next[j] + (carry * (next[j] - u[j]));
                u[j] = next[j];
            }
            momentum = following;
            values.Add(reached + Absolute(u));
            context.Progress?.Report(new FitProgress("iteration", iteration, null, values[^1]));
            if (moved <= still)
                return new FitReport(iteration, StopReason.Converged, values);
            if (context.ShouldStop())
                return new FitReport(iteration, StopReason.Stopped, values);
        }
        return new FitReport(mostIterations, StopReason.IterationLimit, values);
    }

    // λ₁ in the scaled coefficient's units; none for intercepts.
    private double Strength(int j) => j % objective.Width < objective.Columns ? l1 / scales[j] : 0;

    private double Absolute(double[] u)
    {
        double sum = 0;
        for (int j = 0; j < u.Length; j++)
            sum += Strength(j) * Math.Abs(u[j]);
        return sum;
    }

    // The loss and the squared penalty, by scaled coefficients.
    private double Smooth(double[] u, double[] gradient)
    {
        int d = objective.Columns, p = objective.Width;
        for (int j = 0; j < u.Length; j++)
            unscaled[j] = u[j] / scales[j];
        double value = objective.Evaluate(unscaled, gradient);
        for (int k = 0; k < objective.Scores; k++)
        {
            ReadOnlySpan<double> own = unscaled.AsSpan(k * p, d);
            value += 0.5 * l2 * Kernels.SumOfSquares(own);
            Kernels.Axpy(l2, own, gradient.AsSpan(k * p, d));
        }
        for (int j = 0; j < u.Length; j++)
            gradient[j] /= scales[j];
        return value;
    }
}
