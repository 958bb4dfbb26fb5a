using Hone.Numerics;

namespace Hone.Deep;

/// <summary>A two-dimensional convolution with weights that are learned.</summary>
/// <remarks>Images × channels × height × width to the same with other channels. See <see cref="Functions.Conv2d"/>. Weight and bias start uniform in ±1/√fan-in, as PyTorch's do (Kaiming with a = √5).</remarks>
public sealed class Conv2d : Layer
{
    /// <summary>A layer with random weights.</summary>
    /// <param name="inputs">Channels that come in.</param>
    /// <param name="outputs">Channels that go out.</param>
    /// <param name="kernel">The size of the kernel: that of the window.</param>
    /// <param name="key">Where its random numbers come from.</param>
    /// <param name="stride">Steps from one position of the window to the next. Default 1.</param>
    /// <param name="padding">Zeros on each side. Default 0.</param>
    /// <param name="dilation">Steps from one entry of the window to the next. Default 1.</param>
    /// <param name="groups">Groups of channels that are convolved apart from each other. Default 1.</param>
    /// <param name="bias">Whether there is a bias. Default true.</param>
    /// <exception cref="ArgumentException">A size is out of range, or the channels do not divide into the groups.</exception>
    public Conv2d(int inputs, int outputs, Extent kernel, RandomKey key, Extent? stride = null, Extent? padding = null, Extent? dilation = null, int groups = 1, bool bias = true)
    {
        ConvolutionWeights.Check(inputs, outputs, groups);
        kernel.AtLeast(1, nameof(kernel));
        Stride = (stride ?? 1).AtLeast(1, nameof(stride));
        Padding = (padding ?? 0).AtLeast(0, nameof(padding));
        Dilation = (dilation ?? 1).AtLeast(1, nameof(dilation));
        Groups = groups;
        int fanIn = inputs / groups * kernel.Height * kernel.Width;
        Weight = Parameter("weight", ConvolutionWeights.Start([outputs, inputs / groups, kernel.Height, kernel.Width], key.Child("weight"), fanIn));
        Bias = bias ? Parameter("bias", ConvolutionWeights.Start([outputs], key.Child("bias"), fanIn)) : null;
    }

    /// <summary>Outputs × (channels / groups) × window height × window width.</summary>
    public Tensor Weight { get; }

    /// <summary>One entry for each output channel, or null.</summary>
    public Tensor? Bias { get; }

    /// <summary>Steps from one position of the window to the next. Default 1.</summary>
    public Extent Stride { get; }

    /// <summary>Zeros on each side. Default 0.</summary>
    public Extent Padding { get; }

    /// <summary>Steps from one entry of the window to the next. Default 1.</summary>
    public Extent Dilation { get; }

    /// <summary>Groups of channels that are convolved apart from each other.</summary>
    public int Groups { get; }

    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x) => Functions.Conv2d(x, Weight, Bias, stride: Stride, padding: Padding, dilation: Dilation, groups: Groups);
}
