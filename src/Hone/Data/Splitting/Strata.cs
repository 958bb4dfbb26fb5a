namespace Hone.Data;

/// <summary>The rows of each stratum.</summary>
internal static class Strata
{
    /// <summary>For each number that occurs, in order of first appearance, its rows in ascending order.</summary>
    public static int[][] RowsOf(ReadOnlySpan<int> strata)
    {
        Dictionary<int, int> position = [];
        List<List<int>> rows = [];
        for (int row = 0; row < strata.Length; row++)
        {
            if (!position.TryGetValue(strata[row], out int at))
            {
                position[strata[row]] = at = rows.Count;
                rows.Add([]);
            }
            rows[at].Add(row);
        }
        return [.. rows.Select(r => r.ToArray())];
    }
}
