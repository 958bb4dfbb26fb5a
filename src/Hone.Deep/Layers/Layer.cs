namespace Hone.Deep;

/// <summary>A module that makes one tensor of one: what <see cref="Sequential"/> puts one after the other.</summary>
public abstract class Layer : Module
{
    /// <summary>Computes the layer's result. Write <see cref="Forward"/>, call this: it names the layer in messages and lets others watch.</summary>
    public Tensor Call(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Within(() => Forward(x), x);
    }

    /// <summary>What the layer does.</summary>
    protected abstract Tensor Forward(Tensor x);
}
