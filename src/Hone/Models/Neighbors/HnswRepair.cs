using Hone.Contracts;

namespace Hone.Models.Neighbors;

/// <summary>Takes removed slots out of a graph.</summary>
/// <remarks>
/// A slot that linked to removed ones chooses anew among its links that are left and those of the removed: A. Singh et al., "FreshDiskANN: A Fast and Accurate Graph-Based
/// ANN Index for Streaming Similarity Search", 2021, algorithm 4. All slots choose from the graph as it was, so their order does not matter.
/// </remarks>
internal sealed class HnswRepair
{
    private const int SlotsInTask = 64;

    private readonly HnswGraph graph;
    private readonly HnswVectors vectors;
    private readonly int[] places;                             // of each slot in the new graph, −1 for those removed

    public HnswRepair(HnswGraph graph, HnswVectors vectors, ReadOnlySpan<bool> removed)
    {
        (this.graph, this.vectors) = (graph, vectors);
        places = new int[graph.Count];
        List<int> kept = [];
        for (int slot = 0; slot < places.Length; slot++)
        {
            places[slot] = removed[slot] ? -1 : kept.Count;
            if (!removed[slot])
                kept.Add(slot);
        }
        Kept = kept;
    }

    /// <summary>The slots that stay, in order.</summary>
    public IReadOnlyList<int> Kept { get; }

    public (HnswGraph Graph, HnswVectors Vectors) Run(HnswWalks walks, FitContext context)
    {
        HnswGraph newGraph = new(graph.Links);
        HnswVectors newVectors = new(vectors.Dimensions, vectors.Metric);
        newGraph.Reserve(Kept.Count);
        newVectors.Reserve(Kept.Count);
        foreach (int slot in Kept)
        {
            newGraph.Add(graph.Level(slot));
            newVectors.AddAsIs(vectors[slot]);
            if (newGraph.Entry < 0 || graph.Level(slot) > newGraph.Top)
                newGraph.Entry = places[slot];
        }
        context.For((Kept.Count + SlotsInTask - 1) / SlotsInTask, task =>
        {
            HnswWalk walk = walks.Rent();
            List<int> links = [];
            for (int i = task * SlotsInTask; i < Math.Min(Kept.Count, (task + 1) * SlotsInTask); i++)
            {
                for (int layer = graph.Level(Kept[i]); layer >= 0; layer--)
                {
                    Gather(Kept[i], layer, links);
                    HnswInsertion.Keep(newGraph, newVectors, i, layer, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(links), walk.Candidates);
                }
            }
            walks.Return(walk);
        });
        return (newGraph, newVectors);
    }

    // The links that stay, and the links of those that go; none twice.
    private void Gather(int slot, int layer, List<int> links)
    {
        links.Clear();
        foreach (int other in graph.Of(slot, layer))
            Take(other, slot, links);
        foreach (int gone in graph.Of(slot, layer))
        {
            if (places[gone] >= 0)
                continue;
            foreach (int other in graph.Of(gone, layer))
                Take(other, slot, links);
        }
    }

    private void Take(int other, int slot, List<int> links)
    {
        if (places[other] >= 0 && other != slot && !links.Contains(places[other]))
            links.Add(places[other]);
    }
}
