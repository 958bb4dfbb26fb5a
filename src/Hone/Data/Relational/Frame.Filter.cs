using System.Runtime.CompilerServices;

namespace Hone.Data;

public sealed partial class Frame
{
    /// <summary>The rows for whose index, from 0, the predicate holds. Cost: O(n·d).</summary>
    public Frame Filter(Func<int, bool> keep)
    {
        ArgumentNullException.ThrowIfNull(keep);
        int[] rows = GC.AllocateUninitializedArray<int>(RowCount);
        int count = 0;
        // A row is written down whether it stays or not, and the next takes its place if it does not: a branch would be guessed wrong half of the time.
        for (int row = 0; row < rows.Length; row++)
        {
            rows[count] = row;
            count += keep(row) ? 1 : 0;
        }
        return count == RowCount ? this : Gather(rows, count);
    }

    /// <summary>The rows for which the predicate holds, for example <c>row => row.Number("age") > 30 &amp;&amp; row.Text("sex") == "male"</c>.</summary>
    public Frame Filter(Func<Row, bool> keep)
    {
        ArgumentNullException.ThrowIfNull(keep);
        return Filter((int row) => keep(new Row(this, row)));
    }

    /// <summary>The rows whose number in a column satisfies the predicate; rows without a value do not. Numbers, whole numbers, or flags as 0 and 1.</summary>
    public Frame Filter(string column, Func<double, bool> keep)
    {
        ArgumentNullException.ThrowIfNull(keep);
        int[] rows = GC.AllocateUninitializedArray<int>(RowCount);
        int count = RowsWhere(this[column], keep, rows);
        return count == RowCount ? this : Gather(rows, count);
    }

    // Compiled for good at once: a table is filtered once, and half compiled the loop takes twice as long.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int RowsWhere(Column source, Func<double, bool> keep, int[] rows)
    {
        Span<double> buffer = stackalloc double[256];
        int count = 0;
        for (int start = 0; start < rows.Length; start += buffer.Length)
        {
            ReadOnlySpan<double> values = ColumnValues.Numbers(source, start, buffer[..Math.Min(buffer.Length, rows.Length - start)]);
            for (int i = 0; i < values.Length; i++)
            {
                if (double.IsNaN(values[i]))
                    continue;
                rows[count] = start + i;
                count += keep(values[i]) ? 1 : 0;
            }
        }
        return count;
    }

    /// <summary>The rows whose text in a column satisfies the predicate; rows without a value do not. Any kind of column.</summary>
    public Frame Filter(string column, Func<string, bool> keep)
    {
        ArgumentNullException.ThrowIfNull(keep);
        Column source = this[column];
        return Filter((int row) => source.Format(row) is { } text && keep(text));
    }

    /// <summary>The rows whose time in a column satisfies the predicate; rows without a value do not.</summary>
    public Frame Filter(string column, Func<DateTime, bool> keep)
    {
        ArgumentNullException.ThrowIfNull(keep);
        TimeColumn source = this[column] as TimeColumn ?? throw ColumnValues.NotA(this[column], "times");
        return Filter((int row) => !source.IsMissing(row) && keep(source[row]));
    }

    /// <summary>The rows with a value in every column named, or in every column where none is named: pandas' dropna.</summary>
    public Frame DropMissing(params IReadOnlyList<string> columns)
    {
        Column[] checkedColumns = Named(columns);
        return Filter((int row) => !Array.Exists(checkedColumns, c => c.IsMissing(row)));
    }

    /// <summary>The rows with a value in at least so many of the columns named, or of all where none is named: pandas' dropna with thresh.</summary>
    /// <param name="values">Number of values a row needs to stay.</param>
    /// <param name="columns">The columns that count.</param>
    public Frame DropMissing(int values, params IReadOnlyList<string> columns)
    {
        Column[] counted = Named(columns);
        return Filter((int row) => counted.Count(c => !c.IsMissing(row)) >= values);
    }

    /// <summary>The columns whose share of missing values is at most <paramref name="most"/>, from 0 to 1.</summary>
    public Frame DropMissingColumns(double most = 0)
    {
        Numerics.Require.Between(most, 0.0, 1.0, nameof(most));
        return new Frame([.. Columns.Where(c => c.MissingCount <= most * c.Count)]);
    }

    /// <summary>The first row of each combination of values in the columns named, or in all where none is named; a missing value equals another. Cost: O(n·d).</summary>
    public Frame Distinct(params IReadOnlyList<string> columns)
    {
        int[] codes = RowKeys.Codes(Named(columns), RowCount, out int count, missingIsMinusOne: false);
        int[] first = new int[count];
        Array.Fill(first, -1);
        for (int row = 0; row < codes.Length; row++)
        {
            if (first[codes[row]] < 0)
                first[codes[row]] = row;
        }
        return count == RowCount ? this : Gather(first, count);
    }

    private Column[] Named(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return names.Count == 0 ? [.. Columns] : [.. names.Select(name => this[name])];
    }
}
