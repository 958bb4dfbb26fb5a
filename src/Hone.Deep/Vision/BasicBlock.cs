using Hone.Numerics;

namespace Hone.Deep;

/// <summary>A block of a <see cref="ResNet"/>: two convolutions of 3 × 3 with batch normalisation, added to what came in, then ReLU.</summary>
/// <remarks>Where the shape changes, what came in goes through a convolution of 1 × 1 on the way around.</remarks>
public sealed class BasicBlock : Layer
{
    private readonly Conv2d conv1, conv2;
    private readonly BatchNorm2d bn1, bn2;
    private readonly Sequential? downsample;

    /// <summary>A block with random weights.</summary>
    /// <param name="inputs">Channels that come in.</param>
    /// <param name="outputs">Channels that go out.</param>
    /// <param name="stride">Of the first convolution: 2 halves height and width.</param>
    /// <param name="key">Where its random numbers come from.</param>
    public BasicBlock(int inputs, int outputs, int stride, RandomKey key)
    {
        conv1 = Part("conv1", Convolution(inputs, outputs, 3, stride, key.Child("conv1")));
        bn1 = Part("bn1", new BatchNorm2d(outputs));
        conv2 = Part("conv2", Convolution(outputs, outputs, 3, 1, key.Child("conv2")));
        bn2 = Part("bn2", new BatchNorm2d(outputs));
        if (stride != 1 || inputs != outputs)
            downsample = Part("downsample", new Sequential(Convolution(inputs, outputs, 1, stride, key.Child("downsample")), new BatchNorm2d(outputs)));
    }

    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x)
    {
        Tensor made = bn2.Call(conv2.Call(bn1.Call(conv1.Call(x)).Relu()));
        return (made + (downsample is null ? x : downsample.Call(x))).Relu();
    }

    /// <summary>A convolution without a bias, which batch normalisation would take away again.</summary>
    internal static Conv2d Convolution(int inputs, int outputs, int window, int stride, RandomKey key)
    {
        Conv2d made = new(inputs, outputs, window, key, stride: stride, padding: window / 2, bias: false);
        using NoGrad pause = NoGrad.Begin();
        made.Weight.CopyFrom(Initial.KaimingNormal(made.Weight.Shape, key.Child("normal").Open(), Fan.Out));
        return made;
    }
}
