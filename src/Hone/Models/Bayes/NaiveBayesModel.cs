using System.Diagnostics;
using System.Runtime.CompilerServices;
using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Bayes;

/// <summary>What fitting <see cref="NaiveBayes"/> gives. It keeps the sums it was fitted from, so that further rows can be added.</summary>
/// <remarks>A prediction costs O(classes · d). A row so far from every class that no probability is left gets the priors.</remarks>
[DebuggerDisplay("{Classes.Count} classes x {Inputs.Count}")]
public sealed class NaiveBayesModel : IClassifier, IStored<NaiveBayesModel>
{
    // As many sparse rows as make handing them to a thread worth while.
    private const int RowsInChunk = 512;

    private readonly IClassScores scores;
    private readonly double[] priors;

    internal NaiveBayesModel(IReadOnlyList<FeatureColumn> inputs, IReadOnlyList<string> classes, int positive, NaiveBayes settings, ClassStatistics statistics)
    {
        (Inputs, Classes, Positive, Settings, Statistics) = (inputs, classes, positive, settings, statistics);
        scores = statistics.Scores(settings, inputs);
        double total = statistics.Totals.Sum();
        int present = statistics.Totals.Count(t => t > 0);
        priors = [.. statistics.Totals.Select(t => settings.FitPriors ? t / total : t > 0 ? 1.0 / present : 0)];
    }

    /// <inheritdoc/>
    public static string Kind => "naive-bayes-classifier";

    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Inputs { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Classes { get; }

    /// <inheritdoc/>
    public int Positive { get; }

    /// <inheritdoc/>
    public FitReport Report => FitReport.Exact;

    /// <summary>The settings it was fitted with; the likelihood is the one chosen, never Auto.</summary>
    public NaiveBayes Settings { get; }

    /// <summary>The classes' prior probabilities.</summary>
    public ReadOnlySpan<double> Priors => priors;

    internal ClassStatistics Statistics { get; }

    internal IClassScores ClassScores => scores;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The row's width is not the model's, or it holds an infinity, or a gap where the likelihood takes counts.</exception>
    public void PredictProbabilities(ReadOnlySpan<double> row, Span<double> probabilities)
    {
        this.RequireRow(row);
        Score(row, probabilities);
        Normalise(probabilities);
    }

    /// <summary>ln p(c|x) for one row, which stays apart where the probabilities themselves round to 0 or 1; allocates nothing.</summary>
    /// <param name="row">d numbers.</param>
    /// <param name="logs">Receives one number a class; −∞ for a class without rows.</param>
    public void PredictLogProbabilities(ReadOnlySpan<double> row, Span<double> logs)
    {
        this.RequireRow(row);
        Score(row, logs);
        double all = Elementary.LogSumExp(logs[..Classes.Count]);
        for (int c = 0; c < Classes.Count; c++)
            logs[c] = double.IsFinite(all) ? logs[c] - all : Elementary.Log(priors[c]);
    }

    /// <inheritdoc/>
    public void PredictProbabilities(Features x, Matrix probabilities, int? workers)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(probabilities);
        if (!x.IsSparse && probabilities.IsContiguous && scores.AsLinear is { } linear)
        {
            Linear.LinearRows.Run(this, x, linear.Weights, linear.Constants, workers, (first, count, found) => Linearly(x, first, count, found, probabilities));
            return;
        }
        double[] one = new double[Classes.Count];
        if (x.Sparse is not { } sparse || !scores.TryScore([], [], one))
        {
            RowChunks.Run(x, probabilities, workers, PredictProbabilities);
            return;
        }
        x.RequireColumns(Inputs);
        WorkerPool.For((x.RowCount + RowsInChunk - 1) / RowsInChunk, workers, chunk =>
        {
            for (int i = chunk * RowsInChunk; i < Math.Min(x.RowCount, (chunk + 1) * RowsInChunk); i++)
            {
                Span<double> own = probabilities.Row(i);
                scores.TryScore(sparse.RowColumns(i), sparse.RowValues(i), own);
                if (!Kernels.AllFinite(sparse.RowValues(i)))
                    throw Linear.LinearRows.Refused(this, x, i);
                Normalise(own);
            }
        });
    }

    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Columns("inputs", Inputs);
        writer.Texts("classes", Classes);
        writer.Whole("positive", Positive);
        writer.Choice("likelihood", Settings.Likelihood);
        writer.Number("smoothing", Settings.Smoothing);
        writer.Number("variance smoothing", Settings.VarianceSmoothing);
        writer.Number("threshold", Settings.Threshold);
        writer.Flag("priors", Settings.FitPriors);
        writer.Group("sums", Statistics.Write);
    }

    /// <inheritdoc/>
    public static NaiveBayesModel Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        FeatureColumn[] inputs = reader.Columns("inputs");
        (string[] classes, int positive) = reader.ClassNames();
        NaiveBayesLikelihood likelihood = reader.Choice<NaiveBayesLikelihood>("likelihood");
        double smoothing = reader.Number("smoothing"), variance = reader.Number("variance smoothing"), threshold = reader.Number("threshold");
        if (likelihood == NaiveBayesLikelihood.Auto || !(smoothing > 0) || !(variance > 0) || !double.IsFinite(smoothing + variance + threshold))
            throw reader.Fault(null, "holds settings out of range");
        NaiveBayes settings = new() { Likelihood = likelihood, Smoothing = smoothing, VarianceSmoothing = variance, Threshold = threshold, FitPriors = reader.Flag("priors") };
        PackageReader sums = reader.Group("sums");
        ClassStatistics statistics = likelihood is NaiveBayesLikelihood.Gaussian or NaiveBayesLikelihood.Mixed
            ? MixedStatistics.Read(sums, classes.Length, inputs)
            : CountStatistics.Read(sums, classes.Length, inputs.Length);
        return new NaiveBayesModel(inputs, classes, positive, settings, statistics);
    }

    // The scores of some rows as probabilities; a row that gives no number where its class has rows is looked at by itself: it is bad, or far from every class.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Linearly(Features x, int first, int count, Span<double> found, Matrix probabilities)
    {
        bool finite = Kernels.AllFinite(found);
        Span<double> own = probabilities.RowRange(first, count).Strided;
        Linear.LinearRows.Spread(found, count, probabilities.RowRange(first, count));
        if (finite)
        {
            Kernels.SoftmaxRows(own, Classes.Count);
            return;
        }
        for (int i = 0; i < count; i++)
            PredictProbabilities(x.Row(first + i, []), own.Slice(i * Classes.Count, Classes.Count));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Score(ReadOnlySpan<double> row, Span<double> values)
    {
        bool gaps = Settings.Likelihood is NaiveBayesLikelihood.Gaussian or NaiveBayesLikelihood.Mixed;
        foreach (double value in row)
        {
            if (double.IsInfinity(value) || (!gaps && double.IsNaN(value)))
                throw this.NotFiniteRow(row);
        }
        scores.Score(row, values);
    }

    private void Normalise(Span<double> values)
    {
        values = values[..Classes.Count];
        if (double.IsFinite(Kernels.Max(values)))
            Kernels.Softmax(values);
        else
            priors.CopyTo(values);
    }
}
