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
        bool watched = Calls.AreWatched || OperationWatch.IsOn || Anomalies.IsWatched;
        for (int i = 0; i < layers.Length; i++)
            x = !watched && i > 0 && layers[i] is Relu relu && LeavesItsResult(layers[i - 1]) ? relu.CallInPlace(x) : layers[i].Call(x);
        return x;
    }

    // Layers that do not keep what they made, so that nobody else has it: ReLU may take the same memory.
    private static bool LeavesItsResult(Layer layer) => layer is Linear or Conv1d or Conv2d or ConvTranspose1d or ConvTranspose2d or BatchNorm;
}
