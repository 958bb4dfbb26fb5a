using Hone.Numerics;

namespace Hone.Data;

/// <summary>K-fold that never parts a group and keeps each class's share as even among the parts as whole groups allow.</summary>
/// <remarks>
/// Groups go, most uneven in class first, to the part where they leave the classes' counts most even: where the sum over classes of the
/// squared share of the class is least; among equals to the part with the fewest rows. Cost: O(k·n + k·g·C) for g groups and C classes.
/// </remarks>
public sealed record StratifiedGroupKFold : ISplitter
{
    /// <summary>k, at least 2 and at most the number of groups. Default 5.</summary>
    public int Folds { get; init => field = Require.AtLeast(value, 2); } = 5;

    /// <summary>Whether groups alike in size and class are taken in random order. Default true.</summary>
    public bool Shuffle { get; init; } = true;

    /// <inheritdoc/>
    public IReadOnlyList<Fold> Split(SplitRows rows, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(rows);
        int[][] byClass = Strata.RowsOf(rows.NeedStrata("StratifiedGroupKFold"));
        int[][] byGroup = Strata.RowsOf(rows.NeedGroups("StratifiedGroupKFold"));
        Data.Folds.RequireParts(Folds, byGroup.Length, "StratifiedGroupKFold", byGroup.Length == 1 ? "group" : "groups");

        int[] classOf = new int[rows.Count];
        for (int c = 0; c < byClass.Length; c++)
        {
            foreach (int row in byClass[c])
                classOf[row] = c;
        }
        int[][] counts = new int[byGroup.Length][];                         // groups × classes
        for (int g = 0; g < counts.Length; g++)
        {
            counts[g] = new int[byClass.Length];
            foreach (int row in byGroup[g])
                counts[g][classOf[row]]++;
        }

        int[] order = Shuffle ? RandomKey.FromSeed(seed).Child("stratified-group-k-fold").Open().Permutation(byGroup.Length) : [.. Enumerable.Range(0, byGroup.Length)];
        int[][] held = [.. Enumerable.Range(0, Folds).Select(_ => new int[byClass.Length])];
        int[] partOf = new int[rows.Count];
        foreach (int g in order.OrderByDescending(g => Unevenness(counts[g])))
        {
            int best = 0;
            (double Cost, int Rows) bestKey = (double.PositiveInfinity, int.MaxValue);
            for (int part = 0; part < Folds; part++)
            {
                // What adding the group raises of Σ (count / class size)²; the rest of the sum is the same for every part.
                double cost = 0;
                for (int c = 0; c < byClass.Length; c++)
                {
                    double size = byClass[c].Length;
                    cost += counts[g][c] * ((2.0 * held[part][c]) + counts[g][c]) / (size * size);
                }
                (double Cost, int Rows) key = (cost, held[part].Sum());
                if (key.CompareTo(bestKey) < 0)
                    (best, bestKey) = (part, key);
            }
            for (int c = 0; c < byClass.Length; c++)
                held[best][c] += counts[g][c];
            foreach (int row in byGroup[g])
                partOf[row] = best;
        }
        return Data.Folds.FromParts(partOf, Folds);
    }

    private static double Unevenness(int[] counts)
    {
        double mean = counts.Average();
        return counts.Sum(c => (c - mean) * (c - mean));
    }
}
