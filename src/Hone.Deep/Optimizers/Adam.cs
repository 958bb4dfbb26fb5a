using Hone.Numerics;

namespace Hone.Deep;

/// <summary>Adam: steps along the mean of gradients over the root of the mean of their squares, both corrected for their start at 0.</summary>
/// <remarks>
/// m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², w ← w − rate·(m/(1 − β₁ᵗ))/(√(v/(1 − β₂ᵗ)) + ε). Weight decay adds decay·w to g, as the first paper has it; <see cref="AdamW"/> shrinks the
/// values instead. Sources: D. P. Kingma and J. Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015; I. Loshchilov and F. Hutter, "Decoupled Weight Decay Regularization", ICLR 2019;
/// S. J. Reddi, S. Kale and S. Kumar, "On the Convergence of Adam and Beyond", ICLR 2018.
/// </remarks>
public class Adam : ElementwiseOptimizer
{
    /// <summary>Adam over groups of parameters.</summary>
    public Adam(params ReadOnlySpan<ParameterGroup> groups)
        : base(groups)
    {
    }

    /// <summary>Adam over all parameters of a module.</summary>
    /// <param name="module">What is trained.</param>
    /// <param name="learningRate">Default 0.001, the paper's.</param>
    /// <param name="weightDecay">Default 0.</param>
    public Adam(Module module, double learningRate = 1e-3, double weightDecay = 0)
        : this(All(module, learningRate, weightDecay))
    {
    }

    /// <summary>What stays of the mean of gradients. Default 0.9, the paper's.</summary>
    public double Beta1 { get; init => field = Require.Between(value, 0, 1); } = 0.9;

    /// <summary>What stays of the mean of their squares. Default 0.999, the paper's.</summary>
    public double Beta2 { get; init => field = Require.Between(value, 0, 1); } = 0.999;

    /// <summary>Added to the root, so that nothing is divided by 0. Default 1e-8, the paper's.</summary>
    public double Epsilon { get; init => field = Require.AtLeastZero(value); } = 1e-8;

    /// <summary>Whether the largest mean of squares so far stands under the root, so that a rate never grows. Default false.</summary>
    public bool AmsGrad { get; init; }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> SlotNames => AmsGrad ? ["mean", "square", "largest"] : ["mean", "square"];

    /// <summary>Whether decay shrinks the values rather than adding to gradients.</summary>
    private protected virtual bool IsDecoupled => false;

    private protected override StepRule Rule => AmsGrad ? StepRule.AmsGrad : StepRule.Adam;

    private protected override StepNumbers NumbersOf(ParameterGroup group, long step) => new()
    {
        Rate = group.LearningRate / (1 - Elementary.Pow(Beta1, step)),
        Beta1 = Beta1,
        Rest1 = 1 - Beta1,
        Beta2 = Beta2,
        Rest2 = 1 - Beta2,
        Epsilon = Epsilon,
        Correction = 1 / Math.Sqrt(1 - Elementary.Pow(Beta2, step)),
        Shrink = IsDecoupled ? 1 - (group.LearningRate * group.WeightDecay) : 1,
        Penalty = IsDecoupled ? 0 : group.WeightDecay,
    };
}
