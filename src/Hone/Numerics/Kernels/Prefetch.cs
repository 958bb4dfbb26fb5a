using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Hone.Numerics;

internal static partial class Kernels
{
    // Bytes in a line of the cache, and lines called at most: beyond, the machine sees by itself where the values lie.
    private const int Line = 64, MostLines = 16;

    /// <summary>Asks for values that will soon be read, where the machine takes such a hint; changes nothing.</summary>
    public static unsafe void Prefetch<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        if (!Sse.IsSupported)
            return;
        // An address that the collector has moved meanwhile is a hint wasted, no more.
        byte* start = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(values));
        int length = Math.Min(values.Length * sizeof(T), Line * MostLines);
        for (int at = 0; at < length; at += Line)
            Sse.Prefetch0(start + at);
        if (length > 0)
            Sse.Prefetch0(start + length - 1);
    }
}
