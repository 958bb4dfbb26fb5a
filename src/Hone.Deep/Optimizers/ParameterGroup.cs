namespace Hone.Deep;

/// <summary>Parameters that are learned at one rate.</summary>
/// <param name="parameters">Leaves with gradients.</param>
/// <param name="learningRate">At least 0.</param>
public sealed class ParameterGroup(IEnumerable<Tensor> parameters, double learningRate)
{
    /// <summary>The parameters.</summary>
    public IReadOnlyList<Tensor> Parameters { get; } = [.. parameters];

    /// <summary>The rate it was made with: what a <see cref="Schedule"/> is a multiple of.</summary>
    public double InitialLearningRate { get; } = learningRate;

    /// <summary>The size of steps; it may be changed between them.</summary>
    public double LearningRate { get; set => field = Numerics.Require.AtLeastZero(value); } = Numerics.Require.AtLeastZero(learningRate);

    /// <summary>How strongly values are drawn to 0; what that means belongs to the optimiser. Default 0.</summary>
    public double WeightDecay { get; init => field = Numerics.Require.AtLeastZero(value); }

    /// <summary>All parameters of a module in two groups, of which only the matrices and what has more axes decay: biases and the gains of normalisations gain nothing from being drawn to 0.</summary>
    /// <param name="module">What is trained.</param>
    /// <param name="learningRate">At least 0.</param>
    /// <param name="weightDecay">Of the first group.</param>
    public static ParameterGroup[] DecayingMatrices(Module module, double learningRate, double weightDecay)
    {
        ArgumentNullException.ThrowIfNull(module);
        Tensor[] all = [.. module.Parameters.Select(parameter => parameter.Tensor)];
        return [.. new ParameterGroup[]
        {
            new(all.Where(parameter => parameter.Rank > 1), learningRate) { WeightDecay = weightDecay },
            new(all.Where(parameter => parameter.Rank <= 1), learningRate),
        }.Where(group => group.Parameters.Count > 0)];
    }
}
