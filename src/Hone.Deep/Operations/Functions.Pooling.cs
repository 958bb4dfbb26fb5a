namespace Hone.Deep;

public static partial class Functions
{
    /// <summary>The largest entry of each window of an image.</summary>
    /// <param name="x">Images × channels × height × width; or one image of three axes.</param>
    /// <param name="kernel">The size of the kernel: that of the window.</param>
    /// <param name="stride">Steps from one window to the next. Default the kernel's size.</param>
    /// <param name="padding">Rows and columns on each side that count as −∞, at most half of the window. Default 0.</param>
    /// <param name="dilation">Steps from one entry of the window to the next. Default 1.</param>
    /// <param name="ceiling">Whether a last window that hangs over the end counts. Default false.</param>
    /// <remarks>The gradient goes to the first of equals. A window with a NaN gives NaN.</remarks>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    public static Tensor MaxPool2d(Tensor x, Extent kernel, Extent? stride = null, Extent? padding = null, Extent? dilation = null, bool ceiling = false)
    {
        const string Name = "max-pool2d";
        Tensor images = Pooled(Name, x, 2);
        return Restore(Pooling.Max(Name, images, Windows.Sliding(Name, images.Shape, kernel, stride ?? kernel, padding ?? 0, dilation ?? 1, ceiling, countsPadding: false)), x, 2);
    }

    /// <summary>The largest entry of each window of a sequence.</summary>
    /// <param name="x">Sequences × channels × length; or one sequence of two axes.</param>
    /// <param name="kernel">The size of the kernel: that of the window.</param>
    /// <param name="stride">Steps from one window to the next. Default the kernel's size.</param>
    /// <param name="padding">Entries at each end that count as −∞, at most half of the window. Default 0.</param>
    /// <param name="dilation">Steps from one entry of the window to the next. Default 1.</param>
    /// <param name="ceiling">Whether a last window that hangs over the end counts. Default false.</param>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    public static Tensor MaxPool1d(Tensor x, int kernel, int? stride = null, int padding = 0, int dilation = 1, bool ceiling = false)
    {
        const string Name = "max-pool1d";
        Tensor images = Pooled(Name, x, 1);
        return Restore(Pooling.Max(Name, images, Windows.Sliding(Name, images.Shape, (1, kernel), (1, stride ?? kernel), (0, padding), (1, dilation), ceiling, countsPadding: false)), x, 1);
    }

    /// <summary>The mean of each window of an image.</summary>
    /// <param name="x">Images × channels × height × width; or one image of three axes.</param>
    /// <param name="kernel">The size of the kernel: that of the window.</param>
    /// <param name="stride">Steps from one window to the next. Default the kernel's size.</param>
    /// <param name="padding">Rows and columns of zeros on each side, at most half of the window. Default 0.</param>
    /// <param name="ceiling">Whether a last window that hangs over the end counts. Default false.</param>
    /// <param name="countPadding">Whether zeros of the padding count as entries of a window. Default true, as in PyTorch.</param>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    public static Tensor AveragePool2d(Tensor x, Extent kernel, Extent? stride = null, Extent? padding = null, bool ceiling = false, bool countPadding = true)
    {
        const string Name = "average-pool2d";
        Tensor images = Pooled(Name, x, 2);
        return Restore(Pooling.Mean(Name, images, Windows.Sliding(Name, images.Shape, kernel, stride ?? kernel, padding ?? 0, 1, ceiling, countPadding)), x, 2);
    }

    /// <summary>The mean of each window of a sequence.</summary>
    /// <param name="x">Sequences × channels × length; or one sequence of two axes.</param>
    /// <param name="kernel">The size of the kernel: that of the window.</param>
    /// <param name="stride">Steps from one window to the next. Default the kernel's size.</param>
    /// <param name="padding">Zeros at each end, at most half of the window. Default 0.</param>
    /// <param name="ceiling">Whether a last window that hangs over the end counts. Default false.</param>
    /// <param name="countPadding">Whether zeros of the padding count as entries of a window. Default true, as in PyTorch.</param>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    public static Tensor AveragePool1d(Tensor x, int kernel, int? stride = null, int padding = 0, bool ceiling = false, bool countPadding = true)
    {
        const string Name = "average-pool1d";
        Tensor images = Pooled(Name, x, 1);
        return Restore(Pooling.Mean(Name, images, Windows.Sliding(Name, images.Shape, (1, kernel), (1, stride ?? kernel), (0, padding), 1, ceiling, countPadding)), x, 1);
    }

    /// <summary>Means of windows of sizes as equal as can be, as many as are wanted, whatever the image's size.</summary>
    /// <param name="x">Images × channels × height × width; or one image of three axes.</param>
    /// <param name="to">The result's height and width. 1 gives the mean of each channel.</param>
    public static Tensor AdaptiveAveragePool2d(Tensor x, Extent to)
    {
        const string Name = "adaptive-average-pool2d";
        Tensor images = Pooled(Name, x, 2);
        return Restore(Pooling.Mean(Name, images, Windows.Adaptive(Name, images.Shape, to)), x, 2);
    }

    /// <summary>Largest entries of windows of sizes as equal as can be, as many as are wanted, whatever the image's size.</summary>
    /// <inheritdoc cref="AdaptiveAveragePool2d"/>
    public static Tensor AdaptiveMaxPool2d(Tensor x, Extent to)
    {
        const string Name = "adaptive-max-pool2d";
        Tensor images = Pooled(Name, x, 2);
        return Restore(Pooling.Max(Name, images, Windows.Adaptive(Name, images.Shape, to)), x, 2);
    }

    private static Tensor Pooled(string operation, Tensor x, int axes)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Rank != axes + 2 && x.Rank != axes + 1)
            throw new ArgumentException(FormattableString.Invariant($"{operation}: an input of {x.Shape} was given; it has {axes + 2} axes, samples and channels first, or {axes + 1} without samples."), nameof(x));
        if (!x.Type.IsFloating)
            throw new ArgumentException($"{operation} is defined for floating tensors; one of {x.Type} was given. Convert it with To(DType.Float32).", nameof(x));
        return Stack(x.Type == DType.BFloat16 ? x.To(DType.Float32) : x, axes);
    }

    private static Tensor Restore(Tensor result, Tensor x, int axes)
    {
        Tensor samples = axes == 1 ? result.Squeeze(2) : result;
        return x.Rank == axes + 1 ? samples.Squeeze(0) : samples;
    }
}
