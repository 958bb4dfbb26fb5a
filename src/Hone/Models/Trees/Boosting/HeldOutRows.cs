using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Trees;

/// <summary>Chooses the rows that early stopping watches.</summary>
internal static class HeldOutRows
{
    /// <summary>Rows to learn from and rows to watch, each ascending; whole groups where there are groups, and otherwise a share of each class.</summary>
    public static (int[] Train, int[] Watch) Split(TrainingData data, double share, RandomKey key)
    {
        bool[] watched = new bool[data.X.RowCount];
        RandomStream random = key.Open();
        if (data.Groups is { } groups)
            WatchGroups(groups, share, random, watched);
        else if (data.Y is ClassTarget classes)
            WatchClasses(classes.Codes, classes.Classes.Count, share, random, watched);
        else
            WatchClasses(new int[watched.Length], 1, share, random, watched);
        return Parted(watched);
    }

    // Whole groups in random order until the share is reached; one group at least is left to learn from.
    private static void WatchGroups(int[] groups, double share, RandomStream random, bool[] watched)
    {
        Dictionary<int, int> sizes = groups.CountBy(group => group).ToDictionary();
        int[] order = [.. sizes.Keys.Order()];
        random.Shuffle(order.AsSpan());
        HashSet<int> chosen = [];
        double held = 0;
        foreach (int group in order)
        {
            if (held >= share * groups.Length || chosen.Count + 1 >= order.Length)
                break;
            chosen.Add(group);
            held += sizes[group];
        }
        for (int row = 0; row < groups.Length; row++)
            watched[row] = chosen.Contains(groups[row]);
    }

    // The rows class by class, ascending in each, then a share of each at random.
    private static void WatchClasses(ReadOnlySpan<int> codes, int classes, double share, RandomStream random, bool[] watched)
    {
        int[] ends = new int[classes + 1], rows = new int[codes.Length];
        foreach (int code in codes)
            ends[code + 1]++;
        for (int k = 0; k < classes; k++)
            ends[k + 1] += ends[k];
        for (int row = 0; row < rows.Length; row++)
            rows[ends[codes[row]]++] = row;                                       // where a class began is now where it ends
        for (int k = 0; k < classes; k++)
        {
            Span<int> own = rows.AsSpan((k == 0 ? 0 : ends[k - 1])..ends[k]);
            random.Shuffle(own);
            foreach (int row in own[..(int)Math.Round(share * own.Length)])
                watched[row] = true;
        }
    }

    private static (int[] Train, int[] Watch) Parted(bool[] watched)
    {
        int[] watch = new int[watched.AsSpan().Count(true)], train = new int[watched.Length - watch.Length];
        int trained = 0, seen = 0;
        for (int row = 0; row < watched.Length; row++)
        {
            if (watched[row])
                watch[seen++] = row;
            else
                train[trained++] = row;
        }
        return (train, watch);
    }
}
