using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hone.Numerics;

/// <summary>Puts numbered things in ascending order of whole keys, one digit of eight bits after the other from the least on.</summary>
/// <remarks>
/// Each pass is stable, so sorting by one key and then by another sorts by the other first. Passes are cut into blocks that depend on the count alone; a block counts its digits,
/// the counts are summed in order of blocks, and each block then knows where its things go: the answer is the same at any number of workers. Digits that are all alike cost a count only.
/// Cost: O(n) a digit.
/// </remarks>
internal sealed class RadixOrder
{
    private const int DigitBits = 8, Buckets = 1 << DigitBits, BlockSize = 1 << 16;

    private readonly int? workers;
    private readonly int[] counts;
    private ulong[] keys, otherKeys;
    private int[] places, otherPlaces;

    /// <summary>The order 0, 1, 2 …</summary>
    public RadixOrder(int count, int? workers = null)
    {
        this.workers = workers;
        counts = new int[Blocks(count) * Buckets];
        keys = GC.AllocateUninitializedArray<ulong>(count);
        otherKeys = GC.AllocateUninitializedArray<ulong>(count);
        places = GC.AllocateUninitializedArray<int>(count);
        otherPlaces = GC.AllocateUninitializedArray<int>(count);
        Restart();
    }

    /// <summary>The order 0, 1, 2 … again, for other keys.</summary>
    public void Restart()
    {
        for (int i = 0; i < places.Length; i++)
            places[i] = i;
    }

    /// <summary>The things in the order so far.</summary>
    public int[] Places => places;

    /// <summary>Orders by a key, things alike in it as they stood.</summary>
    /// <param name="key">One a thing, by its number.</param>
    /// <param name="bits">Keys are below 2 to the power of this.</param>
    public void By(ulong[] key, int bits)
    {
        WorkerPool.For(Blocks(places.Length), workers, block =>
        {
            (int from, int to) = Ends(block, places.Length);
            for (int i = from; i < to; i++)
                keys[i] = key[places[i]];
        });
        for (int shift = 0; shift < bits; shift += DigitBits)
        {
            int digit = shift;
            if (!Count(keys, keys.Length, counts, shift, workers))
                continue;
            WorkerPool.For(Blocks(places.Length), workers, block =>
            {
                (int from, int to) = Ends(block, places.Length);
                Scatter(keys, places, otherKeys, otherPlaces, from, to, counts.AsSpan(block * Buckets, Buckets), digit);
            });
            (keys, otherKeys, places, otherPlaces) = (otherKeys, keys, otherPlaces, places);
        }
    }

    /// <summary>Sorts keys upwards; the sorted array may be another one.</summary>
    public static void Sort(ref ulong[] keys, int? workers = null)
    {
        ulong[] spare = GC.AllocateUninitializedArray<ulong>(keys.Length < Buckets ? 0 : keys.Length);
        Sort(ref keys, ref spare, keys.Length, workers);
    }

    /// <summary>Sorts the first keys of an array upwards; the two arrays may change places.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="spare">As long; what it holds does not matter.</param>
    /// <param name="count">So many keys are sorted.</param>
    /// <param name="workers">Threads to use at most.</param>
    public static void Sort(ref ulong[] keys, ref ulong[] spare, int count, int? workers = null)
    {
        if (count < Buckets)
        {
            Array.Sort(keys, 0, count);
            return;
        }
        ulong[] now = keys, other = spare;
        int[] counts = new int[Blocks(count) * Buckets];
        for (int shift = 0; shift < 64; shift += DigitBits)
        {
            if (!Count(now, count, counts, shift, workers))
                continue;
            int digit = shift;
            WorkerPool.For(Blocks(count), workers, block =>
            {
                (int from, int to) = Ends(block, count);
                Scatter(now, other, from, to, counts.AsSpan(block * Buckets, Buckets), digit);
            });
            (now, other) = (other, now);
        }
        (keys, spare) = (now, other);
    }

    /// <summary>A key that orders as the double does: its bits, those of negative numbers turned round; −0 becomes 0.</summary>
    public static ulong Key(double value)
    {
        ulong bits = BitConverter.DoubleToUInt64Bits(value + 0.0);
        return bits ^ ((ulong)((long)bits >> 63) | 0x8000_0000_0000_0000);
    }

    /// <summary>A key that orders as the signed number does.</summary>
    public static ulong Key(long value) => (ulong)value ^ 0x8000_0000_0000_0000;

    /// <summary>The double of a key.</summary>
    public static double Number(ulong key) => BitConverter.UInt64BitsToDouble(key ^ ((ulong)((long)~key >> 63) | 0x8000_0000_0000_0000));

    /// <summary>The signed number of a key.</summary>
    public static long Whole(ulong key) => (long)(key ^ 0x8000_0000_0000_0000);

    private static int Blocks(int count) => (count + BlockSize - 1) / BlockSize;

    private static (int From, int To) Ends(int block, int count) => (block * BlockSize, Math.Min(count, (block + 1) * BlockSize));

    // Leaves in counts where each block's things of each digit go; false where all have the same digit.
    private static bool Count(ulong[] keys, int length, int[] counts, int shift, int? workers)
    {
        int blocks = Blocks(length);
        WorkerPool.For(blocks, workers, block =>
        {
            (int from, int to) = Ends(block, length);
            Count(keys.AsSpan(from, to - from), counts.AsSpan(block * Buckets, Buckets), shift);
        });
        int place = 0;
        for (int digit = 0; digit < Buckets; digit++)
        {
            int before = place;
            for (int block = 0; block < blocks; block++)
            {
                ref int count = ref counts[(block * Buckets) + digit];
                (count, place) = (place, place + count);
            }
            if (place - before == length)
                return false;
        }
        return true;
    }

    // Compiled for good at once: half compiled these loops take several times as long, and many a table is sorted only once.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Count(ReadOnlySpan<ulong> keys, Span<int> count, int shift)
    {
        count.Clear();
        foreach (ulong key in keys)
            count[(byte)(key >> shift)]++;
    }

    // The next places stay within the arrays because the counts are of these very keys.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scatter(ulong[] keys, int[] places, ulong[] toKeys, int[] toPlaces, int from, int to, Span<int> next, int shift)
    {
        ref ulong keyTarget = ref MemoryMarshal.GetArrayDataReference(toKeys);
        ref int placeTarget = ref MemoryMarshal.GetArrayDataReference(toPlaces);
        for (int i = from; i < to; i++)
        {
            ulong key = keys[i];
            nint target = next[(byte)(key >> shift)]++;
            Unsafe.Add(ref keyTarget, target) = key;
            Unsafe.Add(ref placeTarget, target) = places[i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scatter(ulong[] keys, ulong[] toKeys, int from, int to, Span<int> next, int shift)
    {
        ref ulong keyTarget = ref MemoryMarshal.GetArrayDataReference(toKeys);
        for (int i = from; i < to; i++)
        {
            ulong key = keys[i];
            nint target = next[(byte)(key >> shift)]++;
            Unsafe.Add(ref keyTarget, target) = key;
        }
    }
}
