using Hone.Numerics;

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
    /// <remarks>Numbers, times and flags (false first) by value, categories by the order of their levels, text by UTF-16 units. Missing values come last either way. Cost: O(k·n); of text O(n·log n).</remarks>
    /// <exception cref="ArgumentException">There is no such column, or no key.</exception>
    public Frame Sort(params IReadOnlyList<SortKey> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        if (keys.Count == 0)
            throw new ArgumentException("Name at least one column to sort by.", nameof(keys));
        // From the last key to the first: each pass keeps the order of those after it among rows alike.
        RadixOrder order = new(RowCount);
        for (int k = keys.Count - 1; k >= 0; k--)
        {
            Column column = this[keys[k].Column];
            OrderKeys values = OrderKeys.Of(column, keys[k].Descending);
            order.By(values.Values, values.Bits);
            if (column.Missing is { } missing)
                order.By(missing.Flags(), 1);
        }
        return Gather(order.Places, RowCount);
    }
}
