using Hone.Contracts;

namespace Hone.Deep;

/// <summary>A learner whose columns are the pixels of images.</summary>
internal interface IImageLearner
{
    /// <summary>The learner for images of a size.</summary>
    ILearner<IModel> For(ImageShape shape);
}

/// <summary>What all image learners share of their settings.</summary>
/// <param name="Speaker">What messages call the learner.</param>
/// <param name="Epochs">Passes over the images.</param>
/// <param name="BatchImages">Images in a step.</param>
/// <param name="LearningRate">The greatest learning rate.</param>
/// <param name="WeightDecay">How strongly weights are drawn to 0.</param>
/// <param name="Shift">Pixels by which an image is moved at most; null for a share of its height.</param>
/// <param name="ShiftShare">That share, as one in so many.</param>
/// <param name="Validation">Share of the images held out.</param>
/// <param name="Height">Of the images; null for squares.</param>
/// <param name="Channels">Of a pixel; null for 1 or 3.</param>
internal sealed record ImageSettings(
    string Speaker, int Epochs, int BatchImages, double LearningRate, double WeightDecay, int? Shift, int ShiftShare, double Validation, int? Height, int? Channels)
{
    /// <summary>The size of images of so many columns.</summary>
    /// <exception cref="ArgumentException">They can be no images.</exception>
    public ImageShape ShapeOf(int columns)
    {
        if (Height is null && Channels is null)
        {
            return ImageShape.OfSquares(columns) ?? throw new ArgumentException(FormattableString.Invariant(
                $"{Speaker} takes the pixels of images as columns; {columns} columns are no square image, grey or in three colours. Leave other columns out, or set Height and Channels."));
        }
        int channels = Channels ?? 1, pixels = columns / channels, height = Height ?? (int)Math.Round(Math.Sqrt(pixels));
        return height >= 1 && pixels % height == 0 && pixels * channels == columns && pixels > 0
            ? new ImageShape(height, pixels / height, channels)
            : throw new ArgumentException(FormattableString.Invariant($"{Speaker} was told of images {height} pixels high with {channels} channel{(channels == 1 ? "" : "s")}; {columns} columns are none."));
    }
}
