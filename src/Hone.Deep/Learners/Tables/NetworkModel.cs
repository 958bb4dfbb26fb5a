using System.Buffers;
using Hone.Contracts;
using Hone.Models;
using Hone.Numerics;

namespace Hone.Deep;

/// <summary>What fitting a <see cref="NeuralNetwork"/> gives: a <see cref="NetworkRegressor"/> or a <see cref="NetworkClassifier"/>, by the target.</summary>
public abstract class NetworkModel : IModel
{
    // Enough rows for the products to be worth their while, few enough for their numbers to stay in the cache.
    private const int RowsTogether = 64;

    private readonly TableEncoder encoder;
    private readonly TableWeights[] networks;

    private protected NetworkModel(IReadOnlyList<FeatureColumn> inputs, TableEncoder encoder, TableWeights[] networks, FitReport report) =>
        (Inputs, this.encoder, this.networks, Report) = (inputs, encoder, networks, report);

    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Inputs { get; }

    /// <summary>How the fit of the first network went: its loss on its rows and on those it held out, epoch by epoch.</summary>
    public FitReport Report { get; }

    /// <summary>How many networks are averaged.</summary>
    public int Networks => networks.Length;

    /// <summary>Numbers that each network computes for a row.</summary>
    private protected int Computed => networks[0].Outputs;

    /// <summary>Turns what one network computed for a row into its prediction, and adds that to the sum of all.</summary>
    private protected abstract void AddPrediction(ReadOnlySpan<float> outputs, Span<double> sum);

    private protected void PredictRow(ReadOnlySpan<double> row, Span<double> prediction)
    {
        this.RequireRow(row);
        prediction.Clear();
        float[] numbers = ArrayPool<float>.Shared.Rent(encoder.Width + Computed);
        int[] places = ArrayPool<int>.Shared.Rent(encoder.Categories);
        Span<float> inputs = numbers.AsSpan(0, encoder.Width), outputs = numbers.AsSpan(encoder.Width, Computed);
        encoder.Encode(row, inputs, places);
        foreach (TableWeights network in networks)
        {
            network.Compute(1, inputs, places.AsSpan(0, encoder.Categories), outputs);
            AddPrediction(outputs, prediction);
        }
        Average(prediction);
        ArrayPool<float>.Shared.Return(numbers);
        ArrayPool<int>.Shared.Return(places);
    }

    private protected void PredictAll(Features x, Matrix predictions, int? workers)
    {
        int chunks = (x.RowCount + RowsTogether - 1) / RowsTogether;
        WorkerPool.For(chunks, workers, chunk =>
        {
            int first = chunk * RowsTogether, count = Math.Min(RowsTogether, x.RowCount - first);
            double[] scratch = new double[x.IsSparse ? x.ColumnCount : 0];
            float[] inputs = new float[count * encoder.Width], outputs = new float[count * Computed];
            int[] places = new int[count * encoder.Categories];
            for (int i = 0; i < count; i++)
                encoder.Encode(x.Row(first + i, scratch), inputs.AsSpan(i * encoder.Width, encoder.Width), places.AsSpan(i * encoder.Categories, encoder.Categories));
            for (int i = 0; i < count; i++)
                predictions.Row(first + i).Clear();
            foreach (TableWeights network in networks)
            {
                network.Compute(count, inputs, places, outputs);
                for (int i = 0; i < count; i++)
                    AddPrediction(outputs.AsSpan(i * Computed, Computed), predictions.Row(first + i));
            }
            for (int i = 0; i < count; i++)
                Average(predictions.Row(first + i));
        });
    }

    private protected void WriteNetworks(PackageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Columns("inputs", Inputs);
        writer.Group("encoder", encoder.Write);
        writer.Groups("networks", networks, static (w, network) => network.Write(w));
        writer.Report("report", Report);
    }

    private protected static (FeatureColumn[] Inputs, TableEncoder Encoder, TableWeights[] Networks, FitReport Report) ReadNetworks(PackageReader reader, int outputs)
    {
        FeatureColumn[] inputs = reader.Columns("inputs");
        TableEncoder encoder = TableEncoder.Read(reader.Group("encoder"), inputs);
        TableWeights[] networks = reader.Groups("networks", r => TableWeights.Read(r, encoder, outputs));
        return networks.Length > 0 ? (inputs, encoder, networks, reader.Report("report")) : throw reader.Fault("networks", "are none");
    }

