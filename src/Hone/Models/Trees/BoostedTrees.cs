using System.Buffers;
using System.Runtime.CompilerServices;
using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Trees;

/// <summary>A sum of trees: the model of <see cref="GradientBoosting"/>.</summary>
public abstract class BoostedTrees : IModel
{
    private const int RowsInChunk = 1_024;

    private readonly double[] baseScores;

    // Three layouts of the same trees: for one row, for many, and for whatever a machine or a model does not allow in the first two.
    private readonly ThresholdCodes? codes;
    private readonly DecisionWords? words;
    private readonly LeafSelection? selection;
    private readonly TreeWalk? walk;

    private protected BoostedTrees(IReadOnlyList<FeatureColumn> inputs, TreeEnsemble trees, double[] baseScores, BoostingLoss loss, FitReport report)
    {
        (Inputs, Trees, this.baseScores, Loss, Report) = (inputs, trees, baseScores, loss, report);
        codes = ThresholdCodes.Of(trees, inputs.Count);
        words = codes is null ? null : DecisionWords.Of(trees, codes);
        selection = codes is null ? null : LeafSelection.Of(trees, codes);
        walk = words is null || selection is null ? TreeWalk.Of(trees, inputs.Count) : null;
    }

    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Inputs { get; }

    /// <inheritdoc/>
    /// <remarks>Iterations counts rounds kept; the objective is the mean training loss after each round, the validation the held-out one.</remarks>
    public FitReport Report { get; }

    /// <summary>The trees, one a round and raw score: tree t adds its leaf's value to the score t mod the number of scores.</summary>
    public TreeEnsemble Trees { get; }

    /// <summary>What was minimised; never Auto.</summary>
    public BoostingLoss Loss { get; }

    /// <summary>F₀, what each raw score starts from.</summary>
    public IReadOnlyList<double> BaseScores => baseScores;

    /// <summary>The share of each column's splits in the gain of all splits; sums to 1 unless there is no split.</summary>
    public double[] Importances => Trees.Importances(Inputs.Count, perTree: false);

    /// <summary>The raw scores of one row, before they become a prediction; allocates nothing.</summary>
    /// <param name="row">d numbers; NaN is missing.</param>
    /// <param name="scores">Receives one number a raw score.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]     // the first row takes no longer than the thousandth
    public void RawScores(ReadOnlySpan<double> row, Span<double> scores)
    {
        this.RequireRow(row);
        int outputs = baseScores.Length;
        baseScores.CopyTo(scores);
        if (words is not null)
        {
            words.Add(row, scores[..outputs]);
            return;
        }
        if (walk is { TakesSingleRows: true })
        {
            walk.AddRow(row, scores[..outputs]);
            return;
        }
        for (int first = 0; first < Trees.TreeCount; first += outputs)
        {
            for (int k = 0; k < outputs; k++)
                scores[k] += Trees.ValueOf(first + k, row);
        }
    }

