using Hone.Numerics;

namespace Hone.Deep;

/// <summary>LAMB: Adam's direction, and for each tensor a step as long as a share of its norm: for very large batches.</summary>
/// <remarks>
/// r = m̂/(√v̂ + ε) + decay·w with m̂ and v̂ as in <see cref="Adam"/>; w ← w − rate·(‖w‖/‖r‖)·r, and the quotient is 1 where either norm is 0.
/// Source: Y. You et al., "Large Batch Optimization for Deep Learning: Training BERT in 76 minutes", ICLR 2020, algorithm 2 with φ(z) = z.
/// </remarks>
public sealed class Lamb : Optimizer
{
    private readonly List<(TensorStep Step, double Rate)> steps = [];

    /// <summary>LAMB over groups of parameters.</summary>
    public Lamb(params ReadOnlySpan<ParameterGroup> groups)
        : base(groups)
    {
    }

    /// <summary>LAMB over all parameters of a module.</summary>
    /// <param name="module">What is trained.</param>
    /// <param name="learningRate">Default 0.001.</param>
    /// <param name="weightDecay">Default 0.01, the paper's.</param>
    public Lamb(Module module, double learningRate = 1e-3, double weightDecay = 1e-2)
        : this(new ParameterGroup((module ?? throw new ArgumentNullException(nameof(module))).Parameters.Select(parameter => parameter.Tensor), learningRate) { WeightDecay = weightDecay })
    {
    }

    /// <summary>What stays of the mean of gradients. Default 0.9, the paper's.</summary>
    public double Beta1 { get; init => field = Require.Between(value, 0, 1); } = 0.9;

    /// <summary>What stays of the mean of their squares. Default 0.999, the paper's.</summary>
    public double Beta2 { get; init => field = Require.Between(value, 0, 1); } = 0.999;

    /// <summary>Added to the root, so that nothing is divided by 0. Default 1e-6, the paper's.</summary>
    public double Epsilon { get; init => field = Require.AtLeastZero(value); } = 1e-6;

    /// <inheritdoc/>
    protected override IReadOnlyList<string> SlotNames => ["mean", "square"];

    /// <inheritdoc/>
    protected override void Update(Tensor parameter, Tensor gradient, ParameterGroup group)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        ArgumentNullException.ThrowIfNull(group);
        long step = StepsOf(parameter);
        StepNumbers numbers = new()
        {
            Rate = 1 / (1 - Elementary.Pow(Beta1, step)),
            Beta1 = Beta1,
            Rest1 = 1 - Beta1,
            Beta2 = Beta2,
            Rest2 = 1 - Beta2,
            Epsilon = Epsilon,
            Correction = 1 / Math.Sqrt(1 - Elementary.Pow(Beta2, step)),
            Penalty = group.WeightDecay,
        };
        Tensor direction = Tensor.Uninitialised(parameter.Shape, parameter.Type);
        steps.Add((new TensorStep(parameter, gradient, Slot(parameter, "mean"), Slot(parameter, "square"), direction, numbers), group.LearningRate));
    }

    private protected override void Finish()
    {
        TensorStep[] all = [.. steps.Select(each => each.Step)];
        Device.Cpu.Step(StepRule.LambDirection, all);
        double[] values = Device.Cpu.SquareSums(Array.ConvertAll(all, step => step.Value)), directions = Device.Cpu.SquareSums(Array.ConvertAll(all, step => step.C!));
        TensorStep[] moves = new TensorStep[all.Length];
        for (int i = 0; i < all.Length; i++)
        {
            double share = values[i] > 0 && directions[i] > 0 ? Math.Sqrt(values[i]) / Math.Sqrt(directions[i]) : 1;
            moves[i] = new TensorStep(all[i].Value, all[i].C!, null, null, null, new StepNumbers { Rate = steps[i].Rate * share });
        }
        Device.Cpu.Step(StepRule.Descent, moves);
        steps.Clear();
    }
}
