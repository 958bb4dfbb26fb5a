using Hone.Numerics;

namespace Hone.Deep;

/// <summary>Counts classes in the first epoch: one that is rare, one that never comes, and batches that hold one class at a time.</summary>
internal sealed class ClassCheck(Findings findings, DataLoader train)
{
    private const double Imbalance = 10;

    private readonly Dictionary<long, long> counts = [];
    private int batches, uniform, predicted;
    private long seen;

    /// <summary>The loss of always giving each class its share, in nats; 0 where targets are no classes or nothing predicts them.</summary>
    public double ChanceLoss => counts.Values.Sum(count => -Elementary.Log((double)count / seen) * count / seen);

    /// <summary>The number of classes that the network tells apart; 0 where that is not known.</summary>
    public int Classes => seen > 0 ? predicted : 0;

    public void Look(Batch batch)
    {
        if (batches >= train.Count || batch.Targets.Count == 0 || batch.Target.Type is not (DType.Int64 or DType.Int32) || batch.Count == 0)
            return;
        batches++;
        // Numbers below 0 say that a place counts for nothing.
        long[] classes = [.. batch.Target.To(DType.Int64).ToArray<long>().Where(each => each >= 0)];
        foreach (long each in classes)
            counts[each] = counts.GetValueOrDefault(each) + 1;
        seen += classes.Length;
        if (classes.Length > 1 && Array.TrueForAll(classes, each => each == classes[0]))
            uniform++;
    }

    /// <summary>Learns from scores how many classes there are.</summary>
    public void Look(Outcome outcome)
    {
        if (seen > 0 && outcome.Prediction is { Rank: > 1 } scores)
            predicted = scores.Shape[-1];
    }

    public void Judge()
    {
        if (seen == 0 || predicted < 2 || counts.Count > predicted)
            return;
        (long common, long most) = counts.MaxBy(entry => entry.Value);
        (long rare, long least) = counts.MinBy(entry => entry.Value);
        if (most > Imbalance * least && predicted <= 100)
        {
            findings.Add(
                "class imbalance", Severity.Warning, "the training data", $"Class {common} has {most} of {seen} samples and class {rare} {least}: always saying {common} is right for {(double)most / seen:P0}.",
                "Judge by recall or balanced accuracy a class rather than by accuracy, and give rare classes more weight, in the loss or by DataLoader.Weights.");
        }
        if (batches >= train.Count && counts.Count < predicted && predicted <= 1000 && seen > 20L * predicted)
        {
            findings.Add(
                "missing classes", Severity.Note, "the training data", $"The network tells {predicted} classes apart, but only {counts.Count} occur; class {Enumerable.Range(0, predicted).First(each => !counts.ContainsKey(each))} does not.",
                "Look at how classes are numbered and how the data were parted.");
        }
        if (!train.Shuffle && train.Weights is null && counts.Count > 1 && batches >= 4 && uniform > 0.5 * batches)
        {
            findings.Add(
                "data in order of class", Severity.Warning, "the training data", $"{uniform} of {batches} batches hold samples of one class alone.",
                "Set Shuffle on the training DataLoader: the network otherwise forgets one class while it learns the next.");
        }
    }
}
