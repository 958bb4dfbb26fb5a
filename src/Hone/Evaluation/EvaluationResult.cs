using Hone.Contracts;
using Hone.Evaluation.Classification;

namespace Hone.Evaluation;

/// <summary>How good predictions of some rows are, by every metric that applies; keeps what curves and pictures need.</summary>
public sealed class EvaluationResult
{
    private EvaluationResult(Target truth, Predictions predictions, double[]? weights)
    {
        (Truth, Predictions, Weights) = (truth, predictions, weights);
        OrderedDictionary<string, double> scores = new(StringComparer.Ordinal);
        foreach (Metric metric in Metric.For(truth))
        {
            if (metric.TryScore(truth, predictions, weights, out double value))
                scores.Add(metric.Name, value);
        }
        Scores = scores;
        if (truth is ClassTarget classes && predictions is ClassPredictions predicted)
            Confusion = ConfusionMatrix.Of(classes.Codes, predicted.Labels, classes.Classes, weights);
    }

    /// <summary>What is true of the rows.</summary>
    public Target Truth { get; }

    /// <summary>What was predicted of them.</summary>
    public Predictions Predictions { get; }

    /// <summary>How much each row counts; null means 1 each.</summary>
    public double[]? Weights { get; }

    /// <summary>Number of rows scored.</summary>
    public int RowCount => Truth.RowCount;

    /// <summary>Classes or numbers.</summary>
    public TargetKinds Task => Truth.Kind;

    /// <summary>Scores by metric name, in the order of <see cref="Metric.All"/>; a metric without a meaning on these rows is absent.</summary>
    public IReadOnlyDictionary<string, double> Scores { get; }

    /// <summary>Which classes were taken for which; null for numbers.</summary>
    public ConfusionMatrix? Confusion { get; }

    /// <summary>One metric's score.</summary>
    /// <exception cref="ArgumentException">It has no meaning on these rows.</exception>
    public double this[Metric metric]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(metric);
            return Scores.TryGetValue(metric.Name, out double value) ? value : metric.Score(Truth, Predictions, Weights);
        }
    }

    /// <summary>Scores predictions.</summary>
    /// <param name="truth">n rows, at least 1.</param>
    /// <param name="predictions">n rows.</param>
    /// <param name="weights">n weights; null means 1 each.</param>
    /// <exception cref="ArgumentException">There are no rows, or rows, classes or kinds differ.</exception>
    public static EvaluationResult Of(Target truth, Predictions predictions, double[]? weights = null)
    {
        ArgumentNullException.ThrowIfNull(truth);
        ArgumentNullException.ThrowIfNull(predictions);
        return new EvaluationResult(truth, predictions, weights);
    }

    /// <summary>Scores a model on rows it has not seen.</summary>
    /// <exception cref="ArgumentException">The model cannot predict that kind of target, or the columns differ.</exception>
    public static EvaluationResult Of(IModel model, TrainingData data, int? workers = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        return new EvaluationResult(data.Y, Predictions.Of(model, data.X, data.Y, workers), data.Weights);
    }

    /// <summary>The ROC curve of a class against the others; by default of the positive one of two.</summary>
    /// <exception cref="ArgumentException">The target is numbers, no class is named where there are not two, or only one kind of row occurs.</exception>
    public RocCurve Roc(int? classIndex = null)
    {
        (bool[] positive, double[] scores) = OneClass(classIndex);
        return RocCurve.Of(positive, scores, Weights);
    }

    /// <summary>The precision-recall curve of a class; by default of the positive one of two.</summary>
    /// <exception cref="ArgumentException">The target is numbers, no class is named where there are not two, or no row has the class.</exception>
    public PrecisionRecallCurve PrecisionRecall(int? classIndex = null)
    {
        (bool[] positive, double[] scores) = OneClass(classIndex);
        return PrecisionRecallCurve.Of(positive, scores, Weights);
    }

    /// <summary>The calibration curve of a class; by default of the positive one of two.</summary>
    /// <exception cref="ArgumentException">The target is numbers, or no class is named where there are not two.</exception>
    public CalibrationCurve Calibration(int? classIndex = null, int bins = 10, bool equalCounts = false)
    {
        (bool[] positive, double[] scores) = OneClass(classIndex);
        return CalibrationCurve.Of(positive, scores, bins, equalCounts, Weights);
    }

    private (bool[] Positive, double[] Scores) OneClass(int? classIndex)
    {
        if (Truth is not ClassTarget truth || Predictions is not ClassPredictions predictions)
            throw new ArgumentException("Curves are for classes; the target here is numbers.", nameof(classIndex));
        int c = classIndex ?? truth.Positive;
        if ((uint)c >= (uint)truth.Classes.Count)
            throw new ArgumentException(FormattableString.Invariant($"With {truth.Classes.Count} classes, name the one the curve is of: from 0 to {truth.Classes.Count - 1}."), nameof(classIndex));
        bool[] positive = new bool[truth.RowCount];
        for (int i = 0; i < positive.Length; i++)
            positive[i] = truth.Codes[i] == c;
        return (positive, predictions.Probabilities.Column(c));
    }
}
