namespace Hone.Deep;

/// <summary>The numbers behind a tensor and all of its views.</summary>
/// <remarks>
/// A storage has no finaliser and nobody disposes of it. When neither a tensor nor the tape can reach it, the collector clears the block's weak reference,
/// and the pool lends the block anew (<see cref="StoragePool"/>). So a storage must stay reachable while its memory is read:
/// whoever works with <see cref="Address"/> ends with <see cref="GC.KeepAlive"/>.
/// <para>Or its memory is not the pool's but a file's that was mapped; the map lasts as long as a storage in it can be reached.</para>
/// </remarks>
internal sealed unsafe class Storage
{
    private readonly MappedBytes? map;
    private readonly void* mapped;
    private Block? block;

    internal Storage(Block block, long bytes)
    {
        (this.block, Bytes) = (block, bytes);
        Holders = BackwardPass.IsMaking ? 0 : -1;
    }

    /// <summary>A part of a mapped file.</summary>
    internal Storage(MappedBytes map, void* address, long bytes)
    {
        mapped = address;
        (this.map, Bytes) = (map, bytes);
        Holders = -1;
    }

    public long Bytes { get; }

    /// <summary>Counts changes in place, so that a gradient that needs the former values can tell.</summary>
    public int Version { get; set; }

    /// <summary>How many gradients on their way through the tape lie in it; kept by <see cref="BackwardPass"/> for those it made itself, else −1.</summary>
    public int Holders { get; set; }

    public void* Address =>
        block is { } held ? held.Address
        : map is not null ? mapped
        : throw new InvalidOperationException("The memory of this tensor was given back: a fault of the engine.");

    /// <summary>Gives the memory back at once; only for who knows that nobody else can reach it.</summary>
    internal void Release()
    {
        if (Interlocked.Exchange(ref block, null) is { } held)
            StoragePool.Return(held);
        GC.KeepAlive(this);
    }
}
