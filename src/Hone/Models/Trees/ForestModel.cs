using System.Runtime.CompilerServices;
using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Trees;

/// <summary>Trees that vote with equal weight: the model of <see cref="RandomForest"/> and <see cref="ExtraTrees"/>.</summary>
public abstract class ForestModel : IModel
{
    private readonly TreeWalk? walk;

    private protected ForestModel(IReadOnlyList<FeatureColumn> inputs, TreeEnsemble trees, double? outOfBagScore, FitReport report)
    {
        (Inputs, Trees, OutOfBagScore, Report) = (inputs, trees, outOfBagScore, report);
        walk = TreeWalk.Of(trees, inputs.Count);
    }

    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Inputs { get; }

    /// <inheritdoc/>
    public FitReport Report { get; }

    /// <summary>The trees; a leaf holds shares of classes, or numbers.</summary>
    public TreeEnsemble Trees { get; }

    /// <summary>Accuracy, or R² averaged over outputs, of rows predicted by the trees that did not draw them; null where no bootstrap left rows out.</summary>
    public double? OutOfBagScore { get; }

    /// <summary>The prediction of each training row by the trees that did not draw it, NaN where every tree did; null where there was no bootstrap, and in a model that was read from a package.</summary>
    public Matrix? OutOfBagPredictions { get; internal init; }

    /// <summary>The share of each column's splits in the fall of impurity, averaged over trees; sums to 1 unless every tree is a leaf.</summary>
    public double[] Importances => Trees.Importances(Inputs.Count, perTree: true);

    private protected void Average(ReadOnlySpan<double> row, Span<double> into)
    {
        this.RequireRow(row);
        int width = Trees.Width, count = Trees.TreeCount;
        if (width == 1)
        {
            double sum = 0;
            for (int tree = 0; tree < count; tree++)
                sum += Trees.ValueOf(tree, row);
            into[0] = sum / count;
            return;
        }
        Span<double> sums = into[..width];
        sums.Clear();
        for (int tree = 0; tree < count; tree++)
        {
            ReadOnlySpan<double> leaf = Trees.LeafValues(Trees.LeafOf(tree, row));
            for (int k = 0; k < leaf.Length; k++)
                sums[k] += leaf[k];
        }
        for (int k = 0; k < width; k++)
            sums[k] /= count;
    }

    /// <summary>The same for many rows, with the same bits.</summary>
    private protected void Average(Features x, Matrix into, int? workers)
    {
        if (walk is null)
        {
            RowChunks.Run(x, into, workers, Average);
            return;
        }
        int width = Trees.Width, rows = walk.RowsInChunk;
        WorkerPool.For((x.RowCount + rows - 1) / rows, workers, chunk =>
        {
            int first = chunk * rows, count = Math.Min(rows, x.RowCount - first);
            double[] sums = new double[count * width];
            walk.AddRows(x, first, sums, width);
            ToMeans(sums, into, first, count);
        });
    }

    // At full speed from the first table on.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ToMeans(ReadOnlySpan<double> sums, Matrix into, int first, int count)
    {
        int width = Trees.Width, trees = Trees.TreeCount;
        for (int i = 0; i < count; i++)
        {
            Span<double> to = into.Row(first + i);
            for (int k = 0; k < width; k++)
                to[k] = sums[(i * width) + k] / trees;
        }
    }

    private protected void WriteParts(PackageWriter writer)
    {
        writer.Columns("inputs", Inputs);
        writer.Group("trees", Trees.Write);
        writer.Number("out-of-bag", OutOfBagScore ?? double.NaN);
        writer.Report("report", Report);
    }

    private protected static (FeatureColumn[] Inputs, TreeEnsemble Trees, double? Score, FitReport Report) ReadParts(PackageReader reader)
    {
        FeatureColumn[] inputs = reader.Columns("inputs");
        TreeEnsemble trees = TreeEnsemble.Read(reader.Group("trees"), inputs.Length);
        if (trees.TreeCount == 0)
            throw reader.Fault("trees", "holds no tree");
        double score = reader.Number("out-of-bag");
        return (inputs, trees, double.IsNaN(score) ? null : score, reader.Report("report"));
    }
}

/// <summary>A forest that predicts the mean of its trees' numbers.</summary>
public sealed class ForestRegressor : ForestModel, IRegressor, IStored<ForestRegressor>
{
    internal ForestRegressor(IReadOnlyList<FeatureColumn> inputs, TreeEnsemble trees, double? outOfBagScore, FitReport report)
        : base(inputs, trees, outOfBagScore, report)
    {
    }

    /// <inheritdoc/>
    public static string Kind => "forest-regressor";

    /// <inheritdoc/>
    public int Outputs => Trees.Width;

    /// <inheritdoc/>
    public void Predict(ReadOnlySpan<double> row, Span<double> prediction) => Average(row, prediction);

    /// <inheritdoc/>
    public void Predict(Features x, Matrix predictions, int? workers)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(predictions);
        Average(x, predictions, workers);
    }

    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        WriteParts(writer);
    }

    /// <inheritdoc/>
    public static ForestRegressor Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var (inputs, trees, score, report) = ReadParts(reader);
        return new ForestRegressor(inputs, trees, score, report);
    }
}

/// <summary>A forest that predicts the mean of its trees' shares of classes.</summary>
public sealed class ForestClassifier : ForestModel, IClassifier, IStored<ForestClassifier>
{
    internal ForestClassifier(IReadOnlyList<FeatureColumn> inputs, TreeEnsemble trees, double? outOfBagScore, FitReport report, IReadOnlyList<string> classes, int positive)
        : base(inputs, trees, outOfBagScore, report) => (Classes, Positive) = (classes, positive);

    /// <inheritdoc/>
    public static string Kind => "forest-classifier";

    /// <inheritdoc/>
    public IReadOnlyList<string> Classes { get; }

    /// <inheritdoc/>
    public int Positive { get; }

    /// <inheritdoc/>
    public void PredictProbabilities(ReadOnlySpan<double> row, Span<double> probabilities) => Average(row, probabilities);

    /// <inheritdoc/>
    public void PredictProbabilities(Features x, Matrix probabilities, int? workers)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(probabilities);
        Average(x, probabilities, workers);
    }

    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        WriteParts(writer);
        writer.Texts("classes", Classes);
        writer.Whole("positive", Positive);
    }

    /// <inheritdoc/>
    public static ForestClassifier Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var (inputs, trees, score, report) = ReadParts(reader);
        (string[] classes, int positive) = reader.ClassNames();
        return classes.Length == trees.Width
            ? new ForestClassifier(inputs, trees, score, report, classes, positive)
            : throw reader.Fault("classes", "do not fit the trees' leaves");
    }
}
