namespace Hone.Numerics;

/// <summary>Coordinate descent for least squares with an absolute and a squared penalty: the lasso, ridge and elastic net in one.</summary>
/// <remarks>
/// Minimises ½‖y − Xw‖² + λ₁‖w‖₁ + ½λ₂‖w‖², one coordinate at a time and each exactly: with ρ the product of column j and the residual without it,
/// wⱼ = S(ρ, λ₁) / (‖xⱼ‖² + λ₂), where S shrinks towards 0 by λ₁ and stops there. Between full sweeps, only coordinates that are not 0 are swept.
/// Ends when the duality gap, which bounds how far the objective is above its minimum, falls below the tolerance times ½‖y‖²; so the answer is certified, not merely still.
/// Cost of a sweep: n·d from the residual, d·(coordinates that move) from the Gram matrix, which costs n·d² once.
/// Source: J. Friedman, T. Hastie and R. Tibshirani, "Regularization Paths for Generalized Linear Models via Coordinate Descent", Journal of Statistical Software 33(1), 2010.
/// </remarks>
public sealed record CoordinateDescent
{
    /// <summary>λ₁ ≥ 0. Default 1.</summary>
    public double AbsolutePenalty { get; init => field = Require.AtLeastZero(value); } = 1.0;

    /// <summary>λ₂ ≥ 0; at least one of the penalties must be above 0. Default 0.</summary>
    public double SquaredPenalty { get; init => field = Require.AtLeastZero(value); }

    /// <summary>Keeps every coordinate at 0 or above. Default false.</summary>
    public bool NonNegative { get; init; }

    /// <summary>Duality gap to end at, as a share of ½‖y‖². Default 1e-10.</summary>
    public double Tolerance { get; init => field = Require.AtLeastZero(value); } = 1e-10;

    /// <summary>Sweeps at most. Default 10,000.</summary>
    public int MaxIterations { get; init => field = Require.AtLeast(value, 1); } = 10_000;

    /// <summary>Solves from Q = XᵀX, q = Xᵀy and yᵀy alone: the cheaper way when there are many more rows than columns, or many penalties to try.</summary>
    /// <param name="gram">XᵀX, d × d; weights on rows enter here, as XᵀDX.</param>
    /// <param name="correlations">Xᵀy, d.</param>
    /// <param name="targetSquares">yᵀy.</param>
    /// <param name="start">Where to start, for example the solution for a nearby penalty; null means at 0.</param>
    /// <param name="cancellation">Checked before each sweep.</param>
    /// <exception cref="ArgumentException">Sizes differ, a value is not finite, or both penalties are 0.</exception>
    public CoordinateSolution SolveGram(Matrix gram, double[] correlations, double targetSquares, double[]? start = null, CancellationToken cancellation = default)
    {
        Require.Square(gram, nameof(gram));
        ArgumentNullException.ThrowIfNull(correlations);
        Require.SameLength(correlations.Length, gram.Rows, nameof(correlations), "gram (in rows)");
        Require.AllFinite(gram, nameof(gram));
        Require.AllFinite(correlations, nameof(correlations));
        Require.AtLeastZero(targetSquares);
        return Solve(new GramCoordinates(gram, correlations, targetSquares, Start(start, gram.Rows)), cancellation);
    }

    /// <summary>Solves from the rows themselves, keeping the residual up to date: the way when there are more columns than fit a Gram matrix.</summary>
    /// <param name="x">n × d, finite. A copy is made, column by column.</param>
    /// <param name="y">n numbers, finite.</param>
    /// <param name="weights">One for each row, at least 0: minimises ½Σ weightᵢ(yᵢ − xᵢᵀw)² + penalties. Null means 1 each.</param>
    /// <param name="start">Where to start; null means at 0.</param>
    /// <param name="cancellation">Checked before each sweep.</param>
    /// <exception cref="ArgumentException">Sizes differ, a value is not finite, or both penalties are 0.</exception>
    public CoordinateSolution SolveResidual(Matrix x, double[] y, double[]? weights = null, double[]? start = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        Require.SameLength(y.Length, x.Rows, nameof(y), "x (in rows)");
        Require.AllFinite(x, nameof(x));
        Require.AllFinite(y, nameof(y));
        Matrix columns = x.Transpose();
        double[] target = [.. y];
        if (weights is not null)
        {
            Require.SameLength(weights.Length, x.Rows, nameof(weights), "x (in rows)");
            double[] roots = Array.ConvertAll(weights, weight => Math.Sqrt(Require.AtLeastZero(weight, nameof(weights))));
            columns = columns.ScaleColumns(roots);
            target = target.Multiply(roots);
        }
        return Solve(new ResidualCoordinates(columns, target, Start(start, x.Columns)), cancellation);
    }

