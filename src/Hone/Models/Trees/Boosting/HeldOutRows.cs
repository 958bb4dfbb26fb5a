using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Trees;

/// <summary>Chooses the rows that early stopping watches.</summary>
internal static class HeldOutRows
{
    /// <summary>Rows to learn from and rows to watch, each ascending; whole groups where there are groups, and otherwise a share of each class.</summary>
    public static (int[] Train, int[] Watch) Split(TrainingData data, double share, RandomKey key)
    {
        int n = data.X.RowCount;
        bool[] watched = new bool[n];
        int[] parts = data.Groups ?? (data.Y is ClassTarget classes ? classes.Codes.ToArray() : new int[n]);
        RandomStream random = key.Open();
        if (data.Groups is not null)
        {
            int[] groups = [.. parts.Distinct().Order()];
            random.Shuffle(groups.AsSpan());
            Dictionary<int, int> sizes = parts.GroupBy(g => g).ToDictionary(g => g.Key, g => g.Count());
            HashSet<int> chosen = [];
            double held = 0;
            foreach (int group in groups)
            {
                if (held >= share * n || chosen.Count + 1 >= groups.Length)
                    break;
                chosen.Add(group);
                held += sizes[group];
            }
            for (int i = 0; i < n; i++)
                watched[i] = chosen.Contains(parts[i]);
        }
        else
        {
            foreach (IGrouping<int, int> rows in Enumerable.Range(0, n).GroupBy(i => parts[i]).OrderBy(g => g.Key))
            {
                int[] shuffled = [.. rows];
                random.Shuffle(shuffled.AsSpan());
                foreach (int row in shuffled.AsSpan(0, (int)Math.Round(share * shuffled.Length)))
                    watched[row] = true;
            }
        }
        return ([.. Enumerable.Range(0, n).Where(i => !watched[i])], [.. Enumerable.Range(0, n).Where(i => watched[i])]);
    }
}
