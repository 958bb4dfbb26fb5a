using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hone.Data;

/// <summary>Numbers texts in the order in which they first come: a hash table that does nothing else.</summary>
/// <remarks>Texts are compared by their UTF-16 units. Four units are hashed at a time, which for short texts such as names of levels is most of the work.</remarks>
internal sealed class TextCodes
{
    private int[] slots = new int[64];              // a code + 1; 0 is free
    private uint[] hashes = new uint[32];
    private string[] texts = new string[32];
    private int[] counts = new int[32];

    /// <summary>How many different texts there were.</summary>
    public int Count { get; private set; }

    /// <summary>The texts by their codes.</summary>
    public ReadOnlySpan<string> Texts => texts.AsSpan(0, Count);

    /// <summary>How often each text came, by their codes.</summary>
    public ReadOnlySpan<int> Counts => counts.AsSpan(0, Count);

    /// <summary>A code for each text, −1 for null.</summary>
    public int[] CodesOf(ReadOnlySpan<string?> values)
    {
        int[] codes = GC.AllocateUninitializedArray<int>(values.Length);
        for (int i = 0; i < codes.Length; i++)
            codes[i] = values[i] is { } text ? CodeOf(text) : -1;
        return codes;
    }

    /// <summary>The text's code; a new one if it comes for the first time.</summary>
    public int CodeOf(string text)
    {
        uint hash = Hash(text);
        int mask = slots.Length - 1;
        for (int slot = (int)hash & mask; ; slot = (slot + 1) & mask)
        {
            int code = slots[slot] - 1;
            if (code < 0)
                return Add(text, hash, slot);
            if (hashes[code] == hash && texts[code] == text)
            {
                counts[code]++;
                return code;
            }
        }
    }

    private int Add(string text, uint hash, int slot)
    {
        if (Count == texts.Length)
        {
            Array.Resize(ref texts, Count * 2);
            Array.Resize(ref hashes, Count * 2);
            Array.Resize(ref counts, Count * 2);
            slots = new int[Count * 4];             // at most half full
            for (int code = 0; code < Count; code++)
                slots[FreeSlot(hashes[code])] = code + 1;
            slot = FreeSlot(hash);
        }
        (texts[Count], hashes[Count], counts[Count], slots[slot]) = (text, hash, 1, Count + 1);
        return Count++;
    }

    private int FreeSlot(uint hash)
    {
        int mask = slots.Length - 1, slot = (int)hash & mask;
        while (slots[slot] != 0)
            slot = (slot + 1) & mask;
        return slot;
    }

    private static uint Hash(ReadOnlySpan<char> text)
    {
        const ulong multiplier = 0x9E3779B97F4A7C15;
        int length = text.Length;
        ref char units = ref MemoryMarshal.GetReference(text);
        if (length < 4)
        {
            ulong few = length == 0 ? 0 : units | ((ulong)Unsafe.Add(ref units, length >> 1) << 16) | ((ulong)Unsafe.Add(ref units, length - 1) << 32);
            return (uint)(((few ^ ((ulong)length << 48)) * multiplier) >> 32);
        }
        ulong hash = (ulong)length;
        for (int i = 0; i < length - 4; i += 4)
            hash = (BitOperations.RotateLeft(hash, 27) ^ Four(ref units, i)) * multiplier;
        hash = (BitOperations.RotateLeft(hash, 27) ^ Four(ref units, length - 4)) * multiplier;       // the last four overlap what was read
        return (uint)(hash >> 32);
    }

    private static ulong Four(ref char units, int at) => Unsafe.ReadUnaligned<ulong>(ref Unsafe.As<char, byte>(ref Unsafe.Add(ref units, at)));
}
