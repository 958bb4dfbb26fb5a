namespace Hone.Data;

/// <summary>A column to sort by, and which way; a column's name by itself sorts upwards.</summary>
/// <param name="Column">The column's name.</param>
/// <param name="Descending">Whether great values come first.</param>
public readonly record struct SortKey(string Column, bool Descending = false)
{
    /// <summary>Upwards by that column.</summary>
    public static implicit operator SortKey(string column) => new(column);

    /// <summary>Downwards by that column.</summary>
    public static SortKey Down(string column) => new(column, Descending: true);
}

public sealed partial class Frame
{
    /// <summary>The rows in order of the first key, those alike in it in order of the second, and so on; rows alike in all keep their order.</summary>
    /// <remarks>Numbers, times and flags (false first) by value, categories by the order of their levels, text by UTF-16 units. Missing values come last either way. Cost: O(k·n·log n).</remarks>
    /// <exception cref="ArgumentException">There is no such column, or no key.</exception>
    public Frame Sort(params IReadOnlyList<SortKey> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        if (keys.Count == 0)
            throw new ArgumentException("Name at least one column to sort by.", nameof(keys));
        int[] rows = [.. Enumerable.Range(0, RowCount)];
        IOrderedEnumerable<int>? ordered = null;
        foreach (SortKey key in keys)
        {
            int[] ranks = RowKeys.Ranks(this[key.Column], key.Descending);
            ordered = ordered is null ? rows.OrderBy(row => ranks[row]) : ordered.ThenBy(row => ranks[row]);
        }
        return Take([.. ordered!]);
    }
}
