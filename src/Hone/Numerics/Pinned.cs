namespace Hone.Numerics;

/// <summary>An array that never moves and starts on a line of the cache, for what is laid out once and then read by vectors.</summary>
/// <remarks>Whoever uses <see cref="Start"/> keeps this alive meanwhile (<see cref="GC.KeepAlive"/>). What it holds at first is anything.</remarks>
internal sealed unsafe class Pinned<T>
    where T : unmanaged
{
    private const int Line = 64;

    private readonly T[] owner;

    public Pinned(int length)
    {
        owner = GC.AllocateUninitializedArray<T>(checked(length + (Line / sizeof(T))), pinned: true);
        fixed (T* first = owner)
            Start = (T*)(((nuint)first + Line - 1) & ~(nuint)(Line - 1));
        Length = length;
    }

    public int Length { get; }

    public T* Start { get; }

    public Span<T> AsSpan() => owner.AsSpan((int)(Start - (T*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref owner[0])), Length);
}
