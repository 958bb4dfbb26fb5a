namespace Hone.Deep;

/// <summary>Largest entries of windows of sizes as equal as can be; see <see cref="Functions.AdaptiveMaxPool2d"/>.</summary>
/// <param name="to">The result's height and width, whatever the image's.</param>
public sealed class AdaptiveMaxPool2d(Extent to) : Layer
{
    /// <summary>The result's height and width.</summary>
    public Extent To { get; } = to;

    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x) => Functions.AdaptiveMaxPool2d(x, To);
}
