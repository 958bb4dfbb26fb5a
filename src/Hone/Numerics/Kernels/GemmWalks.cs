using System.Runtime.CompilerServices;

namespace Hone.Numerics;

/// <summary>How a register tile goes through B from one step of the depth to the next.</summary>
internal unsafe interface ITileWalk<T>
    where T : unmanaged
{
    /// <summary>Where the next step lies.</summary>
    /// <param name="b">Where this one lies.</param>
    /// <param name="step">The walk's own.</param>
    /// <param name="left">Steps that are left, this one included.</param>
    static abstract T* Next(T* b, nint step, int left);
}

/// <summary>Always the same distance.</summary>
internal readonly unsafe struct EvenWalk<T> : ITileWalk<T>
    where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T* Next(T* b, nint step, int left) => b + step;
}

/// <summary>Distances from a list of <c>int</c>, one for each step, the last too; the step is the address of the list's end.</summary>
internal readonly unsafe struct ListedWalk<T> : ITileWalk<T>
    where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T* Next(T* b, nint step, int left) => b + ((int*)step)[-left];
}