    /// <summary>Solves a problem in whatever form its columns are held.</summary>
    internal CoordinateSolution Solve(ICoordinates problem, CancellationToken cancellation)
    {
        if (AbsolutePenalty == 0 && SquaredPenalty == 0)
            throw new ArgumentException("AbsolutePenalty and SquaredPenalty are both 0, which is plain least squares: solve that by a QR factorisation, or set a penalty.");

        double[] w = problem.Coefficients;
        double allowed = Tolerance * 0.5 * problem.TargetSquares;
        double gap = double.PositiveInfinity;
        bool all = true;
        for (int sweep = 1; sweep <= MaxIterations; sweep++)
        {
            cancellation.ThrowIfCancellationRequested();
            double moved = Sweep(problem, all);               // the largest fall of the objective that one coordinate made
            if (!all)
            {
                all = moved <= 0.1 * allowed / Math.Max(1, w.Length);
                continue;
            }
            gap = Gap(problem);
            if (gap <= allowed)
                return new CoordinateSolution(w, gap, sweep, MinimizerEnd.Converged);
            all = moved == 0;
            if (moved == 0)
                return new CoordinateSolution(w, gap, sweep, MinimizerEnd.Stalled);
        }
        return new CoordinateSolution(w, Gap(problem), MaxIterations, MinimizerEnd.IterationLimit);
    }

    /// <summary>Sets each coordinate, or each that is not 0, to its best value while the others stay.</summary>
    private double Sweep(ICoordinates problem, bool all)
    {
        double[] w = problem.Coefficients;
        double most = 0.0;
        for (int j = 0; j < w.Length; j++)
        {
            double curvature = problem.Squares(j) + SquaredPenalty;
            if (curvature == 0 || (!all && w[j] == 0))
                continue;                                     // a column of zeros explains nothing
            double rho = problem.Correlation(j) + (problem.Squares(j) * w[j]);
            double shrunk = NonNegative ? Math.Max(rho - AbsolutePenalty, 0.0) : Math.CopySign(Math.Max(Math.Abs(rho) - AbsolutePenalty, 0.0), rho);
            double change = (shrunk / curvature) - w[j];
            if (change == 0)
                continue;
            problem.Move(j, change);
            most = Math.Max(most, 0.5 * curvature * change * change);
        }
        return most;
    }

    /// <summary>Primal minus dual objective. The dual point is the residual, scaled until no column correlates with it by more than λ₁.</summary>
    private double Gap(ICoordinates problem)
    {
        double[] w = problem.Coefficients;
        problem.Refresh();
        (double residualSquares, double residualTimesTarget) = problem.Residual();
        double penalised = residualSquares + (SquaredPenalty * Kernels.SumOfSquares(w));
        double primal = (0.5 * penalised) + (AbsolutePenalty * Kernels.SumOfAbsolutes(w));

        double largest = 0.0, squares = 0.0;
        for (int j = 0; j < w.Length; j++)
        {
            double g = problem.Correlation(j) - (SquaredPenalty * w[j]);
            if (NonNegative)
                g = w[j] > 0 ? Math.Abs(g) : Math.Max(g, 0.0);
            largest = Math.Max(largest, Math.Abs(g));
            squares += g * g;
        }
        if (AbsolutePenalty == 0)
            return squares / (2.0 * SquaredPenalty);          // strong convexity: f − f* ≤ ‖∇f‖²/(2λ₂)
        double scale = largest > AbsolutePenalty ? AbsolutePenalty / largest : 1.0;
        return Math.Max(0.0, primal - ((scale * residualTimesTarget) - (0.5 * scale * scale * penalised)));
    }

    private double[] Start(double[]? start, int size)
    {
        if (start is null)
            return new double[size];
        Require.SameLength(start.Length, size, nameof(start), "x (in columns)");
        Require.AllFinite(start, nameof(start));
        return NonNegative ? Array.ConvertAll(start, value => Math.Max(value, 0.0)) : [.. start];
    }
}

/// <summary>Where coordinate descent ended.</summary>
/// <param name="Coefficients">w, of length d.</param>
/// <param name="Gap">How far the objective is above its minimum at most.</param>
/// <param name="Iterations">Sweeps made.</param>
/// <param name="End">Why it ended.</param>
public sealed record CoordinateSolution(double[] Coefficients, double Gap, int Iterations, MinimizerEnd End);
