using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Deep;

/// <summary>A residual network for images: blocks of two convolutions, each block added to what it was given.</summary>
/// <remarks>
/// Columns are pixels, row by row, the channels of a pixel next to each other; see <see cref="ImageSet"/>. After a convolution, pooled where images have 16 pixels and more, come two stages of blocks; the second has
/// half the size and twice the channels; the mean over the pixels decides. The recipe is that of <see cref="ImageMlp"/>. On MNIST about 99.5 % of the test images.
/// Source: K. He, X. Zhang, S. Ren and J. Sun, "Deep Residual Learning for Image Recognition", CVPR 2016.
/// </remarks>
public sealed record ImageResNet : ILearner<ImageClassifier>, IImageLearner
{
    /// <summary>The learner's name on the command line.</summary>
    public const string Name = "resnet";

    /// <summary>Blocks a stage, from 1 to 50; by default 1.</summary>
    public int Layers { get; init => field = Require.Between(value, 1, 50); } = 1;

    /// <summary>Channels of the first stage, from 1 to 1024; by default 32.</summary>
    public int Filters { get; init => field = Require.Between(value, 1, 1024); } = 32;

    /// <summary>Share of the pooled channels that each step leaves out, from 0 to 0.9; by default 0.1.</summary>
    public double Dropout { get; init => field = Require.Between(value, 0, 0.9); } = 0.1;

    /// <summary>Passes over the images, at least 1; by default 7.</summary>
    public int Epochs { get; init => field = Require.AtLeast(value, 1); } = 7;

    /// <summary>Images in a step, at least 1; by default 128.</summary>
    public int BatchImages { get; init => field = Require.AtLeast(value, 1); } = 128;

    /// <summary>The greatest learning rate, above 0; by default 0.004.</summary>
    public double LearningRate { get; init => field = Require.Positive(value); } = 0.004;

    /// <summary>How strongly weights are drawn to 0, at least 0; by default 0.05. Biases and normalisations are not.</summary>
    public double WeightDecay { get; init => field = Require.AtLeastZero(value); } = 0.05;

    /// <summary>Pixels by which an image is moved at most, each way, at least 0; left open (default) one in fourteen of its height, so 2 for 28 pixels.</summary>
    public int? Shift { get; init => field = value is { } v ? Require.AtLeast(v, 0) : null; }

    /// <summary>Share of the images held out to choose the best epoch by, from 0 to 0.9; by default 0, and the last epoch is kept.</summary>
    public double Validation { get; init => field = Require.Between(value, 0, 0.9); }

    /// <summary>Height of the images in pixels, at least 1; left open (default) they are square.</summary>
    public int? Height { get; init => field = value is { } v ? Require.AtLeast(v, 1) : null; }

    /// <summary>Channels of a pixel, at least 1; left open (default) 1, or 3 where only that gives squares.</summary>
    public int? Channels { get; init => field = value is { } v ? Require.AtLeast(v, 1) : null; }

    /// <inheritdoc/>
    public Needs Needs => Needs.Numbers | Needs.Complete | Needs.AllColumns;

    /// <inheritdoc/>
    public TargetKinds Targets => TargetKinds.Classes;

    /// <inheritdoc/>
    public ILearner<ImageClassifier> Propose(Trial trial)
    {
        ArgumentNullException.ThrowIfNull(trial);
        return this with
        {
            LearningRate = trial.LogUniform("learning rate", 5e-4, 2e-2, start: 4e-3),
            Filters = trial.Integer("filters", 8, 64, log: true, start: 32),
            Layers = trial.Integer("layers", 1, 3, start: 2),
            Dropout = trial.Uniform("dropout", 0, 0.4, start: 0.1),
        };
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The target is no classes, a column holds categories or gaps, or the columns are no image.</exception>
    public ImageClassifier Fit(TrainingData data, FitContext context = default) => ImageFit.Run(
        data, (shape, classes) => new ImageDesign(ImageNetwork.ResNet, shape, classes) { Layers = Layers, Width = Filters, Dropout = Dropout },
        new ImageSettings(Name, Epochs, BatchImages, LearningRate, WeightDecay, Shift, 14, Validation, Height, Channels), context);

    ILearner<IModel> IImageLearner.For(ImageShape shape) => this with { Height = shape.Height, Channels = shape.Channels };
}