    private void Average(Span<double> sum)
    {
        for (int c = 0; c < sum.Length; c++)
            sum[c] /= networks.Length;
    }
}

/// <summary>Networks that predict numbers.</summary>
public sealed class NetworkRegressor : NetworkModel, IRegressor, IStored<NetworkRegressor>
{
    private readonly double[] centres, scales;

    internal NetworkRegressor(IReadOnlyList<FeatureColumn> inputs, TableEncoder encoder, TableWeights[] networks, double[] centres, double[] scales, FitReport report)
        : base(inputs, encoder, networks, report) => (this.centres, this.scales) = (centres, scales);

    /// <inheritdoc/>
    public static string Kind => "Hone.Deep:network-regressor";

    /// <inheritdoc/>
    public int Outputs => centres.Length;

    /// <inheritdoc/>
    public void Predict(ReadOnlySpan<double> row, Span<double> prediction) => PredictRow(row, prediction);

    /// <inheritdoc/>
    public void Predict(Features x, Matrix predictions, int? workers)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(predictions);
        PredictAll(x, predictions, workers);
    }

    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        WriteNetworks(writer);
        writer.Numbers("centres", centres);
        writer.Numbers("scales", scales);
    }

    /// <inheritdoc/>
    public static NetworkRegressor Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        double[] centres = reader.FiniteNumbers("centres");
        if (centres.Length == 0)
            throw reader.Fault("centres", "is empty");
        (FeatureColumn[] inputs, TableEncoder encoder, TableWeights[] networks, FitReport report) = ReadNetworks(reader, centres.Length);
        return new NetworkRegressor(inputs, encoder, networks, centres, reader.FiniteNumbers("scales", centres.Length), report);
    }

    private protected override void AddPrediction(ReadOnlySpan<float> outputs, Span<double> sum)
    {
        for (int k = 0; k < outputs.Length; k++)
            sum[k] += centres[k] + (scales[k] * outputs[k]);
    }
}

/// <summary>Networks that give classes probabilities.</summary>
public sealed class NetworkClassifier : NetworkModel, IClassifier, IStored<NetworkClassifier>
{
    internal NetworkClassifier(IReadOnlyList<FeatureColumn> inputs, TableEncoder encoder, TableWeights[] networks, IReadOnlyList<string> classes, int positive, FitReport report)
        : base(inputs, encoder, networks, report) => (Classes, Positive) = (classes, positive);

    /// <inheritdoc/>
    public static string Kind => "Hone.Deep:network-classifier";

    /// <inheritdoc/>
    public IReadOnlyList<string> Classes { get; }

    /// <inheritdoc/>
    public int Positive { get; }

    /// <inheritdoc/>
    public void PredictProbabilities(ReadOnlySpan<double> row, Span<double> probabilities) => PredictRow(row, probabilities);

    /// <inheritdoc/>
    public void PredictProbabilities(Features x, Matrix probabilities, int? workers)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(probabilities);
        PredictAll(x, probabilities, workers);
    }

    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        WriteNetworks(writer);
        writer.Texts("classes", Classes);
        writer.Whole("positive", Positive);
    }

    /// <inheritdoc/>
    public static NetworkClassifier Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        (string[] classes, int positive) = reader.ClassNames();
        (FeatureColumn[] inputs, TableEncoder encoder, TableWeights[] networks, FitReport report) = ReadNetworks(reader, classes.Length);
        return new NetworkClassifier(inputs, encoder, networks, classes, positive, report);
    }

    private protected override void AddPrediction(ReadOnlySpan<float> outputs, Span<double> sum)
    {
        double[] rented = ArrayPool<double>.Shared.Rent(outputs.Length);
        Span<double> shares = rented.AsSpan(0, outputs.Length);
        for (int c = 0; c < shares.Length; c++)
            shares[c] = outputs[c];
        Kernels.Softmax(shares);
        for (int c = 0; c < shares.Length; c++)
            sum[c] += shares[c];
        ArrayPool<double>.Shared.Return(rented);
    }
}
