using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Linear;

/// <summary>A linear model learned row by row: for more rows than other solvers like, and for rows that keep coming.</summary>
/// <remarks>
/// Minimises (1/Σw)·Σwᵢ·loss(yᵢ, b + xᵢᵀw) + λ(ρ‖w‖₁ + (1−ρ)/2·‖w‖²), the parametrisation of scikit-learn's <c>alpha</c>. Numbers are learned in units of their
/// own standard deviation about their mean. Each step is an implicit one, η/(1 + η·c·‖x‖²) with c the loss's greatest curvature, so that a
/// large learning rate slows down where it would diverge; the penalty is applied every 16 rows. The model is the mean of the last pass's weights.
/// Cost O(entries) a pass, and rows are visited in a random order that the seed decides. Over several ranks each rank passes over its own rows and the weights are averaged after
/// each pass, which is not the model of one rank with all rows. Robbins and Monro, 1951; Polyak and Juditsky, "Acceleration of stochastic approximation by averaging", 1992; Toulis
/// and Airoldi, "Asymptotic and finite-sample properties of estimators based on stochastic gradients", 2017, for implicit steps.
/// </remarks>
public sealed record StochasticGradientDescent : IIncremental<StochasticGradientDescentModel>
{
    /// <summary>The learner's name on the command line.</summary>
    public const string Name = "sgd";

    private const string Speaker = "stochastic gradient descent";

    /// <summary>What a wrong prediction costs; by default logistic for classes and squared for numbers.</summary>
    public GradientLoss Loss { get; init; } = GradientLoss.Auto;

    /// <summary>Where the Huber loss turns from squared to linear, in standard deviations of the target, above 0; by default 1.35. The other losses do not read it.</summary>
    public double HuberThreshold { get; init => field = Require.Positive(value); } = 1.35;

    /// <summary>λ, at least 0; by default 1e-4.</summary>
    public double Penalty { get; init => field = Require.AtLeastZero(value); } = 1e-4;

    /// <summary>What the penalty is put on; by default the squares of the coefficients.</summary>
    public PenaltyNorm Norm { get; init; } = PenaltyNorm.L2;

    /// <summary>ρ, the L1 share of <see cref="PenaltyNorm.ElasticNet"/>, from 0 to 1; by default 0.5. The other norms do not read it.</summary>
    public double L1Ratio { get; init => field = Require.Between(value, 0, 1); } = 0.5;

    /// <summary>η₀, the first step's length, above 0; by default 0.1.</summary>
    public double LearningRate { get; init => field = Require.Positive(value); } = 0.1;

    /// <summary>How the steps become shorter; by default by the rows seen.</summary>
    public LearningRateSchedule Schedule { get; init; } = LearningRateSchedule.InverseScaling;

    /// <summary>The power of <see cref="LearningRateSchedule.InverseScaling"/>, at least 0; by default 0.5. The other schedules do not read it.</summary>
    public double Power { get; init => field = Require.AtLeastZero(value); } = 0.5;

    /// <summary>Whether the model is the mean of the last pass's weights; by default it is. Without, it is the last weights, among which an L1 penalty leaves exact zeros.</summary>
    public bool Averaging { get; init; } = true;

    /// <summary>Whether an intercept is fitted; by default it is.</summary>
    public bool FitIntercept { get; init; } = true;

    /// <summary>How much the rows of each class count; by default by their own weights alone. Numbers do not read it.</summary>
    public ClassWeights ClassWeights { get; init; } = ClassWeights.Uniform;

    /// <summary>Passes over the rows at most, at least 1; by default 100.</summary>
    public int Epochs { get; init => field = Require.AtLeast(value, 1); } = 100;

    /// <summary>The fall of the mean loss that counts as one, at least 0; by default 1e-4.</summary>
    public double Tolerance { get; init => field = Require.AtLeastZero(value); } = 1e-4;

    /// <summary>Passes without a fall of the loss before the fit ends, or the adaptive schedule shortens its steps; at least 1, by default 5.</summary>
    public int Patience { get; init => field = Require.AtLeast(value, 1); } = 5;

    /// <inheritdoc/>
    public Needs Needs => Needs.Numbers | Needs.Complete | Needs.Scaled;

