namespace Hone.Deep;

/// <summary>The mean of each window of an image; see <see cref="Functions.AveragePool2d"/>.</summary>
/// <param name="kernel">The size of the kernel: that of the window.</param>
/// <param name="stride">Steps from one window to the next. Default the kernel's size.</param>
/// <param name="padding">Rows and columns of zeros on each side. Default 0.</param>
/// <param name="ceiling">Whether a last window that hangs over the end counts. Default false.</param>
/// <param name="countPadding">Whether zeros of the padding count as entries of a window. Default true.</param>
public sealed class AveragePool2d(Extent kernel, Extent? stride = null, Extent? padding = null, bool ceiling = false, bool countPadding = true) : Layer
{
    /// <summary>The size of the kernel: that of the window.</summary>
    public Extent Kernel { get; } = kernel;

    /// <summary>Steps from one window to the next.</summary>
    public Extent Stride { get; } = stride ?? kernel;

    /// <summary>Rows and columns of zeros on each side.</summary>
    public Extent Padding { get; } = padding ?? 0;

    /// <summary>Whether a last window that hangs over the end counts.</summary>
    public bool Ceiling { get; } = ceiling;

    /// <summary>Whether zeros of the padding count as entries of a window.</summary>
    public bool CountPadding { get; } = countPadding;

    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x) => Functions.AveragePool2d(x, Kernel, Stride, Padding, Ceiling, CountPadding);
}
