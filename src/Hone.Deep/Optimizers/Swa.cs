namespace Hone.Deep;

/// <summary>The plain mean of the weights that a module had at the updates: stochastic weight averaging.</summary>
/// <remarks>
/// Update it once an epoch, late in training, at a rate that stays high. Source: P. Izmailov, D. Podoprikhin, T. Garipov, D. Vetrov and A. G. Wilson,
/// "Averaging Weights Leads to Wider Optima and Better Generalization", UAI 2018.
/// </remarks>
/// <param name="module">Whose weights.</param>
public sealed class Swa(Module module) : AveragedWeights(module)
{
    private protected override double ShareOf(long update) => 1.0 / update;
}
