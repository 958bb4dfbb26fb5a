using Hone.Numerics;

namespace Hone.Data;

/// <summary>Holds a share of the rows out, once or several times.</summary>
/// <remarks>
/// The rows decide how: with times, the latest rows are the test rows (and nothing is random); with groups, whole groups are drawn until the
/// test rows are as near to the share as whole groups allow; with strata, each gives its share to within one row; otherwise rows are drawn at random.
/// Strata and groups together are refused. Cost: O(n) a repeat, O(n log n) with times.
/// </remarks>
public sealed record HoldOut : ISplitter
{
    /// <summary>Share of the rows that are test rows, above 0 and below 1; rounded to whole rows, at least one row on each side. Default 0.25.</summary>
    public double Test { get; init => field = value is > 0 and < 1 ? value : throw new ArgumentOutOfRangeException(nameof(Test), value, FormattableString.Invariant($"Test must be a share above 0 and below 1; found {value}.")); } = 0.25;

    /// <summary>How many times, each time with other random rows; at least 1. Default 1.</summary>
    public int Repeats { get; init => field = Require.AtLeast(value, 1); } = 1;

    /// <inheritdoc/>
    public IReadOnlyList<Fold> Split(SplitRows rows, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count < 2)
            throw new ArgumentException(FormattableString.Invariant($"Holding rows out needs at least 2 rows; there {(rows.Count == 1 ? "is 1" : "are none")}."));
        if (rows.Times is not null && (rows.Strata is not null || rows.Groups is not null))
            throw new ArgumentException("A split by time leaves no choice of rows, so it can keep neither strata nor groups; name only one of them.");
        if (rows.Strata is not null && rows.Groups is not null)
            throw new ArgumentException("Whole groups cannot keep the shares of strata exactly; name only one of them, or use StratifiedGroupKFold.");
        if (rows.Times is not null && Repeats > 1)
            throw new ArgumentException("A split by time is the same each time; ask for one repeat, or use RollingOrigin.");

        int wanted = Math.Clamp((int)Math.Round(Test * rows.Count, MidpointRounding.AwayFromZero), 1, rows.Count - 1);
        RandomKey key = RandomKey.FromSeed(seed).Child("hold-out");
        Fold[] folds = new Fold[Repeats];
        for (int repeat = 0; repeat < folds.Length; repeat++)
        {
            bool[] isTest = rows switch
            {
                { Times: { } times } => Latest(times, wanted),
                { Groups: { } groups } => Grouped(groups, wanted, key.Child(repeat).Open()),
                { Strata: { } strata } => Stratified(strata, wanted, key.Child(repeat).Open()),
                _ => Random(rows.Count, wanted, key.Child(repeat).Open()),
            };
            folds[repeat] = Folds.FromTest(isTest);
        }
        return folds;
    }

    private static bool[] Random(int count, int wanted, RandomStream random)
    {
        bool[] isTest = new bool[count];
        foreach (int row in random.Sample(count, wanted))
            isTest[row] = true;
        return isTest;
    }

    private static bool[] Stratified(int[] strata, int wanted, RandomStream random)
    {
        int[][] byStratum = Strata.RowsOf(strata);
        int[] take = Sampling.Shares([.. byStratum.Select(r => r.Length)], wanted);
        bool[] isTest = new bool[strata.Length];
        for (int s = 0; s < byStratum.Length; s++)
        {
            foreach (int i in random.Sample(byStratum[s].Length, take[s]))
                isTest[byStratum[s][i]] = true;
        }
        return isTest;
    }

    private static bool[] Grouped(int[] groups, int wanted, RandomStream random)
    {
        int[][] byGroup = Strata.RowsOf(groups);
        if (byGroup.Length < 2)
            throw new ArgumentException("All rows are of one group, so no rows can be held out without parting it.");
        bool[] isTest = new bool[groups.Length];
        int held = 0, heldGroups = 0;
        foreach (int g in random.Permutation(byGroup.Length))
        {
            int after = held + byGroup[g].Length;
            bool nearer = Math.Abs(after - wanted) <= Math.Abs(held - wanted);
            if ((held > 0 && !nearer) || heldGroups == byGroup.Length - 1)
                continue;
            foreach (int row in byGroup[g])
                isTest[row] = true;
            (held, heldGroups) = (after, heldGroups + 1);
        }
        return isTest;
    }

    // Rows of one instant stay on one side: those that share the boundary's time are all test rows, unless that would leave none to learn from.
    private static bool[] Latest(long[] times, int wanted)
    {
        long[] sorted = [.. times];
        Array.Sort(sorted);
        long first = sorted[^wanted];
        if (first == sorted[0])
        {
            int next = Array.FindIndex(sorted, t => t > first);
            first = next >= 0 ? sorted[next] : throw new ArgumentException("All rows have the same time, so none are later than the others.");
        }
        bool[] isTest = new bool[times.Length];
        for (int row = 0; row < times.Length; row++)
            isTest[row] = times[row] >= first;
        return isTest;
    }
}
