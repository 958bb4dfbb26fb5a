namespace Hone.Data;

/// <summary>Puts columns one below the other.</summary>
internal static class Stack
{
    public static Column Columns(string name, IReadOnlyList<Column> parts)
    {
        if (parts.Count == 1)
            return parts[0].Rename(name);
        ColumnKind kind = parts[0].Kind;
        foreach (Column part in parts)
            kind = Common(name, kind, part.Kind);
        Column[] alike = [.. parts.Select(p => p.As(kind))];
        MissingBits? missing = Missing(alike);
        return kind switch
        {
            ColumnKind.Number => new NumberColumn(name, Join(alike, c => ((NumberColumn)c).Values)),
            ColumnKind.Whole => new WholeColumn(name, Join(alike, c => ((WholeColumn)c).Values), missing),
            ColumnKind.Time => new TimeColumn(name, Join(alike, c => ((TimeColumn)c).Values), missing),
            ColumnKind.Flag => new FlagColumn(name, Join(alike, c => ((FlagColumn)c).Values), missing, ((FlagColumn)alike[0]).FalseName, ((FlagColumn)alike[0]).TrueName),
            ColumnKind.Text => new TextColumn(name, Join(alike, c => ((TextColumn)c).Values)),
            _ => Categories(name, alike),
        };
    }

    private static ColumnKind Common(string name, ColumnKind a, ColumnKind b)
    {
        if (a == b)
            return a;
        bool Either(ColumnKind kind) => a == kind || b == kind;
        if (Either(ColumnKind.Text))
            return ColumnKind.Text;
        if (Either(ColumnKind.Category))
            return ColumnKind.Category;
        return Either(ColumnKind.Number) && Either(ColumnKind.Whole)
            ? ColumnKind.Number
            : throw new ArgumentException($"Column '{name}' is {a.ToString().ToLowerInvariant()} in one table and {b.ToString().ToLowerInvariant()} in another; convert one of them first.");
    }

    private delegate ReadOnlySpan<T> ValuesOf<T>(Column column);

    private static T[] Join<T>(Column[] parts, ValuesOf<T> valuesOf)
    {
        T[] all = new T[parts.Sum(p => p.Count)];
        int at = 0;
        foreach (Column part in parts)
        {
            valuesOf(part).CopyTo(all.AsSpan(at));
            at += part.Count;
        }
        return all;
    }

    private static MissingBits? Missing(Column[] parts)
    {
        if (Array.TrueForAll(parts, p => p.Missing is null))
            return null;
        MissingBits bits = new(parts.Sum(p => p.Count));
        int at = 0;
        foreach (Column part in parts)
        {
            for (int row = 0; row < part.Count; row++, at++)
            {
                if (part.IsMissing(row))
                    bits[at] = true;
            }
        }
        return bits;
    }

    private static CategoryColumn Categories(string name, Column[] parts)
    {
        List<string> levels = [];
        Dictionary<string, int> codeOf = new(StringComparer.Ordinal);
        int[] codes = new int[parts.Sum(p => p.Count)];
        int at = 0;
        foreach (CategoryColumn part in parts.Cast<CategoryColumn>())
        {
            int[] place = new int[part.Levels.Count];
            for (int i = 0; i < place.Length; i++)
            {
                if (!codeOf.TryGetValue(part.Levels[i], out place[i]))
                {
                    codeOf[part.Levels[i]] = place[i] = levels.Count;
                    levels.Add(part.Levels[i]);
                }
            }
            foreach (int code in part.Codes)
                codes[at++] = code < 0 ? -1 : place[code];
        }
        return new CategoryColumn(name, codes, [.. levels]);
    }
}
