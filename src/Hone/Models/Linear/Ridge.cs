using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Linear;

/// <summary>Ridge regression: least squares with a penalty on the squared coefficients.</summary>
/// <remarks>
/// Minimises Σwᵢ(yᵢ − b − xᵢᵀw)² + λ‖w‖². The intercept b carries no penalty; λ is scikit-learn's <c>alpha</c>. Several outputs are
/// fitted side by side. Offsets are taken off the target, and are not part of predictions.
/// Cost O(n·d² + d³), or O(n²·d + n³) where there are more columns than rows; sparse rows of many columns are not written out.
/// Hoerl and Kennard, "Ridge regression: biased estimation for nonorthogonal problems", Technometrics 12, 1970.
/// </remarks>
public sealed record Ridge : ILearner<LinearModel>
{
    /// <summary>The learner's name on the command line.</summary>
    public const string Name = "ridge";

    private const string Speaker = "ridge regression";

    /// <summary>λ, at least 0; by default 1. 0 is least squares; the larger, the nearer the coefficients are to 0.</summary>
    public double Penalty { get; init => field = Require.AtLeastZero(value); } = 1;

    /// <summary>Whether an intercept is fitted; by default it is.</summary>
    public bool FitIntercept { get; init; } = true;

    /// <summary>How the equations are solved; by default by the data's shape. The solution is the same to rounding.</summary>
    public RidgeSolver Solver { get; init; } = RidgeSolver.Auto;

    /// <inheritdoc/>
    public Needs Needs => Needs.Numbers | Needs.Complete | Needs.Scaled;

    /// <inheritdoc/>
    public TargetKinds Targets => TargetKinds.Numbers;

    /// <inheritdoc/>
    public ILearner<LinearModel> Propose(Trial trial)
    {
        ArgumentNullException.ThrowIfNull(trial);
        return this with { Penalty = trial.LogUniform("penalty", 1e-3, 1e4) };
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A column holds categories, a value is missing or infinite, or the target is not of finite numbers.</exception>
    public LinearModel Fit(TrainingData data, FitContext context = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        context.Cancellation.ThrowIfCancellationRequested();
        LeastSquaresData problem = LeastSquaresData.From(data, FitIntercept, Speaker, context);
        return Chosen(problem, context) switch
        {
            RidgeSolver.ConjugateGradients => LeastSquaresSolutions.ByConjugateGradients(problem, Penalty, context),
            RidgeSolver.Dual => RidgeDual.Solve(problem, Penalty, context),
            _ when Penalty == 0 => LeastSquaresSolutions.ByOrthogonalFactor(problem, 0, context),
            // Below this margin the equations have lost half of a double's digits, and the orthogonal route has not.
            _ => NormalEquations.TrySolve(problem, Penalty, margin: 1e-8, context)
                ?? LeastSquaresSolutions.ByOrthogonalFactor(problem, Penalty, context),
        };
    }

    private RidgeSolver Chosen(LeastSquaresData problem, FitContext context)
    {
        bool alone = context.Ranks.Size == 1;
        if (Solver == RidgeSolver.Dual && !alone)
            throw new ArgumentException("The dual solver needs all rows on one rank. Choose Auto, Primal or ConjugateGradients.", nameof(context));
        if (Solver == RidgeSolver.Dual && Penalty == 0)
            throw new ArgumentException("The dual solver needs a penalty above 0. Choose Auto for least squares.", nameof(problem));
        if (Solver != RidgeSolver.Auto)
            return Solver;
        if (problem.X.Sparse is not null && problem.Columns > LeastSquaresSolutions.MostGramColumns)
            return RidgeSolver.ConjugateGradients;
        return alone && problem.Columns > problem.X.Rows && Penalty > 0 ? RidgeSolver.Dual : RidgeSolver.Primal;
    }
}

/// <summary>How <see cref="Ridge"/> solves its equations.</summary>
public enum RidgeSolver
{
    /// <summary>Primal; dual where there are more columns than rows; conjugate gradients for sparse rows of more than 2,000 columns.</summary>
    Auto,

    /// <summary>Cholesky of X'X + λI, with an orthogonal factorisation where that is near singular.</summary>
    Primal,

    /// <summary>Cholesky of XX' + λI; for λ above 0, on one rank.</summary>
    Dual,

    /// <summary>Conjugate gradients, which pass over the rows and form no square matrix.</summary>
    ConjugateGradients,
}
