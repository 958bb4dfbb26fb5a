using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hone.Models.Trees;

/// <summary>Moves the items that are flagged before the others, keeping the order of both.</summary>
internal static class StablePartition
{
    /// <summary>The items of the left before those of the right, each in the order they had.</summary>
    /// <param name="items">Reordered.</param>
    /// <param name="spare">Grows to as many as there are items.</param>
    /// <param name="flags">1 moves to the left, 0 to the right.</param>
    /// <returns>How many are on the left.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // at full speed from the first fit on
    public static int Run<T>(Span<T> items, ref T[] spare, ReadOnlySpan<byte> flags)
        where T : struct
    {
        if (spare.Length < items.Length)
            spare = GC.AllocateUninitializedArray<T>(items.Length);
        // Every item is written to both sides and one of the two positions moves on: no branch to mispredict.
        ref T item = ref MemoryMarshal.GetReference(items), right = ref MemoryMarshal.GetArrayDataReference(spare);
        ref byte flag = ref MemoryMarshal.GetReference(flags[..items.Length]);
        nint lefts = 0;
        for (nint i = 0; i < items.Length; i++)
        {
            T one = Unsafe.Add(ref item, i);
            Unsafe.Add(ref right, i - lefts) = one;
            Unsafe.Add(ref item, lefts) = one;
            lefts += Unsafe.Add(ref flag, i);
        }
        int count = (int)lefts;
        spare.AsSpan(0, items.Length - count).CopyTo(items[count..]);
        return count;
    }
}
