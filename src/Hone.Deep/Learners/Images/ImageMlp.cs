using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Deep;

/// <summary>A multilayer perceptron for images: every pixel goes to every unit of the first layer.</summary>
/// <remarks>
/// Columns are pixels, row by row, the channels of a pixel next to each other; see <see cref="ImageSet"/>. Hidden layers are ReLU with batch normalisation and dropout. The recipe is that of all image learners here:
/// pixels standardised by channel, AdamW at a rate that rises over a tenth of the steps and falls as a cosine, images moved by some pixels each time they are seen.
/// On MNIST about 99.0 % of the test images. Source: P. Simard, D. Steinkraus and J. Platt, "Best Practices for Convolutional Neural Networks Applied to Visual Document Analysis", ICDAR 2003.
/// </remarks>
public sealed record ImageMlp : ILearner<ImageClassifier>, IImageLearner
{
    /// <summary>The learner's name on the command line.</summary>
    public const string Name = "mlp";

    /// <summary>Hidden layers, at least 1; by default 2.</summary>
    public int Layers { get; init => field = Require.AtLeast(value, 1); } = 2;

    /// <summary>Units of a hidden layer, at least 1; by default 512.</summary>
    public int Units { get; init => field = Require.AtLeast(value, 1); } = 512;

    /// <summary>Share of a hidden layer's units that each step leaves out, from 0 to 0.9; by default 0.2.</summary>
    public double Dropout { get; init => field = Require.Between(value, 0, 0.9); } = 0.2;

    /// <summary>Passes over the images, at least 1; by default 15.</summary>
    public int Epochs { get; init => field = Require.AtLeast(value, 1); } = 15;

    /// <summary>Images in a step, at least 1; by default 128.</summary>
    public int BatchImages { get; init => field = Require.AtLeast(value, 1); } = 128;

    /// <summary>The greatest learning rate, above 0; by default 0.002.</summary>
    public double LearningRate { get; init => field = Require.Positive(value); } = 2e-3;

    /// <summary>How strongly weights are drawn to 0, at least 0; by default 0.05. Biases and normalisations are not.</summary>
    public double WeightDecay { get; init => field = Require.AtLeastZero(value); } = 0.05;

    /// <summary>Pixels by which an image is moved at most, each way, at least 0; left open (default) one in sixteen of its height, so 1 for 28 pixels.</summary>
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
            LearningRate = trial.LogUniform("learning rate", 3e-4, 1e-2, start: 2e-3),
            Units = trial.Integer("units", 64, 1024, log: true, start: 512),
            Layers = trial.Integer("layers", 1, 4, start: 2),
            Dropout = trial.Uniform("dropout", 0, 0.5, start: 0.2),
        };
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The target is no classes, a column holds categories or gaps, or the columns are no image.</exception>
    public ImageClassifier Fit(TrainingData data, FitContext context = default) => ImageFit.Run(
        data, (shape, classes) => new ImageDesign(ImageNetwork.Mlp, shape, classes) { Layers = Layers, Width = Units, Dropout = Dropout },
        new ImageSettings(Name, Epochs, BatchImages, LearningRate, WeightDecay, Shift, 16, Validation, Height, Channels), context);

    ILearner<IModel> IImageLearner.For(ImageShape shape) => this with { Height = shape.Height, Channels = shape.Channels };
}
