using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hone.Recipes;

/// <summary>Numbers terms, stretches of characters, in the order in which they first come. Their characters stand side by side in one array: a term that is not kept never becomes a string.</summary>
/// <remarks>Reading from several threads is safe while nobody adds.</remarks>
internal sealed class TermTable
{
    private ulong[] slots;                          // the hash, and below it a code + 1; 0 is free
    private uint[] hashes;
    private int[] ends;                             // of code c's characters at c + 1
    private char[] characters;

    /// <summary>An empty table.</summary>
    /// <param name="expected">Terms to make room for.</param>
    public TermTable(int expected = 64)
    {
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(expected, 64));
        (slots, hashes, ends, characters) = (new ulong[2 * size], new uint[size], new int[size + 1], new char[8 * size]);
    }

    public int Count { get; private set; }

    public ReadOnlySpan<char> this[int code] => characters.AsSpan(ends[code]..ends[code + 1]);

    /// <summary>The hash of a code's term.</summary>
    public uint HashOf(int code) => hashes[code];

    /// <summary>A table in which each term's code is its place in the list.</summary>
    public static TermTable Of(string[] terms)
    {
        TermTable table = new(terms.Length);
        foreach (string term in terms)
            table.CodeOf(term);
        return table;
    }

    /// <summary>The term's code; a new one if it comes for the first time.</summary>
    public int CodeOf(ReadOnlySpan<char> term) => CodeOf(term, Hash(term));

    /// <summary>The same where the hash is known.</summary>
    public int CodeOf(ReadOnlySpan<char> term, uint hash)
    {
        int slot = SlotOf(term, hash);
        return slots[slot] != 0 ? (int)(uint)slots[slot] - 1 : Add(term, hash, slot);
    }

    /// <summary>The term's code, or −1.</summary>
    public int Find(ReadOnlySpan<char> term) => (int)(uint)slots[SlotOf(term, Hash(term))] - 1;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Add(ReadOnlySpan<char> term, uint hash, int slot)
    {
        if (Count == hashes.Length)
        {
            Grow();
            slot = SlotOf(term, hash);
        }
        int start = ends[Count];
        if (start + term.Length > characters.Length)
            Array.Resize(ref characters, Math.Max(checked(characters.Length * 2), start + term.Length));
        term.CopyTo(characters.AsSpan(start));
        (hashes[Count], ends[Count + 1], slots[slot]) = (hash, start + term.Length, Slot(hash, Count));
        return Count++;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int SlotOf(ReadOnlySpan<char> term, uint hash)
    {
        ulong[] table = slots;
        int mask = table.Length - 1;
        for (int slot = (int)hash & mask; ; slot = (slot + 1) & mask)
        {
            ulong found = table[slot];
            if (found == 0 || ((uint)(found >> 32) == hash && this[(int)(uint)found - 1].SequenceEqual(term)))
                return slot;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Grow()
    {
        Array.Resize(ref hashes, Count * 2);
        Array.Resize(ref ends, (Count * 2) + 1);
        slots = new ulong[Count * 4];               // at most half full
        int mask = slots.Length - 1;
        for (int code = 0; code < Count; code++)
        {
            int slot = (int)hashes[code] & mask;
            while (slots[slot] != 0)
                slot = (slot + 1) & mask;
            slots[slot] = Slot(hashes[code], code);
        }
    }

    private static ulong Slot(uint hash, int code) => ((ulong)hash << 32) | (uint)(code + 1);

    /// <summary>A hash of a term's characters, the same for every table.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static uint Hash(ReadOnlySpan<char> term)
    {
        const ulong multiplier = 0x9E3779B97F4A7C15;
        ref byte units = ref Unsafe.As<char, byte>(ref MemoryMarshal.GetReference(term));
        ulong hash = (ulong)term.Length;
        int i = 0;
        for (; i <= term.Length - 4; i += 4)
            hash = (BitOperations.RotateLeft(hash, 27) ^ Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref units, i * 2))) * multiplier;
        ulong rest = 0;
        for (; i < term.Length; i++)
            rest = (rest << 16) | term[i];
        hash = (BitOperations.RotateLeft(hash, 27) ^ rest) * multiplier;
        return (uint)(hash >> 32);
    }
}
