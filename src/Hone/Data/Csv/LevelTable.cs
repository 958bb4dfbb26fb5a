using System.Runtime.InteropServices;
using System.Text;

namespace Hone.Data;

/// <summary>Gives each different text of a block a number, without making a string of every field.</summary>
internal sealed class LevelTable
{
    private int[] slots = new int[64];                                            // 1 + number of the text, 0 where free
    private readonly List<(uint Hash, int Start, int Length)> entries = [];
    private byte[] pool = new byte[256];
    private int used;

    /// <summary>Number of different texts.</summary>
    public int Count => entries.Count;

    /// <summary>The number of a text, counted from 0 in order of first appearance.</summary>
    public int Code(ReadOnlySpan<byte> text)
    {
        uint hash = Hash(text);
        int mask = slots.Length - 1;
        int slot = (int)hash & mask;
        ReadOnlySpan<(uint Hash, int Start, int Length)> known = CollectionsMarshal.AsSpan(entries);
        while (slots[slot] is int found && found != 0)
        {
            (uint foundHash, int start, int length) = known[found - 1];
            if (foundHash == hash && text.SequenceEqual(pool.AsSpan(start, length)))
                return found - 1;
            slot = (slot + 1) & mask;
        }
        if (pool.Length < used + text.Length)
            Array.Resize(ref pool, Math.Max(pool.Length * 2, used + text.Length));
        text.CopyTo(pool.AsSpan(used));
        entries.Add((hash, used, text.Length));
        used += text.Length;
        slots[slot] = entries.Count;
        if (entries.Count * 2 > slots.Length)
            Grow();
        return entries.Count - 1;
    }

    /// <summary>The texts in order of their numbers.</summary>
    public string[] Texts()
    {
        string[] texts = new string[entries.Count];
        for (int i = 0; i < texts.Length; i++)
            texts[i] = Encoding.UTF8.GetString(pool, entries[i].Start, entries[i].Length);
        return texts;
    }

    private void Grow()
    {
        slots = new int[slots.Length * 2];
        int mask = slots.Length - 1;
        for (int i = 0; i < entries.Count; i++)
        {
            int slot = (int)entries[i].Hash & mask;
            while (slots[slot] != 0)
                slot = (slot + 1) & mask;
            slots[slot] = i + 1;
        }
    }

    // Eight bytes at a time, multiplied and folded; the numbers given do not depend on it.
    private static uint Hash(ReadOnlySpan<byte> text)
    {
        ulong hash = (ulong)text.Length * 0x9E3779B97F4A7C15;
        while (text.Length >= 8)
        {
            hash = Fold(hash ^ MemoryMarshal.Read<ulong>(text));
            text = text[8..];
        }
        ulong tail = 0;
        foreach (byte b in text)
            tail = (tail << 8) | b;
        hash = Fold(hash ^ tail);
        return (uint)(hash >> 32);
    }

    private static ulong Fold(ulong value)
    {
        ulong high = Math.BigMul(value, 0xD6E8FEB86659FD93, out ulong low);
        return high ^ low;
    }
}
