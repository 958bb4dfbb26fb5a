using System.Runtime.CompilerServices;
using Hone.Numerics;

namespace Hone.Data;

/// <summary>A column's values as whole keys that order as the values do: numbers, times and flags by value, categories by their levels, text by UTF-16 units.</summary>
/// <param name="Values">One a row, from 0; 0 where the row has no value.</param>
/// <param name="Bits">Keys are below 2 to the power of this.</param>
internal readonly record struct OrderKeys(ulong[] Values, int Bits)
{
    private const int BlockSize = 1 << 16, Chunk = 512;

    /// <summary>The keys of a column, upwards or downwards.</summary>
    public static OrderKeys Of(Column column, bool descending = false)
    {
        int[]? ranks = RanksOf(column);
        (ulong low, ulong high) = Ends(column, ranks);
        ulong[] keys = GC.AllocateUninitializedArray<ulong>(column.Count);
        ForBlocks(column.Count, (_, from, to) => Write(column, ranks, from, keys.AsSpan(from, to - from), low, high, descending));
        return new OrderKeys(keys, low > high ? 0 : 64 - System.Numerics.BitOperations.LeadingZeroCount(high - low));
    }

    /// <summary>The keys as codes where they are below a limit; null where they are not.</summary>
    /// <param name="column">The column.</param>
    /// <param name="most">Codes at most.</param>
    /// <param name="missingLast">Whether missing values have the code behind the last; otherwise −1.</param>
    /// <param name="count">Codes there can be, that of missing values not counted.</param>
    public static int[]? Codes(Column column, long most, bool missingLast, out int count)
    {
        int[]? ranks = RanksOf(column);
        (ulong low, ulong high) = Ends(column, ranks);
        count = 0;
        if (low <= high && high - low >= (ulong)most)
            return null;
        count = low > high ? 0 : (int)(high - low) + 1;
        int missing = missingLast ? count : -1;
        int[] codes = GC.AllocateUninitializedArray<int>(column.Count);
        ForBlocks(column.Count, (_, from, to) => Write(column, ranks, from, codes.AsSpan(from, to - from), low, missing));
        return codes;
    }

    // The least and the greatest key of a value that is there; the least above the greatest where there is none.
    private static (ulong Low, ulong High) Ends(Column column, int[]? ranks)
    {
        (ulong Low, ulong High)[] ends = new (ulong, ulong)[(column.Count + BlockSize - 1) / BlockSize];
        ForBlocks(column.Count, (block, from, to) => ends[block] = Ends(column, ranks, from, to));
        (ulong low, ulong high) = (ulong.MaxValue, 0);
        foreach ((ulong least, ulong greatest) in ends)
            (low, high) = (Math.Min(low, least), Math.Max(high, greatest));
        return (low, high);
    }

    // The loops below are compiled for good at once: a table is often grouped or sorted once only, and half compiled they take three times as long.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (ulong Low, ulong High) Ends(Column column, int[]? ranks, int from, int to)
    {
        Span<ulong> buffer = stackalloc ulong[Chunk];
        MissingBits? missing = column.Missing;
        (ulong low, ulong high) = (ulong.MaxValue, 0);
        for (int start = from; start < to; start += Chunk)
        {
            Span<ulong> keys = buffer[..Math.Min(Chunk, to - start)];
            Fill(column, ranks, start, keys);
            for (int i = 0; i < keys.Length; i++)
            {
                if (missing is not null && missing[start + i])
                    continue;
                low = Math.Min(low, keys[i]);
                high = Math.Max(high, keys[i]);
            }
        }
        return (low, high);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Write(Column column, int[]? ranks, int from, Span<ulong> keys, ulong low, ulong high, bool descending)
    {
        Fill(column, ranks, from, keys);
        for (int i = 0; i < keys.Length; i++)
            keys[i] = descending ? high - keys[i] : keys[i] - low;
        for (int i = 0; column.Missing is { } missing && i < keys.Length; i++)
        {
            if (missing[from + i])
                keys[i] = 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Write(Column column, int[]? ranks, int from, Span<int> codes, ulong low, int missingCode)
    {
        Span<ulong> buffer = stackalloc ulong[Chunk];
        for (int start = 0; start < codes.Length; start += Chunk)
        {
            Span<int> own = codes[start..Math.Min(codes.Length, start + Chunk)];
            Span<ulong> keys = buffer[..own.Length];
            Fill(column, ranks, from + start, keys);
            for (int i = 0; i < own.Length; i++)
                own[i] = (int)(keys[i] - low);
            for (int i = 0; column.Missing is { } missing && i < own.Length; i++)
            {
                if (missing[from + start + i])
                    own[i] = missingCode;
            }
        }
    }

    private static void ForBlocks(int rows, Action<int, int, int> body) =>
        WorkerPool.For((rows + BlockSize - 1) / BlockSize, null, block => body(block, block * BlockSize, Math.Min(rows, (block + 1) * BlockSize)));

    private static int[]? RanksOf(Column column) => column is TextColumn texts ? Ranks(texts) : null;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Fill(Column column, int[]? ranks, int from, Span<ulong> keys)
    {
        switch (column)
        {
            case NumberColumn numbers:
                ReadOnlySpan<double> doubles = numbers.Values.Slice(from, keys.Length);
                for (int i = 0; i < keys.Length; i++)
                    keys[i] = RadixOrder.Key(doubles[i]);
                break;
            case WholeColumn wholes:
                ReadOnlySpan<long> longs = wholes.Values.Slice(from, keys.Length);
                for (int i = 0; i < keys.Length; i++)
                    keys[i] = RadixOrder.Key(longs[i]);
                break;
            case TimeColumn times:
                ReadOnlySpan<DateTime> moments = times.Values.Slice(from, keys.Length);
                for (int i = 0; i < keys.Length; i++)
                    keys[i] = (ulong)moments[i].Ticks;
                break;
            case FlagColumn flags:
                ReadOnlySpan<bool> bits = flags.Values.Slice(from, keys.Length);
                for (int i = 0; i < keys.Length; i++)
                    keys[i] = bits[i] ? 1UL : 0UL;
                break;
            case CategoryColumn category:
                ReadOnlySpan<int> codes = category.Codes.Slice(from, keys.Length);
                for (int i = 0; i < keys.Length; i++)
                    keys[i] = (uint)codes[i];
                break;
            default:
                for (int i = 0; i < keys.Length; i++)
                    keys[i] = (uint)ranks![from + i];
                break;
        }
    }

    // Each different text is placed once, however often it stands in the column.
    private static int[] Ranks(TextColumn texts)
    {
        int[] codes = RowKeys.Codes(texts, out int count, missingIsMinusOne: true);
        string[] different = new string[count];
        int[] numbers = new int[count];
        for (int row = 0; row < codes.Length; row++)
        {
            if (codes[row] >= 0)
                different[codes[row]] = texts[row]!;
        }
        for (int i = 0; i < count; i++)
            numbers[i] = i;
        Array.Sort(different, numbers, StringComparer.Ordinal);
        int[] rankOf = new int[count];
        for (int rank = 0; rank < count; rank++)
            rankOf[numbers[rank]] = rank;
        for (int row = 0; row < codes.Length; row++)
            codes[row] = codes[row] < 0 ? 0 : rankOf[codes[row]];
        return codes;
    }
}
