using Hone.Numerics;

namespace Hone.Deep;

/// <summary>A transposed one-dimensional convolution with weights that are learned: it makes sequences longer where its stride is above 1.</summary>
/// <remarks>Sequences × channels × length to the same with other channels. See <see cref="Functions.ConvTranspose1d"/>. Weight and bias start uniform in ±1/√fan-in, as PyTorch's do (Kaiming with a = √5).</remarks>
public sealed class ConvTranspose1d : Layer
{
    /// <summary>A layer with random weights.</summary>
    /// <param name="inputs">Channels that come in.</param>
    /// <param name="outputs">Channels that go out.</param>
    /// <param name="kernel">The size of the kernel: that of the window.</param>
    /// <param name="key">Where its random numbers come from.</param>
    /// <param name="stride">Steps from one position of the window to the next, in the result. Default 1.</param>
    /// <param name="padding">Entries left out at each end of the result. Default 0.</param>
    /// <param name="outputPadding">Entries more at the end of the result. Default 0.</param>
    /// <param name="dilation">Steps from one entry of the window to the next. Default 1.</param>
    /// <param name="groups">Groups of channels that are convolved apart from each other. Default 1.</param>
    /// <param name="bias">Whether there is a bias. Default true.</param>
    /// <exception cref="ArgumentException">A size is out of range, or the channels do not divide into the groups.</exception>
    public ConvTranspose1d(int inputs, int outputs, int kernel, RandomKey key, int stride = 1, int padding = 0, int outputPadding = 0, int dilation = 1, int groups = 1, bool bias = true)
    {
        ConvolutionWeights.Check(inputs, outputs, groups);
        Require.AtLeast(kernel, 1);
        Stride = Require.AtLeast(stride, 1);
        Padding = Require.AtLeast(padding, 0);
        OutputPadding = Require.AtLeast(outputPadding, 0);
        Dilation = Require.AtLeast(dilation, 1);
        Groups = groups;
        int fanIn = outputs / groups * kernel;
        Weight = Parameter("weight", ConvolutionWeights.Start([inputs, outputs / groups, kernel], key.Child("weight"), fanIn));
        Bias = bias ? Parameter("bias", ConvolutionWeights.Start([outputs], key.Child("bias"), fanIn)) : null;
    }

    /// <summary>Channels × (outputs / groups) × window.</summary>
    public Tensor Weight { get; }

    /// <summary>One entry for each output channel, or null.</summary>
    public Tensor? Bias { get; }

    /// <summary>Steps from one position of the window to the next, in the result. Default 1.</summary>
    public int Stride { get; }

    /// <summary>Entries left out at each end of the result. Default 0.</summary>
    public int Padding { get; }

    /// <summary>Entries more at the end of the result. Default 0.</summary>
    public int OutputPadding { get; }

    /// <summary>Steps from one entry of the window to the next. Default 1.</summary>
    public int Dilation { get; }

    /// <summary>Groups of channels that are convolved apart from each other.</summary>
    public int Groups { get; }

    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x) => Functions.ConvTranspose1d(x, Weight, Bias, stride: Stride, padding: Padding, outputPadding: OutputPadding, dilation: Dilation, groups: Groups);
}
