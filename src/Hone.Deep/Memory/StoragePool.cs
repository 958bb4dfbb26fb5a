using System.Numerics;

namespace Hone.Deep;

/// <summary>Lends memory to storages and takes it back when the collector says that nobody can reach them.</summary>
/// <remarks>
/// Lent blocks stand in a list with weak references to their owners. When no free block fits, blocks whose owners have died since the last look are taken back; when
/// more is lent than twice what was in use after the last collection, a collection of the young generation is asked for first, which costs some tens of microseconds because the
/// collected heap holds the small handles alone and never the numbers. So the memory of a loop settles at about twice what a step needs, however long it runs, and a tensor that is
/// kept keeps its values, because its block is not free while anything can reach it.
/// <para>Beside the worker pool this is the one state of the process; it decides where numbers lie, never what they are.</para>
/// </remarks>
internal static class StoragePool
{
    // Below this much lent memory no collection is worth its time.
    private const long Quiet = 32L << 20;

    // Classes of size grow by a quarter of a power of two, so at most a fifth of a block is idle.
    private const int SmallestClass = 6 * 4;
    private const int Classes = 42 * 4;

    private static readonly Lock Gate = new();
    private static readonly Stack<Block>[] Free = [.. Enumerable.Range(0, Classes).Select(_ => new Stack<Block>())];
    private static readonly List<Block> Lent = [];

    private static long lentBytes, freeBytes, collectAt = Quiet;
    private static int seenCollections, rounds;

    /// <summary>Bytes in blocks whose owners live or are not yet known to be dead.</summary>
    public static long LentBytes
    {
        get
        {
            lock (Gate)
                return lentBytes;
        }
    }

    /// <summary>Bytes in blocks that wait for an owner.</summary>
    public static long FreeBytes
    {
        get
        {
            lock (Gate)
                return freeBytes;
        }
    }

    /// <summary>Memory for so many bytes, at whatever values it last had.</summary>
    public static Storage Rent(long bytes)
    {
        int sizeClass = ClassOf(bytes);
        lock (Gate)
        {
            Block block = Take(sizeClass) ?? TakeAfterLooking(sizeClass) ?? Allocate(sizeClass);
            Storage storage = new(block, bytes);
            block.GiveTo(storage);
            block.Place = Lent.Count;
            Lent.Add(block);
            lentBytes += block.Capacity;
            return storage;
        }
    }

    /// <summary>Takes a block back whose owner gave it up.</summary>
    public static void Return(Block block)
    {
        lock (Gate)
            TakeBack(block);
    }

    /// <summary>A moment when few tensors are alive, such as the end of a backward pass: a good one to collect, if it will soon be due.</summary>
    public static void Rest()
    {
        lock (Gate)
        {
            if (lentBytes > collectAt / 2)
                Collect();
        }
    }

    private static Block? Take(int sizeClass)
    {
        if (!Free[sizeClass].TryPop(out Block? block))
            return null;
        freeBytes -= block.Capacity;
        return block;
    }

    private static Block? TakeAfterLooking(int sizeClass)
    {
        if (GC.CollectionCount(0) != seenCollections)
        {
            Look();
            if (Take(sizeClass) is { } found)
                return found;
        }
        if (lentBytes + SizeOf(sizeClass) <= collectAt)
            return null;
        Collect();
        return Take(sizeClass);
    }

    // What outlives a collection moves to an older generation: so the middle one is collected as well now and then, and the oldest when that does not help.
    private static void Collect()
    {
        long before = lentBytes;
        GC.Collect(++rounds % 4 == 0 ? 1 : 0, GCCollectionMode.Forced, blocking: true);
        Look();
        if (lentBytes > before / 2)
        {
            GC.Collect(1, GCCollectionMode.Forced, blocking: true);
            Look();
        }
        if (lentBytes > 2 * collectAt / 3)
        {
            GC.Collect(2, GCCollectionMode.Forced, blocking: true);
            Look();
        }
        collectAt = Math.Max(Quiet, 2 * lentBytes);
        Trim();
    }

    private static void Look()
    {
        seenCollections = GC.CollectionCount(0);
        for (int i = Lent.Count - 1; i >= 0; i--)
        {
            if (!Lent[i].HasOwner)
                TakeBack(Lent[i]);
        }
    }

    private static void TakeBack(Block block)
    {
        Block last = Lent[^1];
        Lent[block.Place] = last;
        last.Place = block.Place;
        Lent.RemoveAt(Lent.Count - 1);
        block.Place = -1;
        block.GiveTo(null);
        lentBytes -= block.Capacity;
        freeBytes += block.Capacity;
        Free[ClassOf(block.Capacity)].Push(block);
    }

    // Sizes that a program no longer asks for must not stay for ever.
    private static void Trim()
    {
        for (int sizeClass = Classes - 1; sizeClass >= 0 && freeBytes > Math.Max(4 * Quiet, 2 * lentBytes); sizeClass--)
        {
            while (freeBytes > Math.Max(4 * Quiet, 2 * lentBytes) && Take(sizeClass) is { } block)
                block.Free();
        }
    }

    private static Block Allocate(int sizeClass)
    {
        try
        {
            return new Block(SizeOf(sizeClass));
        }
        catch (OutOfMemoryException)
        {
            GC.Collect();
            Look();
            for (int i = Classes - 1; i >= 0; i--)
            {
                while (Take(i) is { } block)
                    block.Free();
            }
            return new Block(SizeOf(sizeClass));
        }
    }

    // 64 bytes are class 0; then 80, 96, 112, 128, 160 …
    private static int ClassOf(long bytes)
    {
        ulong size = (ulong)Math.Max(bytes, 64) - 1;
        int power = BitOperations.Log2(size);
        return (power * 4) + (int)((size >> (power - 2)) & 3) + 1 - SmallestClass;
    }

    private static long SizeOf(int sizeClass)
    {
        int at = sizeClass + SmallestClass, power = at / 4;
        return (4L + (at % 4)) << (power - 2);
    }
}
