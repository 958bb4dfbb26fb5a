using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Hone.Data;

/// <summary>Which rows of a column have no value: one bit a row.</summary>
public sealed class MissingBits
{
    /// <summary>Rows whose bits lie in one word.</summary>
    internal const int WordRows = 64;

    private readonly ulong[] words;

    /// <summary>No row missing.</summary>
    public MissingBits(int count) => (Count, words) = (count, new ulong[(count + 63) / 64]);

    /// <summary>The rows whose entry is true are missing.</summary>
    public MissingBits(ReadOnlySpan<bool> missing)
        : this(missing.Length)
    {
        for (int row = 0; row < missing.Length; row++)
        {
            if (missing[row])
                this[row] = true;
        }
    }

    /// <summary>The rows that hold NaN; null where none does.</summary>
    internal static MissingBits? WhereNaN(ReadOnlySpan<double> values)
    {
        MissingBits? result = null;
        for (int start = 0; start < values.Length; start += WordRows)
        {
            ulong word = NaNs(values.Slice(start, Math.Min(WordRows, values.Length - start)));
            if (word != 0)
                (result ??= new MissingBits(values.Length)).words[start / WordRows] = word;
        }
        return result;
    }

    /// <summary>Marks those of some rows that hold NaN, and no other of them.</summary>
    /// <param name="from">The first of them, a multiple of <see cref="WordRows"/>.</param>
    /// <param name="values">What they hold, at most <see cref="WordRows"/>.</param>
    internal void MarkNaN(int from, ReadOnlySpan<double> values) => words[from / WordRows] = NaNs(values);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong NaNs(ReadOnlySpan<double> rows)
    {
        ulong word = 0;
        int i = 0;
        for (; i <= rows.Length - 8; i += 8)
        {
            Vector512<double> eight = Vector512.Create(rows[i..]);
            word |= Vector512.ExtractMostSignificantBits(~Vector512.Equals(eight, eight)) << i;
        }
        for (; i < rows.Length; i++)
            word |= double.IsNaN(rows[i]) ? 1UL << i : 0;
        return word;
    }

    /// <summary>Number of rows.</summary>
    public int Count { get; }

    /// <summary>Whether a row has no value.</summary>
    public bool this[int row]
    {
        get => (words[row >> 6] >> (row & 63) & 1) != 0;
        internal set
        {
            if (value)
                words[row >> 6] |= 1UL << (row & 63);
            else
                words[row >> 6] &= ~(1UL << (row & 63));
        }
    }

    /// <summary>Number of rows that have no value.</summary>
    public int MissingCount
    {
        get
        {
            int total = 0;
            foreach (ulong word in words)
                total += BitOperations.PopCount(word);
            return total;
        }
    }

    /// <summary>Marks a row while other threads mark others.</summary>
    internal void MarkShared(int row) => Interlocked.Or(ref words[row >> 6], 1UL << (row & 63));

    /// <summary>1 a row that has no value, 0 a row that has one.</summary>
    internal ulong[] Flags()
    {
        ulong[] flags = new ulong[Count];
        for (int row = 0; row < flags.Length; row++)
            flags[row] = words[row >> 6] >> (row & 63) & 1;
        return flags;
    }

    /// <summary>The bits of the rows named, in that order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public MissingBits Take(ReadOnlySpan<int> rows)
    {
        MissingBits result = new(rows.Length);
        for (int word = 0; word < result.words.Length; word++)
        {
            ulong bits = 0;
            ReadOnlySpan<int> some = rows.Slice(word << 6, Math.Min(64, rows.Length - (word << 6)));
            for (int i = 0; i < some.Length; i++)
                bits |= (words[some[i] >> 6] >> (some[i] & 63) & 1) << i;
            result.words[word] = bits;
        }
        return result;
    }
}
