using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Linear;

/// <summary>Minimises the logistic loss + λ₁‖w‖₁ + λ₂/2·‖w‖² by Newton's method, with coordinate descent on each quadratic model where λ₁ is above 0.</summary>
/// <remarks>
/// A few iterations of O(n·(K·p)² + (K·p)³) to full accuracy, whatever the columns' scales. Lee, Sun and Saunders,
/// "Proximal Newton-type methods for minimizing composite functions", 2014.
/// </remarks>
internal sealed class LogisticNewton(LogisticObjective objective, double l1, double l2, FitContext context)
{
    // Armijo's share of the promised decrease, and the halvings after which the step is lost in rounding.
    private const double Share = 1e-4;
    private const int MostHalvings = 40;

    /// <summary>Minimises from <paramref name="parameters"/>, which receives the optimum, until the estimated distance to it falls under the tolerance.</summary>
    public FitReport Minimise(double[] parameters, double tolerance, int mostIterations)
    {
        int length = objective.Length;
        double[] gradient = new double[length], trial = new double[length], trialGradient = new double[length];
        Matrix curvature = new(length, length);
        double value = objective.Evaluate(parameters, gradient, curvature) + Penalty(parameters);
        List<double> values = [];
        for (int iteration = 1; iteration <= mostIterations; iteration++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            AddSmoothPenalty(parameters, gradient, curvature);
            double[] step = l1 > 0 ? QuadraticLasso.Step(curvature, gradient, parameters, Strength, objective.Scores > 1 && l2 == 0 ? at => Centre(parameters, at) : null, context) : NewtonStep(curvature, gradient);
            double promised = Promised(curvature, gradient, parameters, step);
            bool last = promised <= tolerance;
            (double size, double next) = Search(parameters, step, promised, value, trial, trialGradient, last ? null : curvature);
            if (size > 0)
            {
                trial.CopyTo(parameters, 0);
                (gradient, trialGradient) = (trialGradient, gradient);
                value = next;
            }
            values.Add(value);
            context.Progress?.Report(new FitProgress("iteration", iteration, null, value));
            if (last)
                return new FitReport(iteration, StopReason.Converged, values);
            if (size == 0)
                return new FitReport(iteration, StopReason.IterationLimit, values);        // rounding allows no better point
            if (context.ShouldStop())
                return new FitReport(iteration, StopReason.Stopped, values);
        }
        return new FitReport(mostIterations, StopReason.IterationLimit, values);
    }

    // λ₁ of each parameter: none for intercepts.
    private double Strength(int position) => position % objective.Width < objective.Columns ? l1 : 0;

    private double Penalty(double[] parameters)
    {
        double absolute = 0, squares = 0;
        for (int j = 0; j < parameters.Length; j++)
        {
            if (j % objective.Width >= objective.Columns)
                continue;
            absolute += Math.Abs(parameters[j]);
            squares += parameters[j] * parameters[j];
        }
        return (l1 * absolute) + (0.5 * l2 * squares);
    }

    private void AddSmoothPenalty(double[] parameters, double[] gradient, Matrix curvature)
    {
        for (int j = 0; j < parameters.Length; j++)
        {
            if (j % objective.Width >= objective.Columns)
                continue;
            gradient[j] += l2 * parameters[j];
            curvature[j, j] += l2;
        }
        if (objective.Scores > 1)
            HoldShift(curvature);
    }

    // Adding one number to a column's coefficients of all classes changes no probability, so the curvature is 0 that way (or only the
    // penalty's): the steps stay on Σ_k θ_kj = 0 if that direction is made stiff. An L1 penalty fixes the shift of the coefficients by itself.
    private void HoldShift(Matrix curvature)
    {
        int p = objective.Width, classes = objective.Scores;
        for (int j = l1 > 0 ? objective.Columns : 0; j < p; j++)
        {
            double stiffness = 0;
            for (int k = 0; k < classes; k++)
                stiffness += curvature[(k * p) + j, (k * p) + j] / classes;
            for (int k = 0; k < classes; k++)
            {
                for (int l = 0; l < classes; l++)
                    curvature[(k * p) + j, (l * p) + j] += stiffness;
            }
        }
    }

    // That direction under an L1 penalty alone: the sum of absolute coefficients is least where their median is 0, and one of them then is 0.
    private bool Centre(double[] parameters, double[] step)
    {
        int p = objective.Width, classes = objective.Scores;
        Span<double> own = stackalloc double[classes];
        bool moved = false;
        for (int j = 0; j < objective.Columns; j++)
        {
            for (int k = 0; k < classes; k++)
                own[k] = parameters[(k * p) + j] + step[(k * p) + j];
            own.Sort();
            double low = own[(classes - 1) / 2], high = own[classes / 2];
            if (low == 0 || high == 0)
                continue;
            moved = true;
            for (int k = 0; k < classes; k++)
            {
                double value = parameters[(k * p) + j] + step[(k * p) + j];
                step[(k * p) + j] = value == low ? -parameters[(k * p) + j] : step[(k * p) + j] - low;
            }
        }
        return moved;
    }

    // Where columns are combinations of one another the curvature is singular: a little more on its diagonal chooses among equal steps.
    private double[] NewtonStep(Matrix curvature, double[] gradient)
    {
        double[] descent = gradient.Scale(-1);
        for (double damping = 0; ; damping = damping == 0 ? 1e-12 : damping * 100)
        {
            Matrix damped = curvature;
            if (damping > 0)
            {
                damped = curvature.Copy();
                for (int j = 0; j < damped.Rows; j++)
                    damped[j, j] += damping * (damped[j, j] > 0 ? damped[j, j] : 1);
            }
            if (Cholesky.TryFactor(damped, context.Workers) is { } factor)
                return factor.Solve(descent);
        }
    }

    // How much the quadratic model falls along the step: an estimate of the distance to the optimum.
    private double Promised(Matrix curvature, double[] gradient, double[] parameters, double[] step)
    {
        double linear = Kernels.Dot(gradient, step), bend = Kernels.Dot(step, curvature.Times(step, context.Workers)), absolute = 0;
        for (int j = 0; l1 > 0 && j < step.Length; j++)
            absolute += Strength(j) * (Math.Abs(parameters[j] + step[j]) - Math.Abs(parameters[j]));
        return -(linear + (0.5 * bend) + absolute);
    }

    // The curvature, where asked for, is summed in the same pass as the first trial's value: a full step is nearly always taken.
    private (double Size, double Value) Search(double[] parameters, double[] step, double promised, double value, double[] trial, double[] trialGradient, Matrix? curvature)
    {
        double size = 1;
        for (int halving = 0; halving < MostHalvings; halving++, size /= 2)
        {
            for (int j = 0; j < trial.Length; j++)
                trial[j] = parameters[j] + (size * step[j]);
            double next = objective.Evaluate(trial, trialGradient, halving == 0 ? curvature : null) + Penalty(trial);
            // Near the optimum the decrease drowns in the rounding of the sum; a full step that stays within it is right.
            double rounding = 1e-13 * Math.Abs(value);
            if (next <= value - (Share * size * promised) || (promised <= rounding && next <= value + rounding))
            {
                if (halving > 0 && curvature is not null)
                    objective.Evaluate(trial, trialGradient, curvature);
                return (size, next);
            }
        }
        return (0, value);
    }
}
