using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Linear;

/// <summary>Logistic regression, of two classes or many.</summary>
/// <remarks>
/// Minimises Σwᵢ·(−ln p(yᵢ|xᵢ)) + λ·(ρ‖w‖₁ + (1−ρ)/2·‖w‖²), intercepts unpenalised; λ is 1/C of scikit-learn. ρ is 0 for
/// <see cref="PenaltyNorm.L2"/>, 1 for <see cref="PenaltyNorm.L1"/> and <see cref="L1Ratio"/> for <see cref="PenaltyNorm.ElasticNet"/>. Two classes have one score,
/// ln p/(1−p), to which offsets add; more have a score each, and p is their softmax. A class of the target's list that no row has gets probability 0.
/// Classes that a plane separates have no optimum without a penalty: the coefficients grow until every row's probability is 1 to within
/// the tolerance, and <see cref="LogisticModel.Separated"/> says so.
/// Cost: Newton's method, O(n·(K·d)²) an iteration and about ten iterations; beyond 1,000 parameters, or 2·10¹⁰ multiplications an iteration (of more than two classes without an L1 part 300 and 5·10⁸), a method of O(n·K·d) an iteration, for sparse rows O(K·entries): see <see cref="LogisticSolver.FirstOrder"/>. For dense rows it keeps about 50·K·d numbers, and 16·K·d where those would pass half a gigabyte.
/// Cox, "The regression analysis of binary sequences", 1958.
/// </remarks>
public sealed record LogisticRegression : ILearner<LogisticModel>
{
    /// <summary>The learner's name on the command line.</summary>
    public const string Name = "logistic";

    private const string Speaker = "logistic regression";

    // K·p beyond which the second derivatives cost more than they save: 1,000² doubles are 8 MB. Those of several classes come in
    // small pieces, one for each two of them; but proximal gradients, which take over where there is an L1 part, need ten times the steps of L-BFGS.
    private const int MostNewtonParameters = 1000, MostNewtonParametersOfSeveral = 300;

    // n·(K·p)², the multiplications of one set of second derivatives, beyond which gradients alone get there sooner.
    private const double MostNewtonWork = 2e10, MostNewtonWorkOfSeveral = 5e8;

    /// <summary>λ, at least 0; by default 1, which is C = 1 of scikit-learn.</summary>
    public double Penalty { get; init => field = Require.AtLeastZero(value); } = 1;

    /// <summary>What the penalty is put on; by default the squares of the coefficients.</summary>
    public PenaltyNorm Norm { get; init; } = PenaltyNorm.L2;

    /// <summary>ρ, the L1 share of <see cref="PenaltyNorm.ElasticNet"/>, from 0 to 1; by default 0.5. The other norms do not read it.</summary>
    public double L1Ratio { get; init => field = Require.Between(value, 0, 1); } = 0.5;

    /// <summary>Whether an intercept is fitted; by default it is.</summary>
    public bool FitIntercept { get; init; } = true;

    /// <summary>How much the rows of each class count; by default by their own weights alone.</summary>
    public ClassWeights ClassWeights { get; init; } = ClassWeights.Uniform;

    /// <summary>How the optimum is found; by default by the number of parameters. The optimum is the same.</summary>
    public LogisticSolver Solver { get; init; } = LogisticSolver.Auto;

    /// <summary>How near the optimum to end, as the objective's estimated excess a row, above 0; by default 1e-10.</summary>
    public double Tolerance { get; init => field = Require.Positive(value); } = 1e-10;

    /// <summary>Iterations at most, at least 1; by default 1,000. Newton's method needs about ten.</summary>
    public int MaxIterations { get; init => field = Require.AtLeast(value, 1); } = 1000;

    /// <inheritdoc/>
    public Needs Needs => Needs.Numbers | Needs.Complete | Needs.Scaled;

    /// <inheritdoc/>
    public TargetKinds Targets => TargetKinds.Classes;

