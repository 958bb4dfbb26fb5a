using System.Globalization;

namespace Hone.Deep;

public static partial class Functions
{
    /// <summary>Two-dimensional convolution (cross-correlation): y[n, o, i, j] = b[o] + Σ w[o, c, k, l]·x[n, c, i·stride + k·dilation − padding, …], with zeros around the image.</summary>
    /// <param name="x">Images × channels × height × width; or one image of three axes.</param>
    /// <param name="weight">Outputs × (channels / groups) × window height × window width.</param>
    /// <param name="bias">One entry for each output, or null for none.</param>
    /// <param name="stride">Steps from one position of the window to the next. Default 1.</param>
    /// <param name="padding">Zeros on each side. Default 0.</param>
    /// <param name="dilation">Steps from one entry of the window to the next. Default 1.</param>
    /// <param name="groups">Groups of channels that are convolved apart from each other. Default 1.</param>
    /// <returns>Images × outputs × height × width.</returns>
    /// <remarks>Each entry is one chain of fused multiply-adds over channels and window, starting from the bias; the order does not depend on threads or vectors.</remarks>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    public static Tensor Conv2d(Tensor x, Tensor weight, Tensor? bias = null, Extent? stride = null, Extent? padding = null, Extent? dilation = null, int groups = 1)
    {
        const string Name = "conv2d";
        Tensor images = Images(Name, x, weight, 2);
        ConvolutionShape shape = ConvolutionShape.Of(Name, images.Shape, weight.Shape, bias?.Shape, stride ?? 1, padding ?? 0, dilation ?? 1, groups, AsIs);
        DType type = Common(Name, x, weight);
        Tensor result = Convolution.Ahead(Name, images.To(type), weight.To(type), bias?.To(type), shape);
        return x.Rank == 3 ? result.Squeeze(0) : result;
    }

    /// <summary>One-dimensional convolution (cross-correlation), with zeros at both ends.</summary>
    /// <param name="x">Sequences × channels × length; or one sequence of two axes.</param>
    /// <param name="weight">Outputs × (channels / groups) × window.</param>
    /// <param name="bias">One entry for each output, or null for none.</param>
    /// <param name="stride">Steps from one position of the window to the next. Default 1.</param>
    /// <param name="padding">Zeros at each end. Default 0.</param>
    /// <param name="dilation">Steps from one entry of the window to the next. Default 1.</param>
    /// <param name="groups">Groups of channels that are convolved apart from each other. Default 1.</param>
    /// <returns>Sequences × outputs × length.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    public static Tensor Conv1d(Tensor x, Tensor weight, Tensor? bias = null, int stride = 1, int padding = 0, int dilation = 1, int groups = 1)
    {
        const string Name = "conv1d";
        Tensor images = Images(Name, x, weight, 1);
        Tensor window = weight.Unsqueeze(2);
        ConvolutionShape shape = ConvolutionShape.Of(Name, images.Shape, window.Shape, bias?.Shape, (1, stride), (0, padding), (1, dilation), groups, WithoutHeight);
        DType type = Common(Name, x, weight);
        Tensor result = Convolution.Ahead(Name, images.To(type), window.To(type), bias?.To(type), shape).Squeeze(2);
        return x.Rank == 2 ? result.Squeeze(0) : result;
    }

