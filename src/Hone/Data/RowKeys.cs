using System.Runtime.InteropServices;

namespace Hone.Data;

/// <summary>Turns a column into one number a row: its code, stratum, group or time.</summary>
internal static class RowKeys
{
    private const int MostNumbersAsStrata = 20, NumberStrata = 10;

    /// <summary>Equal values have equal codes, counted from 0 in order of first appearance; missing has one too, −1 where asked.</summary>
    public static int[] Codes(Column column, out int count, bool missingIsMinusOne = false)
    {
        int[] codes = new int[column.Count];
        int next = 0;
        int missing = -1;
        switch (column)
        {
            case CategoryColumn category:
                Encode(category.Codes);
                break;
            case NumberColumn numbers:
                Encode(numbers.Values);
                break;
            case WholeColumn wholes:
                Encode(wholes.Values);
                break;
            case TimeColumn times:
                Encode(times.Values);
                break;
            case FlagColumn flags:
                Encode(flags.Values);
                break;
            case TextColumn texts:
                Encode<string>(texts.Values!);
                break;
        }
        count = next;
        return codes;

        void Encode<T>(ReadOnlySpan<T> values)
            where T : notnull
        {
            Dictionary<T, int> codeOf = [];
            for (int i = 0; i < values.Length; i++)
            {
                if (column.IsMissing(i))
                {
                    codes[i] = missingIsMinusOne ? -1 : missing >= 0 ? missing : missing = next++;
                    continue;
                }
                ref int code = ref CollectionsMarshal.GetValueRefOrAddDefault(codeOf, values[i], out bool known);
                if (!known)
                    code = next++;
                codes[i] = code;
            }
        }
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
            Dictionary<long, int> joined = [];
            for (int row = 0; row < rows; row++)
            {
                if (codes[row] < 0 || next[row] < 0)
                {
                    codes[row] = -1;
                    continue;
                }
                ref int code = ref CollectionsMarshal.GetValueRefOrAddDefault(joined, ((long)codes[row] << 32) | (uint)next[row], out bool known);
                if (!known)
                    code = joined.Count - 1;
                codes[row] = code;
            }
            count = joined.Count;
        }
        return codes;
    }

    /// <summary>A number a row that orders rows as their values do: equal for equal values, missing last.</summary>
    public static int[] Ranks(Column column, bool descending)
    {
        int[] ranks = column switch
        {
            NumberColumn numbers => Rank(numbers.Values, Comparer<double>.Default),
            WholeColumn wholes => Rank(wholes.Values, Comparer<long>.Default),
            TimeColumn times => Rank(times.Values, Comparer<DateTime>.Default),
            FlagColumn flags => Rank(flags.Values, Comparer<bool>.Default),
            CategoryColumn categories => categories.Codes.ToArray(),
            TextColumn texts => Rank(texts.Values, StringComparer.Ordinal),
            _ => throw new InvalidOperationException($"Column '{column.Name}' has no order."),
        };
        for (int row = 0; row < ranks.Length; row++)
            ranks[row] = column.IsMissing(row) ? int.MaxValue : descending ? -ranks[row] : ranks[row];
        return ranks;
    }

    private static int[] Rank<T>(ReadOnlySpan<T> values, IComparer<T> comparer)
    {
        T[] sorted = values.ToArray();
        int[] rows = new int[sorted.Length];
        for (int i = 0; i < rows.Length; i++)
            rows[i] = i;
        Array.Sort(sorted, rows, comparer);
        int[] ranks = new int[rows.Length];
        int rank = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            if (i > 0 && comparer.Compare(sorted[i], sorted[i - 1]) != 0)
                rank++;
            ranks[rows[i]] = rank;
        }
        return ranks;
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
