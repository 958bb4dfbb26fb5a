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
    public override Tensor Forward(Tensor x)
    {
        for (int i = 0; i < layers.Length; i++)
        {
            try
            {
                x = layers[i].Forward(x);
            }
            catch (ArgumentException wrong) when (wrong.Data["layer"] is null)
            {
                // Which of the layers it was is what one wants to know.
                throw new ArgumentException(FormattableString.Invariant($"Layer {i} ({layers[i].GetType().Name}): {wrong.Message}"), wrong) { Data = { ["layer"] = i } };
            }
        }
        return x;
    }
}
