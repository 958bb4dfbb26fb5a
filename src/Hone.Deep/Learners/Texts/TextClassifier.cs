using Hone.Contracts;
using Hone.Models;
using Hone.Numerics;

namespace Hone.Deep;

/// <summary>A network that reads texts and gives classes probabilities: what <see cref="TextNetwork"/> gives.</summary>
/// <remarks>Safe to share between threads. A prediction makes tensors, also of one row: predict many rows at once where there are many.</remarks>
public sealed class TextClassifier : IClassifier, IStored<TextClassifier>
{
    private const int RowsTogether = 256;

    private readonly TextDesign design;
    private readonly TextReader network;

    internal TextClassifier(IReadOnlyList<FeatureColumn> inputs, TextDesign design, TextReader network, IReadOnlyList<string> classes, int positive, FitReport report)
    {
        (Inputs, this.design, this.network, Classes, Positive, Report) = (inputs, design, network, classes, positive, report);
        network.Eval();
    }

    /// <inheritdoc/>
    public static string Kind => "Hone.Deep:text-classifier";

    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Inputs { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Classes { get; }

    /// <inheritdoc/>
    public int Positive { get; }

    /// <inheritdoc/>
    public FitReport Report { get; }

    /// <summary>Numbers that were learned.</summary>
    public long ParameterCount => network.ParameterCount;

    /// <inheritdoc/>
    public void PredictProbabilities(ReadOnlySpan<double> row, Span<double> probabilities)
    {
        this.RequireRow(row);
        long[] numbers = new long[row.Length];
        for (int j = 0; j < numbers.Length; j++)
            numbers[j] = WordRows.NumberOf(row[j], design.Words);
        Finish(Scores(Tensor.From(numbers, [1, row.Length])), probabilities);
    }

    /// <inheritdoc/>
    public void PredictProbabilities(Features x, Matrix probabilities, int? workers)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(probabilities);
        WordRows rows = new(x, design.Words, [.. Enumerable.Range(0, x.RowCount)], null, null, 0);
        for (int first = 0; first < x.RowCount; first += RowsTogether)
        {
            int count = Math.Min(RowsTogether, x.RowCount - first);
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
        StoredNetwork.Write(writer, network);
        writer.Report("report", Report);
    }

    /// <inheritdoc/>
    public static TextClassifier Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        FeatureColumn[] inputs = reader.Columns("inputs");
        (string[] classes, int positive) = reader.ClassNames();
        if (inputs.Length == 0 || inputs.Any(c => c.IsCategory))
            throw reader.Fault("inputs", "are not the places of words");
        TextDesign design = TextDesign.Read(reader.Group("design"), inputs.Length, classes.Length);
        return new TextClassifier(inputs, design, StoredNetwork.Read(reader, design.LeastParameters, () => new TextReader(design, default)), classes, positive, reader.Report("report"));
    }

    private float[] Scores(Tensor numbers)
    {
        using NoGrad pause = NoGrad.Begin();
        return network.Call(numbers).ToArray<float>();
    }

    private static void Finish(ReadOnlySpan<float> scores, Span<double> probabilities)
    {
        for (int c = 0; c < scores.Length; c++)
            probabilities[c] = scores[c];
        Kernels.Softmax(probabilities);
    }
}
