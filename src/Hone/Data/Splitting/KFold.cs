using Hone.Numerics;

namespace Hone.Data;

/// <summary>K-fold: the rows are cut into k parts of sizes that differ by at most one, and each part is the test part once.</summary>
/// <remarks>
/// Without shuffling, part i is the i-th run of consecutive rows and the first n mod k parts have one row more, as in scikit-learn's KFold.
/// Cost: O(k·n). Source: M. Stone, "Cross-Validatory Choice and Assessment of Statistical Predictions", JRSS B 36(2), 1974.
/// </remarks>
public sealed record KFold : ISplitter
{
    /// <summary>k, at least 2. Default 5: a good balance of bias and cost (Breiman and Spector, 1992).</summary>
    public int Folds { get; init => field = Require.AtLeast(value, 2); } = 5;

    /// <summary>Whether rows are put into a random order first. Default true: tables are often sorted, and runs of a sorted table are no fair sample.</summary>
    public bool Shuffle { get; init; } = true;

    /// <inheritdoc/>
    public IReadOnlyList<Fold> Split(SplitRows rows, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(rows);
        Data.Folds.RequireParts(Folds, rows.Count, "KFold", rows.Count == 1 ? "row" : "rows");
        int[]? order = Shuffle ? RandomKey.FromSeed(seed).Child("k-fold").Open().Permutation(rows.Count) : null;
        int[] partOf = new int[rows.Count];
        int size = rows.Count / Folds, larger = rows.Count % Folds;
        for (int position = 0; position < partOf.Length; position++)
        {
            int inLarger = larger * (size + 1);
            int part = position < inLarger ? position / (size + 1) : larger + ((position - inLarger) / size);
            partOf[order is null ? position : order[position]] = part;
        }
        return Data.Folds.FromParts(partOf, Folds);
    }
}
