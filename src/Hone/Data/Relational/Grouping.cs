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
    private readonly RowGroups groups;

    internal Grouping(Frame table, IReadOnlyList<string> columns)
    {
        this.table = table;
        groups = RowGroups.Of([.. columns.Select(name => table[name])], table.RowCount);
        Keys = table.Select(columns).Take(groups.First);
    }

    /// <summary>The key columns, one row a group.</summary>
    public Frame Keys { get; }

    /// <summary>Number of groups.</summary>
    public int Count => groups.Count;

    /// <summary>A group's rows in the table, ascending.</summary>
    public ReadOnlySpan<int> RowsOf(int group) => groups.Rows.AsSpan(groups.Starts[group]..groups.Starts[group + 1]);

    /// <summary>A group's rows as a table.</summary>
    public Frame this[int group] => table.Take(RowsOf(group));

    /// <summary>A table of one row a group: the keys, then the aggregates. Cost: O(n) each, O(n·log n) where values are sorted.</summary>
    /// <exception cref="ArgumentException">There is no such column, it has no such aggregate, or two names are the same.</exception>
    public Frame Aggregate(params IReadOnlyList<Aggregate> aggregates)
    {
        ArgumentNullException.ThrowIfNull(aggregates);
        return new Frame([.. Keys.Columns, .. Aggregation.Of(aggregates, table, groups)]);
    }
}
