namespace Hone.Deep;

/// <summary>Layers one after the other, named 0, 1, 2, …</summary>
public sealed class Sequential : Layer
{
    private readonly Layer[] layers;

    /// <summary>Puts layers in order.</summary>
    /// <param name="layers">The first gets the input.</param>
    public Sequential(params ReadOnlySpan<Layer> layers)
    {
        this.layers = layers.ToArray();
        for (int i = 0; i < this.layers.Length; i++)
            Part(FormattableString.Invariant($"{i}"), this.layers[i]);
    }

    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x)
    {
        foreach (Layer layer in layers)
            x = layer.Call(x);
        return x;
    }
}
