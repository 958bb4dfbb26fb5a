namespace Hone.Numerics;

/// <summary>Limited-memory BFGS: minimises a smooth function from values and gradients, without ever forming a Hessian.</summary>
/// <remarks>
/// Keeps the last m pairs of steps s and gradient changes y, from which the two-loop recursion multiplies a gradient by an approximate inverse Hessian.
/// Each step satisfies the strong Wolfe conditions, so sᵀy &gt; 0 and the approximation stays positive definite.
/// Cost of one iteration: 4·m·n beside one or two evaluations; memory 2·m·n.
/// Source: D. C. Liu and J. Nocedal, "On the limited memory BFGS method for large scale optimization", Mathematical Programming 45, 1989;
/// J. Nocedal and S. Wright, "Numerical Optimization", 2nd ed., 2006, chapters 3 and 7.
/// </remarks>
public sealed record Lbfgs
{
    /// <summary>Pairs kept, at least 1; more make better steps and cost more. Default 10.</summary>
    public int Memory { get; init => field = Require.AtLeast(value, 1); } = 10;

    /// <summary>Steps at most, at least 0. Default 1000.</summary>
    public int MaxIterations { get; init => field = Require.AtLeast(value, 0); } = 1000;

    /// <summary>Ends when no partial derivative is larger than this in absolute value. At least 0, in units of the function a unit of the variable. Default 1e-6.</summary>
    public double GradientTolerance { get; init => field = Require.AtLeastZero(value); } = 1e-6;

    /// <summary>Ends when a step lowers the value by no more than this share of max(1, |value|). At least 0; the default 0 leaves the decision to the gradient.</summary>
    public double ValueTolerance { get; init => field = Require.AtLeastZero(value); }

    /// <summary>Minimises a function.</summary>
    /// <param name="function">The function with its gradient.</param>
    /// <param name="start">n finite numbers where the function is finite; not changed.</param>
    /// <param name="watch">Called after each step; returning true ends the search there. Or null.</param>
    /// <param name="cancellation">Checked before each step.</param>
    /// <exception cref="ArgumentException">The start, or the value or gradient there, is not finite.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Minimum Minimize(DifferentiableFunction function, double[] start, Func<Iteration, bool>? watch = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(start);
        Require.AllFinite(start, nameof(start));

        int n = start.Length;
        double[] x = [.. start], gradient = new double[n], direction = new double[n];
        double value = function(x, gradient);
        if (!double.IsFinite(value) || !double.IsFinite(Kernels.SumOfAbsolutes(gradient)))
            throw new ArgumentException("The function and its gradient must be finite at the start.", nameof(start));

        LbfgsPairs pairs = new(Memory, n);
        WolfeSearch search = new(function, n);
        int iteration = 0;
        while (VectorOperations.MaxNorm(gradient) > GradientTolerance)
        {
            if (iteration == MaxIterations)
                return Ended(MinimizerEnd.IterationLimit);
            cancellation.ThrowIfCancellationRequested();

            pairs.Direction(gradient, direction);
            // Without curvature known, the first step must not be longer than the gradient is believable.
            double firstStep = pairs.IsEmpty ? Math.Min(1.0, 1.0 / VectorOperations.SumNorm(gradient)) : 1.0;
            if (!search.Run(x, value, gradient, direction, firstStep))
            {
                if (pairs.IsEmpty)
                    return Ended(MinimizerEnd.Stalled);
                pairs.Clear();                                // the pairs may mislead; the gradient alone decides
                continue;
            }

            double before = value;
            pairs.Add(x, search.Point, gradient, search.Gradient);
            search.Point.CopyTo(x.AsSpan());
            search.Gradient.CopyTo(gradient.AsSpan());
            value = search.Value;
            iteration++;

            if (watch is not null && watch(new Iteration(iteration, value, VectorOperations.MaxNorm(gradient), x)))
                return Ended(MinimizerEnd.Stopped);
            if (ValueTolerance > 0 && before - value <= ValueTolerance * Math.Max(1.0, Math.Abs(value)))
                return Ended(MinimizerEnd.Converged);
        }
        return Ended(MinimizerEnd.Converged);

        Minimum Ended(MinimizerEnd end) => new(x, value, VectorOperations.MaxNorm(gradient), iteration, search.Evaluations + 1, end);
    }
}