    /// <summary>Transposed two-dimensional convolution: the map whose gradient is a convolution, which spreads each entry over a window.</summary>
    /// <param name="x">Images × channels × height × width; or one image of three axes.</param>
    /// <param name="weight">Channels × (outputs / groups) × window height × window width.</param>
    /// <param name="bias">One entry for each output, or null for none.</param>
    /// <param name="stride">Steps from one position of the window to the next, in the result. Default 1.</param>
    /// <param name="padding">Rows and columns left out on each side of the result. Default 0.</param>
    /// <param name="outputPadding">Rows and columns more at the end of the result, below the stride or the dilation: with a stride above 1, several sizes are possible. Default 0.</param>
    /// <param name="dilation">Steps from one entry of the window to the next. Default 1.</param>
    /// <param name="groups">Groups of channels that are convolved apart from each other. Default 1.</param>
    /// <returns>Images × outputs × height × width, where height = (h − 1)·stride − 2·padding + dilation·(window − 1) + 1 + outputPadding.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    public static Tensor ConvTranspose2d(
        Tensor x, Tensor weight, Tensor? bias = null, Extent? stride = null, Extent? padding = null, Extent? outputPadding = null, Extent? dilation = null, int groups = 1)
    {
        const string Name = "conv-transpose2d";
        Tensor images = Images(Name, x, weight, 2);
        ConvolutionShape shape = ConvolutionShape.OfTransposed(
            Name, images.Shape, weight.Shape, bias?.Shape, stride ?? 1, padding ?? 0, outputPadding ?? 0, dilation ?? 1, groups, AsIs);
        DType type = Common(Name, x, weight);
        Tensor result = Convolution.Back(Name, images.To(type), weight.To(type), bias?.To(type), shape);
        return x.Rank == 3 ? result.Squeeze(0) : result;
    }

    /// <summary>Transposed one-dimensional convolution: the map whose gradient is a convolution, which spreads each entry over a window.</summary>
    /// <param name="x">Sequences × channels × length; or one sequence of two axes.</param>
    /// <param name="weight">Channels × (outputs / groups) × window.</param>
    /// <param name="bias">One entry for each output, or null for none.</param>
    /// <param name="stride">Steps from one position of the window to the next, in the result. Default 1.</param>
    /// <param name="padding">Entries left out at each end of the result. Default 0.</param>
    /// <param name="outputPadding">Entries more at the end of the result, below the stride or the dilation. Default 0.</param>
    /// <param name="dilation">Steps from one entry of the window to the next. Default 1.</param>
    /// <param name="groups">Groups of channels that are convolved apart from each other. Default 1.</param>
    /// <returns>Sequences × outputs × length.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    public static Tensor ConvTranspose1d(
        Tensor x, Tensor weight, Tensor? bias = null, int stride = 1, int padding = 0, int outputPadding = 0, int dilation = 1, int groups = 1)
    {
        const string Name = "conv-transpose1d";
        Tensor images = Images(Name, x, weight, 1);
        Tensor window = weight.Unsqueeze(2);
        ConvolutionShape shape = ConvolutionShape.OfTransposed(
            Name, images.Shape, window.Shape, bias?.Shape, (1, stride), (0, padding), (0, outputPadding), (1, dilation), groups, WithoutHeight);
        DType type = Common(Name, x, weight);
        Tensor result = Convolution.Back(Name, images.To(type), window.To(type), bias?.To(type), shape).Squeeze(2);
        return x.Rank == 2 ? result.Squeeze(0) : result;
    }

    // Images of four axes, whatever came in.
    private static Tensor Images(string operation, Tensor x, Tensor weight, int axes)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(weight);
        if (weight.Rank != axes + 2 || (x.Rank != axes + 2 && x.Rank != axes + 1))
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture,
                $"{operation}: an input of {x.Shape} does not fit a weight of {weight.Shape}: the weight has {axes + 2} axes, and the input {axes + 2}, samples and channels first, or {axes + 1} without samples."), nameof(x));
        }
        return Stack(x, axes);
    }

    // An axis of samples where there is none, and one row where there are no rows.
    private static Tensor Stack(Tensor x, int axes)
    {
        Tensor samples = x.Rank == axes + 1 ? x.Unsqueeze(0) : x;
        return axes == 1 ? samples.Unsqueeze(2) : samples;
    }

    private static DType Common(string operation, Tensor x, Tensor weight)
    {
        if (!x.Type.IsFloating || !weight.Type.IsFloating)
            throw new ArgumentException($"{operation} is defined for floating tensors; an input of {x.Type} and a weight of {weight.Type} were given. Convert with To(DType.Float32).", nameof(x));
        return DTypes.Promote(x.Type, weight.Type) == DType.Float64 ? DType.Float64 : DType.Float32;
    }

    private static string AsIs(Shape shape) => shape.ToString();

    private static string WithoutHeight(Shape shape) => new Shape([.. shape.Sizes[..2], .. shape.Sizes[3..]]).ToString();
}
