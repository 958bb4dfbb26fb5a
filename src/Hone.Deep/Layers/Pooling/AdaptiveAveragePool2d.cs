namespace Hone.Deep;

/// <summary>Means of windows of sizes as equal as can be; see <see cref="Functions.AdaptiveAveragePool2d"/>.</summary>
/// <param name="to">The result's height and width, whatever the image's.</param>
public sealed class AdaptiveAveragePool2d(Extent to) : Layer
{
    /// <summary>The result's height and width.</summary>
    public Extent To { get; } = to;

    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x) => Functions.AdaptiveAveragePool2d(x, To);
}
