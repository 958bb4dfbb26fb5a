using System.Runtime.CompilerServices;

namespace Hone.Models.Trees;

/// <summary>A set of bins, one bit each of 256.</summary>
[InlineArray(4)]
internal struct BinSet
{
    private ulong word;

    public readonly bool Contains(int bin) => (this[bin >> 6] >> (bin & 63) & 1) != 0;

    public void Add(int bin) => this[bin >> 6] |= 1UL << (bin & 63);

    /// <summary>The bins from 0 to <paramref name="last"/>.</summary>
    public static BinSet UpTo(int last)
    {
        BinSet set = default;
        for (int bin = 0; bin <= last; bin++)
            set.Add(bin);
        return set;
    }
}
