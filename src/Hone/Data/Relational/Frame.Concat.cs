namespace Hone.Data;

public sealed partial class Frame
{
    /// <summary>The rows of several tables, one after the other; columns are matched by name and stand as in the first table.</summary>
    /// <remarks>
    /// Where kinds differ: whole numbers and numbers become numbers, a category and text become text, and anything else with words becomes words.
    /// Categories keep the first table's levels and add those that only the others have.
    /// </remarks>
    /// <exception cref="ArgumentException">A table lacks a column that another has, or kinds do not join; the sentence names the column.</exception>
    public static Frame Concat(params IReadOnlyList<Frame> tables)
    {
        ArgumentNullException.ThrowIfNull(tables);
        if (tables.Count == 0)
            return new Frame();
        foreach (Frame table in tables)
        {
            string? absent = tables[0].Columns.Select(c => c.Name).FirstOrDefault(name => !table.Has(name));
            string? extra = table.Columns.Select(c => c.Name).FirstOrDefault(name => !tables[0].Has(name));
            if (absent is not null || extra is not null)
                throw new ArgumentException($"The tables do not have the same columns: '{absent ?? extra}' is not in all of them.", nameof(tables));
        }
        return new Frame([.. tables[0].Columns.Select(c => Stack.Columns(c.Name, [.. tables.Select(t => t[c.Name])]))]);
    }
}
