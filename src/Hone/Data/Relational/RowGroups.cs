using System.Runtime.CompilerServices;
using Hone.Numerics;

namespace Hone.Data;

/// <summary>Rows in groups that are numbered in ascending order of their keys, missing keys last.</summary>
internal sealed class RowGroups
{
    private const int BlockSize = 1 << 16;

    private readonly Lazy<(int[] Starts, int[] Rows)> listed;

    private RowGroups(int[] codes, int[] first)
    {
        (Codes, First) = (codes, first);
        listed = new Lazy<(int[], int[])>(List);
    }

    /// <summary>The group of each row.</summary>
    public int[] Codes { get; }

    /// <summary>The first row of each group.</summary>
    public int[] First { get; }

    /// <summary>Number of groups.</summary>
    public int Count => First.Length;

    /// <summary>Where each group's rows begin in <see cref="Rows"/>, and behind them the end.</summary>
    public int[] Starts => listed.Value.Starts;

    /// <summary>The rows group by group, ascending in each.</summary>
    public int[] Rows => listed.Value.Rows;

    /// <summary>Groups the rows that have the same values in some columns.</summary>
    public static RowGroups Of(ReadOnlySpan<Column> columns, int rows)
    {
        (int[] codes, int count) = Ordered(columns[0]);
        foreach (Column column in columns[1..])
        {
            (int[] next, int nextCount) = Ordered(column);
            if ((long)count * nextCount <= RowKeys.DirectlyAddressed(rows))
            {
                int factor = nextCount;
                int[] before = codes;
                ForBlocks(rows, (from, to) =>
                {
                    for (int row = from; row < to; row++)
                        before[row] = (before[row] * factor) + next[row];
                });
                count *= nextCount;
            }
            else
            {
                count = Hashed(codes, next);
            }
        }
        return Dense(codes, count);
    }

    // A column's codes in order of its values, the missing value last; the array is the caller's.
    private static (int[] Codes, int Count) Ordered(Column column)
    {
        int gap = column.MissingCount > 0 ? 1 : 0;
        int[] codes;
        if (column is CategoryColumn category)
        {
            int levels = category.Levels.Count;
            codes = GC.AllocateUninitializedArray<int>(column.Count);
            ForBlocks(column.Count, (from, to) =>
            {
                ReadOnlySpan<int> own = category.Codes;
                for (int row = from; row < to; row++)
                    codes[row] = own[row] < 0 ? levels : own[row];
            });
            return (codes, levels + gap);
        }
        if (OrderKeys.Codes(column, RowKeys.DirectlyAddressed(column.Count), missingLast: true, out int limit) is { } few)
            return (few, limit + gap);
        ulong[] keys = OrderKeys.Of(column).Values;
        codes = GC.AllocateUninitializedArray<int>(column.Count);
        KeyTable table = new();
        RowKeys.Number(column.Missing, keys, table, codes, 0, codes.Length);
        int count = table.Count;
        Reorder(codes, table.Keys(), missing: count);
        return (codes, count + gap);
    }

    // Combinations too many for a table of them all: numbered by hashing, then put in order.
    private static int Hashed(int[] codes, int[] next)
    {
        KeyTable table = new();
        for (int row = 0; row < codes.Length; row++)
            codes[row] = table.Code(((ulong)(uint)codes[row] << 32) | (uint)next[row]);
        Reorder(codes, table.Keys(), missing: -1);
        return table.Count;
    }

    private static void Reorder(int[] codes, ulong[] keys, int missing)
    {
        int[] numbers = new int[keys.Length];
        for (int i = 0; i < numbers.Length; i++)
            numbers[i] = i;
        Array.Sort(keys, numbers);
        int[] place = new int[numbers.Length];
        for (int i = 0; i < place.Length; i++)
            place[numbers[i]] = i;
        ForBlocks(codes.Length, (from, to) =>
        {
            foreach (ref int code in codes.AsSpan(from, to - from))
                code = code < 0 ? missing : place[code];
        });
    }

    // Leaves out codes that no row has.
    private static RowGroups Dense(int[] codes, int count)
    {
        int[] firstOf = new int[count];
        Array.Fill(firstOf, -1);
        MarkFirst(codes, firstOf);
        int[] place = GC.AllocateUninitializedArray<int>(count);
        int used = 0;
        for (int code = 0; code < count; code++)
        {
            place[code] = used;
            used += firstOf[code] < 0 ? 0 : 1;
        }
        if (used < count)
        {
            ForBlocks(codes.Length, (from, to) =>
            {
                foreach (ref int code in codes.AsSpan(from, to - from))
                    code = place[code];
            });
            firstOf = Array.FindAll(firstOf, row => row >= 0);
        }
        return new RowGroups(codes, firstOf);
    }

    // Compiled for good at once, as the loops over keys are.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MarkFirst(int[] codes, int[] firstOf)
    {
        for (int row = codes.Length - 1; row >= 0; row--)
            firstOf[codes[row]] = row;
    }

    private (int[] Starts, int[] Rows) List()
    {
        int[] starts = new int[Count + 1];
        foreach (int code in Codes)
            starts[code + 1]++;
        for (int g = 0; g < Count; g++)
            starts[g + 1] += starts[g];
        int[] rows = GC.AllocateUninitializedArray<int>(Codes.Length), next = starts[..^1];
        for (int row = 0; row < Codes.Length; row++)
            rows[next[Codes[row]]++] = row;
        return (starts, rows);
    }

    private static void ForBlocks(int rows, Action<int, int> body) =>
        WorkerPool.For((rows + BlockSize - 1) / BlockSize, null, block => body(block * BlockSize, Math.Min(rows, (block + 1) * BlockSize)));
}
