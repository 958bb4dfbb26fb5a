using Hone.Data;

namespace Hone.Recipes;

/// <summary>Operations on the levels of categories that several steps share.</summary>
internal static class Levels
{
    /// <summary>How many levels at least one row has.</summary>
    public static int Occurring(CategoryColumn column)
    {
        int found = 0;
        foreach (int count in Counts(column))
            found += count > 0 ? 1 : 0;
        return found;
    }

    /// <summary>Rows of each level; rows without a value are not counted.</summary>
    public static int[] Counts(CategoryColumn column)
    {
        // Two tables by turns, so that a run of one level does not wait for its own last count; gaps are counted in front.
        int size = column.Levels.Count + 1;
        int[] even = new int[size], odd = new int[size];
        ReadOnlySpan<int> codes = column.Codes;
        for (int i = 0; i < codes.Length - 1; i += 2)
        {
            even[codes[i] + 1]++;
            odd[codes[i + 1] + 1]++;
        }
        if (codes.Length % 2 == 1)
            even[codes[^1] + 1]++;
        for (int level = 0; level < size; level++)
            even[level] += odd[level];
        return even[1..];
    }

    /// <summary>The same column with only the levels that a row has, in their order; itself where that is all of them.</summary>
    public static CategoryColumn Compact(CategoryColumn column)
    {
        int[] counts = Counts(column);
        if (!counts.Contains(0))
            return column;
        int[] to = new int[counts.Length];
        List<string> kept = [];
        for (int i = 0; i < counts.Length; i++)
        {
            to[i] = kept.Count;
            if (counts[i] > 0)
                kept.Add(column.Levels[i]);
        }
        int[] codes = column.Codes.ToArray();
        for (int i = 0; i < codes.Length; i++)
        {
            if (codes[i] >= 0)
                codes[i] = to[codes[i]];
        }
        return new CategoryColumn(column.Name, codes, [.. kept]);
    }

    /// <summary>A position in <paramref name="known"/> for each row: −1 where missing, −2 where the level is not among them.</summary>
    public static int[] CodesIn(CategoryColumn column, IReadOnlyList<string> known, Dictionary<string, int> positions)
    {
        int[] to = PlacesIn(column.Levels, known, positions);
        int[] codes = new int[column.Count];
        ReadOnlySpan<int> found = column.Codes;
        for (int i = 0; i < codes.Length; i++)
            codes[i] = found[i] < 0 ? -1 : to[found[i]];
        return codes;
    }

    /// <summary>Where each level stands among those known, −2 where it does not.</summary>
    /// <remarks>Where the levels start with the known ones, as after a recipe has taken its input in, their own positions serve.</remarks>
    public static int[] PlacesIn(IReadOnlyList<string> levels, IReadOnlyList<string> known, Dictionary<string, int> positions)
    {
        int[] places = new int[levels.Count];
        bool prefix = ReferenceEquals(levels, known);
        for (int i = 0; i < places.Length; i++)
            places[i] = prefix || (i < known.Count && levels[i] == known[i]) ? i : positions.TryGetValue(levels[i], out int position) ? position : -2;
        return places;
    }

    /// <summary>Where each level stands.</summary>
    public static Dictionary<string, int> Positions(IReadOnlyList<string> levels)
    {
        Dictionary<string, int> positions = new(levels.Count, StringComparer.Ordinal);
        for (int i = 0; i < levels.Count; i++)
            positions[levels[i]] = i;
        return positions;
    }
}
