using Hone.Numerics;

namespace Hone.Data;

/// <summary>Bootstrap: each fold learns from n rows drawn with replacement and is judged on the rows that were not drawn, some 37% of them.</summary>
/// <remarks>Training rows may stand more than once; a draw that leaves no row over is drawn again. Cost: O(k·n). Source: B. Efron, "Estimating the Error Rate of a Prediction Rule", JASA 78, 1983.</remarks>
public sealed record BootstrapFolds : ISplitter
{
    /// <summary>Number of folds, at least 1. Default 25.</summary>
    public int Folds { get; init => field = Require.AtLeast(value, 1); } = 25;

    /// <inheritdoc/>
    public IReadOnlyList<Fold> Split(SplitRows rows, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(rows);
        Data.Folds.RequireParts(2, rows.Count, "BootstrapFolds", rows.Count == 1 ? "row" : "rows");
        RandomKey key = RandomKey.FromSeed(seed).Child("bootstrap");
        Fold[] folds = new Fold[Folds];
        for (int k = 0; k < folds.Length; k++)
            folds[k] = Draw(rows.Count, key.Child(k).Open());
        return folds;
    }

    private static Fold Draw(int count, RandomStream random)
    {
        while (true)
        {
            int[] drawn = Sampling.WithReplacement(count, count, random);
            bool[] isTrain = new bool[count];
            foreach (int row in drawn)
                isTrain[row] = true;
            int[] test = [.. Enumerable.Range(0, count).Where(row => !isTrain[row])];
            if (test.Length > 0)
                return new Fold(drawn, test);
        }
    }
}