    /// <inheritdoc/>
    public TargetKinds Targets => TargetKinds.Classes | TargetKinds.Numbers;

    /// <inheritdoc/>
    public ILearner<StochasticGradientDescentModel> Propose(Trial trial)
    {
        ArgumentNullException.ThrowIfNull(trial);
        return this with
        {
            Penalty = trial.LogUniform("penalty", 1e-7, 1e-1),
            LearningRate = trial.LogUniform("learning rate", 1e-3, 1),
        };
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A column holds categories, a value is missing or infinite, the loss does not suit the target, or the steps diverge.</exception>
    public StochasticGradientDescentModel Fit(TrainingData data, FitContext context = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        context.Cancellation.ThrowIfCancellationRequested();
        Check(data);
        RankAgreement.Check(data, context);
        GradientState state = data.Y is ClassTarget classes
            ? GradientState.ForClasses(data, classes, ClassRows.Of(data, classes, ClassWeights, Speaker, context).Factors)
            : GradientState.ForNumbers(data, context);
        GradientPass pass = new(this, data, state, context);
        List<double> losses = [];
        double best = double.PositiveInfinity;
        int waited = 0;
        StopReason stop = StopReason.IterationLimit;
        while (losses.Count < Epochs && stop == StopReason.IterationLimit)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            losses.Add(pass.Run(losses.Count));
            context.Progress?.Report(new FitProgress("epoch", losses.Count, Epochs, losses[^1]));
            waited = losses[^1] < best - Tolerance ? 0 : waited + 1;
            best = Math.Min(best, losses[^1]);
            if (waited >= Patience && !(Schedule == LearningRateSchedule.Adaptive && pass.Shorten()))
                stop = StopReason.Converged;
            else if (waited >= Patience)
                waited = 0;
            if (context.ShouldStop())
                stop = StopReason.Stopped;
        }
        return StochasticGradientDescentModel.From(data, state, new FitReport(losses.Count, stop, losses));
    }

    /// <summary>One pass over further rows, from the weights that the model ended with.</summary>
    /// <inheritdoc/>
    public StochasticGradientDescentModel Update(StochasticGradientDescentModel model, TrainingData data, FitContext context = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        Check(data);
        data.X.RequireColumns(model.Inputs);
        model.RequireTarget(data.Y);
        RankAgreement.Check(data, context);
        GradientState state = model.State.Copy();
        double loss = new GradientPass(this, data, state, context).Run(0);
        return StochasticGradientDescentModel.From(data, state, new FitReport(1, StopReason.Completed, [loss]));
    }

    private void Check(TrainingData data)
    {
        data.X.RequireCompleteNumbers(Speaker);
        bool classes = data.Y is ClassTarget;
        if (Loss != GradientLoss.Auto && classes != (Loss == GradientLoss.Logistic))
            throw new ArgumentException($"The {Loss} loss is for {(classes ? "numbers" : "classes")}, but the target holds {(classes ? "classes" : "numbers")}. Choose {(classes ? "Logistic" : "Squared or Huber")}, or Auto.", nameof(data));
        if (data.Offsets is not null && data.Y is ClassTarget { Classes.Count: not 2 } many)
            throw new ArgumentException(FormattableString.Invariant($"Offsets take two classes; the target has {many.Classes.Count}."), nameof(data));
    }
}

/// <summary>What a wrong prediction costs <see cref="StochasticGradientDescent"/>.</summary>
public enum GradientLoss
{
    /// <summary>Logistic for classes, squared for numbers.</summary>
    Auto,

    /// <summary>−ln p of the class, for classes.</summary>
    Logistic,

    /// <summary>Half the squared error, for numbers.</summary>
    Squared,

    /// <summary>Squared near 0 and linear beyond a threshold, for numbers with outliers.</summary>
    Huber,
}

/// <summary>How the steps of <see cref="StochasticGradientDescent"/> become shorter.</summary>
public enum LearningRateSchedule
{
    /// <summary>They do not.</summary>
    Constant,

    /// <summary>η₀/(1 + t/1000)^power after t rows.</summary>
    InverseScaling,

    /// <summary>A fifth as long each time the loss has stopped falling, until a millionth of η₀.</summary>
    Adaptive,
}
