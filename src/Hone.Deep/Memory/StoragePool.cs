using System.Numerics;

namespace Hone.Deep;

/// <summary>Lends memory to storages and takes it back when the collector says that nobody can reach them.</summary>
/// <remarks>
/// Lent blocks stand in a list with weak references to their owners. When no free block fits, blocks whose owners have died since the last look are taken back; when
/// more is lent than was in use when that was last known, and some more, a collection is asked for first, of the young generation if that is enough; it costs some tens of microseconds because the
/// collected heap holds the small handles alone and never the numbers. The best moment is the end of a backward pass, when hardly anything of a step is alive. So the memory of a loop settles
/// at what a step needs and a few tens of megabytes, however long it runs, and a tensor that is kept keeps its values, because its block is not free while anything can reach it.
/// <para>Beside the worker pool this is the one state of the process; it decides where numbers lie, never what they are.</para>
/// </remarks>
internal static class StoragePool
{
    // Below this much lent memory no collection is worth its time.
    private const long Quiet = 16L << 20;

    // From here on a larger block is taken before a new one is made.
    private const long Large = 1L << 18;

    // Classes of size grow by a quarter of a power of two, so at most a fifth of a block is idle.
    private const int SmallestClass = 6 * 4;
    private const int Classes = 42 * 4;

    private static readonly Lock Gate = new();
    private static readonly Stack<Block>[] Free = [.. Enumerable.Range(0, Classes).Select(_ => new Stack<Block>())];
    private static readonly List<Block> Lent = [];

    private static long lentBytes, freeBytes;

    // What was really in use when that was last known, in the middle of a computation and at rest.
    private static long inUse, atRest;
    private static int seenCollections;

    private static long CollectAt => inUse + Allowance(inUse);

    /// <summary>Bytes in blocks whose owners live, as far as the collector's last look tells.</summary>
    public static long LentBytes
    {
        get
        {
            lock (Gate)
            {
                Look();
                return lentBytes;
            }
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
            Block block = Take(sizeClass) ?? TakeAfterLooking(sizeClass) ?? TakeLarger(sizeClass) ?? Allocate(sizeClass);
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

    /// <summary>A moment when few tensors are alive, such as the end of a backward pass: a good one to collect. What a step left behind is then free for the next, and was mostly made since the last one, so that
    /// the youngest generation gives it all.</summary>
    public static void Rest()
    {
        lock (Gate)
        {
            if (lentBytes <= atRest + (Allowance(atRest) / 2))
                return;
            if (Collect(atRest + (Allowance(atRest) / 2)))
                atRest = lentBytes;
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
        if (lentBytes + SizeOf(sizeClass) <= CollectAt)
            return null;
        if (Collect(inUse + (Allowance(inUse) / 2)))
            inUse = lentBytes;
        return Take(sizeClass);
    }

    // A block of up to twice the size, where that is much: better than one more.
    private static Block? TakeLarger(int sizeClass)
    {
        if (SizeOf(sizeClass) < Large)
            return null;
        for (int larger = sizeClass + 1; larger <= Math.Min(sizeClass + 4, Classes - 1); larger++)
        {
            if (Take(larger) is { } block)
                return block;
        }
        return null;
    }

    // What is alive during a collection moves to an older generation and is not found when it dies soon after. So the next older one is collected too where the youngest did not give
    // enough; and only the oldest tells what is really in use: true if that was asked.
    private static bool Collect(long enough)
    {
        for (int generation = 0; generation < 2; generation++)
        {
            GC.Collect(generation, GCCollectionMode.Forced, blocking: true);
            Look();
            if (lentBytes <= enough)
                return false;
        }
        GC.Collect(2, GCCollectionMode.Forced, blocking: true);
        Look();
        Trim();
        return true;
    }

    // The dead that may stay unknown beside so much that is in use.
    private static long Allowance(long used) => Math.Max(Quiet, used / 4);

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
        long most = Math.Max(4 * Quiet, 2 * Math.Max(lentBytes, inUse));
        for (int sizeClass = Classes - 1; sizeClass >= 0 && freeBytes > most; sizeClass--)
        {
            while (freeBytes > most && Take(sizeClass) is { } block)
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
