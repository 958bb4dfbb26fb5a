using Hone.Numerics;

namespace Hone.Deep;

/// <summary>Cuts data into batches, epoch by epoch.</summary>
/// <remarks>
/// The order of an epoch and all that is random in its samples depend on the key and on the number of the epoch alone. So the same key gives the same batches on any number of threads, and an
/// epoch can be taken up in its middle. Batches are made ahead by threads of their own while the network computes.
/// </remarks>
/// <example><code>
/// DataLoader train = new(data, batchSize: 64) { Shuffle = true };
/// for (int epoch = 0; epoch &lt; 10; epoch++)
/// {
///     foreach (Batch batch in train.Batches(RandomKey.FromSeed(1), epoch))
///         Step(batch.Input, batch.Target);
/// }
/// </code></example>
public sealed record DataLoader
{
    /// <summary>Batches of data.</summary>
    /// <param name="data">Where the samples come from.</param>
    /// <param name="batchSize">Samples a batch, at least 1; the last of an epoch may have fewer. Default 32.</param>
    public DataLoader(Dataset data, int batchSize = 32)
    {
        ArgumentNullException.ThrowIfNull(data);
        (Data, BatchSize) = (data, Require.AtLeast(batchSize, 1));
    }

    /// <summary>Where the samples come from.</summary>
    public Dataset Data { get; }

    /// <summary>Samples a batch.</summary>
    public int BatchSize { get; }

    /// <summary>Whether each epoch takes the samples in another random order. Default false, right for validation; data for training want true.</summary>
    public bool Shuffle { get; init; }

    /// <summary>Whether samples that do not fill a batch at the end of an epoch are left out. Default false.</summary>
    public bool DropLast { get; init; }

    /// <summary>A weight for each sample: an epoch then draws as many samples as there are, with replacement and in proportion to the weights; null (default) takes each once.</summary>
    public IReadOnlyList<double>? Weights
    {
        get;
        init
        {
            if (value is not null)
                Require.SameLength(value.Count, Data.Count, nameof(Weights), "the data");
            field = value;
        }
    }

    /// <summary>Batches made ahead, at least 0; with 0 each is made when it is asked for, on the thread that asks. Default 2.</summary>
    public int Prefetch { get; init => field = Require.AtLeast(value, 0); } = 2;

    /// <summary>Threads that make batches ahead, at least 1: more help where samples are costly to make, for example images to decode. Default 1.</summary>
    public int Workers { get; init => field = Require.AtLeast(value, 1); } = 1;

    /// <summary>Batches an epoch.</summary>
    public int Count => DropLast ? Data.Count / BatchSize : (int)(((long)Data.Count + BatchSize - 1) / BatchSize);

    /// <summary>Samples in a batch of an epoch.</summary>
    public int SizeOf(int batch) => Math.Min(BatchSize, Data.Count - (Require.Between(batch, 0, Count - 1) * BatchSize));

    /// <summary>The samples of an epoch in the order in which it takes them.</summary>
    /// <param name="key">Where what is random comes from.</param>
    /// <param name="epoch">Number of the epoch, from 0.</param>
    public int[] Order(RandomKey key, int epoch)
    {
        RandomStream random = key.Child("order").Child(epoch).Open();
        if (Weights is { } weights)
        {
            AliasTable table = new([.. weights]);
            return [.. Enumerable.Range(0, Data.Count).Select(_ => table.Draw(random))];
        }
        return Shuffle ? random.Permutation(Data.Count) : [.. Enumerable.Range(0, Data.Count)];
    }

    /// <summary>The batches of an epoch, one after the other.</summary>
    /// <param name="key">Where what is random comes from: the order, and what changes the samples.</param>
    /// <param name="epoch">Number of the epoch, from 0.</param>
    /// <param name="from">The first batch wanted: an epoch that was broken off is taken up there. Default 0.</param>
    /// <param name="cancellation">Ends the wait for a batch.</param>
    /// <exception cref="InvalidOperationException">A sample could not be made; it is named.</exception>
    public IEnumerable<Batch> Batches(RandomKey key, int epoch = 0, int from = 0, CancellationToken cancellation = default)
    {
        Require.AtLeast(epoch, 0);
        Require.Between(from, 0, Count);
        return Walk(key, epoch, from, cancellation);
    }

    private IEnumerable<Batch> Walk(RandomKey key, int epoch, int from, CancellationToken cancellation)
    {
        int[] order = Order(key, epoch);
        RandomKey samples = key.Child("samples").Child(epoch);
        Batch Make(int batch) => Data.Take(order.AsSpan(batch * BatchSize, SizeOf(batch)), samples);
        if (Prefetch == 0)
        {
            for (int batch = from; batch < Count; batch++)
            {
                cancellation.ThrowIfCancellationRequested();
                yield return Make(batch);
            }
            yield break;
        }
        using Prefetcher ahead = new(Make, from, Count, Prefetch, Workers);
        for (int batch = from; batch < Count; batch++)
            yield return ahead.Take(batch, cancellation);
    }
}
