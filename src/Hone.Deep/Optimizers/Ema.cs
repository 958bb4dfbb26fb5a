using Hone.Numerics;

namespace Hone.Deep;

/// <summary>The exponential moving average of a module's weights.</summary>
/// <remarks>average ← d·average + (1 − d)·weights. It begins as the weights that the module has when it is made.</remarks>
/// <param name="module">Whose weights.</param>
/// <param name="decay">d, from 0 to 1; 1/(1 − d) steps is about how far it reaches back. Default 0.999.</param>
public sealed class Ema(Module module, double decay = 0.999) : AveragedWeights(module)
{
    /// <summary>What stays of the average at an update.</summary>
    public double Decay { get; } = Require.Between(decay, 0, 1);

    /// <summary>Whether the decay is no more than (1 + n)/(10 + n) at update n, so that the average soon leaves the random start. Default true.</summary>
    public bool IsWarming { get; init; } = true;

    private protected override double ShareOf(long update) => 1 - (IsWarming ? Math.Min(Decay, (1.0 + update) / (10 + update)) : Decay);
}
