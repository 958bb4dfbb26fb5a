using Hone.Numerics;

namespace Hone.Deep;

/// <summary>A small convolutional network after LeNet: twice convolution, batch normalisation, ReLU and pooling, then a hidden layer.</summary>
/// <remarks>
/// Images × channels × height × width to images × classes. On MNIST six passes with images moved by up to two pixels at random, in batches of 128, AdamW with a decay of 0.05 on weights and a rate that rises to 0.004
/// over a tenth of the steps and falls as a cosine, gave 99.5 % of the test images within a minute on two processors; <see cref="ImageCnn"/> is that as a learner.
/// Source: Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, "Gradient-Based Learning Applied to Document Recognition", Proceedings of the IEEE 86(11), 1998.
/// </remarks>
public sealed class LeNet : Layer
{
    private readonly Conv2d conv1, conv2;
    private readonly BatchNorm2d bn1, bn2;
    private readonly Linear fc1, fc2;
    private readonly Dropout dropout;

    /// <summary>A network with random weights.</summary>
    /// <param name="classes">Numbers that go out.</param>
    /// <param name="key">Where its random numbers come from.</param>
    /// <param name="channels">Channels of the images. Default 1.</param>
    /// <param name="size">Height and width of the images, at least 4. Default 28.</param>
    /// <param name="filters">Channels of the first convolution; the second has twice as many. Default 24.</param>
    /// <param name="hidden">Units of the hidden layer. Default 128.</param>
    /// <param name="dropoutRate">Share of the hidden units that each training step leaves out. Default 0.2.</param>
    public LeNet(int classes, RandomKey key, int channels = 1, Extent? size = null, int filters = 24, int hidden = 128, double dropoutRate = 0.2)
    {
        Extent image = (size ?? 28).AtLeast(4, nameof(size));
        conv1 = Part("conv1", new Conv2d(channels, filters, 3, key.Child("conv1"), padding: 1, bias: false));
        bn1 = Part("bn1", new BatchNorm2d(filters));
        conv2 = Part("conv2", new Conv2d(filters, 2 * filters, 3, key.Child("conv2"), padding: 1, bias: false));
        bn2 = Part("bn2", new BatchNorm2d(2 * filters));
        fc1 = Part("fc1", new Linear(2 * filters * (image.Height / 4) * (image.Width / 4), hidden, key.Child("fc1")));
        dropout = Part("dropout", new Dropout(dropoutRate, key.Child("dropout")));
        fc2 = Part("fc2", new Linear(hidden, classes, key.Child("fc2")));
    }

    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x)
    {
        // Pooling and ReLU may change places, and after pooling there is a quarter of the numbers.
        x = Functions.MaxPool2d(bn1.Call(conv1.Call(x)), 2).Relu();
        x = Functions.MaxPool2d(bn2.Call(conv2.Call(x)), 2).Relu();
        return fc2.Call(dropout.Call(fc1.Call(x.Flatten(1)).Relu()));
    }
}
