namespace Hone.Deep;

/// <summary>One sample: what goes into a network, and what should come out of it.</summary>
/// <param name="Inputs">One tensor for each input of the network, without an axis for samples.</param>
/// <param name="Targets">One tensor for each target; none where the network is its own judge.</param>
public sealed record Sample(Tensor[] Inputs, Tensor[] Targets)
{
    /// <summary>A sample of one input and one target.</summary>
    public Sample(Tensor input, Tensor target)
        : this([input], [target])
    {
    }

    /// <summary>The first input.</summary>
    public Tensor Input => Inputs[0];

    /// <summary>The first target.</summary>
    /// <exception cref="InvalidOperationException">There are none.</exception>
    public Tensor Target => Targets.Length > 0 ? Targets[0] : throw new InvalidOperationException("This sample has no target: it was made of inputs alone.");
}
