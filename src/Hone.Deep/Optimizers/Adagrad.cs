using Hone.Numerics;

namespace Hone.Deep;

/// <summary>Adagrad: each element's rate falls with the sum of its squared gradients, so that rare features keep large steps.</summary>
/// <remarks>
/// a ← a + g², w ← w − rate/(1 + (t − 1)·decay of the rate)·g/(√a + ε). Weight decay adds decay·w to g.
/// Source: J. Duchi, E. Hazan and Y. Singer, "Adaptive Subgradient Methods for Online Learning and Stochastic Optimization", JMLR 12, 2011.
/// </remarks>
public sealed class Adagrad : ElementwiseOptimizer
{
    /// <summary>Adagrad over groups of parameters.</summary>
    public Adagrad(params ReadOnlySpan<ParameterGroup> groups)
        : base(groups)
    {
    }

    /// <summary>Adagrad over all parameters of a module.</summary>
    /// <param name="module">What is trained.</param>
    /// <param name="learningRate">Default 0.01.</param>
    /// <param name="weightDecay">Default 0.</param>
    public Adagrad(Module module, double learningRate = 1e-2, double weightDecay = 0)
        : this(All(module, learningRate, weightDecay))
    {
    }

    /// <summary>How fast the rate falls with the steps. Default 0.</summary>
    public double RateDecay { get; init => field = Require.AtLeastZero(value); }

    /// <summary>Where the sums of squares begin. Default 0.</summary>
    public double StartSquare { get; init => field = Require.AtLeastZero(value); }

    /// <summary>Added to the root, so that nothing is divided by 0. Default 1e-10.</summary>
    public double Epsilon { get; init => field = Require.AtLeastZero(value); } = 1e-10;

    /// <inheritdoc/>
    protected override IReadOnlyList<string> SlotNames => ["square"];

    private protected override StepRule Rule => StepRule.Adagrad;

    /// <inheritdoc/>
    protected override Tensor SlotStart(Tensor parameter, string name)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return Tensor.Full(parameter.Shape, StartSquare, parameter.Type);
    }

    private protected override StepNumbers NumbersOf(ParameterGroup group, long step) =>
        new() { Rate = group.LearningRate / (1 + ((step - 1) * RateDecay)), Epsilon = Epsilon, Penalty = group.WeightDecay };
}
