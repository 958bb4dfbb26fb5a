using System.Runtime.CompilerServices;

namespace Hone.Data;

/// <summary>Numbers different keys in order of first appearance: open addressing, linear probing.</summary>
internal sealed class KeyTable
{
    private (ulong Key, int Code)[] slots = new (ulong, int)[256];                // 1 + code, 0 where free
    private int shift = 64 - 8;

    /// <summary>Number of different keys.</summary>
    public int Count { get; private set; }

    /// <summary>The code of a key; a new one gets the next.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Code(ulong key)
    {
        int mask = slots.Length - 1;
        int slot = Start(key);
        while (true)
        {
            ref (ulong Key, int Code) found = ref slots[slot];
            if (found.Code == 0)
            {
                found = (key, ++Count);
                int code = Count - 1;
                if (Count * 2 > slots.Length)
                    Grow();
                return code;
            }
            if (found.Key == key)
                return found.Code - 1;
            slot = (slot + 1) & mask;
        }
    }

    /// <summary>The code of a key, −1 of one that has none; several threads may ask at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Find(ulong key)
    {
        int mask = slots.Length - 1;
        int slot = Start(key);
        while (slots[slot].Code is int code && code != 0)
        {
            if (slots[slot].Key == key)
                return code - 1;
            slot = (slot + 1) & mask;
        }
        return -1;
    }

    /// <summary>The keys by code.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ulong[] Keys()
    {
        ulong[] keys = new ulong[Count];
        foreach ((ulong key, int code) in slots)
        {
            if (code > 0)
                keys[code - 1] = key;
        }
        return keys;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Grow()
    {
        (ulong Key, int Code)[] old = slots;
        slots = new (ulong, int)[old.Length * 4];
        shift -= 2;
        int mask = slots.Length - 1;
        foreach ((ulong Key, int Code) entry in old)
        {
            if (entry.Code == 0)
                continue;
            int slot = Start(entry.Key);
            while (slots[slot].Code != 0)
                slot = (slot + 1) & mask;
            slots[slot] = entry;
        }
    }

    // The product's high and low half folded together, its top bits the slot; the codes do not depend on it.
    private int Start(ulong key)
    {
        ulong high = Math.BigMul(key ^ 0x9E37_79B9_7F4A_7C15, 0xD6E8_FEB8_6659_FD93, out ulong low);
        return (int)((high ^ low) >> shift);
    }
}
