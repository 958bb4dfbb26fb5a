using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Neighbors;

/// <summary>Links new slots into a graph, a batch at a time.</summary>
/// <remarks>
/// The slots of a batch seek their places in the graph as it was before, in parallel, and look at the earlier slots of the batch one by one; links back are then added
/// slot by slot, in order. Batches are cut by the number of slots alone, so the graph is the same for any number of workers.
/// </remarks>
internal sealed class HnswInsertion(HnswGraph graph, HnswVectors vectors, int breadth, HnswWalks walks)
{
    // A batch is a small part of the graph, so that it hardly misses the links it does not see, and is looked through one by one.
    private const int PartOfGraph = 16, LargestBatch = 256, GroupsInTask = 16;

    // Slot, layer and number within the batch in one sortable number.
    private const int LayerBits = 5, BatchBits = 8;

    /// <summary>Links the slots from first to end − 1, which have levels but no links yet.</summary>
    public void Link(int first, int end, FitContext context)
    {
        for (int start = first, stop; start < end; start = stop)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            stop = Stop(start, end);
            if (graph.Entry < 0)
            {
                graph.Entry = start;
                continue;
            }
            int from = start;
            context.For(stop - start, i => Place(from, from + i));
            LinkBack(start, stop, context);
            if (graph.Level(start) > graph.Top)
                graph.Entry = start;
        }
    }

    /// <summary>Which of the candidates to link to: the nearest, but none that is nearer to one chosen before than to the slot itself, so that links lead into all directions.</summary>
    /// <returns>How many were chosen.</returns>
    public static int Choose(HnswVectors vectors, ReadOnlySpan<HnswBeam.Entry> candidates, Span<int> chosen)
    {
        int count = 0;
        foreach (HnswBeam.Entry candidate in candidates)
        {
            if (count == chosen.Length)
                break;
            bool apart = true;
            ReadOnlySpan<float> own = vectors[candidate.Slot];
            for (int i = 0; i < count && apart; i++)
                apart = vectors.Distance(own, chosen[i]) >= candidate.Distance;
            if (apart)
                chosen[count++] = candidate.Slot;
        }
        return count;
    }

    // A slot that becomes the new top comes alone.
    private int Stop(int start, int end)
    {
        int stop = Math.Min(end, start + Math.Clamp(start / PartOfGraph, 1, LargestBatch)), slot = start;
        while (slot < stop && graph.Level(slot) <= graph.Top)
            slot++;
        return Math.Min(stop, Math.Max(slot, start + 1));
    }

    private void Place(int batch, int slot)
    {
        HnswWalk walk = walks.Rent();
        ReadOnlySpan<float> own = vectors[slot];
        Span<int> chosen = stackalloc int[graph.Links];
        int level = Math.Min(graph.Top, graph.Level(slot)), most = Math.Min(breadth, graph.Count);
        walk.Descend(graph, vectors, own, level);
        for (int layer = level; layer >= 0; layer--)
        {
            walk.Search(graph, vectors, own, layer, most, null);
            HnswBeam candidates = walk.Candidates;
            candidates.Clear(most);
            foreach (HnswBeam.Entry entry in walk.Beam.Entries)
                candidates.Offer(entry.Distance, entry.Slot, counts: true);
            for (int other = batch; other < slot; other++)
            {
                if (graph.Level(other) >= layer)
                    candidates.Offer(vectors.Distance(own, other), other, counts: true);
            }
            graph.Set(slot, layer, chosen[..Choose(vectors, candidates.Entries, chosen)]);
        }
        walks.Return(walk);
    }

    private void LinkBack(int start, int stop, FitContext context)
    {
        List<long> links = [];
        for (int slot = start; slot < stop; slot++)
        {
            for (int layer = Math.Min(graph.Top, graph.Level(slot)); layer >= 0; layer--)
            {
                foreach (int other in graph.Of(slot, layer))
                    links.Add(((((long)other << LayerBits) | (uint)layer) << BatchBits) | (uint)(slot - start));
            }
        }
        links.Sort();
        List<int> groups = [];                                 // where the links to one slot on one layer begin
        for (int i = 0; i < links.Count; i++)
        {
            if (i == 0 || links[i] >> BatchBits != links[i - 1] >> BatchBits)
                groups.Add(i);
        }
        context.For((groups.Count + GroupsInTask - 1) / GroupsInTask, task =>
        {
            HnswWalk walk = walks.Rent();
            for (int g = task * GroupsInTask; g < Math.Min(groups.Count, (task + 1) * GroupsInTask); g++)
                Take(links, groups[g], g + 1 < groups.Count ? groups[g + 1] : links.Count, start, walk.Candidates);
            walks.Return(walk);
        });
    }

    // Adds the links back to one slot on one layer; where there are too many, chooses again.
    private void Take(List<long> links, int from, int end, int batch, HnswBeam candidates)
    {
        int slot = (int)(links[from] >> (BatchBits + LayerBits)), layer = (int)(links[from] >> BatchBits) & ((1 << LayerBits) - 1);
        ReadOnlySpan<int> old = graph.Of(slot, layer);
        Span<int> all = stackalloc int[old.Length + end - from];
        old.CopyTo(all);
        for (int i = from; i < end; i++)
            all[old.Length + i - from] = batch + ((int)links[i] & ((1 << BatchBits) - 1));
        Keep(graph, vectors, slot, layer, all, candidates);
    }

    /// <summary>Gives a slot these links on a layer; where there are too many, chooses among them.</summary>
    public static void Keep(HnswGraph graph, HnswVectors vectors, int slot, int layer, ReadOnlySpan<int> all, HnswBeam candidates)
    {
        if (all.Length <= graph.Most(layer))
        {
            graph.Set(slot, layer, all);
            return;
        }
        candidates.Clear(all.Length);
        ReadOnlySpan<float> own = vectors[slot];
        foreach (int other in all)
            candidates.Offer(vectors.Distance(own, other), other, counts: true);
        Span<int> chosen = stackalloc int[graph.Most(layer)];
        graph.Set(slot, layer, chosen[..Choose(vectors, candidates.Entries, chosen)]);
    }
}
