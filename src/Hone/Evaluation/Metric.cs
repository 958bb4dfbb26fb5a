using Hone.Contracts;
using Hone.Data;
using Hone.Evaluation.Classification;
using Hone.Evaluation.Regression;

namespace Hone.Evaluation;

/// <summary>A way to score predictions against the truth: a name, a direction, and what it needs.</summary>
/// <remarks>
/// For two classes, precision, recall, F1 and the precision-recall area speak of the target's positive class; for more they
/// are means over the classes that occur ("macro"), as is ROC AUC of each class against the rest.
/// A score may have no meaning on some rows (ROC AUC where every row has one class): <see cref="TryScore"/> says so, and
/// nothing ever returns NaN.
/// </remarks>
public sealed class Metric
{
    private readonly Func<Target, Predictions, double[]?, double> score;

    private Metric(string name, string title, bool isBetterWhenHigher, MetricInput uses, string whenUndefined, Func<Target, Predictions, double[]?, double> score)
    {
        (Name, Title, IsBetterWhenHigher, Uses) = (name, title, isBetterWhenHigher, uses);
        (WhenUndefined, this.score) = (whenUndefined, score);
    }

    /// <summary>Share of rows whose most probable class is the true one.</summary>
    public static Metric Accuracy { get; } = OfLabels("accuracy", "Accuracy", (m, _) => Agreement.Accuracy(m));

    /// <summary>Mean recall of the classes that occur.</summary>
    public static Metric BalancedAccuracy { get; } = OfLabels("balanced_accuracy", "Balanced accuracy", (m, _) => Agreement.BalancedAccuracy(m));

    /// <summary>Of what is predicted positive, the share that is; macro for more than two classes.</summary>
    public static Metric Precision { get; } = OfLabels("precision", "Precision", (m, c) => c < 0 ? PrecisionRecall.Precision(m, Averaging.Macro) : PrecisionRecall.Precision(m, c));

    /// <summary>Of what is positive, the share predicted so; macro for more than two classes.</summary>
    public static Metric Recall { get; } = OfLabels("recall", "Recall", (m, c) => c < 0 ? PrecisionRecall.Recall(m, Averaging.Macro) : PrecisionRecall.Recall(m, c));

    /// <summary>Harmonic mean of precision and recall; macro for more than two classes.</summary>
    public static Metric F1 { get; } = OfLabels("f1", "F1", (m, c) => c < 0 ? PrecisionRecall.FScore(m, Averaging.Macro) : PrecisionRecall.FScore(m, c));

    /// <summary>Matthews correlation of true and predicted class, from −1 to 1.</summary>
    public static Metric Matthews { get; } = OfLabels("mcc", "Matthews correlation", (m, _) => Agreement.Matthews(m));

    /// <summary>Mean −ln of the true class's probability, in nats.</summary>
    public static Metric LogLoss { get; } = OfProbabilities("log_loss", "Log loss", false, "", (t, p, w) => ProbabilityScores.LogLoss(t.Codes, p.Probabilities, w));

    /// <summary>Mean squared distance of the probabilities from what happened.</summary>
    public static Metric Brier { get; } = OfProbabilities("brier", "Brier score", false, "", (t, p, w) => ProbabilityScores.Brier(t.Codes, p.Probabilities, w));

    /// <summary>Chance that a positive is ranked above a negative; for more than two classes the mean over classes against the rest.</summary>
    public static Metric RocAuc { get; } = OfProbabilities("roc_auc", "ROC AUC", true, "rows of at least two classes", (t, p, w) => OfRanks(t, p, (order, scores, codes, c) => ThresholdSweep.RocArea(order, scores, codes, c, -1, w)));

    /// <summary>Average precision: the area under the precision-recall curve; for more than two classes the mean over classes.</summary>
    public static Metric PrecisionRecallAuc { get; } = OfProbabilities("pr_auc", "PR AUC", true, "rows of the positive class", (t, p, w) => OfRanks(t, p, (order, scores, codes, c) => ThresholdSweep.AveragePrecision(order, scores, codes, c, w)));

    /// <summary>Root of the mean squared error, in the target's unit.</summary>
    public static Metric RootMeanSquaredError { get; } = OfNumbers("rmse", "RMSE", false, "", (t, p, w) => SquaredError.RootMean(t, p, w));

    /// <summary>Mean absolute error, in the target's unit.</summary>
    public static Metric MeanAbsoluteError { get; } = OfNumbers("mae", "MAE", false, "", (t, p, w) => AbsoluteError.Mean(t, p, w));

