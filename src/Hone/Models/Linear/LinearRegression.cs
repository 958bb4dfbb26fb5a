using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Linear;

/// <summary>Linear regression by least squares.</summary>
/// <remarks>
/// Minimises Σwᵢ(yᵢ − b − xᵢᵀw)². Where columns are combinations of others, or outnumber the rows, many coefficients fit equally
/// well: the ones of least norm are given. Several outputs are fitted side by side. Offsets are taken off the target, and are not part of predictions.
/// Cost O(n·d²). Legendre 1805, Gauss 1809; the orthogonal route: Golub, "Numerical methods for solving linear least squares problems", 1965.
/// </remarks>
public sealed record LinearRegression : ILearner<LinearModel>
{
    /// <summary>The learner's name on the command line.</summary>
    public const string Name = "linear";

    private const string Speaker = "linear regression";

    // n·d² beyond which the orthogonal factor takes noticeably longer than the normal equations.
    private const double MuchWork = 1e8;

    // The share of its variance that each column must keep to itself for the normal equations to give standard errors to eleven digits: nothing refines an inverse.
    private const double ErrorsMargin = 1e-5;

    /// <summary>Whether an intercept is fitted; by default it is.</summary>
    public bool FitIntercept { get; init; } = true;

    /// <summary>Whether the model carries standard errors, t and p values (<see cref="LinearModel.Summary"/>); by default it does not, because they take d³ more work.</summary>
    public bool StandardErrors { get; init; }

    /// <summary>How the least-squares problem is solved; by default by its shape. The solution is the same to rounding.</summary>
    public LinearSolver Solver { get; init; } = LinearSolver.Auto;

    /// <inheritdoc/>
    public Needs Needs => Needs.Numbers | Needs.Complete;

    /// <inheritdoc/>
    public TargetKinds Targets => TargetKinds.Numbers;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A column holds categories, a value is missing or infinite, the target is not of finite
    /// numbers, or <see cref="StandardErrors"/> are asked for where there are none.</exception>
    public LinearModel Fit(TrainingData data, FitContext context = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        context.Cancellation.ThrowIfCancellationRequested();
        LeastSquaresData problem = LeastSquaresData.From(data, FitIntercept, Speaker, context);
        if (StandardErrors)
            return WithSummary(problem, context);
        LinearSolver solver = Chosen(problem);
        if (solver == LinearSolver.ConjugateGradients)
            return LeastSquaresSolutions.ByConjugateGradients(problem, 0, context);
        if (solver == LinearSolver.NormalEquations)
        {
            // Below the margin the normal equations have lost half of a double's digits.
            if (NormalEquations.TrySolve(problem, 0, margin: 1e-8, context) is { } model)
                return model;
            if (Solver == LinearSolver.NormalEquations)
                throw new ArgumentException("The columns are combinations of one another, or nearly so: the normal equations have no reliable solution. Choose the Orthogonal solver, or Ridge.", nameof(data));
        }
        return LeastSquaresSolutions.ByOrthogonalFactor(problem, 0, context);
    }

    private LinearSolver Chosen(LeastSquaresData problem)
    {
        if (Solver != LinearSolver.Auto)
            return Solver;
        if (problem.X.Sparse is not null && problem.Columns > LeastSquaresSolutions.MostGramColumns)
            return LinearSolver.ConjugateGradients;
        return (double)problem.X.Rows * problem.Columns * problem.Columns > MuchWork && problem.X.Rows > problem.Columns
            ? LinearSolver.NormalEquations
            : LinearSolver.Orthogonal;
    }

    private LinearModel WithSummary(LeastSquaresData problem, FitContext context)
    {
        if (problem.Outputs != 1)
            throw new ArgumentException(FormattableString.Invariant($"StandardErrors takes a target of one number a row; it has {problem.Outputs}."), nameof(problem));
        if (Chosen(problem) == LinearSolver.NormalEquations && NormalEquations.TryCoefficients(problem, 0, ErrorsMargin, context) is { } solution)
            return Summarised(solution.Coefficients, solution.Factor.Inverse());

        MinimumNorm factor = LeastSquaresSolutions.Factor(problem, 0, context);
        if (factor.Rank < problem.Columns)
        {
            string names = string.Join(", ", factor.Dependent.Take(4).Select(j => $"'{problem.Inputs[j].Name}'"));
            throw new ArgumentException($"The coefficients have no standard errors: {names} {(problem.Columns - factor.Rank == 1 ? "is a combination" : "are combinations")} of the other columns. Leave them out.", nameof(problem));
        }
        return Summarised(LeastSquaresSolutions.Coefficients(factor, problem), factor.InverseGram());

        LinearModel Summarised(double[] w, Matrix inverse) =>
            problem.Model(w, FitReport.Exact, LinearSummary.Of(problem, w, inverse, FitIntercept, context));
    }
}

/// <summary>How <see cref="LinearRegression"/> solves its least-squares problem.</summary>
public enum LinearSolver
{
    /// <summary>Orthogonal; normal equations where the work is large and the columns are well apart; conjugate gradients for sparse rows of more than 2,000 columns.</summary>
    Auto,

    /// <summary>Orthogonal factorisation of the rows with column pivoting: the most accurate, of least norm where the columns leave a choice.</summary>
    Orthogonal,

    /// <summary>Cholesky of X'X with one refinement; refuses columns that are combinations of one another.</summary>
    NormalEquations,

    /// <summary>Conjugate gradients, which pass over the rows and form no square matrix; tends to the solution of least norm.</summary>
    ConjugateGradients,
}
