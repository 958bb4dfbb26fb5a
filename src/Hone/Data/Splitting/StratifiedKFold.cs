using Hone.Numerics;

namespace Hone.Data;

/// <summary>K-fold in which every part has each class's rows in the same number, to within one row.</summary>
/// <remarks>
/// Rows sorted by class are dealt to the parts in turn, which fixes how many rows of each class a part gets; also part sizes differ by at most one.
/// Without shuffling, a class's rows go to the parts in order, as in scikit-learn's StratifiedKFold. A class with fewer rows than
/// parts is absent from some. Cost: O(k·n).
/// Source: R. Kohavi, "A Study of Cross-Validation and Bootstrap for Accuracy Estimation and Model Selection", IJCAI 1995.
/// </remarks>
public sealed record StratifiedKFold : ISplitter
{
    /// <summary>k, at least 2. Default 5.</summary>
    public int Folds { get; init => field = Require.AtLeast(value, 2); } = 5;

    /// <summary>Whether the rows of each class are put into a random order first. Default true.</summary>
    public bool Shuffle { get; init; } = true;

    /// <inheritdoc/>
    public IReadOnlyList<Fold> Split(SplitRows rows, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(rows);
        Data.Folds.RequireParts(Folds, rows.Count, "StratifiedKFold", rows.Count == 1 ? "row" : "rows");
        int[][] byClass = Strata.RowsOf(rows.NeedStrata("StratifiedKFold"));
        RandomKey key = RandomKey.FromSeed(seed).Child("stratified-k-fold");
        int[] partOf = new int[rows.Count];
        int dealt = 0;
        for (int c = 0; c < byClass.Length; c++)
        {
            int[] own = byClass[c];
            if (Shuffle)
                key.Child(c).Open().Shuffle(own.AsSpan());
            int[] take = new int[Folds];
            for (int i = 0; i < own.Length; i++)
                take[dealt++ % Folds]++;
            int at = 0;
            for (int part = 0; part < Folds; part++)
            {
                for (int i = 0; i < take[part]; i++)
                    partOf[own[at++]] = part;
            }
        }
        return Data.Folds.FromParts(partOf, Folds);
    }
}
