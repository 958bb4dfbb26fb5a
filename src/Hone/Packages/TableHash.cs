using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Hone.Data;

namespace Hone.Packages;

/// <summary>The SHA-256 of a table's content: names, kinds, levels and values, whatever file they came from.</summary>
public static class TableHash
{
    private const int RowsAtOnce = 4096;

    /// <summary>64 hexadecimal digits, the same on every machine. Cost: O(n·d).</summary>
    public static string Of(Frame table)
    {
        ArgumentNullException.ThrowIfNull(table);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Whole(hash, table.RowCount);
        Whole(hash, table.Columns.Count);
        foreach (Column column in table.Columns)
        {
            Words(hash, column.Name);
            Words(hash, column.Kind.ToString());
            if (column is CategoryColumn category)
            {
                Whole(hash, category.Levels.Count);
                foreach (string level in category.Levels)
                    Words(hash, level);
            }
            if (column is TextColumn text)
            {
                foreach (string? value in text.Values)
                    Words(hash, value);
            }
            else
            {
                Values(hash, column);
            }
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // Of each row 8 bytes little-endian, and one that says whether there is a value at all.
    private static void Values(IncrementalHash hash, Column column)
    {
        byte[] bytes = new byte[9 * Math.Min(RowsAtOnce, column.Count)];
        for (int start = 0; start < column.Count; start += RowsAtOnce)
        {
            int count = Math.Min(RowsAtOnce, column.Count - start);
            for (int i = 0; i < count; i++)
            {
                int row = start + i;
                bool missing = column.IsMissing(row);
                long value = missing ? 0 : column switch
                {
                    NumberColumn numbers => BitConverter.DoubleToInt64Bits(numbers[row]),
                    WholeColumn wholes => wholes[row],
                    CategoryColumn categories => categories.Codes[row],
                    TimeColumn times => times[row].Ticks,
                    FlagColumn flags => flags[row] ? 1 : 0,
                    _ => throw new InvalidOperationException($"A column of kind {column.Kind} has no hash."),
                };
                Span<byte> at = bytes.AsSpan(9 * i, 9);
                at[0] = missing ? (byte)0 : (byte)1;
                BinaryPrimitives.WriteInt64LittleEndian(at[1..], value);
            }
            hash.AppendData(bytes, 0, 9 * count);
        }
    }

    private static void Words(IncrementalHash hash, string? text)
    {
        Whole(hash, text?.Length ?? -1);
        if (text is null)
            return;
        if (BitConverter.IsLittleEndian)
            hash.AppendData(MemoryMarshal.AsBytes(text.AsSpan()));
        else
            hash.AppendData(Encoding.Unicode.GetBytes(text));
    }

    private static void Whole(IncrementalHash hash, long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        hash.AppendData(bytes);
    }
}
