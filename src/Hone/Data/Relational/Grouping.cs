namespace Hone.Data;

public sealed partial class Frame
{
    /// <summary>Groups the rows that have the same values in the columns named; a missing value is a value like any other here.</summary>
    /// <exception cref="ArgumentException">There is no such column, or none is named.</exception>
    public Grouping GroupBy(params IReadOnlyList<string> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.Count == 0)
            throw new ArgumentException("Name at least one column to group by.", nameof(columns));
        return new Grouping(this, columns);
    }

    /// <summary>How many rows have each value of a column, most frequent first; missing values are counted too, as a row without a value.</summary>
    public Frame CountValues(string column) => GroupBy(column).Aggregate(Data.Aggregate.Count()).Sort(SortKey.Down("count"));
}

/// <summary>A table's rows in groups; groups stand in ascending order of their keys, missing keys last.</summary>
public sealed class Grouping
{
    private readonly Frame table;
    private readonly int[][] rowsOf;

    internal Grouping(Frame table, IReadOnlyList<string> columns)
    {
        this.table = table;
        int[] codes = RowKeys.Codes([.. columns.Select(name => table[name])], table.RowCount, out int count);
        int[] sizes = new int[count];
        foreach (int code in codes)
            sizes[code]++;
        int[][] rows = [.. sizes.Select(size => new int[size])];
        int[] filled = new int[count];
        for (int row = 0; row < codes.Length; row++)
            rows[codes[row]][filled[codes[row]]++] = row;

        int[][] ranks = [.. columns.Select(name => RowKeys.Ranks(table[name], descending: false))];
        IOrderedEnumerable<int[]> ordered = rows.OrderBy(r => ranks[0][r[0]]);
        for (int key = 1; key < ranks.Length; key++)
        {
            int[] next = ranks[key];
            ordered = ordered.ThenBy(r => next[r[0]]);
        }
        rowsOf = [.. ordered];
        Keys = table.Select(columns).Take([.. rowsOf.Select(r => r[0])]);
    }

    /// <summary>The key columns, one row a group.</summary>
    public Frame Keys { get; }

    /// <summary>Number of groups.</summary>
    public int Count => rowsOf.Length;

    /// <summary>A group's rows in the table, ascending.</summary>
    public ReadOnlySpan<int> RowsOf(int group) => rowsOf[group];

    /// <summary>A group's rows as a table.</summary>
    public Frame this[int group] => table.Take(rowsOf[group]);

    /// <summary>A table of one row a group: the keys, then the aggregates. Cost: O(n) each, O(n·log n) where values are sorted.</summary>
    /// <exception cref="ArgumentException">There is no such column, it has no such aggregate, or two names are the same.</exception>
    public Frame Aggregate(params IReadOnlyList<Aggregate> aggregates)
    {
        ArgumentNullException.ThrowIfNull(aggregates);
        return new Frame([.. Keys.Columns, .. aggregates.Select(a => Aggregation.Of(a, table, rowsOf))]);
    }
}
