namespace Hone.Deep;

/// <summary>Parameters that are learned at one rate.</summary>
/// <param name="parameters">Leaves with gradients.</param>
/// <param name="learningRate">At least 0.</param>
public sealed class ParameterGroup(IEnumerable<Tensor> parameters, double learningRate)
{
    /// <summary>The parameters.</summary>
    public IReadOnlyList<Tensor> Parameters { get; } = [.. parameters];

    /// <summary>The size of steps; it may be changed between them.</summary>
    public double LearningRate { get; set => field = Numerics.Require.AtLeastZero(value); } = Numerics.Require.AtLeastZero(learningRate);

    /// <summary>How strongly values are drawn to 0; what that means belongs to the optimiser. Default 0.</summary>
    public double WeightDecay { get; init => field = Numerics.Require.AtLeastZero(value); }
}
