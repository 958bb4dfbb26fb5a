namespace Hone.Deep;

/// <summary>The mean of each channel: samples × channels × any axes to samples × channels.</summary>
public sealed class GlobalAveragePool : Layer
{
    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x) => x.Rank < 3
        ? throw new ArgumentException($"global-average-pool: an input of {x.Shape} was given; it has samples and channels as its first axes, and some after them.", nameof(x))
        : x.Flatten(2).Mean(2);
}
