using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hone.Data;

/// <summary>Turns a column into one number a row: its code, stratum, group or time.</summary>
internal static class RowKeys
{
    private const int MostNumbersAsStrata = 20, NumberStrata = 10;

    /// <summary>Equal values have equal codes, counted from 0 in order of first appearance; missing has one too, −1 where asked.</summary>
    public static int[] Codes(Column column, out int count, bool missingIsMinusOne = false)
    {
        int[] codes = GC.AllocateUninitializedArray<int>(column.Count);
        switch (column)
        {
            case CategoryColumn category:
                ReadOnlySpan<int> levels = category.Codes;
                for (int row = 0; row < codes.Length; row++)
                    codes[row] = levels[row];
                count = Renumber(codes, category.Levels.Count);
                break;
            case FlagColumn flags:
                for (int row = 0; row < codes.Length; row++)
                    codes[row] = flags.IsMissing(row) ? -1 : flags[row] ? 1 : 0;
                count = Renumber(codes, 2);
                break;
            case TextColumn texts:
                Dictionary<string, int> codeOf = new(StringComparer.Ordinal);
                for (int row = 0; row < codes.Length; row++)
                {
                    codes[row] = -1;
                    if (texts[row] is not { } text)
                        continue;
                    ref int code = ref CollectionsMarshal.GetValueRefOrAddDefault(codeOf, text, out bool known);
                    if (!known)
                        code = codeOf.Count - 1;
                    codes[row] = code;
                }
                count = codeOf.Count;
                break;
            default:
                if (OrderKeys.Codes(column, DirectlyAddressed(codes.Length), missingLast: false, out int limit) is { } few)
                {
                    codes = few;
                    count = Renumber(codes, limit);
                    break;
                }
                ulong[] keys = OrderKeys.Of(column).Values;
                KeyTable table = new();
                Number(column.Missing, keys, table, codes, 0, codes.Length);
                count = table.Count;
                break;
        }
        if (!missingIsMinusOne && column.MissingCount > 0)
            count = NumberMissing(codes);
        return codes;
    }

    /// <summary>The same for combinations of several columns' values; with <paramref name="missingIsMinusOne"/>, a row that misses one of them has code −1.</summary>
    public static int[] Codes(ReadOnlySpan<Column> columns, int rows, out int count, bool missingIsMinusOne = false)
    {
        int[] codes = new int[rows];
        count = rows > 0 ? 1 : 0;
        for (int c = 0; c < columns.Length; c++)
        {
            int[] next = Codes(columns[c], out int nextCount, missingIsMinusOne);
            if (c == 0)
            {
                (codes, count) = (next, nextCount);
                continue;
            }
            if ((long)count * nextCount <= DirectlyAddressed(rows))
            {
                for (int row = 0; row < rows; row++)
                    codes[row] = (codes[row] | next[row]) < 0 ? -1 : (codes[row] * nextCount) + next[row];
                count = Renumber(codes, count * nextCount);
                continue;
            }
            KeyTable table = new();
            for (int row = 0; row < rows; row++)
                codes[row] = (codes[row] | next[row]) < 0 ? -1 : table.Code(((ulong)(uint)codes[row] << 32) | (uint)next[row]);
            count = table.Count;
        }
        return codes;
    }