    /// <summary>The raw scores of many rows: the same numbers as row by row. What becomes of a chunk of them is up to the caller.</summary>
    private protected void RawScores(Features x, int? workers, ScoredRows then)
    {
        if (x.RowCount > 0)
            this.RequireRow(x.Row(0, new double[x.IsSparse ? x.ColumnCount : 0]));
        int outputs = baseScores.Length, rows = selection is null && walk is not null ? walk.RowsInChunk : RowsInChunk;
        WorkerPool.For((x.RowCount + rows - 1) / rows, workers, chunk =>
        {
            int first = chunk * rows, count = Math.Min(rows, x.RowCount - first);
            double[] scores = GC.AllocateUninitializedArray<double>(count * outputs), scratch = x.IsSparse ? new double[x.ColumnCount] : [];
            for (int i = 0; i < count; i++)
                baseScores.CopyTo(scores, i * outputs);
            if (selection is not null)
                AddBySelection(x, first, scores);
            else
                walk?.AddRows(x, first, scores, outputs);
            for (int i = 0; i < count && walk is null && selection is null; i++)
                RawScores(x.Row(first + i, scratch), scores.AsSpan(i * outputs, outputs));
            then(first, count, scores);
        });
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void AddBySelection(Features x, int first, Span<double> scores)
    {
        const int together = LeafSelection.Rows;
        int outputs = baseScores.Length, columns = Inputs.Count, count = scores.Length / outputs;
        byte[] bytes = ArrayPool<byte>.Shared.Rent(selection!.ScratchLength + (2 * codes!.Count * together) + together);
        double[] sums = ArrayPool<double>.Shared.Rent(outputs * together);
        fixed (byte* start = bytes)
        fixed (double* sum = sums)
        {
            byte* scratch = (byte*)(((nuint)start + together - 1) & ~(nuint)(together - 1)), coded = scratch + selection.ScratchLength;
            new Span<byte>(coded, 2 * codes.Count * together).Clear();
            double[] copied = x.IsSparse ? new double[together * columns] : [];
            LeafSelection.Prepare(scratch);
            for (int block = 0; block < count; block += together)
            {
                int rows = Math.Min(together, count - block);
                for (int i = 0; i < rows && x.IsSparse; i++)
                    x.CopyRow(first + block + i, copied.AsSpan(i * columns, columns));
                fixed (double* values = x.IsSparse ? copied : x.DenseRows(first + block, rows))
                    codes.Code(values, x.IsSparse ? columns : x.DenseStride, rows, coded, together);
                Span<double> own = scores.Slice(block * outputs, rows * outputs);
                for (int k = 0; k < outputs; k++)
                {
                    for (int i = 0; i < together; i++)
                        sum[(k * together) + i] = baseScores[k];
                }
                selection.Add(coded, scratch, sum, outputs);
                for (int i = 0; i < rows; i++)
                {
                    for (int k = 0; k < outputs; k++)
                        own[(i * outputs) + k] = sum[(k * together) + i];
                }
            }
        }
        ArrayPool<byte>.Shared.Return(bytes);
        ArrayPool<double>.Shared.Return(sums);
    }

    /// <summary>What is done with the raw scores of consecutive rows.</summary>
    private protected delegate void ScoredRows(int first, int count, ReadOnlySpan<double> scores);

    private protected void WriteParts(PackageWriter writer)
    {
        writer.Columns("inputs", Inputs);
        writer.Choice("loss", Loss);
        writer.Numbers("base", baseScores);
        writer.Group("trees", Trees.Write);
        writer.Report("report", Report);
    }

    private protected static (FeatureColumn[] Inputs, TreeEnsemble Trees, double[] Base, BoostingLoss Loss, FitReport Report) ReadParts(PackageReader reader)
    {
        FeatureColumn[] inputs = reader.Columns("inputs");
        double[] start = reader.FiniteNumbers("base");
        TreeEnsemble trees = TreeEnsemble.Read(reader.Group("trees"), inputs.Length);
        if (start.Length == 0)
            throw reader.Fault("base", "holds no score");
        if (trees.Width != 1 || trees.TreeCount % start.Length != 0)
            throw reader.Fault("trees", "do not fit the number of scores");
        return (inputs, trees, start, reader.Choice<BoostingLoss>("loss"), reader.Report("report"));
    }
}

/// <summary>Boosted trees that predict numbers.</summary>
public sealed class BoostedRegressor : BoostedTrees, IRegressor, IStored<BoostedRegressor>
{
    internal BoostedRegressor(IReadOnlyList<FeatureColumn> inputs, TreeEnsemble trees, double[] baseScores, BoostingLoss loss, FitReport report)
        : base(inputs, trees, baseScores, loss, report)
    {
    }

    /// <inheritdoc/>
    public static string Kind => "boosted-regressor";

    /// <inheritdoc/>
    public int Outputs => BaseScores.Count;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Predict(ReadOnlySpan<double> row, Span<double> prediction)
    {
        Span<double> scores = prediction[..Outputs];
        RawScores(row, scores);
        for (int k = 0; k < scores.Length && Loss == BoostingLoss.Poisson; k++)
            scores[k] = PoissonLoss.Mean(scores[k]);
    }

