using Hone.Numerics;

namespace Hone.Data;

/// <summary>What a splitter is told of the rows: how many there are, and where known their stratum, group and time.</summary>
public sealed record SplitRows
{
    /// <summary>So many rows.</summary>
    /// <param name="count">At least 0.</param>
    public SplitRows(int count) => Count = Require.AtLeast(count, 0);

    /// <summary>Number of rows.</summary>
    public int Count { get; }

    /// <summary>A number a row that is the same for rows of one class or stratum; null where there are none.</summary>
    public int[]? Strata { get; init => field = Checked(value, nameof(Strata)); }

    /// <summary>A number a row that is the same for rows that must stay together; null where there are none.</summary>
    public int[]? Groups { get; init => field = Checked(value, nameof(Groups)); }

    /// <summary>A number a row that grows with its time, for example ticks; null where rows stand in order of time already.</summary>
    public long[]? Times { get; init => field = Checked(value, nameof(Times)); }

    /// <summary>So many rows, of which nothing more is known.</summary>
    public static implicit operator SplitRows(int count) => new(count);

    /// <summary>The rows of a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="stratifyBy">Column whose values are strata; numbers of more than 20 different values are cut into ten strata of equal size. A missing value is a stratum of its own.</param>
    /// <param name="groupBy">Column whose equal values stay together; each missing value is a group by itself.</param>
    /// <param name="timeBy">Column that rows are ordered by: time, whole or number, without gaps.</param>
    /// <exception cref="ArgumentException">There is no such column, or it cannot serve.</exception>
    public static SplitRows Of(Frame table, string? stratifyBy = null, string? groupBy = null, string? timeBy = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        return new SplitRows(table.RowCount)
        {
            Strata = stratifyBy is null ? null : RowKeys.Strata(table[stratifyBy]),
            Groups = groupBy is null ? null : RowKeys.Groups(table[groupBy]),
            Times = timeBy is null ? null : RowKeys.Times(table[timeBy]),
        };
    }

    /// <summary>The strata, or a sentence that says who needs them.</summary>
    internal int[] NeedStrata(string who) => Strata ?? throw new ArgumentException($"{who} needs a class or stratum for each row, and none were given; split a classification target, or name the column to stratify by.");

    /// <summary>The groups, or a sentence that says who needs them.</summary>
    internal int[] NeedGroups(string who) => Groups ?? throw new ArgumentException($"{who} needs a group for each row, and none were given; name the column to group by.");

    private T[]? Checked<T>(T[]? values, string name)
    {
        if (values is not null)
            Require.SameLength(values.Length, Count, name, "the table");
        return values;
    }
}
