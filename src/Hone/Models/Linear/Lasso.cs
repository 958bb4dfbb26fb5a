using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Linear;

/// <summary>The lasso: least squares with a penalty on the absolute coefficients, which makes many of them exactly 0.</summary>
/// <remarks>
/// Minimises 1/(2Σwᵢ)·Σwᵢ(yᵢ − b − xᵢᵀw)² + λ‖w‖₁; λ is scikit-learn's <c>alpha</c>, and a penalty on means: it does not grow with the rows.
/// From λ = max |xⱼᵀ(y−ȳ)|/n on, every coefficient is 0. Offsets are taken off the target, and are not part of predictions.
/// Cost: n·d² once and d² a sweep; with more columns than rows, or beyond 4,000, n·d a sweep instead. Over several ranks the d × d matrix is always formed.
/// Tibshirani, "Regression shrinkage and selection via the lasso", 1996; Friedman, Hastie and Tibshirani, 2010, for the algorithm.
/// </remarks>
public sealed record Lasso : ILearner<LinearModel>
{
    /// <summary>The learner's name on the command line.</summary>
    public const string Name = "lasso";

    private const string Speaker = "the lasso";

    /// <summary>λ, at least 0, in the units of the target times a column's; by default 1. 0 is least squares.</summary>
    public double Penalty { get; init => field = Require.AtLeastZero(value); } = 1;

    /// <summary>Whether an intercept is fitted; by default it is.</summary>
    public bool FitIntercept { get; init; } = true;

    /// <summary>Whether the coefficients are kept at 0 or above; by default they are free.</summary>
    public bool NonNegative { get; init; }

    /// <summary>The duality gap to end at, as a share of the target's spread, above 0; by default 1e-10.</summary>
    public double Tolerance { get; init => field = Require.Positive(value); } = 1e-10;

    /// <summary>Sweeps over the columns at most, at least 1; by default 10,000.</summary>
    public int MaxIterations { get; init => field = Require.AtLeast(value, 1); } = 10_000;

    /// <inheritdoc/>
    public Needs Needs => Needs.Numbers | Needs.Complete | Needs.Scaled;

    /// <inheritdoc/>
    public TargetKinds Targets => TargetKinds.Numbers;

    /// <inheritdoc/>
    public ILearner<LinearModel> Propose(Trial trial)
    {
        ArgumentNullException.ThrowIfNull(trial);
        return this with { Penalty = trial.LogUniform("penalty", 1e-4, 10) };
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A column holds categories, a value is missing or infinite, the target is not of numbers, or
    /// <see cref="NonNegative"/> is asked for without a penalty.</exception>
    public LinearModel Fit(TrainingData data, FitContext context = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        context.Cancellation.ThrowIfCancellationRequested();
        if (NonNegative && Penalty == 0)
            throw new ArgumentException("NonNegative takes a Penalty above 0; a very small one is all but least squares.", nameof(data));
        CoordinateDescent descent = new() { NonNegative = NonNegative, Tolerance = Tolerance, MaxIterations = MaxIterations };
        return LassoFit.Solve(LeastSquaresData.From(data, FitIntercept, Speaker, context), Penalty, ratio: 1, descent, context);
    }

    /// <summary>Fits falling penalties on one set of rows, from the least that leaves every coefficient 0 downwards; <see cref="Penalty"/> is not read.</summary>
    /// <remarks>Each fit starts from the one before, so that a whole path costs little more than its last point: n·d² once and some sweeps of d² a point.</remarks>
    /// <param name="data">A target of one number a row.</param>
    /// <param name="points">How many penalties, at least 1; by default 100.</param>
    /// <param name="span">The last penalty over the first, above 0 and at most 1; by default 1e-3. Between them the penalties fall by equal factors.</param>
    /// <param name="context">Workers, ranks, progress and cancellation; a stop ends the path early.</param>
    /// <exception cref="ArgumentException">The data is not what <see cref="Fit"/> takes, or has several outputs.</exception>
    public IReadOnlyList<PathPoint> Path(TrainingData data, int points = 100, double span = 1e-3, FitContext context = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        Require.AtLeast(points, 1);
        Require.Share(span);
        CoordinateDescent descent = new() { NonNegative = NonNegative, Tolerance = Tolerance, MaxIterations = MaxIterations };
        return PenaltyPath.Of(LeastSquaresData.From(data, FitIntercept, Speaker, context), points, span, 1, descent, context);
    }
}
