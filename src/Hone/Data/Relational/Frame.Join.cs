namespace Hone.Data;

/// <summary>Which rows a join keeps beside those that match.</summary>
public enum JoinKind
{
    /// <summary>Only rows that match.</summary>
    Inner,

    /// <summary>Also the left table's rows that match none.</summary>
    Left,

    /// <summary>Also the right table's rows that match none.</summary>
    Right,

    /// <summary>Also both tables' rows that match none.</summary>
    Full,
}

public sealed partial class Frame
{
    /// <summary>Joins another table's columns to the rows that have the same values in the key columns.</summary>
    /// <remarks>
    /// A missing key matches nothing, not even another missing one. Rows stand in the order of this table, those of one row in the order of the other; then come the other table's rows that match none.
    /// A right join stands in the order of the other table. Key columns stand once. Cost: O(n + m + rows of the result) times columns.
    /// </remarks>
    /// <param name="right">The other table.</param>
    /// <param name="on">Columns that both tables have and rows are matched by.</param>
    /// <param name="kind">Which rows are kept beside those that match. Default: those of this table.</param>
    /// <param name="suffix">Added to the name of a column of the other table where this table has one of that name.</param>
    /// <exception cref="ArgumentException">A key is missing in a table, keys are of kinds that cannot be compared, or a name is taken even with the suffix.</exception>
    public Frame Join(Frame right, IReadOnlyList<string> on, JoinKind kind = JoinKind.Left, string suffix = "_right")
    {
        ArgumentNullException.ThrowIfNull(right);
        ArgumentNullException.ThrowIfNull(on);
        if (on.Count == 0)
            throw new ArgumentException("Name at least one column to join on.", nameof(on));
        Column[] keys = [.. on.Select(name => Stack.Columns(name, [this[name], right[name]]))];
        int[] codes = RowKeys.Codes(keys, RowCount + right.RowCount, out int count, missingIsMinusOne: true);
        ReadOnlySpan<int> leftCodes = codes.AsSpan(0, RowCount), rightCodes = codes.AsSpan(RowCount);

        (List<int> leftRows, List<int> rightRows) = kind == JoinKind.Right
            ? Swap(Match(rightCodes, leftCodes, count, keepFirst: true, keepSecond: false))
            : Match(leftCodes, rightCodes, count, keepFirst: kind != JoinKind.Inner, keepSecond: kind == JoinKind.Full);

        List<Column> columns = [];
        foreach (Column column in Columns)
        {
            int key = on.ToList().IndexOf(column.Name);
            // A key's value comes from whichever table has the row.
            columns.Add(key >= 0
                ? keys[key].Take([.. leftRows.Select((row, i) => row >= 0 ? row : RowCount + rightRows[i])])
                : TakeOrMissing(column, leftRows));
        }
        foreach (Column column in right.Columns.Where(c => !on.Contains(c.Name, StringComparer.Ordinal)))
            columns.Add(TakeOrMissing(Has(column.Name) ? column.Rename(column.Name + suffix) : column, rightRows));
        return new Frame(columns);
    }

    /// <summary>Joins on one column.</summary>
    /// <inheritdoc cref="Join(Frame, IReadOnlyList{string}, JoinKind, string)"/>
    public Frame Join(Frame right, string on, JoinKind kind = JoinKind.Left, string suffix = "_right") => Join(right, [on], kind, suffix);

    private static (List<int> First, List<int> Second) Match(ReadOnlySpan<int> first, ReadOnlySpan<int> second, int codes, bool keepFirst, bool keepSecond)
    {
        // Rows of the second table by code, as lists within one array.
        int[] starts = new int[codes + 1];
        foreach (int code in second)
        {
            if (code >= 0)
                starts[code + 1]++;
        }
        for (int code = 0; code < codes; code++)
            starts[code + 1] += starts[code];
        int[] rows = new int[starts[codes]];
        int[] filled = [.. starts];
        for (int row = 0; row < second.Length; row++)
        {
            if (second[row] >= 0)
                rows[filled[second[row]]++] = row;
        }

        List<int> left = [], right = [];
        bool[] used = new bool[second.Length];
        for (int row = 0; row < first.Length; row++)
        {
            int from = first[row] < 0 ? 0 : starts[first[row]], to = first[row] < 0 ? 0 : starts[first[row] + 1];
            for (int i = from; i < to; i++)
            {
                left.Add(row);
                right.Add(rows[i]);
                used[rows[i]] = true;
            }
            if (from == to && keepFirst)
            {
                left.Add(row);
                right.Add(-1);
            }
        }
        for (int row = 0; keepSecond && row < second.Length; row++)
        {
            if (!used[row])
            {
                left.Add(-1);
                right.Add(row);
            }
        }
        return (left, right);
    }

    private static (List<int> Left, List<int> Right) Swap((List<int> First, List<int> Second) pair) => (pair.Second, pair.First);

    // Row −1 is one without any value.
    private static Column TakeOrMissing(Column column, List<int> rows)
    {
        if (!rows.Contains(-1))
            return column.Take([.. rows]);
        Column extended = Stack.Columns(column.Name, [column, column.OneMissing()]);
        return extended.Take([.. rows.Select(row => row < 0 ? column.Count : row)]);
    }
}
