namespace Hone.Deep;

/// <summary>How one element of a parameter moves: rules that a device computes. s is the slope g + penalty·w, and a, b, c are what is kept from step to step.</summary>
internal enum StepRule
{
    /// <summary>w ← shrink·w − rate·s.</summary>
    Descent,

    /// <summary>a ← β₁a + r₁s; w ← w − rate·a.</summary>
    Momentum,

    /// <summary>a ← β₁a + r₁s; w ← w − rate·(s + β₂a).</summary>
    Nesterov,

    /// <summary>a ← a + s²; w ← w − rate·s/(√a + ε).</summary>
    Adagrad,

    /// <summary>a ← β₁a + r₁s²; w ← w − rate·s/(√a + ε).</summary>
    RmsProp,

    /// <summary>The same with b ← β₁b + r₁s and √(a − b²).</summary>
    CenteredRmsProp,

    /// <summary>As RmsProp, with b ← β₂b + s/(√a + ε); w ← w − rate·b.</summary>
    RmsPropMomentum,

    /// <summary>As CenteredRmsProp, with c ← β₂c + s/(√(a − b²) + ε); w ← w − rate·c.</summary>
    CenteredRmsPropMomentum,

    /// <summary>a ← β₁a + r₁s, b ← β₂b + r₂s²; w ← shrink·w − rate·a/(√b·correction + ε).</summary>
    Adam,

    /// <summary>The same with c ← max(c, b) under the root.</summary>
    AmsGrad,

    /// <summary>w ← shrink·w − rate·sign(β₁a + r₁g); a ← β₂a + r₂g.</summary>
    Lion,

    /// <summary>a and b as in Adam; c ← rate·a/(√b·correction + ε) + penalty·w, and w stays.</summary>
    LambDirection,

    /// <summary>w ← the nearest number from −ε to ε.</summary>
    Clamp,
}

/// <summary>The numbers of a step; a rule reads those that it names.</summary>
internal readonly record struct StepNumbers()
{
    public double Rate { get; init; }

    public double Beta1 { get; init; }

    public double Rest1 { get; init; }

    public double Beta2 { get; init; }

    public double Rest2 { get; init; }

    public double Epsilon { get; init; }

    public double Correction { get; init; } = 1;

    public double Shrink { get; init; } = 1;

    public double Penalty { get; init; }
}

/// <summary>A step of one tensor: its values, their gradient, what is kept, and the numbers. All lie row by row and have one type.</summary>
internal readonly record struct TensorStep(Tensor Value, Tensor Gradient, Tensor? A, Tensor? B, Tensor? C, StepNumbers Numbers);

internal abstract partial class Device
{
    /// <summary>Takes a step with each of several tensors, in place, all together.</summary>
    public abstract void Step(StepRule rule, IReadOnlyList<TensorStep> steps);

    /// <summary>The sum of squares of each of several tensors, in double precision.</summary>
    public abstract double[] SquareSums(IReadOnlyList<Tensor> tensors);
}
