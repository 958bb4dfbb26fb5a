using Hone.Data;
using Hone.Numerics;

namespace Hone.Deep;

/// <summary>Samples by number, held in memory or made when they are asked for.</summary>
/// <remarks>
/// A sample depends on its number and on the key of the epoch, and on nothing else: so an epoch can be repeated, or gone on with from its middle, bit for bit, on any number of threads.
/// <code>
/// Dataset train = new TensorData(images, classes).Augment((sample, random) => sample with { Inputs = [Flipped(sample.Input, random)] });
/// Dataset files = Dataset.From(paths.Length, i => new Sample(Decode(paths[i]), Tensor.Scalar(label[i], DType.Int64)));
/// </code>
/// </remarks>
public abstract class Dataset
{
    /// <summary>How many samples there are.</summary>
    public abstract int Count { get; }

    /// <summary>Samples that are computed when they are asked for.</summary>
    /// <param name="count">How many there are.</param>
    /// <param name="make">From a number to the sample; it may run on several threads at once.</param>
    public static Dataset From(int count, Func<int, Sample> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        return new ComputedData(Require.AtLeast(count, 0), (sample, _) => make(sample));
    }

    /// <summary>Samples that are computed when they are asked for, with randomness.</summary>
    /// <param name="count">How many there are.</param>
    /// <param name="make">From a number, and a stream that belongs to this sample in this epoch, to the sample; it may run on several threads at once.</param>
    public static Dataset From(int count, Func<int, RandomStream, Sample> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        return new ComputedData(Require.AtLeast(count, 0), make);
    }

    /// <summary>Samples side by side.</summary>
    /// <param name="samples">Numbers from 0; any order, and a number may come twice.</param>
    /// <param name="epoch">Where what is random in them comes from; see <see cref="DataLoader"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such sample.</exception>
    public Batch Take(ReadOnlySpan<int> samples, RandomKey epoch = default)
    {
        foreach (int sample in samples)
        {
            if (sample < 0 || sample >= Count)
                throw new ArgumentOutOfRangeException(nameof(samples), sample, FormattableString.Invariant($"Sample {sample} was asked for; there are samples 0 to {Count - 1}."));
        }
        int[] numbers = samples.ToArray();
        using NoGrad pause = NoGrad.Begin();
        return Make(numbers, epoch);
    }

    /// <summary>All samples side by side.</summary>
    public Batch All() => Take([.. Enumerable.Range(0, Count)]);

    /// <summary>Some of the samples, numbered anew.</summary>
    /// <param name="samples">Their numbers here, in the order that they will have.</param>
    public Dataset Subset(params ReadOnlySpan<int> samples)
    {
        foreach (int sample in samples)
        {
            if (sample < 0 || sample >= Count)
                throw new ArgumentOutOfRangeException(nameof(samples), sample, FormattableString.Invariant($"Sample {sample} was asked for; there are samples 0 to {Count - 1}."));
        }
        return new SubsetData(this, samples.ToArray());
    }

    /// <summary>Samples that are changed at random each time an epoch takes them.</summary>
    /// <param name="change">From a sample, and a stream that belongs to it in this epoch, to the changed one; it may run on several threads at once.</param>
    /// <remarks>The stream depends on the seed, the epoch and the sample's number alone. Put it on the training part after the split: validation data are not to be changed.</remarks>
    public Dataset Augment(Func<Sample, RandomStream, Sample> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return new AugmentedData(this, change);
    }

    /// <summary>A part to learn from and one to judge by.</summary>
    /// <param name="test">Share of the samples held out, above 0 and below 1. Default 0.1.</param>
    /// <param name="seed">Same seed, same samples.</param>
    /// <param name="stratifyBy">A number a sample, for example its class: each part keeps the shares to within one sample.</param>
    /// <param name="groupBy">A number a sample: samples with equal ones stay in one part.</param>
    /// <exception cref="ArgumentException">There are too few samples or groups, or numbers for another number of samples.</exception>
    public (Dataset Train, Dataset Test) Split(double test = 0.1, ulong seed = 0, int[]? stratifyBy = null, int[]? groupBy = null)
    {
        Fold fold = new HoldOut { Test = test }.Split(new SplitRows(Count) { Strata = stratifyBy, Groups = groupBy }, seed)[0];
        return (Subset(fold.Train), Subset(fold.Test));
    }

    /// <summary>The same samples as they are before they are changed at random.</summary>
    internal virtual Dataset Plain => this;

    /// <summary>Whether samples are there without being computed.</summary>
    internal virtual bool IsInMemory => false;

    /// <summary>Makes a batch of samples whose numbers are in range. May be called on several threads at once.</summary>
    protected internal abstract Batch Make(int[] samples, RandomKey epoch);
}
