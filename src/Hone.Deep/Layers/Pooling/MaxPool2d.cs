namespace Hone.Deep;

/// <summary>The largest entry of each window of an image; see <see cref="Functions.MaxPool2d"/>.</summary>
/// <param name="window">The window's size.</param>
/// <param name="stride">Steps from one window to the next. Default the window's size.</param>
/// <param name="padding">Rows and columns on each side that count as −∞. Default 0.</param>
/// <param name="dilation">Steps from one entry of the window to the next. Default 1.</param>
/// <param name="ceiling">Whether a last window that hangs over the end counts. Default false.</param>
public sealed class MaxPool2d(Extent window, Extent? stride = null, Extent? padding = null, Extent? dilation = null, bool ceiling = false) : Layer
{
    /// <summary>The window's size.</summary>
    public Extent Window { get; } = window;

    /// <summary>Steps from one window to the next.</summary>
    public Extent Stride { get; } = stride ?? window;

    /// <summary>Rows and columns on each side that count as −∞.</summary>
    public Extent Padding { get; } = padding ?? 0;

    /// <summary>Steps from one entry of the window to the next.</summary>
    public Extent Dilation { get; } = dilation ?? 1;

    /// <summary>Whether a last window that hangs over the end counts.</summary>
    public bool Ceiling { get; } = ceiling;

    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x) => Functions.MaxPool2d(x, Window, Stride, Padding, Dilation, Ceiling);
}
