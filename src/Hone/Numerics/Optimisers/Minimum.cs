namespace Hone.Numerics;

/// <summary>A function of many variables with its gradient.</summary>
/// <param name="point">Where; not to be changed or kept.</param>
/// <param name="gradient">To be filled with the partial derivatives at the point.</param>
/// <returns>The value there. +∞ or NaN says that the point is outside the domain; a minimiser then shortens its step.</returns>
public delegate double DifferentiableFunction(double[] point, double[] gradient);

/// <summary>Where a minimiser ended.</summary>
/// <param name="Point">The best point found.</param>
/// <param name="Value">The function there.</param>
/// <param name="GradientNorm">The largest absolute partial derivative there.</param>
/// <param name="Iterations">Steps taken.</param>
/// <param name="Evaluations">How often the function was evaluated.</param>
/// <param name="End">Why it ended.</param>
public sealed record Minimum(double[] Point, double Value, double GradientNorm, int Iterations, int Evaluations, MinimizerEnd End);

/// <summary>Why a minimiser ended.</summary>
public enum MinimizerEnd
{
    /// <summary>The gradient, the change or the duality gap fell below its tolerance.</summary>
    Converged,

    /// <summary>The iteration limit came first.</summary>
    IterationLimit,

    /// <summary>No step along the search direction lowers the value any further: rounding hides what is left, or the gradient does not belong to the function.</summary>
    Stalled,

    /// <summary>The caller's watcher asked to stop.</summary>
    Stopped,
}

/// <summary>What a watcher sees after each step.</summary>
/// <param name="Number">Steps taken so far, from 1.</param>
/// <param name="Value">The function's value.</param>
/// <param name="GradientNorm">The largest absolute partial derivative.</param>
/// <param name="Point">The point itself: a view to read, not to keep.</param>
public readonly record struct Iteration(int Number, double Value, double GradientNorm, double[] Point);
