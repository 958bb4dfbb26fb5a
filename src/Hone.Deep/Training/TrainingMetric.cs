using Hone.Numerics;

namespace Hone.Deep;

/// <summary>A number that says how well a network does on data, beside the loss: the mean over samples of something, or a function of that mean.</summary>
/// <example><code>
/// Trainer trainer = new() { Metrics = [TrainingMetric.Accuracy, TrainingMetric.TopK(5)] };
/// TrainingMetric worst = TrainingMetric.Of("absolute error", (prediction, target) => (prediction - target).Abs().Mean().Item());
/// </code></example>
public sealed class TrainingMetric
{
    private readonly Func<Outcome, Batch, (double Sum, double Weight)> measure;
    private readonly Func<double, double> finish;

    private TrainingMetric(string name, bool isBetterHigher, Func<Outcome, Batch, (double, double)> measure, Func<double, double>? finish = null) =>
        (Name, IsBetterHigher, this.measure, this.finish) = (name, isBetterHigher, measure, finish ?? (mean => mean));

    /// <summary>The loss itself.</summary>
    public static TrainingMetric Loss { get; } = new("loss", false, static (outcome, batch) => (outcome.Loss.Item() * batch.Count, batch.Count));

    /// <summary>e to the loss: between how many tokens a language model hesitates, where the loss is a cross-entropy in nats.</summary>
    public static TrainingMetric Perplexity { get; } = new("perplexity", false, static (outcome, batch) => (outcome.Loss.Item() * batch.Count, batch.Count), Elementary.Exp);

    /// <summary>Share of samples (or tokens) whose class got the highest score. Of scores for two classes in one number, above 0 is the second class. Places whose class is below 0 are left out.</summary>
    public static TrainingMetric Accuracy { get; } = new("accuracy", true, static (outcome, batch) => Hits(Scores(outcome, "accuracy"), batch.Target, 1));

    /// <summary>The root of the mean of squared differences, over all elements.</summary>
    public static TrainingMetric RootMeanSquaredError { get; } = new("RMSE", false, static (outcome, batch) =>
    {
        Tensor prediction = Scores(outcome, "RMSE");
        Agree(prediction, batch.Target, "RMSE");
        return ((prediction.To(DType.Float64) - batch.Target.Detach().To(DType.Float64)).Square().Sum().Item(), prediction.Count);
    }, Math.Sqrt);

    /// <summary>The mean of absolute differences, over all elements.</summary>
    public static TrainingMetric MeanAbsoluteError { get; } = new("MAE", false, static (outcome, batch) =>
    {
        Tensor prediction = Scores(outcome, "MAE");
        Agree(prediction, batch.Target, "MAE");
        return ((prediction.To(DType.Float64) - batch.Target.Detach().To(DType.Float64)).Abs().Sum().Item(), prediction.Count);
    });

    /// <summary>What tables and charts call it.</summary>
    public string Name { get; }

    /// <summary>Whether more is better.</summary>
    public bool IsBetterHigher { get; }

    /// <summary>Share of samples (or tokens) whose class is among those with the k highest scores.</summary>
    public static TrainingMetric TopK(int k)
    {
        Require.AtLeast(k, 1);
        string name = FormattableString.Invariant($"top-{k} accuracy");
        return new(name, true, (outcome, batch) => Hits(Scores(outcome, name), batch.Target, k));
    }

    /// <summary>A metric of your own: the mean over batches, each counted by its samples.</summary>
    /// <param name="name">What tables and charts call it.</param>
    /// <param name="measure">From the prediction and the target of a batch to the batch's value.</param>
    /// <param name="isBetterHigher">Whether more is better. Default false.</param>
    public static TrainingMetric Of(string name, Func<Tensor, Tensor, double> measure, bool isBetterHigher = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(measure);
        return new(name, isBetterHigher, (outcome, batch) => (measure(Scores(outcome, name), batch.Target) * batch.Count, batch.Count));
    }

    /// <summary>A metric of your own, of all that a step gives and the whole batch.</summary>
    /// <param name="name">What tables and charts call it.</param>
    /// <param name="measure">From what the network made of a batch, and the batch, to a sum and the number of things that were added up.</param>
    /// <param name="isBetterHigher">Whether more is better. Default false.</param>
    /// <param name="finish">Makes the metric of the mean; without, it is the mean.</param>
    public static TrainingMetric Of(string name, Func<Outcome, Batch, (double Sum, double Count)> measure, bool isBetterHigher = false, Func<double, double>? finish = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(measure);
        return new(name, isBetterHigher, measure, finish);
    }

    internal (double Sum, double Weight) Measure(Outcome outcome, Batch batch) => measure(outcome, batch);

    internal double Finish(double sum, double weight) => finish(sum / weight);

    private static Tensor Scores(Outcome outcome, string name) =>
        outcome.Prediction?.Detach() ?? throw new InvalidOperationException($"{name} compares predictions with targets, but the step gave a loss alone; let it return new Outcome(loss, prediction).");

    private static void Agree(Tensor prediction, Tensor target, string name)
    {
        if (prediction.Shape != target.Shape)
            throw new ArgumentException($"{name}: predictions of {prediction.Shape} and targets of {target.Shape} must have one shape.");
    }

    private static (double, double) Hits(Tensor scores, Tensor target, int k)
    {
        // Shares of classes: the class that has most is the right one.
        if (target.Type.IsFloating && target.Shape == scores.Shape && target.Rank > 1 && target.Shape[-1] > 1)
            target = target.Detach().ArgMax(-1);
        if (target.Type.IsFloating || target.Type == DType.Bool)
        {
            // One score a sample, against 0 and 1.
            Tensor truth = target.Detach().To(DType.Float64).Reshape(-1), score = scores.To(DType.Float64).Reshape(-1);
            if (truth.Count != score.Count)
                throw new ArgumentException($"accuracy: scores of {scores.Shape} do not fit targets of {target.Type} of {target.Shape}: classes are whole numbers, or there is one score for each target.");
            return ((score > 0).EqualTo(truth > 0.5).To(DType.Int64).Sum().Item(), truth.Count);
        }
        if (scores.Rank != target.Rank + 1 || scores.Count / Math.Max(1, scores.Shape[-1]) != target.Count)
            throw new ArgumentException($"accuracy: scores of {scores.Shape} do not fit classes of {target.Shape}: the scores have one more axis, last, with a score for each class.");
        // Classes below 0 mark places that count for nothing, as the losses have it.
        Tensor rows = scores.Reshape(-1, scores.Shape[-1]), classes = target.To(DType.Int64).Reshape(-1, 1);
        double counted = (classes >= 0).To(DType.Int64).Sum().Item();
        if (k == 1)
            return (rows.ArgMax(-1, keep: true).EqualTo(classes).To(DType.Int64).Sum().Item(), counted);

        // Among the k highest: fewer than k classes are above, those of equal score with a lower number counted as above.
        Tensor own = rows.Gather(-1, Tensor.Maximum(classes, classes.ZerosLike())), places = Tensor.Arange(0, rows.Shape[-1], type: DType.Int64);
        Tensor above = (rows > own).To(DType.Int64) + (rows.EqualTo(own).To(DType.Int64) * (places < classes).To(DType.Int64));
        return (((above.Sum(-1, keep: true) < k).To(DType.Int64) * (classes >= 0).To(DType.Int64)).Sum().Item(), counted);
    }
}
