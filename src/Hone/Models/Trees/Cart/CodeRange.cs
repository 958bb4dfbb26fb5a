using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Hone.Models.Trees;

/// <summary>Brings the codes of a node's rows together and tells the least and the greatest.</summary>
internal static class CodeRange
{
    /// <param name="all">By row.</param>
    /// <param name="rows">At least one.</param>
    /// <param name="into">Their codes.</param>
    public static (int Least, int Greatest) Gather(ReadOnlySpan<int> all, ReadOnlySpan<int> rows, Span<int> into)
    {
        ref int code0 = ref MemoryMarshal.GetReference(all);
        into = into[..rows.Length];
        for (int i = 0; i < rows.Length; i++)
            into[i] = Unsafe.Add(ref code0, (nint)rows[i]);
        int least = into[0], greatest = into[0], at = 0;
        if (into.Length >= Vector512<int>.Count)
        {
            Vector512<int> low = Vector512.Create<int>(into), high = low;
            for (; at <= into.Length - Vector512<int>.Count; at += Vector512<int>.Count)
            {
                Vector512<int> some = Vector512.Create<int>(into[at..]);
                (low, high) = (Vector512.Min(low, some), Vector512.Max(high, some));
            }
            for (int lane = 0; lane < Vector512<int>.Count; lane++)
                (least, greatest) = (Math.Min(least, low[lane]), Math.Max(greatest, high[lane]));
        }
        for (; at < into.Length; at++)
            (least, greatest) = (Math.Min(least, into[at]), Math.Max(greatest, into[at]));
        return (least, greatest);
    }
}
