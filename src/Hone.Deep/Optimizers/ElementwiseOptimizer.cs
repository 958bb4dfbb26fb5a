namespace Hone.Deep;

/// <summary>An optimiser that moves each element by a rule of its own: one kernel for all parameters.</summary>
public abstract class ElementwiseOptimizer : Optimizer
{
    private readonly List<TensorStep> steps = [];

    private protected ElementwiseOptimizer(params ReadOnlySpan<ParameterGroup> groups)
        : base(groups)
    {
    }

    private protected abstract StepRule Rule { get; }

    /// <inheritdoc/>
    protected sealed override void Update(Tensor parameter, Tensor gradient, ParameterGroup group)
    {
        IReadOnlyList<string> names = SlotNames;
        Tensor? At(int slot) => slot < names.Count ? Slot(parameter, names[slot]) : null;
        steps.Add(new TensorStep(parameter, gradient, At(0), At(1), At(2), NumbersOf(group, StepsOf(parameter))));
    }

    private protected abstract StepNumbers NumbersOf(ParameterGroup group, long step);

    private protected override void Finish()
    {
        Device.Cpu.Step(Rule, steps);
        steps.Clear();
    }

    private protected static ParameterGroup All(Module module, double learningRate, double weightDecay)
    {
        ArgumentNullException.ThrowIfNull(module);
        return new ParameterGroup(module.Parameters.Select(parameter => parameter.Tensor), learningRate) { WeightDecay = weightDecay };
    }
}