    /// <summary>Mean absolute error as a share of the true value; has no meaning where a true value is 0.</summary>
    public static Metric MeanAbsolutePercentageError { get; } = OfNumbers("mape", "MAPE", false, "no true value of 0", (t, p, w) => t.AsSpan().Contains(0.0) ? double.NaN : AbsoluteError.MeanRelative(t, p, w));

    /// <summary>Share of the target's variance accounted for.</summary>
    public static Metric R2 { get; } = OfNumbers("r2", "R²", true, "at least two rows", (t, p, w) => t.Length < 2 ? double.NaN : ExplainedShare.R2(t, p, w));

    /// <summary>All of the above, in the order in which scores are listed.</summary>
    public static IReadOnlyList<Metric> All { get; } =
    [
        Accuracy, BalancedAccuracy, Precision, Recall, F1, Matthews, LogLoss, Brier, RocAuc, PrecisionRecallAuc,
        RootMeanSquaredError, MeanAbsoluteError, MeanAbsolutePercentageError, R2,
    ];

    /// <summary>The name in commands and JSON, for example "roc_auc".</summary>
    public string Name { get; }

    /// <summary>The name for people, for example "ROC AUC".</summary>
    public string Title { get; }

    /// <summary>Whether a higher score is the better one.</summary>
    public bool IsBetterWhenHigher { get; }

    /// <summary>Which part of the predictions it looks at.</summary>
    public MetricInput Uses { get; }

    /// <summary>The kind of target it scores.</summary>
    public TargetKinds Targets => Uses == MetricInput.Numbers ? TargetKinds.Numbers : TargetKinds.Classes;

    /// <summary>What rows it needs to have a meaning, or empty where any do.</summary>
    public string WhenUndefined { get; }

    /// <summary>The metric of a name as commands and JSON write it.</summary>
    /// <exception cref="ArgumentException">There is none; the message suggests the nearest.</exception>
    public static Metric Named(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return All.FirstOrDefault(m => m.Name == name)
            ?? throw new ArgumentException(Suggestion.Sentence("metric", name, All.Select(m => m.Name)), nameof(name));
    }

    /// <summary>The metrics that score a target of that kind, in the order of <see cref="All"/>.</summary>
    public static IReadOnlyList<Metric> For(Target target)
    {
        ArgumentNullException.ThrowIfNull(target);
        return [.. All.Where(m => m.Targets.HasFlag(target.Kind))];
    }

    /// <summary>What models are chosen by where nothing else is said: ROC AUC for two classes, accuracy for more, RMSE for numbers.</summary>
    public static Metric DefaultFor(Target target)
    {
        ArgumentNullException.ThrowIfNull(target);
        return target is not ClassTarget classes ? RootMeanSquaredError : classes.Classes.Count == 2 ? RocAuc : Accuracy;
    }

