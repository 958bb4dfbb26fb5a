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

    /// <summary>A table of the layers with the shapes of their results, their parameters and their multiplications, and the totals: <c>network.Summary([1, 784])</c>.</summary>
    /// <param name="input">The shape of an input, batch included.</param>
    /// <param name="type">Its type: whole numbers for networks that begin with an embedding. Default single precision.</param>
    /// <remarks>The network computes zeros once, as in use: no random numbers are drawn and nothing it keeps changes.</remarks>
    public NetworkSummary Summary(Shape input, DType type = DType.Float32) => Summary(() => Call(Tensor.Zeros(input, type)));

    /// <summary>What the layer does.</summary>
    protected abstract Tensor Forward(Tensor x);
}
