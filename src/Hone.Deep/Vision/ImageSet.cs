using Hone.Contracts;
using Hone.Data;
using Hone.Numerics;

namespace Hone.Deep;

/// <summary>Images of one size as bytes, each with its class where that is known.</summary>
/// <remarks>A byte a number: row by row, the channels of a pixel next to each other, image after image.</remarks>
public sealed class ImageSet
{
    private readonly byte[] pixels;

    /// <summary>Keeps the pixels.</summary>
    /// <param name="shape">Of each image.</param>
    /// <param name="pixels">All images, one after the other.</param>
    /// <param name="labels">A class for each image; null where they are not known.</param>
    /// <exception cref="ArgumentException">The pixels are no whole number of images, or the classes are not as many.</exception>
    public ImageSet(ImageShape shape, byte[] pixels, ClassTarget? labels = null)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        Require.AtLeast(shape.Height, 1, nameof(shape));
        Require.AtLeast(shape.Width, 1, nameof(shape));
        Require.AtLeast(shape.Channels, 1, nameof(shape));
        if (pixels.Length % shape.Count != 0)
            throw new ArgumentException(FormattableString.Invariant($"{pixels.Length} bytes are no whole number of images of {shape}, which take {shape.Count} each."), nameof(pixels));
        if (labels is not null)
            Require.SameLength(labels.RowCount, pixels.Length / shape.Count, nameof(labels), "the images");
        (Shape, this.pixels, Labels) = (shape, pixels, labels);
        Features = pixels.Length == 0 ? new Features(new Matrix(0, shape.Count), shape.Columns()) : new Features(pixels, shape.Columns());
    }

    /// <summary>The size of each image.</summary>
    public ImageShape Shape { get; }

    /// <summary>How many there are.</summary>
    public int Count => pixels.Length / Shape.Count;

    /// <summary>Their classes; null where they are not known.</summary>
    public ClassTarget? Labels { get; }

    /// <summary>One image's bytes.</summary>
    public ReadOnlySpan<byte> this[int image] => pixels.AsSpan(image * Shape.Count, Shape.Count);

    /// <summary>The pixels as a learner takes them: one row an image, held as bytes.</summary>
    public Features Features { get; }

    /// <summary>Pixels and classes as a learner takes them.</summary>
    /// <exception cref="InvalidOperationException">The classes are not known.</exception>
    public TrainingData Data => new(Features, Labels ?? throw new InvalidOperationException("These images have no classes; give labels when making the set."));

    /// <summary>Holds a share of the images out, of each class in proportion.</summary>
    /// <param name="test">The share, above 0 and below 1.</param>
    /// <param name="seed">Same seed, same split.</param>
    /// <exception cref="ArgumentException">There are fewer than 3 images.</exception>
    /// <exception cref="InvalidOperationException">The classes are not known.</exception>
    public (ImageSet Train, ImageSet Test) Split(double test = 0.2, ulong seed = 0)
    {
        ClassTarget labels = (ClassTarget)Data.Y;
        if (Count < 3)
            throw new ArgumentException(FormattableString.Invariant($"There are {Count} images; at least 3 are needed: two to learn from and one to score on."), nameof(test));
        Fold fold = new HoldOut { Test = test }.Split(new SplitRows(Count) { Strata = labels.Codes.ToArray() }, seed)[0];
        return (Take(fold.Train), Take(fold.Test));
    }

    /// <summary>Grey images as images in colours.</summary>
    public ImageSet Coloured() => new(Shape with { Channels = 3 }, PngFile.Converted(pixels, Shape.Channels, 3), Labels);

    /// <summary>The same images with other classes.</summary>
    internal ImageSet With(ClassTarget labels) => new(Shape, pixels, labels);

    /// <summary>Some of the images, in that order, copied.</summary>
    public ImageSet Take(ReadOnlySpan<int> images)
    {
        byte[] taken = new byte[checked(images.Length * Shape.Count)];
        for (int i = 0; i < images.Length; i++)
            this[images[i]].CopyTo(taken.AsSpan(i * Shape.Count));
        return new ImageSet(Shape, taken, (ClassTarget?)Labels?.TakeRows(images));
    }

    /// <summary>The images as a table with one column a pixel; eight bytes a number, so take some.</summary>
    public Frame ToFrame()
    {
        FeatureColumn[] names = Shape.Columns();
        Column[] columns = new Column[names.Length];
        for (int j = 0; j < columns.Length; j++)
        {
            long[] values = new long[Count];
            for (int i = 0; i < values.Length; i++)
                values[i] = pixels[(i * Shape.Count) + j];
            columns[j] = new WholeColumn(names[j].Name, values);
        }
        return new Frame(columns);
    }
}
