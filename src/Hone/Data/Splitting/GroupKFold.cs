using Hone.Numerics;

namespace Hone.Data;

/// <summary>K-fold that never parts a group: each part's test rows are whole groups, and parts are as even as whole groups allow.</summary>
/// <remarks>
/// Groups go, largest first, to the part with the fewest rows so far; groups of one size go in order of first appearance, or in random order
/// when shuffled. Cost: O(k·n + g·log g) for g groups.
/// Source: the rule is Graham's longest-processing-time list scheduling (SIAM J. Appl. Math. 17, 1969): the largest part is at most 4/3 of the best possible.
/// </remarks>
public sealed record GroupKFold : ISplitter
{
    /// <summary>k, at least 2 and at most the number of groups. Default 5.</summary>
    public int Folds { get; init => field = Require.AtLeast(value, 2); } = 5;

    /// <summary>Whether groups of equal size are taken in random order. Default true.</summary>
    public bool Shuffle { get; init; } = true;

    /// <inheritdoc/>
    public IReadOnlyList<Fold> Split(SplitRows rows, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(rows);
        int[][] byGroup = Strata.RowsOf(rows.NeedGroups("GroupKFold"));
        Data.Folds.RequireParts(Folds, byGroup.Length, "GroupKFold", byGroup.Length == 1 ? "group" : "groups");
        int[] order = Shuffle ? RandomKey.FromSeed(seed).Child("group-k-fold").Open().Permutation(byGroup.Length) : [.. Enumerable.Range(0, byGroup.Length)];
        int[] held = new int[Folds];
        int[] partOf = new int[rows.Count];
        foreach (int g in order.OrderByDescending(g => byGroup[g].Length))   // OrderBy is stable: equal sizes keep their order
        {
            int lightest = Array.IndexOf(held, held.Min());
            held[lightest] += byGroup[g].Length;
            foreach (int row in byGroup[g])
                partOf[row] = lightest;
        }
        return Data.Folds.FromParts(partOf, Folds);
    }
}
