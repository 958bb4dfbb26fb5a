using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Hone.Numerics;

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
    /// <exception cref="ArgumentException">A key is missing in a table, keys are of kinds that cannot be compared, a name is taken even with the suffix, or the result has more rows than a table holds.</exception>
    public Frame Join(Frame right, IReadOnlyList<string> on, JoinKind kind = JoinKind.Left, string suffix = "_right")
    {
        ArgumentNullException.ThrowIfNull(right);
        ArgumentNullException.ThrowIfNull(on);
        if (on.Count == 0)
            throw new ArgumentException("Name at least one column to join on.", nameof(on));
        if ((long)RowCount + right.RowCount > Array.MaxLength)
            throw new ArgumentException(FormattableString.Invariant($"The two tables have {(long)RowCount + right.RowCount} rows together; a join takes {Array.MaxLength} at most."), nameof(right));
        List<Column> keys = [.. on.Select(name => Stack.Columns(name, [this[name], right[name]]))];
        // The rows of one table are listed by key, those of the other look their keys up.
        Range listed = kind == JoinKind.Right ? ..RowCount : RowCount..;
        int[] codes = keys is [NumberColumn or WholeColumn or TimeColumn]
            ? RowKeys.CodesAmong(keys[0], listed, out int count)
            : RowKeys.Codes(CollectionsMarshal.AsSpan(keys), RowCount + right.RowCount, out count, missingIsMinusOne: true);
        ReadOnlySpan<int> leftCodes = codes.AsSpan(0, RowCount), rightCodes = codes.AsSpan(RowCount);

        (int[] leftRows, int[] rightRows) = kind == JoinKind.Right
            ? Swap(Match(rightCodes, leftCodes, count, keepFirst: true, keepSecond: false))
            : Match(leftCodes, rightCodes, count, keepFirst: kind != JoinKind.Inner, keepSecond: kind == JoinKind.Full);

        Column[] added = [.. right.Columns.Where(c => !on.Contains(c.Name, StringComparer.Ordinal))];
        bool leftGaps = leftRows.AsSpan().Contains(-1), rightGaps = rightRows.AsSpan().Contains(-1);
        Column[] joined = new Column[Columns.Count + added.Length];
        WorkerPool.For(joined.Length, null, c =>
        {
            if (c >= Columns.Count)
            {
                Column column = added[c - Columns.Count];
                joined[c] = TakeOrMissing(Has(column.Name) ? column.Rename(column.Name + suffix) : column, rightRows, rightGaps);
                return;
            }
            int key = keys.FindIndex(k => k.Name == Columns[c].Name);
            if (key < 0 || !leftGaps)
            {
                joined[c] = TakeOrMissing(key < 0 ? Columns[c] : keys[key], leftRows, leftGaps);
                return;
            }
            // A key's value comes from whichever table has the row.
            int[] rows = new int[leftRows.Length];
            for (int i = 0; i < rows.Length; i++)
                rows[i] = leftRows[i] >= 0 ? leftRows[i] : RowCount + rightRows[i];
            joined[c] = keys[key].Take(rows);
        });
        return new Frame(joined);
    }

    /// <summary>Joins on one column.</summary>
    /// <inheritdoc cref="Join(Frame, IReadOnlyList{string}, JoinKind, string)"/>
    public Frame Join(Frame right, string on, JoinKind kind = JoinKind.Left, string suffix = "_right") => Join(right, [on], kind, suffix);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (int[] First, int[] Second) Match(ReadOnlySpan<int> first, ReadOnlySpan<int> second, int codes, bool keepFirst, bool keepSecond)
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

        bool[] met = new bool[keepSecond ? codes : 0];
        long total = 0;
        foreach (int code in first)
        {
            int matches = code < 0 ? 0 : starts[code + 1] - starts[code];
            total += matches == 0 && keepFirst ? 1 : matches;
            if (keepSecond && code >= 0)
                met[code] = true;
        }
        for (int row = 0; keepSecond && row < second.Length; row++)
            total += second[row] < 0 || !met[second[row]] ? 1 : 0;
        if (total > Array.MaxLength)
            throw TooManyRows(total);

        int[] left = GC.AllocateUninitializedArray<int>((int)total), right = GC.AllocateUninitializedArray<int>((int)total);
        int count = 0;
        for (int row = 0; row < first.Length; row++)
        {
            int code = first[row], from = code < 0 ? 0 : starts[code], to = code < 0 ? 0 : starts[code + 1];
            if (from == to && keepFirst)
                (left[count], right[count++]) = (row, -1);
            for (int i = from; i < to; i++)
                (left[count], right[count++]) = (row, rows[i]);
        }
        for (int row = 0; keepSecond && row < second.Length; row++)
        {
            if (second[row] < 0 || !met[second[row]])
                (left[count], right[count++]) = (-1, row);
        }
        return (left, right);
    }

    private static ArgumentException TooManyRows(long rows) =>
        new(FormattableString.Invariant($"The joined table would have {rows} rows, but a table holds {Array.MaxLength} at most. Join on more columns, or remove rows with the same key first."));

    private static (int[] Left, int[] Right) Swap((int[] First, int[] Second) pair) => (pair.Second, pair.First);

    // Row −1 is one without any value.
    private static Column TakeOrMissing(Column column, int[] rows, bool gaps)
    {
        if (!gaps)
            return column.Take(rows);
        Column extended = Stack.Columns(column.Name, [column, column.OneMissing()]);
        return extended.Take(Array.ConvertAll(rows, row => row < 0 ? column.Count : row));
    }
}
