namespace Hone.Deep;

/// <summary>The mean of each window of a sequence; see <see cref="Functions.AveragePool1d"/>.</summary>
/// <param name="kernel">The size of the kernel: that of the window.</param>
/// <param name="stride">Steps from one window to the next. Default the kernel's size.</param>
/// <param name="padding">Zeros at each end. Default 0.</param>
/// <param name="ceiling">Whether a last window that hangs over the end counts. Default false.</param>
/// <param name="countPadding">Whether zeros of the padding count as entries of a window. Default true.</param>
public sealed class AveragePool1d(int kernel, int? stride = null, int padding = 0, bool ceiling = false, bool countPadding = true) : Layer
{
    /// <summary>The size of the kernel: that of the window.</summary>
    public int Kernel { get; } = kernel;

    /// <summary>Steps from one window to the next.</summary>
    public int Stride { get; } = stride ?? kernel;

    /// <summary>Zeros at each end.</summary>
    public int Padding { get; } = padding;

    /// <summary>Whether a last window that hangs over the end counts.</summary>
    public bool Ceiling { get; } = ceiling;

    /// <summary>Whether zeros of the padding count as entries of a window.</summary>
    public bool CountPadding { get; } = countPadding;

    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x) => Functions.AveragePool1d(x, Kernel, Stride, Padding, Ceiling, CountPadding);
}
