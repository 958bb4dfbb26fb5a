using Hone.Numerics;

namespace Hone.Deep;

/// <summary>A residual network: a convolution, stages of <see cref="BasicBlock"/>, each but the first with half the size and twice the channels, and a mean over the pixels that decides.</summary>
/// <remarks>
/// Images × channels × height × width to images × classes. Parameters and buffers are named as torchvision's ResNet has them, so that the states of its resnet18 and resnet34 load.
/// Weights of convolutions start as Kaiming's normal ones by fan-out. Source: K. He, X. Zhang, S. Ren and J. Sun, "Deep Residual Learning for Image Recognition", CVPR 2016.
/// </remarks>
public sealed class ResNet : Layer
{
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly Sequential[] stages;
    private readonly Linear fc;
    private readonly bool small;

    /// <summary>A network with random weights.</summary>
    /// <param name="classes">Numbers that go out.</param>
    /// <param name="blocks">Blocks of each stage: [2, 2, 2, 2] is ResNet-18 and [3, 4, 6, 3] ResNet-34.</param>
    /// <param name="key">Where its random numbers come from.</param>
    /// <param name="channels">Channels of the images. Default 3.</param>
    /// <param name="width">Channels of the first stage. Default 64.</param>
    /// <param name="small">For small images: begins with a window of 3 × 3 and without pooling, in place of 7 × 7, a stride of 2 and pooling. Default false.</param>
    public ResNet(int classes, IReadOnlyList<int> blocks, RandomKey key, int channels = 3, int width = 64, bool small = false)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        Require.AtLeast(blocks.Count, 1, nameof(blocks));
        Require.AtLeast(width, 1);
        this.small = small;
        conv1 = Part("conv1", BasicBlock.Convolution(channels, width, small ? 3 : 7, small ? 1 : 2, key.Child("conv1")));
        bn1 = Part("bn1", new BatchNorm2d(width));
        stages = new Sequential[blocks.Count];
        int inputs = width;
        for (int stage = 0; stage < stages.Length; stage++)
        {
            int outputs = checked(width << stage);
            BasicBlock[] made = new BasicBlock[Require.AtLeast(blocks[stage], 1, nameof(blocks))];
            for (int block = 0; block < made.Length; block++)
            {
                made[block] = new BasicBlock(block == 0 ? inputs : outputs, outputs, block == 0 && stage > 0 ? 2 : 1, key.Child("stage").Child(stage).Child(block));
            }
            stages[stage] = Part(FormattableString.Invariant($"layer{stage + 1}"), new Sequential(made));
            inputs = outputs;
        }
        fc = Part("fc", new Linear(inputs, classes, key.Child("fc")));
    }

    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x)
    {
        x = bn1.Call(conv1.Call(x)).Relu();
        if (!small)
            x = Functions.MaxPool2d(x, 3, stride: 2, padding: 1);
        foreach (Sequential stage in stages)
            x = stage.Call(x);
        return fc.Call(x.Flatten(2).Mean(2));
    }
}
