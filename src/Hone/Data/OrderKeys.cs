using Hone.Numerics;

namespace Hone.Data;

/// <summary>A column's values as whole keys that order as the values do: numbers, times and flags by value, categories by their levels, text by UTF-16 units.</summary>
/// <param name="Values">One a row, from 0; 0 where the row has no value.</param>
/// <param name="Bits">Keys are below 2 to the power of this.</param>
internal readonly record struct OrderKeys(ulong[] Values, int Bits)
{
    private const int BlockSize = 1 << 16;

    /// <summary>The keys of a column, upwards or downwards.</summary>
    public static OrderKeys Of(Column column, bool descending = false)
    {
        int[]? ranks = column is TextColumn texts ? Ranks(texts) : null;
        ulong[] keys = GC.AllocateUninitializedArray<ulong>(column.Count);
        int blocks = (column.Count + BlockSize - 1) / BlockSize;
        (ulong Least, ulong Greatest)[] ends = new (ulong, ulong)[blocks];
        WorkerPool.For(blocks, null, block =>
        {
            int from = block * BlockSize;
            Span<ulong> part = keys.AsSpan(from, Math.Min(BlockSize, column.Count - from));
            Fill(column, ranks, from, part);
            ulong least = ulong.MaxValue, greatest = 0;
            for (int i = 0; i < part.Length; i++)
            {
                if (column.IsMissing(from + i))
                    continue;
                least = Math.Min(least, part[i]);
                greatest = Math.Max(greatest, part[i]);
            }
            ends[block] = (least, greatest);
        });
        (ulong low, ulong high) = (ulong.MaxValue, 0);
        foreach ((ulong least, ulong greatest) in ends)
            (low, high) = (Math.Min(low, least), Math.Max(high, greatest));
        WorkerPool.For(blocks, null, block =>
        {
            int from = block * BlockSize;
            Span<ulong> part = keys.AsSpan(from, Math.Min(BlockSize, column.Count - from));
            for (int i = 0; i < part.Length; i++)
                part[i] = column.IsMissing(from + i) ? 0 : descending ? high - part[i] : part[i] - low;
        });
        return new OrderKeys(keys, low > high ? 0 : 64 - System.Numerics.BitOperations.LeadingZeroCount(high - low));
    }

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
