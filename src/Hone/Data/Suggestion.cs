namespace Hone.Data;

/// <summary>"There is no such name" sentences that suggest the nearest one.</summary>
public static class Suggestion
{
    /// <summary>One sentence: what is missing, the nearest of the known names where one is near, and the names there are.</summary>
    /// <param name="what">What was looked for, for example "column".</param>
    /// <param name="name">The name that does not exist.</param>
    /// <param name="known">The names that do.</param>
    public static string Sentence(string what, string name, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(name);
        string[] names = [.. known];
        string? nearest = Nearest(name, names);
        string hint = nearest is null ? "" : $" Did you mean '{nearest}'?";
        string list = names.Length == 0 ? " There are none." : $" There {(names.Length == 1 ? "is" : "are")}: {Listed(names)}.";
        return $"There is no {what} '{name}'.{hint}{list}";
    }

    /// <summary>Names with commas between, as many and as much of each as a sentence can bear: a table may have thousands of columns, and a torn file one name of megabytes.</summary>
    internal static string Listed(IReadOnlyList<string> names, string quote = "")
    {
        const int shown = 16, longest = 80;
        IEnumerable<string> some = names.Take(shown).Select(name => $"{quote}{(name.Length > longest ? name[..longest] + "…" : name)}{quote}");
        return string.Join(", ", some) + (names.Count > shown ? FormattableString.Invariant($" and {names.Count - shown} more") : "");
    }

    /// <summary>The known name at the least edit distance, ignoring case, or null where even that one is too far to be a slip or has no character in common.</summary>
    public static string? Nearest(string name, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(name);
        string? best = null;
        int bestDistance = int.MaxValue, farthest = Math.Max(2, name.Length / 3);
        foreach (string candidate in known)
        {
            // Too far by its length alone: the distance to a name of megabytes would take long.
            if (Math.Abs(candidate.Length - name.Length) > farthest)
                continue;
            int distance = Distance(name.ToUpperInvariant(), candidate.ToUpperInvariant());
            if (distance < bestDistance && distance < Math.Max(name.Length, candidate.Length))
                (best, bestDistance) = (candidate, distance);
        }
        return bestDistance <= farthest ? best : null;
    }

    // Damerau–Levenshtein with adjacent swaps ("optimal string alignment"): a swap is one slip, not two.
    private static int Distance(string a, string b)
    {
        int[] before = new int[b.Length + 1], previous = new int[b.Length + 1], current = new int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++)
            previous[j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int change = a[i - 1] == b[j - 1] ? 0 : 1;
                current[j] = Math.Min(Math.Min(current[j - 1], previous[j]) + 1, previous[j - 1] + change);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    current[j] = Math.Min(current[j], before[j - 2] + 1);
            }
            (before, previous, current) = (previous, current, before);
        }
        return previous[b.Length];
    }
}
