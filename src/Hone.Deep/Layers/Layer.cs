namespace Hone.Deep;

/// <summary>A module that makes one tensor of another, so that layers can be put one after the other.</summary>
public abstract class Layer : Module
{
    /// <summary>What it makes of a tensor.</summary>
    /// <param name="x">The shape that is accepted is that of the layer.</param>
    public abstract Tensor Forward(Tensor x);
}
