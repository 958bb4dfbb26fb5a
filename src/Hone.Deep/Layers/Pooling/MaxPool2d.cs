namespace Hone.Deep;

/// <summary>The largest entry of each window of an image; see <see cref="Functions.MaxPool2d"/>.</summary>
/// <param name="kernel">The size of the kernel: that of the window.</param>
/// <param name="stride">Steps from one window to the next. Default the kernel's size.</param>
/// <param name="padding">Rows and columns on each side that count as −∞. Default 0.</param>
/// <param name="dilation">Steps from one entry of the window to the next. Default 1.</param>
/// <param name="ceiling">Whether a last window that hangs over the end counts. Default false.</param>
public sealed class MaxPool2d(Extent kernel, Extent? stride = null, Extent? padding = null, Extent? dilation = null, bool ceiling = false) : Layer
{
    /// <summary>The size of the kernel: that of the window.</summary>
    public Extent Kernel { get; } = kernel;

    /// <summary>Steps from one window to the next.</summary>
    public Extent Stride { get; } = stride ?? kernel;

    /// <summary>Rows and columns on each side that count as −∞.</summary>
    public Extent Padding { get; } = padding ?? 0;

    /// <summary>Steps from one entry of the window to the next.</summary>
    public Extent Dilation { get; } = dilation ?? 1;

    /// <summary>Whether a last window that hangs over the end counts.</summary>
    public bool Ceiling { get; } = ceiling;

    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x) => Functions.MaxPool2d(x, Kernel, Stride, Padding, Dilation, Ceiling);
}
