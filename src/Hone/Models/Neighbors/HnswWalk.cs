using Hone.Numerics;

namespace Hone.Models.Neighbors;

/// <summary>The working memory of one walk through a graph, kept between walks.</summary>
internal sealed class HnswWalk
{
    private int[] met = [];                                    // the number of the walk that last met a slot
    private int walk;
    private int[] fresh = [];
    private float[] query = [];
    private HnswIndex? searched;
    private Predicate<int>? filter;
    private Predicate<int>? counts;

    /// <summary>What the walk has found.</summary>
    public HnswBeam Beam { get; } = new();

    /// <summary>Room for candidates beside the walk's own.</summary>
    public HnswBeam Candidates { get; } = new();

    /// <summary>Which slots of an index count; null means all. The same delegate each time, so that a search allocates nothing.</summary>
    public Predicate<int>? Counts(HnswIndex index, Predicate<int>? allowed)
    {
        if (allowed is null && index.CountsAll)
            return null;
        (searched, filter) = (index, allowed);
        return counts ??= slot => searched!.IsAllowed(slot, filter);
    }

    /// <summary>Lets go of what belongs to the caller.</summary>
    public void Forget() => filter = null;

    /// <summary>Writes a query the way the vectors are stored.</summary>
    public ReadOnlySpan<float> Query(HnswVectors vectors, ReadOnlySpan<double> vector)
    {
        if (query.Length < vectors.Stride)
            query = new float[vectors.Stride];
        vectors.Write(vector, query);
        return query.AsSpan(0, vectors.Stride);
    }

    /// <summary>Goes down from the top to a layer, each time to the nearest slot, and leaves that slot in the beam.</summary>
    public void Descend(HnswGraph graph, HnswVectors vectors, ReadOnlySpan<float> from, int layer)
    {
        int at = graph.Entry;
        float distance = vectors.Distance(from, at);
        for (int above = graph.Top; above > layer; above--)
        {
            Start(graph, 1);
            Meet(distance, at, counts: true);
            Widen(graph, vectors, from, above, null);
            (distance, at) = (Beam.Entries[0].Distance, Beam.Entries[0].Slot);
        }
        Start(graph, 1);
        Meet(distance, at, counts: true);
    }

    /// <summary>Searches a layer, from what the beam holds on.</summary>
    /// <param name="graph">The links.</param>
    /// <param name="vectors">The vectors.</param>
    /// <param name="from">The query.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="breadth">Slots to keep.</param>
    /// <param name="counts">Which slots count; null means all.</param>
    public void Search(HnswGraph graph, HnswVectors vectors, ReadOnlySpan<float> from, int layer, int breadth, Predicate<int>? counts)
    {
        Candidates.Clear(Math.Max(1, Beam.Count));
        foreach (HnswBeam.Entry entry in Beam.Entries)
            Candidates.Offer(entry.Distance, entry.Slot, counts: true);
        Start(graph, breadth);
        foreach (HnswBeam.Entry entry in Candidates.Entries)
            Meet(entry.Distance, entry.Slot, counts?.Invoke(entry.Slot) ?? true);
        Widen(graph, vectors, from, layer, counts);
    }

    private void Start(HnswGraph graph, int breadth)
    {
        Beam.Clear(breadth);
        if (met.Length < graph.Count)
            (met, walk) = (new int[Math.Max(graph.Count, 2 * met.Length)], 0);
        if (fresh.Length < graph.Most(0))
            fresh = new int[graph.Most(0)];
        if (++walk == int.MaxValue)
        {
            Array.Clear(met);
            walk = 1;
        }
    }

    private void Meet(float distance, int slot, bool counts)
    {
        met[slot] = walk;
        Beam.Offer(distance, slot, counts);
    }

    private void Widen(HnswGraph graph, HnswVectors vectors, ReadOnlySpan<float> from, int layer, Predicate<int>? counts)
    {
        for (int slot = Beam.Next(); slot >= 0 && !Beam.TooNarrow; slot = Beam.Next())
        {
            // First all that is new, so that the vectors are on their way while the first distances are taken.
            int count = 0;
            foreach (int other in graph.Of(slot, layer))
            {
                if (met[other] == walk)
                    continue;
                met[other] = walk;
                fresh[count++] = other;
                vectors.Prefetch(other);
            }
            for (int i = 0; i < count; i++)
            {
                float distance = vectors.Distance(from, fresh[i]);
                if (distance <= Beam.Worst)
                    Beam.Offer(distance, fresh[i], counts?.Invoke(fresh[i]) ?? true);
            }
        }
    }
}
