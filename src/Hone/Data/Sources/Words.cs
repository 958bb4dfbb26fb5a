namespace Hone.Data;

/// <summary>Makes columns of words.</summary>
internal static class Words
{
    /// <summary>A category or text, as <see cref="KindRule"/> tells.</summary>
    public static Column Column(string name, string?[] values)
    {
        CategoryColumn category = CategoryColumn.From(name, values);
        return KindRule.IsCategory(category.Codes, category.Levels) ? category : new TextColumn(name, values);
    }
}
