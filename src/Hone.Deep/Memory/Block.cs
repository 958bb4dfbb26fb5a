using System.Runtime.InteropServices;

namespace Hone.Deep;

/// <summary>A piece of memory outside the collected heap, aligned to the cache line, that one <see cref="Storage"/> after another lives in.</summary>
internal sealed unsafe class Block
{
    private const nuint Alignment = 64;

    // The only thing that points back at the owner, and it does not keep it alive: an owner that nobody can reach has left its block.
    private readonly WeakReference<Storage?> owner = new(null);

    public Block(long capacity)
    {
        Address = NativeMemory.AlignedAlloc((nuint)capacity, Alignment);
        Capacity = capacity;
    }

    public void* Address { get; private set; }

    public long Capacity { get; }

    /// <summary>Where it stands among the lent blocks, or −1.</summary>
    public int Place { get; set; } = -1;

    public bool HasOwner => owner.TryGetTarget(out _);

    public void GiveTo(Storage? storage) => owner.SetTarget(storage);

    public void Free()
    {
        NativeMemory.AlignedFree(Address);
        Address = null;
    }
}