    /// <summary>Codes of a column's values where only those of some rows are numbered: −1 for what none of them has, and for a missing value. The other rows look theirs up on all threads.</summary>
    public static int[] CodesAmong(Column column, Range numbered, out int count)
    {
        const int blockSize = 1 << 16;
        int[] codes = GC.AllocateUninitializedArray<int>(column.Count);
        ulong[] keys = OrderKeys.Of(column).Values;
        KeyTable table = new();
        (int from, int length) = numbered.GetOffsetAndLength(codes.Length);
        Number(column.Missing, keys, table, codes, from, from + length);
        Numerics.WorkerPool.For((codes.Length + blockSize - 1) / blockSize, null, block =>
        {
            int first = block * blockSize, end = Math.Min(codes.Length, first + blockSize);
            Find(column.Missing, keys, table, codes, first, Math.Min(end, from));
            Find(column.Missing, keys, table, codes, Math.Max(first, from + length), end);
        });
        count = table.Count;
        return codes;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Find(MissingBits? missing, ulong[] keys, KeyTable table, int[] codes, int from, int to)
    {
        for (int row = from; row < to; row++)
            codes[row] = missing is not null && missing[row] ? -1 : table.Find(keys[row]);
    }

    /// <summary>Numbers the keys of some rows; a missing value has code −1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Number(MissingBits? missing, ulong[] keys, KeyTable table, int[] codes, int from, int to)
    {
        for (int row = from; row < to; row++)
            codes[row] = missing is not null && missing[row] ? -1 : table.Code(keys[row]);
    }

    /// <summary>So many different numbers are looked up in a table of them all rather than hashed.</summary>
    public static long DirectlyAddressed(int rows) => Math.Max(1 << 16, 2L * rows);

    // Codes below a limit become codes in order of first appearance; −1 stays. Returns how many there are.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Renumber(int[] codes, int limit)
    {
        int[] codeOf = new int[limit];                                            // 1 + the new code
        int count = 0;
        foreach (ref int code in codes.AsSpan())
        {
            if (code < 0)
                continue;
            ref int known = ref codeOf[code];
            if (known == 0)
                known = ++count;
            code = known - 1;
        }
        return count;
    }

    // A gap is a value like any other: its code, too, is that of its first appearance.
    private static int NumberMissing(int[] codes)
    {
        int most = -1, missing = -1;
        foreach (ref int code in codes.AsSpan())
        {
            if (code < 0)
                code = missing >= 0 ? missing : missing = most + 1;
            else if (missing >= 0 && code >= missing)
                code++;
            most = Math.Max(most, code);
        }
        return most + 1;
    }

    public static int[] Strata(Column column)
    {
        int[] codes = Codes(column, out int count);
        if (count <= MostNumbersAsStrata || column is not (NumberColumn or WholeColumn or TimeColumn))
            return codes;

        // Numbers: ten strata of equal size by rank; equal numbers share the stratum of their first.
        double[] values = Ordered(column);
        int[] order = [.. Enumerable.Range(0, column.Count).Where(i => !column.IsMissing(i)).OrderBy(i => values[i])];
        int stratum = 0;
        for (int rank = 0; rank < order.Length; rank++)
        {
            if (rank == 0 || values[order[rank]] != values[order[rank - 1]])
                stratum = (int)((long)rank * NumberStrata / order.Length);
            codes[order[rank]] = stratum;
        }
        for (int i = 0; i < codes.Length; i++)
        {
            if (column.IsMissing(i))
                codes[i] = NumberStrata;
        }
        return codes;
    }

    public static int[] Groups(Column column)
    {
        int[] codes = Codes(column, out int count, missingIsMinusOne: true);
        for (int i = 0; i < codes.Length; i++)
        {
            if (codes[i] < 0)
                codes[i] = count++;
        }
        return codes;
    }

    public static long[] Times(Column column)
    {
        if (column.MissingCount > 0)
            throw new ArgumentException(FormattableString.Invariant($"Column '{column.Name}' has {column.MissingCount} missing values, so rows cannot be ordered by it; fill them or drop the rows first."));
        return column switch
        {
            TimeColumn times => [.. times.Values.ToArray().Select(t => t.Ticks)],
            WholeColumn wholes => wholes.Values.ToArray(),
            NumberColumn numbers => [.. numbers.Values.ToArray().Select(Rank)],
            _ => throw new ArgumentException($"Column '{column.Name}' is {column.Kind.ToString().ToLowerInvariant()}; rows are ordered by a column of times or numbers."),
        };
    }

    // A long that orders as the double does: the bits, with those of negative numbers turned round.
    private static long Rank(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value + 0.0);
        return bits >= 0 ? bits : long.MinValue - bits;
    }

    private static double[] Ordered(Column column) => column switch
    {
        NumberColumn numbers => numbers.Values.ToArray(),
        WholeColumn wholes => [.. wholes.Values.ToArray().Select(v => (double)v)],
        TimeColumn times => [.. times.Values.ToArray().Select(t => (double)t.Ticks)],
        _ => throw new InvalidOperationException($"Column '{column.Name}' has no order."),
    };
}
