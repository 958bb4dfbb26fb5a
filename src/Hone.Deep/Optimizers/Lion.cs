using Hone.Numerics;

namespace Hone.Deep;

/// <summary>Lion: every element moves by the same amount, along the sign of a mean of gradients.</summary>
/// <remarks>
/// w ← w − rate·(sign(β₁m + (1 − β₁)g) + decay·w), then m ← β₂m + (1 − β₂)g: half of Adam's memory. Rates are three to ten times smaller than Adam's and decays as much larger.
/// Source: X. Chen et al., "Symbolic Discovery of Optimization Algorithms", NeurIPS 2023.
/// </remarks>
public sealed class Lion : ElementwiseOptimizer
{
    /// <summary>Lion over groups of parameters.</summary>
    public Lion(params ReadOnlySpan<ParameterGroup> groups)
        : base(groups)
    {
    }

    /// <summary>Lion over all parameters of a module.</summary>
    /// <param name="module">What is trained.</param>
    /// <param name="learningRate">Default 0.0001, the paper's.</param>
    /// <param name="weightDecay">Default 0.</param>
    public Lion(Module module, double learningRate = 1e-4, double weightDecay = 0)
        : this(All(module, learningRate, weightDecay))
    {
    }

    /// <summary>What the mean weighs where the step is chosen. Default 0.9, the paper's.</summary>
    public double Beta1 { get; init => field = Require.Between(value, 0, 1); } = 0.9;

    /// <summary>What stays of the mean. Default 0.99, the paper's.</summary>
    public double Beta2 { get; init => field = Require.Between(value, 0, 1); } = 0.99;

    /// <inheritdoc/>
    protected override IReadOnlyList<string> SlotNames => ["mean"];

    private protected override StepRule Rule => StepRule.Lion;

    private protected override StepNumbers NumbersOf(ParameterGroup group, long step) =>
        new() { Rate = group.LearningRate, Beta1 = Beta1, Rest1 = 1 - Beta1, Beta2 = Beta2, Rest2 = 1 - Beta2, Shrink = 1 - (group.LearningRate * group.WeightDecay) };
}