    /// <inheritdoc/>
    public void Predict(Features x, Matrix predictions, int? workers)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(predictions);
        RawScores(x, workers, (first, count, scores) =>
        {
            for (int i = 0; i < count; i++)
            {
                Span<double> prediction = predictions.Row(first + i);
                scores.Slice(i * Outputs, Outputs).CopyTo(prediction);
                for (int k = 0; k < Outputs && Loss == BoostingLoss.Poisson; k++)
                    prediction[k] = PoissonLoss.Mean(prediction[k]);
            }
        });
    }

    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        WriteParts(writer);
    }

    /// <inheritdoc/>
    public static BoostedRegressor Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var (inputs, trees, start, loss, report) = ReadParts(reader);
        return loss is BoostingLoss.Squared or BoostingLoss.Absolute or BoostingLoss.Quantile or BoostingLoss.Poisson
            ? new BoostedRegressor(inputs, trees, start, loss, report)
            : throw reader.Fault("loss", "is none that predicts numbers");
    }
}

/// <summary>Boosted trees that predict the probabilities of classes.</summary>
public sealed class BoostedClassifier : BoostedTrees, IClassifier, IStored<BoostedClassifier>
{
    // Scores that become probabilities by one call.
    private const int RowsTogether = 256;

    internal BoostedClassifier(IReadOnlyList<FeatureColumn> inputs, TreeEnsemble trees, double[] baseScores, BoostingLoss loss, FitReport report, IReadOnlyList<string> classes, int positive)
        : base(inputs, trees, baseScores, loss, report) => (Classes, Positive) = (classes, positive);

    /// <inheritdoc/>
    public static string Kind => "boosted-classifier";

    /// <inheritdoc/>
    public IReadOnlyList<string> Classes { get; }

    /// <inheritdoc/>
    public int Positive { get; }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void PredictProbabilities(ReadOnlySpan<double> row, Span<double> probabilities)
    {
        if (Loss == BoostingLoss.Logistic)
        {
            Span<double> score = [0];
            RawScores(row, score);
            probabilities[1] = LogisticLoss.Probability(score[0]);
            probabilities[0] = 1 - probabilities[1];
            return;
        }
        Span<double> scores = probabilities[..Classes.Count];
        RawScores(row, scores);
        SoftmaxLoss.Softmax(scores);
    }

    /// <inheritdoc/>
    public void PredictProbabilities(Features x, Matrix probabilities, int? workers)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(probabilities);
        RawScores(x, workers, (first, count, scores) => ToProbabilities(scores, probabilities, first, count));
    }

    // At full speed from the first table on.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ToProbabilities(ReadOnlySpan<double> scores, Matrix probabilities, int first, int count)
    {
        Span<double> some = stackalloc double[RowsTogether];
        for (int block = 0; block < count; block += RowsTogether)
        {
            int rows = Math.Min(RowsTogether, count - block);
            if (Loss == BoostingLoss.Logistic)
                Kernels.Sigmoid(scores.Slice(block, rows), some[..rows]);
            for (int i = 0; i < rows; i++)
            {
                Span<double> row = probabilities.Row(first + block + i);
                if (Loss == BoostingLoss.Logistic)
                {
                    (row[0], row[1]) = (1 - some[i], some[i]);
                    continue;
                }
                scores.Slice((block + i) * Classes.Count, Classes.Count).CopyTo(row);
                SoftmaxLoss.Softmax(row[..Classes.Count]);
            }
        }
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
    public static BoostedClassifier Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var (inputs, trees, start, loss, report) = ReadParts(reader);
        (string[] classes, int positive) = reader.ClassNames();
        bool sound = loss switch
        {
            BoostingLoss.Logistic => start.Length == 1 && classes.Length == 2,
            BoostingLoss.Softmax => start.Length == classes.Length,
            _ => false,
        };
        return sound
            ? new BoostedClassifier(inputs, trees, start, loss, report, classes, positive)
            : throw reader.Fault("loss", "does not fit the classes");
    }
}