    /// <summary>A metric of your own.</summary>
    /// <param name="name">Its name, for commands and JSON.</param>
    /// <param name="isBetterWhenHigher">Its direction.</param>
    /// <param name="uses">Which part of the predictions it looks at; says too whether it scores classes or numbers.</param>
    /// <param name="score">From target, predictions and weights (null: 1 each) to the score; NaN where it has no meaning on those rows.</param>
    public static Metric Custom(string name, bool isBetterWhenHigher, MetricInput uses, Func<Target, Predictions, double[]?, double> score)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(score);
        return new Metric(name, name, isBetterWhenHigher, uses, "other rows", score);
    }

    /// <summary>The score, where it has a meaning on these rows.</summary>
    /// <param name="truth">n rows.</param>
    /// <param name="predictions">n rows, of the same classes.</param>
    /// <param name="weights">n weights; null means 1 each.</param>
    /// <param name="value">The score, finite; 0 where there is none.</param>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="ArgumentException">Rows differ, there are none, or the metric scores another kind of target.</exception>
    public bool TryScore(Target truth, Predictions predictions, double[]? weights, out double value)
    {
        ArgumentNullException.ThrowIfNull(truth);
        ArgumentNullException.ThrowIfNull(predictions);
        Checks.Pairs(truth.RowCount, predictions.RowCount, weights);
        bool fits = truth is ClassTarget ? predictions is ClassPredictions : predictions is NumberPredictions;
        if (!fits || !Targets.HasFlag(truth.Kind))
            throw new ArgumentException($"{Title} scores {(Targets == TargetKinds.Classes ? "classes" : "numbers")}, not {(truth.Kind == TargetKinds.Classes ? "classes" : "numbers")} predicted as {(predictions is ClassPredictions ? "classes" : "numbers")}.", nameof(truth));
        double found = score(truth, predictions, weights);
        value = double.IsFinite(found) ? found : 0;
        return double.IsFinite(found);
    }

    /// <summary>The score.</summary>
    /// <param name="truth">n rows.</param>
    /// <param name="predictions">n rows, of the same classes.</param>
    /// <param name="weights">n weights; null means 1 each.</param>
    /// <exception cref="ArgumentException">It has no meaning on these rows, rows differ, or the metric scores another kind of target.</exception>
    public double Score(Target truth, Predictions predictions, double[]? weights = null) =>
        TryScore(truth, predictions, weights, out double value) ? value : throw new ArgumentException($"{Title} has no meaning on these rows: it needs {WhenUndefined}.", nameof(truth));

    /// <summary>Whether one score is better than another.</summary>
    public bool IsBetter(double score, double than) => IsBetterWhenHigher ? score > than : score < than;

    /// <inheritdoc/>
    public override string ToString() => Name;

    private delegate double RankScore(ReadOnlySpan<int> order, ReadOnlySpan<double> scores, ReadOnlySpan<int> codes, int positive);

    private static Metric OfLabels(string name, string title, Func<ConfusionMatrix, int, double> score) =>
        new(name, title, true, MetricInput.Classes, "", (truth, predictions, weights) =>
        {
            (ClassTarget t, ClassPredictions p) = Classes(truth, predictions);
            return score(ConfusionMatrix.Of(t.Codes, p.Labels, t.Classes, weights), t.Positive);
        });

    private static Metric OfProbabilities(string name, string title, bool higher, string whenUndefined, Func<ClassTarget, ClassPredictions, double[]?, double> score) =>
        new(name, title, higher, MetricInput.Probabilities, whenUndefined, (truth, predictions, weights) =>
        {
            (ClassTarget t, ClassPredictions p) = Classes(truth, predictions);
            return score(t, p, weights);
        });

    // Several outputs: the plain mean of each one's score.
    private static Metric OfNumbers(string name, string title, bool higher, string whenUndefined, Func<double[], double[], double[]?, double> score) =>
        new(name, title, higher, MetricInput.Numbers, whenUndefined, (truth, predictions, weights) =>
        {
            NumberTarget t = (NumberTarget)truth;
            NumberPredictions p = (NumberPredictions)predictions;
            if (t.Values.Columns != p.Values.Columns)
                throw new ArgumentException(FormattableString.Invariant($"There are {p.Values.Columns} predictions a row but the target has {t.Values.Columns} numbers."), nameof(predictions));
            double sum = 0;
            for (int k = 0; k < t.Values.Columns; k++)
                sum += score(t.Values.Column(k), p.Values.Column(k), weights);
            return sum / t.Values.Columns;
        });

    private static (ClassTarget Truth, ClassPredictions Predictions) Classes(Target truth, Predictions predictions)
    {
        ClassTarget t = (ClassTarget)truth;
        ClassPredictions p = (ClassPredictions)predictions;
        if (!t.Classes.SequenceEqual(p.Classes, StringComparer.Ordinal))
            throw new ArgumentException($"The predictions are of the classes {string.Join(", ", p.Classes)} but the target has {string.Join(", ", t.Classes)}.", nameof(predictions));
        return (t, p);
    }

    private static double OfRanks(ClassTarget truth, ClassPredictions predictions, RankScore score)
    {
        if (truth.Positive >= 0)
            return score(predictions.Order(truth.Positive), predictions.Probabilities.Column(truth.Positive), truth.Codes, truth.Positive);
        double sum = 0;
        int defined = 0;
        for (int c = 0; c < truth.Classes.Count; c++)
        {
            double one = score(predictions.Order(c), predictions.Probabilities.Column(c), truth.Codes, c);
            if (!double.IsNaN(one))
            {
                sum += one;
                defined++;
            }
        }
        return defined > 0 ? sum / defined : double.NaN;
    }
}

/// <summary>Which part of the predictions a metric looks at.</summary>
public enum MetricInput
{
    /// <summary>The most probable class of each row.</summary>
    Classes,

    /// <summary>The probabilities of the classes.</summary>
    Probabilities,

    /// <summary>Predicted numbers.</summary>
    Numbers,
}