    /// <inheritdoc/>
    public ILearner<LogisticModel> Propose(Trial trial)
    {
        ArgumentNullException.ThrowIfNull(trial);
        return this with
        {
            Penalty = trial.LogUniform("penalty", 1e-3, 1e3),
            Norm = trial.Choice("norm", PenaltyNorm.L2, PenaltyNorm.L1),
        };
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A column holds categories, a value is missing or infinite, fewer than two classes have rows,
    /// or there are offsets for more than two classes.</exception>
    public LogisticModel Fit(TrainingData data, FitContext context = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        context.Cancellation.ThrowIfCancellationRequested();
        ClassTarget target = data.RequireClasses(Speaker);
        data.X.RequireCompleteNumbers(Speaker, context.Workers);
        RankAgreement.Check(data, context);
        ClassRows rows = ClassRows.Of(data, target, ClassWeights, Speaker, context);
        bool two = target.Classes.Count == 2;
        if (data.Offsets is not null && !two)
            throw new ArgumentException(FormattableString.Invariant($"Offsets take two classes; the target has {target.Classes.Count}."), nameof(data));

        LogisticObjective objective = new(
            new DesignRows(data.X), two ? target.Codes.ToArray() : rows.Codes, rows.Weights, data.Offsets,
            two ? 1 : rows.Present.Length, FitIntercept, context);
        double l1 = Norm switch { PenaltyNorm.L1 => Penalty, PenaltyNorm.ElasticNet => Penalty * L1Ratio, _ => 0 };
        double l2 = Norm switch { PenaltyNorm.L2 => Penalty, PenaltyNorm.ElasticNet => Penalty * (1 - L1Ratio), _ => 0 };
        bool newton = Solver == LogisticSolver.Newton || (Solver == LogisticSolver.Auto && IsSmall(objective, smooth: l1 == 0, data.X.RowCount, context.Ranks));
        double[] parameters = new double[objective.Length];
        FitReport report = newton
            ? new LogisticNewton(objective, l1, l2, context).Minimise(parameters, Tolerance * rows.Total, MaxIterations)
            : l1 == 0 && objective.Sparse is { } sparse
            ? new LogisticConjugate(objective, sparse, l2, context).Minimise(parameters, Tolerance * rows.Total, MaxIterations)
            : new LogisticDescent(objective, l1, l2, rows.Total, context).Minimise(parameters, Tolerance, MaxIterations);
        bool separated = data.Offsets is null && Loss(objective, parameters, l1, l2, report) < rows.LeastWeight * Elementary.Log(2);
        return LogisticModel.From(data.X.Columns, target, parameters, FitIntercept, rows.Present, separated, report);
    }

    // Of the objective reached, what is not penalty. A row on the wrong side of its boundary costs at least ln 2: a total below that leaves none there.
    private static double Loss(LogisticObjective objective, double[] parameters, double l1, double l2, FitReport report)
    {
        if (report.Objective.Count == 0)
            return objective.Evaluate(parameters, new double[parameters.Length]);
        double loss = report.Objective[^1];
        for (int k = 0; k < objective.Scores; k++)
        {
            ReadOnlySpan<double> own = parameters.AsSpan(k * objective.Width, objective.Columns);
            loss -= (l1 * Kernels.SumOfAbsolutes(own)) + (0.5 * l2 * Kernels.SumOfSquares(own));
        }
        return loss;
    }

    private static bool IsSmall(LogisticObjective objective, bool smooth, int rows, ICollective ranks)
    {
        double[] all = [rows];
        ranks.AllReduce(all);
        double work = all[0] * objective.Length * objective.Length;
        return smooth && objective.Scores > 1
            ? objective.Length <= MostNewtonParametersOfSeveral && work <= MostNewtonWorkOfSeveral
            : objective.Length <= MostNewtonParameters && work <= MostNewtonWork;
    }
}

/// <summary>What a penalty is put on.</summary>
public enum PenaltyNorm
{
    /// <summary>No penalty.</summary>
    None,

    /// <summary>The sum of absolute coefficients, which makes many of them exactly 0.</summary>
    L1,

    /// <summary>Half the sum of squared coefficients.</summary>
    L2,

    /// <summary>Both, in the proportion that the L1 ratio gives.</summary>
    ElasticNet,
}

/// <summary>How <see cref="LogisticRegression"/> finds its optimum.</summary>
public enum LogisticSolver
{
    /// <summary>Newton up to 1,000 parameters and 2·10¹⁰ multiplications an iteration, or 300 and 5·10⁸ for more than two classes without an L1 part; <see cref="FirstOrder"/> beyond.</summary>
    Auto,

    /// <summary>Newton's method with second derivatives; with an L1 part, coordinate descent on each quadratic model.</summary>
    Newton,

    /// <summary>Without forming second derivatives. L-BFGS; for sparse rows Newton steps found by conjugate gradients; with an L1 part, accelerated proximal gradients.</summary>
    FirstOrder,
}
