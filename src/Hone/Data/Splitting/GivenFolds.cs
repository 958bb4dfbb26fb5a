namespace Hone.Data;

/// <summary>Folds that are known beforehand, for example those that a benchmark publishes.</summary>
public sealed record GivenFolds : ISplitter
{
    private readonly Fold[] folds;

    /// <summary>Keeps the folds.</summary>
    /// <exception cref="ArgumentException">There are none, one has no training or test rows, or a row stands on both sides of one.</exception>
    public GivenFolds(params IReadOnlyList<Fold> folds)
    {
        ArgumentNullException.ThrowIfNull(folds);
        if (folds.Count == 0)
            throw new ArgumentException("There are no folds; at least one is needed.", nameof(folds));
        for (int k = 0; k < folds.Count; k++)
        {
            if (folds[k].Train.Length == 0 || folds[k].Test.Length == 0)
                throw new ArgumentException(FormattableString.Invariant($"Fold {k} has {folds[k].Train.Length} training and {folds[k].Test.Length} test rows; each side needs one at least."), nameof(folds));
            int[] both = [.. folds[k].Train.Intersect(folds[k].Test).Take(1)];
            if (both.Length > 0)
                throw new ArgumentException(FormattableString.Invariant($"Fold {k} has row {both[0]} on both sides."), nameof(folds));
        }
        this.folds = [.. folds];
    }

    /// <summary>Folds from a part for each row: one fold for each number from 0, whose rows are its test rows; rows of −1 are never tested.</summary>
    public static GivenFolds FromParts(IReadOnlyList<int> partOf)
    {
        ArgumentNullException.ThrowIfNull(partOf);
        int parts = partOf.Count == 0 ? 0 : partOf.Max() + 1;
        return new GivenFolds([.. Enumerable.Range(0, parts).Select(part => new Fold(
            [.. Enumerable.Range(0, partOf.Count).Where(row => partOf[row] != part)],
            [.. Enumerable.Range(0, partOf.Count).Where(row => partOf[row] == part)]))]);
    }

    /// <inheritdoc/>
    public IReadOnlyList<Fold> Split(SplitRows rows, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(rows);
        foreach (Fold fold in folds)
        {
            int outside = fold.Train.Concat(fold.Test).FirstOrDefault(row => row < 0 || row >= rows.Count, -1);
            if (outside >= 0 || fold.Train.Concat(fold.Test).Any(row => row < 0))
                throw new ArgumentException(FormattableString.Invariant($"The folds name row {outside}, but rows run from 0 to {rows.Count - 1}."));
        }
        return folds;
    }
}
