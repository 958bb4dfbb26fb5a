using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Linear;

/// <summary>The elastic net: least squares with a penalty on the absolute and on the squared coefficients.</summary>
/// <remarks>
/// Minimises 1/(2Σwᵢ)·Σwᵢ(yᵢ − b − xᵢᵀw)² + λ(ρ‖w‖₁ + (1−ρ)/2·‖w‖²); λ is scikit-learn's <c>alpha</c> and ρ its <c>l1_ratio</c>.
/// Columns that tell the same share their coefficient, where the lasso picks one. Offsets are taken off the target, and are not part of predictions.
/// Cost: n·d² once and d² a sweep; with more columns than rows, or beyond 4,000, n·d a sweep instead. Over several ranks the d × d matrix is always formed.
/// Zou and Hastie, "Regularization and variable selection via the elastic net", 2005.
/// </remarks>
public sealed record ElasticNet : ILearner<LinearModel>
{
    /// <summary>The learner's name on the command line.</summary>
    public const string Name = "elasticnet";

    private const string Speaker = "the elastic net";

    /// <summary>λ, at least 0, in the units of the target times a column's; by default 1. 0 is least squares.</summary>
    public double Penalty { get; init => field = Require.AtLeastZero(value); } = 1;

    /// <summary>ρ, the share of the absolute penalty, from 0 to 1; by default 0.5. 1 is the lasso, 0 a ridge of n·λ.</summary>
    public double L1Ratio { get; init => field = Require.Between(value, 0, 1); } = 0.5;

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
        return this with { Penalty = trial.LogUniform("penalty", 1e-4, 10), L1Ratio = trial.Uniform("L1 ratio", 0.05, 1) };
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
        return LassoFit.Solve(LeastSquaresData.From(data, FitIntercept, Speaker, context), Penalty, L1Ratio, descent, context);
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
        return PenaltyPath.Of(LeastSquaresData.From(data, FitIntercept, Speaker, context), points, span, L1Ratio, descent, context);
    }
}
