using Hone.Numerics;

namespace Hone.Deep;

/// <summary>RMSProp: gradients over the root of the mean of their squares.</summary>
/// <remarks>
/// a ← αa + (1 − α)g², w ← w − rate·g/(√a + ε); centred, the root is of a − b² with b ← αb + (1 − α)g, an estimate of the variance; with momentum μ the quotients are gathered as in
/// <see cref="Sgd"/>. Weight decay adds decay·w to g.
/// Sources: T. Tieleman and G. Hinton, "Lecture 6.5, RMSProp", 2012; A. Graves, "Generating Sequences With Recurrent Neural Networks", 2013 (centred).
/// </remarks>
public sealed class RmsProp : ElementwiseOptimizer
{
    /// <summary>RMSProp over groups of parameters.</summary>
    public RmsProp(params ReadOnlySpan<ParameterGroup> groups)
        : base(groups)
    {
    }

    /// <summary>RMSProp over all parameters of a module.</summary>
    /// <param name="module">What is trained.</param>
    /// <param name="learningRate">Default 0.01.</param>
    /// <param name="weightDecay">Default 0.</param>
    public RmsProp(Module module, double learningRate = 1e-2, double weightDecay = 0)
        : this(All(module, learningRate, weightDecay))
    {
    }

    /// <summary>What stays of the mean of squares. Default 0.99.</summary>
    public double Alpha { get; init => field = Require.Between(value, 0, 1); } = 0.99;

    /// <summary>Whether the square of the mean is taken from the mean of squares. Default false.</summary>
    public bool IsCentered { get; init; }

    /// <summary>What stays of former steps; 0, the default, keeps none.</summary>
    public double Momentum { get; init => field = Require.Between(value, 0, 1); }

    /// <summary>Added to the root, so that nothing is divided by 0. Default 1e-8.</summary>
    public double Epsilon { get; init => field = Require.AtLeastZero(value); } = 1e-8;

    /// <inheritdoc/>
    protected override IReadOnlyList<string> SlotNames => (IsCentered, Momentum > 0) switch
    {
        (false, false) => ["square"],
        (true, false) => ["square", "mean"],
        (false, true) => ["square", "momentum"],
        _ => ["square", "mean", "momentum"],
    };

    private protected override StepRule Rule => (IsCentered, Momentum > 0) switch
    {
        (false, false) => StepRule.RmsProp,
        (true, false) => StepRule.CenteredRmsProp,
        (false, true) => StepRule.RmsPropMomentum,
        _ => StepRule.CenteredRmsPropMomentum,
    };

    private protected override StepNumbers NumbersOf(ParameterGroup group, long step) =>
        new() { Rate = group.LearningRate, Beta1 = Alpha, Rest1 = 1 - Alpha, Beta2 = Momentum, Epsilon = Epsilon, Penalty = group.WeightDecay };
}
