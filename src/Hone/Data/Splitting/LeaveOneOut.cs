namespace Hone.Data;

/// <summary>Leave-one-out: n folds, each with one test row and all others to learn from.</summary>
/// <remarks>Nearly unbiased, but n fits, and scores that vary a great deal. Cost: O(n²) memory for the n folds.</remarks>
public sealed record LeaveOneOut : ISplitter
{
    /// <inheritdoc/>
    public IReadOnlyList<Fold> Split(SplitRows rows, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(rows);
        Folds.RequireParts(2, rows.Count, "LeaveOneOut", rows.Count == 1 ? "row" : "rows");
        return Folds.FromParts([.. Enumerable.Range(0, rows.Count)], rows.Count);
    }
}

/// <summary>Leave-one-group-out: a fold for each group, whose rows are its test rows.</summary>
/// <remarks>Folds stand in the order in which their groups first appear. Cost: O(g·n) for g groups.</remarks>
public sealed record LeaveOneGroupOut : ISplitter
{
    /// <inheritdoc/>
    public IReadOnlyList<Fold> Split(SplitRows rows, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(rows);
        int[][] byGroup = Strata.RowsOf(rows.NeedGroups("LeaveOneGroupOut"));
        Folds.RequireParts(2, byGroup.Length, "LeaveOneGroupOut", byGroup.Length == 1 ? "group" : "groups");
        int[] partOf = new int[rows.Count];
        for (int g = 0; g < byGroup.Length; g++)
        {
            foreach (int row in byGroup[g])
                partOf[row] = g;
        }
        return Folds.FromParts(partOf, byGroup.Length);
    }
}
