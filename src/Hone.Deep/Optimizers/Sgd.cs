using Hone.Numerics;

namespace Hone.Deep;

/// <summary>Stochastic gradient descent, with momentum if asked for.</summary>
/// <remarks>
/// w ← w − rate·g; with momentum μ, a ← μa + (1 − dampening)g, g itself at the first step, and w ← w − rate·a, or w ← w − rate·(g + μa) as Nesterov has it. Weight decay adds decay·w to g.
/// Source: I. Sutskever, J. Martens, G. Dahl and G. Hinton, "On the Importance of Initialization and Momentum in Deep Learning", ICML 2013; the rate stands outside of a, as in PyTorch.
/// </remarks>
public sealed class Sgd : ElementwiseOptimizer
{
    /// <summary>Descent over groups of parameters.</summary>
    public Sgd(params ReadOnlySpan<ParameterGroup> groups)
        : base(groups)
    {
    }

    /// <summary>Descent over all parameters of a module.</summary>
    /// <param name="module">What is trained.</param>
    /// <param name="learningRate">There is no good default: it hangs on the loss.</param>
    /// <param name="weightDecay">Default 0.</param>
    public Sgd(Module module, double learningRate, double weightDecay = 0)
        : this(All(module, learningRate, weightDecay))
    {
    }

    /// <summary>μ, what stays of former gradients; 0, the default, keeps none. 0.9 is usual.</summary>
    public double Momentum { get; init => field = Require.Between(value, 0, 1); }

    /// <summary>What a gradient lacks as it joins the former ones. Default 0.</summary>
    public double Dampening { get; init => field = Require.Between(value, 0, 1); }

    /// <summary>Whether a step looks ahead along the momentum. Default false.</summary>
    public bool Nesterov { get; init; }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> SlotNames => Momentum > 0 ? ["momentum"] : [];

    private protected override StepRule Rule => Momentum == 0 ? StepRule.Descent : Nesterov ? StepRule.Nesterov : StepRule.Momentum;

    private protected override StepNumbers NumbersOf(ParameterGroup group, long step) => Nesterov && !(Momentum > 0 && Dampening == 0)
        ? throw new InvalidOperationException("Nesterov's steps need a momentum above 0 and no dampening.")
        : new()
        {
            Rate = group.LearningRate,
            Beta1 = step == 1 ? 0 : Momentum,
            Rest1 = step == 1 ? 1 : 1 - Dampening,
            Beta2 = Momentum,
            Penalty = group.WeightDecay,
        };
}
