namespace Hone.Deep;

/// <summary>The largest entry of each window of a sequence; see <see cref="Functions.MaxPool1d"/>.</summary>
/// <param name="kernel">The size of the kernel: that of the window.</param>
/// <param name="stride">Steps from one window to the next. Default the kernel's size.</param>
/// <param name="padding">Entries at each end that count as −∞. Default 0.</param>
/// <param name="dilation">Steps from one entry of the window to the next. Default 1.</param>
/// <param name="ceiling">Whether a last window that hangs over the end counts. Default false.</param>
public sealed class MaxPool1d(int kernel, int? stride = null, int padding = 0, int dilation = 1, bool ceiling = false) : Layer
{
    /// <summary>The size of the kernel: that of the window.</summary>
    public int Kernel { get; } = kernel;

    /// <summary>Steps from one window to the next.</summary>
    public int Stride { get; } = stride ?? kernel;

    /// <summary>Entries at each end that count as −∞.</summary>
    public int Padding { get; } = padding;

    /// <summary>Steps from one entry of the window to the next.</summary>
    public int Dilation { get; } = dilation;

    /// <summary>Whether a last window that hangs over the end counts.</summary>
    public bool Ceiling { get; } = ceiling;

    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x) => Functions.MaxPool1d(x, Kernel, Stride, Padding, Dilation, Ceiling);
}
