using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Deep;

/// <summary>The networks of image learners.</summary>
internal enum ImageNetwork
{
    /// <summary>Fully connected layers.</summary>
    Mlp,

    /// <summary>Convolutions and pooling, then fully connected layers.</summary>
    Cnn,

    /// <summary>Residual blocks of convolutions.</summary>
    ResNet,
}

/// <summary>All it takes to build an image learner's network again.</summary>
/// <param name="Network">Which one.</param>
/// <param name="Shape">Of the images.</param>
/// <param name="Classes">How many there are.</param>
internal sealed record ImageDesign(ImageNetwork Network, ImageShape Shape, int Classes)
{
    // Beyond these a stranger's file would have a network built that no memory holds.
    private const int Most = 1 << 14, MostLayers = 200, MostNumbers = 1 << 24, MostDoublings = 3;

    /// <summary>Hidden layers, or blocks.</summary>
    public int Layers { get; init; } = 1;

    /// <summary>Units of a layer, or channels of the first.</summary>
    public int Width { get; init; } = 1;

    /// <summary>Share of units that are left out while training.</summary>
    public double Dropout { get; init; }

    /// <summary>Numbers that the network learns, at least.</summary>
    public long LeastParameters => Network switch
    {
        ImageNetwork.Mlp => ((long)Shape.Count * Width) + ((long)(Layers - 1) * Width * Width),
        ImageNetwork.Cnn => (9L * Shape.Channels * Width) + (Layers == 1 ? 0 : 18L * (Layers - 1) * Width * Width),
        _ => 18L * Layers * Width * Width,
    };

    /// <summary>The network with random weights: images × channels × height × width to images × classes.</summary>
    public Layer Build(RandomKey key) => Network switch
    {
        ImageNetwork.Cnn => Convolutional(key),
        ImageNetwork.ResNet => Residuals(key),
        _ => Perceptron(key),
    };

    public void Write(PackageWriter writer)
    {
        writer.Choice("network", Network);
        writer.Whole("height", Shape.Height);
        writer.Whole("width", Shape.Width);
        writer.Whole("channels", Shape.Channels);
        writer.Whole("layers", Layers);
        writer.Whole("units", Width);
        writer.Number("dropout", Dropout);
    }

    public static ImageDesign Read(PackageReader reader, int classes)
    {
        ImageShape shape = new(reader.Whole("height", 1, Most), reader.Whole("width", 1, Most), reader.Whole("channels", 1, 4));
        double dropout = reader.Number("dropout");
        if ((long)shape.Height * shape.Width * shape.Channels > MostNumbers || !(dropout is >= 0 and < 1))
            throw reader.Fault("height", "belongs to no image that a network was made for");
        return new ImageDesign(reader.Choice<ImageNetwork>("network"), shape, classes) { Layers = reader.Whole("layers", 1, MostLayers), Width = reader.Whole("units", 1, Most), Dropout = dropout };
    }

    private Sequential Perceptron(RandomKey key)
    {
        List<Layer> layers = [new Flatten()];
        int inputs = Shape.Count;
        for (int i = 0; i < Layers; i++)
        {
            layers.Add(new Linear(inputs, Width, key.Child("hidden").Child(i)));
            layers.Add(new Relu());
            if (Dropout > 0)
                layers.Add(new Dropout(Dropout, key.Child("dropout").Child(i)));
            inputs = Width;
        }
        layers.Add(new Linear(inputs, Classes, key.Child("output")));
        return new Sequential([.. layers]);
    }

    // After LeNet: twice convolution and pooling, then a hidden layer; with batch normalisation and ReLU in place of sigmoids.
    private Sequential Convolutional(RandomKey key)
    {
        List<Layer> layers = [];
        (int height, int width, int inputs) = (Shape.Height, Shape.Width, Shape.Channels);
        for (int i = 0; i < Layers; i++)
        {
            int outputs = checked(Width << Math.Min(i, MostDoublings));
            layers.AddRange([new Conv2d(inputs, outputs, 3, key.Child("conv").Child(i), padding: 1, bias: false), new BatchNorm2d(outputs), new Relu()]);
            if (Math.Min(height, width) >= 4)
            {
                layers.Add(new MaxPool2d(2));
                (height, width) = (height / 2, width / 2);
            }
            inputs = outputs;
        }
        const int hidden = 128;
        layers.AddRange([new Flatten(), new Linear(inputs * height * width, hidden, key.Child("hidden")), new Relu()]);
        if (Dropout > 0)
            layers.Add(new Dropout(Dropout, key.Child("dropout")));
        layers.Add(new Linear(hidden, Classes, key.Child("output")));
        return new Sequential([.. layers]);
    }

    // A convolution and pooling, then two stages of blocks, the second of half the size and twice the channels.
    private Sequential Residuals(RandomKey key)
    {
        List<Layer> layers = [BasicBlock.Convolution(Shape.Channels, Width, 3, 1, key.Child("stem")), new BatchNorm2d(Width), new Relu()];
        if (Math.Min(Shape.Height, Shape.Width) >= 16)
            layers.Add(new MaxPool2d(2));
        for (int stage = 0; stage < 2; stage++)
        {
            for (int block = 0; block < Layers; block++)
            {
                bool narrows = stage == 1 && block == 0;
                int outputs = Width << stage;
                layers.Add(new BasicBlock(narrows ? Width : outputs, outputs, narrows ? 2 : 1, key.Child("stage").Child(stage).Child(block)));
            }
        }
        layers.Add(new GlobalAveragePool());
        if (Dropout > 0)
            layers.Add(new Dropout(Dropout, key.Child("dropout")));
        layers.Add(new Linear(2 * Width, Classes, key.Child("output")));
        return new Sequential([.. layers]);
    }
}
