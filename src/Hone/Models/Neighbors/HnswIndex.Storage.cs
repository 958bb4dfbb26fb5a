using Hone.Contracts;

namespace Hone.Models.Neighbors;

/// <content>How an index is written and read.</content>
public sealed partial class HnswIndex
{
    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Whole("dimensions", Dimensions);
        writer.Choice("metric", Settings.Metric);
        writer.Whole("links", Settings.Links);
        writer.Whole("buildBreadth", Settings.BuildBreadth);
        writer.Whole("searchBreadth", Settings.SearchBreadth);
        writer.Whole("seed", unchecked((long)seed));
        writer.Whole("nextId", nextId);
        writer.Whole("entry", graph.Entry);
        writer.Wholes("ids", ids.AsSpan(0, vectors.Count));
        writer.Bytes("removed", Array.ConvertAll(removed[..vectors.Count], gone => gone ? (byte)1 : (byte)0));
        writer.Singles("vectors", vectors.All);
        byte[] levels = new byte[graph.Count];
        List<int> lists = [];                                  // for each slot, from its highest layer down: how many links, and the links
        for (int slot = 0; slot < graph.Count; slot++)
        {
            levels[slot] = (byte)graph.Level(slot);
            for (int layer = levels[slot]; layer >= 0; layer--)
            {
                ReadOnlySpan<int> links = graph.Of(slot, layer);
                lists.Add(links.Length);
                lists.AddRange(links);
            }
        }
        writer.Bytes("levels", levels);
        writer.Wholes("lists", System.Runtime.InteropServices.CollectionsMarshal.AsSpan(lists));
    }

    /// <inheritdoc/>
    public static HnswIndex Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        HnswSettings settings = new()
        {
            Metric = reader.Choice<HnswMetric>("metric"),
            Links = reader.Whole("links", 2, 256),
            BuildBreadth = reader.Whole("buildBreadth", 1),
            SearchBreadth = reader.Whole("searchBreadth", 1),
        };
        HnswIndex index = new(reader.Whole("dimensions", 1, Array.MaxLength / 2), settings, unchecked((ulong)reader.Long("seed")));
        int[] ids = reader.Wholes("ids");
        index.ReadIds(reader, ids);
        index.ReadVectors(reader, ids.Length);
        index.ReadLinks(reader, ids.Length);
        return index;
    }

    private void ReadIds(PackageReader reader, int[] read)
    {
        nextId = reader.Whole("nextId", 0);
        for (int i = 0; i < read.Length; i++)
        {
            if (read[i] < 0 || read[i] >= nextId || (i > 0 && read[i] <= read[i - 1]))
                throw reader.Fault("ids", "are not ascending from 0 to below nextId");
        }
        byte[] gone = reader.Bytes("removed", read.Length);
        if (!Array.TrueForAll(gone, flag => flag <= 1))
            throw reader.Fault("removed", "holds other than 0 and 1");
        (ids, removed) = (read, Array.ConvertAll(gone, flag => flag == 1));
        Count = removed.Count(flag => !flag);
    }

    private void ReadVectors(PackageReader reader, int count)
    {
        float[] values = reader.Singles("vectors");
        if ((long)count * Dimensions != values.Length)
            throw reader.Fault("vectors", FormattableString.Invariant($"holds {values.Length} numbers where {count} vectors of {Dimensions} belong"));
        if (count > graph.MostSlots || count > vectors.MostSlots)
            throw reader.Fault("vectors", FormattableString.Invariant($"holds {count} vectors, more than an index has room for"));
        vectors.Reserve(count);
        for (int i = 0; i < count; i++)
        {
            if (!vectors.TryAddStored(values.AsSpan(i * Dimensions, Dimensions)))
                throw reader.Fault("vectors", FormattableString.Invariant($"holds a vector, number {i}, that is not finite or too long"));
        }
    }

    private void ReadLinks(PackageReader reader, int count)
    {
        byte[] levels = reader.Bytes("levels", count);
        int[] lists = reader.Wholes("lists");
        if (!Array.TrueForAll(levels, level => level <= HnswGraph.HighestLevel))
            throw reader.Fault("levels", "holds a level that is too high");
        int[] starts = new int[count];
        int at = 0;
        for (int slot = 0; slot < count; slot++)
        {
            starts[slot] = at;
            for (int layer = levels[slot]; layer >= 0; layer--)
            {
                int length = at < lists.Length ? lists[at++] : -1;
                if (length < 0 || length > graph.Most(layer) || length > lists.Length - at)
                    throw reader.Fault("lists", FormattableString.Invariant($"does not hold the links of vector {slot} on layer {layer}"));
                ReadOnlySpan<int> links = lists.AsSpan(at, length);
                foreach (int other in links)
                {
                    if ((uint)other >= (uint)count || other == slot || levels[other] < layer)
                        throw reader.Fault("lists", FormattableString.Invariant($"links vector {slot} to {other} on layer {layer}, where that is not"));
                }
                at += length;
            }
        }
        if (at != lists.Length)
            throw reader.Fault("lists", "holds more than the links");
        graph = HnswGraph.Packed(Settings.Links, levels, lists, starts);
        graph.Entry = count == 0 ? reader.Whole("entry", -1, -1) : reader.Whole("entry", 0, count - 1);
        if (count > 0 && levels[graph.Entry] != levels.Max())
            throw reader.Fault("entry", "is not on the highest layer");
    }
}
