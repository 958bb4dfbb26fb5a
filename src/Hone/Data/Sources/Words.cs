namespace Hone.Data;

/// <summary>Makes columns of words.</summary>
internal static class Words
{
    /// <summary>A category or text, as <see cref="KindRule"/> tells.</summary>
    public static Column Column(string name, string?[] values)
    {
        CategoryColumn category = CategoryColumn.From(name, values);
        int[] counts = new int[category.Levels.Count];
        foreach (int code in category.Codes)
        {
            if (code >= 0)
                counts[code]++;
        }
        return KindRule.IsCategory(category.Levels, counts) ? category : new TextColumn(name, values);
    }
}
