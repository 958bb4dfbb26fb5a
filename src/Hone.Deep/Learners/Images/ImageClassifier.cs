using Hone.Contracts;
using Hone.Models;
using Hone.Numerics;

namespace Hone.Deep;

/// <summary>A network that gives an image's classes probabilities: what <see cref="ImageMlp"/>, <see cref="ImageCnn"/> and <see cref="ImageResNet"/> give.</summary>
/// <remarks>Safe to share between threads. A prediction makes tensors, also of one row: predict many rows at once where there are many.</remarks>
public sealed class ImageClassifier : IClassifier, IStored<ImageClassifier>
{
    // So many images at once keep all processors busy, and few enough are in memory as floats.
    private const int ImagesTogether = 256;

    private readonly ImageDesign design;
    private readonly Layer network;
    private readonly float[] means, scales;

    internal ImageClassifier(
        IReadOnlyList<FeatureColumn> inputs, ImageDesign design, Layer network, float[] means, float[] scales, IReadOnlyList<string> classes, int positive, FitReport report)
    {
        (Inputs, this.design, this.network, this.means, this.scales, Classes, Positive, Report) = (inputs, design, network, means, scales, classes, positive, report);
        network.Eval();
    }

    /// <inheritdoc/>
    public static string Kind => "Hone.Deep:image-classifier";

    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Inputs { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Classes { get; }

    /// <inheritdoc/>
    public int Positive { get; }

    /// <inheritdoc/>
    public FitReport Report { get; }

    /// <summary>The size of the images.</summary>
    public ImageShape Shape => design.Shape;

    /// <summary>Numbers that were learned.</summary>
    public long ParameterCount => network.ParameterCount;

    /// <inheritdoc/>
    public void PredictProbabilities(ReadOnlySpan<double> row, Span<double> probabilities)
    {
        this.RequireRow(row);
        if (!Kernels.AllFinite(row))
            throw this.NotFiniteRow(row);
        float[] image = new float[row.Length];
        ImageRows.Put(row, Shape, means, scales, image);
        Finish(Scores(Tensor.From(image, [1, Shape.Channels, Shape.Height, Shape.Width])), probabilities);
    }

    /// <inheritdoc/>
    public void PredictProbabilities(Features x, Matrix probabilities, int? workers)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(probabilities);
        if (x.Bytes.IsEmpty)
            x.RequireCompleteNumbers("the model", workers);
        ImageRows rows = new(x, Shape, means, scales);
        for (int first = 0; first < x.RowCount; first += ImagesTogether)
        {
            int count = Math.Min(ImagesTogether, x.RowCount - first);
            float[] scores = Scores(rows.Take([.. Enumerable.Range(first, count)]).Input);
            for (int i = 0; i < count; i++)
                Finish(scores.AsSpan(i * Classes.Count, Classes.Count), probabilities.Row(first + i));
        }
    }

    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Columns("inputs", Inputs);
        writer.Texts("classes", Classes);
        writer.Whole("positive", Positive);
        writer.Group("design", design.Write);
        writer.Singles("means", means);
        writer.Singles("scales", scales);
        StoredNetwork.Write(writer, network);
        writer.Report("report", Report);
    }

    /// <inheritdoc/>
    public static ImageClassifier Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        FeatureColumn[] inputs = reader.Columns("inputs");
        (string[] classes, int positive) = reader.ClassNames();
        ImageDesign design = ImageDesign.Read(reader.Group("design"), classes.Length);
        if (inputs.Length != design.Shape.Count || inputs.Any(c => c.IsCategory))
            throw reader.Fault("inputs", "are not the pixels of the images");
        float[] means = reader.Singles("means", design.Shape.Channels), scales = reader.Singles("scales", design.Shape.Channels);
        if (!means.Concat(scales).All(float.IsFinite))
            throw reader.Fault("means", "hold a number that is not finite");
        return new ImageClassifier(inputs, design, StoredNetwork.Read(reader, design.LeastParameters, () => design.Build(default)), means, scales, classes, positive, reader.Report("report"));
    }

    private float[] Scores(Tensor images)
    {
        using NoGrad pause = NoGrad.Begin();
        return network.Call(images).ToArray<float>();
    }

    private static void Finish(ReadOnlySpan<float> scores, Span<double> probabilities)
    {
        for (int c = 0; c < scores.Length; c++)
            probabilities[c] = scores[c];
        Kernels.Softmax(probabilities);
    }
}
