using Hone.Numerics;

namespace Hone.Data;

/// <summary>Another splitter several times over, each time with another seed; the folds stand one repeat after the other.</summary>
/// <remarks>Averaging over repeats takes out the luck of one shuffle. Cost: that of the other, times the repeats.</remarks>
/// <param name="Inner">The splitter that is repeated; it must be random, or every repeat is the same.</param>
public sealed record Repeated(ISplitter Inner) : ISplitter
{
    /// <summary>How many times, at least 1. Default 10.</summary>
    public int Times { get; init => field = Require.AtLeast(value, 1); } = 10;

    /// <inheritdoc/>
    public IReadOnlyList<Fold> Split(SplitRows rows, ulong seed = 0)
    {
        RandomKey key = RandomKey.FromSeed(seed).Child("repeated");
        List<Fold> folds = [];
        for (int repeat = 0; repeat < Times; repeat++)
            folds.AddRange(Inner.Split(rows, key.Child(repeat).State));
        return folds;
    }
}
