using Hone.Numerics;

namespace Hone.Deep;

/// <summary>A one-dimensional convolution with weights that are learned.</summary>
/// <remarks>Sequences × channels × length to the same with other channels. See <see cref="Functions.Conv1d"/>. Weight and bias start uniform in ±1/√fan-in, as PyTorch's do (Kaiming with a = √5).</remarks>
public sealed class Conv1d : Layer
{
    /// <summary>A layer with random weights.</summary>
    /// <param name="inputs">Channels that come in.</param>
    /// <param name="outputs">Channels that go out.</param>
    /// <param name="kernel">The size of the kernel: that of the window.</param>
    /// <param name="key">Where its random numbers come from.</param>
    /// <param name="stride">Steps from one position of the window to the next. Default 1.</param>
    /// <param name="padding">Zeros at each end. Default 0.</param>
    /// <param name="dilation">Steps from one entry of the window to the next. Default 1.</param>
    /// <param name="groups">Groups of channels that are convolved apart from each other. Default 1.</param>
    /// <param name="bias">Whether there is a bias. Default true.</param>
    /// <exception cref="ArgumentException">A size is out of range, or the channels do not divide into the groups.</exception>
    public Conv1d(int inputs, int outputs, int kernel, RandomKey key, int stride = 1, int padding = 0, int dilation = 1, int groups = 1, bool bias = true)
    {
        ConvolutionWeights.Check(inputs, outputs, groups);
        Require.AtLeast(kernel, 1);
        Stride = Require.AtLeast(stride, 1);
        Padding = Require.AtLeast(padding, 0);
        Dilation = Require.AtLeast(dilation, 1);
        Groups = groups;
        int fanIn = inputs / groups * kernel;
        Weight = Parameter("weight", ConvolutionWeights.Start([outputs, inputs / groups, kernel], key.Child("weight"), fanIn));
        Bias = bias ? Parameter("bias", ConvolutionWeights.Start([outputs], key.Child("bias"), fanIn)) : null;
    }

    /// <summary>Outputs × (channels / groups) × window.</summary>
    public Tensor Weight { get; }

    /// <summary>One entry for each output channel, or null.</summary>
    public Tensor? Bias { get; }

    /// <summary>Steps from one position of the window to the next. Default 1.</summary>
    public int Stride { get; }

    /// <summary>Zeros at each end. Default 0.</summary>
    public int Padding { get; }

    /// <summary>Steps from one entry of the window to the next. Default 1.</summary>
    public int Dilation { get; }

    /// <summary>Groups of channels that are convolved apart from each other.</summary>
    public int Groups { get; }

    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x) => Functions.Conv1d(x, Weight, Bias, stride: Stride, padding: Padding, dilation: Dilation, groups: Groups);
}
