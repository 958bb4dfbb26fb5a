namespace Hone.Models.Neighbors;

/// <summary>The layers of links. Every slot is on layer 0; a slot of level l is on the layers up to l.</summary>
/// <remarks>
/// A graph that was read keeps its links as the file holds them, side by side, so that it takes no more memory than the file has bytes for;
/// the first slot added gives each its full room.
/// </remarks>
internal sealed class HnswGraph(int links)
{
    /// <summary>No level is higher: with at least two links a layer, 2³¹ slots would hardly reach it.</summary>
    public const int HighestLevel = 31;

    private readonly int baseStride = 1 + (2 * links);         // how many, and then the links
    private int[] baseLists = [];
    private int[]?[] upperLists = [];
    private byte[] levels = [];
    private int[]? packed;                                     // for each slot, from its highest layer down: how many links, and the links
    private int[] starts = [];                                 // where each slot begins in it

    public int Count { get; private set; }

    /// <summary>Where searches start: a slot on the highest layer; −1 while there is none.</summary>
    public int Entry { get; set; } = -1;

    /// <summary>The highest layer; −1 while there is none.</summary>
    public int Top => Entry < 0 ? -1 : levels[Entry];

    /// <summary>Links that a new slot chooses on each layer.</summary>
    public int Links => links;

    /// <summary>Links that a slot keeps at most on a layer.</summary>
    public int Most(int layer) => layer == 0 ? 2 * links : links;

    public int Level(int slot) => levels[slot];

    /// <summary>A graph of lists that have been checked.</summary>
    /// <param name="links">Links that a new slot chooses.</param>
    /// <param name="levels">Of each slot.</param>
    /// <param name="lists">For each slot, from its highest layer down: how many links, and the links.</param>
    /// <param name="starts">Where each slot begins there.</param>
    public static HnswGraph Packed(int links, byte[] levels, int[] lists, int[] starts) => new(links) { levels = levels, packed = lists, starts = starts, Count = levels.Length };

    /// <summary>Adds a slot without links.</summary>
    public void Add(int level)
    {
        if (packed is not null || Count == levels.Length)
            Reserve(Math.Max(Count + 1, (int)Math.Min(Math.Max(64, 2L * Count), MostSlots)));
        levels[Count] = (byte)level;
        upperLists[Count] = level > 0 ? new int[level * (1 + links)] : null;
        Count++;
    }

    /// <summary>Slots whose links fit one array.</summary>
    public int MostSlots => Array.MaxLength / baseStride;

    /// <summary>Refuses more slots than there can be.</summary>
    /// <exception cref="InvalidOperationException">Their links do not fit one array.</exception>
    public void RequireRoom(int count)
    {
        if (count > MostSlots)
            throw new InvalidOperationException(FormattableString.Invariant($"The links of {count} vectors do not fit one array: with {links} links a layer it holds those of {MostSlots}. Use several indexes."));
    }

    /// <summary>Makes room for slots.</summary>
    /// <exception cref="InvalidOperationException">Their links do not fit one array.</exception>
    public void Reserve(int count)
    {
        if (packed is null && count <= levels.Length)
            return;
        count = Math.Max(count, levels.Length);
        RequireRoom(count);
        if (packed is not null)
        {
            Unpack(count);
            return;
        }
        Array.Resize(ref levels, count);
        Array.Resize(ref upperLists, count);
        Array.Resize(ref baseLists, count * baseStride);
    }

    /// <summary>The slots that a slot links to on a layer.</summary>
    public ReadOnlySpan<int> Of(int slot, int layer)
    {
        if (packed is not null)
            return PackedOf(slot, layer);
        ReadOnlySpan<int> list = List(slot, layer);
        return list.Slice(1, list[0]);
    }

    public void Set(int slot, int layer, ReadOnlySpan<int> to)
    {
        Span<int> list = List(slot, layer);
        list[0] = to.Length;
        to.CopyTo(list[1..]);
    }

    private ReadOnlySpan<int> PackedOf(int slot, int layer)
    {
        int at = starts[slot];
        for (int above = levels[slot]; above > layer; above--)
            at += 1 + packed![at];
        return packed.AsSpan(at + 1, packed![at]);
    }

    private void Unpack(int room)
    {
        HnswGraph full = new(links) { Entry = Entry };
        full.Reserve(room);
        for (int slot = 0; slot < Count; slot++)
        {
            full.Add(levels[slot]);
            for (int layer = levels[slot]; layer >= 0; layer--)
                full.Set(slot, layer, PackedOf(slot, layer));
        }
        (baseLists, upperLists, levels, packed, starts) = (full.baseLists, full.upperLists, full.levels, null, []);
    }

    private Span<int> List(int slot, int layer) => layer == 0
        ? baseLists.AsSpan(slot * baseStride, baseStride)
        : upperLists[slot].AsSpan((layer - 1) * (1 + links), 1 + links);
}
