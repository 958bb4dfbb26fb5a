using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace Hone.Data;

/// <summary>Gives each different text of some rows a number and counts it, without making a string of every field.</summary>
internal sealed class LevelTable
{
    private const int ShortText = 16;

    private int[] slots = new int[64];                                            // 1 + number of the text, 0 where free
    private Entry[] entries = new Entry[32];
    private byte[] pool = new byte[256];
    private int used;

    /// <summary>Number of different texts.</summary>
    public int Count { get; private set; }

    /// <summary>Whether all of them are valid UTF-8, so that different bytes are different texts.</summary>
    public bool IsUtf8 => Utf8.IsValid(pool.AsSpan(0, used));

    /// <summary>How often a text was asked for.</summary>
    public int Times(int code) => entries[code].Times;

    /// <summary>A text.</summary>
    public string Text(int code) => Encoding.UTF8.GetString(Bytes(code));

    /// <summary>The number of a text, counted from 0 in order of first appearance.</summary>
    /// <param name="text">In UTF-8.</param>
    /// <param name="times">How often it is counted.</param>
    public int Code(ReadOnlySpan<byte> text, int times = 1)
    {
        (ulong first, ulong last) = Ends(text);
        ulong hash = Fold(first ^ ((ulong)text.Length * 0x9E37_79B9_7F4A_7C15), last ^ 0xD6E8_FEB8_6659_FD93);
        int[] slots = this.slots;
        Entry[] entries = this.entries;
        int mask = slots.Length - 1, slot = (int)hash & mask;
        while (slots[slot] is int found && found != 0)
        {
            ref Entry entry = ref entries[found - 1];
            if (entry.First == first && entry.Last == last && entry.Length == text.Length && (text.Length <= ShortText || text.SequenceEqual(Bytes(found - 1))))
            {
                entry.Times += times;
                return found - 1;
            }
            slot = (slot + 1) & mask;
        }
        return Add(text, first, last, slot, (uint)hash, times);
    }

    /// <summary>Takes another table's texts in, with their counts, and returns the number here of each number there.</summary>
    public int[] Merge(LevelTable other)
    {
        int[] codes = new int[other.Count];
        for (int i = 0; i < codes.Length; i++)
            codes[i] = Code(other.Bytes(i), other.entries[i].Times);
        return codes;
    }

    private ReadOnlySpan<byte> Bytes(int code) => pool.AsSpan(entries[code].Start, entries[code].Length);

    private int Add(ReadOnlySpan<byte> text, ulong first, ulong last, int slot, uint hash, int times)
    {
        if (pool.Length < used + text.Length)
            Array.Resize(ref pool, Math.Max((int)Math.Min(pool.Length * 2L, Array.MaxLength), used + text.Length));
        text.CopyTo(pool.AsSpan(used));
        if (Count == entries.Length)
            Array.Resize(ref entries, entries.Length * 2);
        entries[Count++] = new Entry { First = first, Last = last, Hash = hash, Start = used, Length = text.Length, Times = times };
        used += text.Length;
        slots[slot] = Count;
        if (Count * 2 > slots.Length)
            Grow();
        return Count - 1;
    }

    private void Grow()
    {
        slots = new int[slots.Length * 2];
        int mask = slots.Length - 1;
        for (int i = 0; i < Count; i++)
        {
            int slot = (int)entries[i].Hash & mask;
            while (slots[slot] != 0)
                slot = (slot + 1) & mask;
            slots[slot] = i + 1;
        }
    }

    // Of a text of up to sixteen bytes these two words, and its length, are all there is to it; of a longer one they are a hash.
    private static (ulong First, ulong Last) Ends(ReadOnlySpan<byte> text)
    {
        switch (text.Length)
        {
            case >= 8:
                ulong first = MemoryMarshal.Read<ulong>(text), last = MemoryMarshal.Read<ulong>(text[^8..]);
                for (ReadOnlySpan<byte> rest = text.Length > ShortText ? text[8..] : default; rest.Length > 8; rest = rest[8..])
                    first = Fold(first ^ 0x9E37_79B9_7F4A_7C15, MemoryMarshal.Read<ulong>(rest));
                return (first, last);
            case >= 4:
                return (MemoryMarshal.Read<uint>(text), MemoryMarshal.Read<uint>(text[^4..]));
            case > 0:
                return ((ulong)(text[0] | (text[text.Length / 2] << 8) | (text[^1] << 16)), 0);
            default:
                return (0, 0);
        }
    }

    private static ulong Fold(ulong a, ulong b)
    {
        ulong high = Math.BigMul(a, b, out ulong low);
        return high ^ low;
    }

    private struct Entry
    {
        public ulong First, Last;
        public uint Hash;
        public int Start, Length, Times;
    }
}
