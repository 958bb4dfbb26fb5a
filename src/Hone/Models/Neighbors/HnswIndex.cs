using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Neighbors;

/// <summary>An approximate index of vectors: a graph of links in layers, searched by walking from neighbour to neighbour. Vectors can be added and removed.</summary>
/// <remarks>
/// <para>
/// A search keeps the <see cref="HnswSettings.SearchBreadth"/> nearest vectors it has met and goes on from each: it finds most of the true neighbours, not always all,
/// in about log n steps; more breadth finds more. The same vectors added by the same calls with the same seed give the same graph and the same answers for any number of workers and on any machine.
/// </para>
/// <para>
/// Vectors are kept as floats, so distances are right to about seven digits. Memory: about 4·d + 8·M + 30 bytes a vector for d numbers and M links, and while searching 4 bytes
/// a vector for each thread. Adding costs about the search of <see cref="HnswSettings.BuildBreadth"/> candidates. Searches may run at the same time as one another, but not as a change of the index.
/// Source: Y. A. Malkov and D. A. Yashunin, "Efficient and Robust Approximate Nearest Neighbor Search Using Hierarchical Navigable Small World Graphs",
/// IEEE Transactions on Pattern Analysis and Machine Intelligence 42(4), 2020.
/// </para>
/// </remarks>
public sealed partial class HnswIndex : IStored<HnswIndex>
{
    private const int QueriesInTask = 16;

    private readonly ulong seed;
    private readonly HnswWalks walks = new();
    private HnswVectors vectors;
    private HnswGraph graph;
    private int[] ids = [];                                    // of each slot, ascending
    private bool[] removed = [];
    private int nextId;

    /// <summary>An empty index.</summary>
    /// <param name="dimensions">d, numbers in a vector, at least 1.</param>
    /// <param name="settings">How to build and search; null means the defaults.</param>
    /// <param name="seed">Decides on which layers a vector is.</param>
    public HnswIndex(int dimensions, HnswSettings? settings = null, ulong seed = 0)
    {
        Settings = settings ?? new HnswSettings();
        vectors = new HnswVectors(Require.AtLeast(dimensions, 1, nameof(dimensions)), Settings.Metric);
        graph = new HnswGraph(Settings.Links);
        this.seed = seed;
    }

    /// <inheritdoc/>
    public static string Kind => "hnsw-index";

    /// <summary>How the index is built and searched.</summary>
    public HnswSettings Settings { get; }

    /// <summary>d, numbers in a vector.</summary>
    public int Dimensions => vectors.Dimensions;

    /// <summary>Vectors that a search can find.</summary>
    public int Count { get; private set; }

    /// <summary>Removed vectors that still take memory and time; <see cref="Compact"/> clears them.</summary>
    public int RemovedCount => vectors.Count - Count;

    /// <summary>An index of the rows of a matrix; row i gets the number i.</summary>
    /// <param name="rows">n × d, finite.</param>
    /// <param name="settings">How to build and search; null means the defaults.</param>
    /// <param name="context">Seed, cancellation and workers.</param>
    public static HnswIndex Build(Matrix rows, HnswSettings? settings = null, FitContext context = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        HnswIndex index = new(rows.Columns, settings, context.Seed);
        index.Add(rows, context);
        return index;
    }

    /// <summary>Adds a vector.</summary>
    /// <param name="vector">d finite numbers.</param>
    /// <returns>Its number: how many vectors were ever added before it.</returns>
    public int Add(ReadOnlySpan<double> vector)
    {
        Require.SameLength(vector.Length, Dimensions, nameof(vector), "the index");
        return Add(new Matrix(1, Dimensions, vector.ToArray()), new FitContext(Workers: 1));
    }

    /// <summary>Adds the rows of a matrix, in parallel; faster than one by one. After an exception the index is as before, but for cancellation, after which it is of no more use.</summary>
    /// <returns>The number of the first; the others follow.</returns>
    public int Add(Matrix rows, FitContext context = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        Require.SameLength(rows.Columns, Dimensions, nameof(rows), "the index");
        float[] scratch = new float[vectors.Stride];
        for (int i = 0; i < rows.Rows; i++)
            vectors.Write(rows.Row(i), scratch);               // refuses before anything has changed
        int first = vectors.Count, firstId = nextId;
        vectors.Reserve(first + rows.Rows);
        graph.RequireRoom(first + rows.Rows);
        if (first + rows.Rows > ids.Length)
        {
            Array.Resize(ref ids, Math.Max(first + rows.Rows, 2 * first));
            Array.Resize(ref removed, ids.Length);
        }
        if (rows.Rows > 1)
            graph.Reserve(first + rows.Rows);
        for (int i = 0; i < rows.Rows; i++)
        {
            vectors.Add(rows.Row(i));
            graph.Add(LevelOf(nextId));
            ids[first + i] = nextId++;
        }
        Count += rows.Rows;
        new HnswInsertion(graph, vectors, Settings.BuildBreadth, walks).Link(first, vectors.Count, context);
        return firstId;
    }

    /// <summary>Whether the vector of that number is there and not removed.</summary>
    public bool Contains(int id) => SlotOf(id) is var slot && slot >= 0 && !removed[slot];

    /// <summary>Removes a vector: no search finds it any more. It is still walked through until <see cref="Compact"/>.</summary>
    /// <returns>Whether it was there.</returns>
    public bool Remove(int id)
    {
        if (!Contains(id))
            return false;
        removed[SlotOf(id)] = true;
        Count--;
        return true;
    }

    /// <summary>The nearest vectors to a query, nearest first. Allocates nothing once it has run.</summary>
    /// <param name="query">d finite numbers.</param>
    /// <param name="found">Receives the vectors' numbers, as many as it holds and there are.</param>
    /// <param name="distances">Receives their distances; as long as <paramref name="found"/>.</param>
    /// <param name="breadth">Candidates to keep; null means the setting's. Never fewer than are asked for.</param>
    /// <param name="allowed">Which numbers may be found; null means all. Where it allows few, the search looks at all that it allows instead of walking.</param>
    /// <returns>How many were found: all that were asked for, unless fewer are allowed.</returns>
    public int Search(ReadOnlySpan<double> query, Span<int> found, Span<double> distances, int? breadth = null, Predicate<int>? allowed = null)
    {
        Require.SameLength(distances.Length, found.Length, nameof(distances), nameof(found));
        if (breadth is { } asked)
            Require.AtLeast(asked, 1, nameof(breadth));
        HnswWalk walk = walks.Rent();
        try
        {
            ReadOnlySpan<float> from = walk.Query(vectors, query);
            if (found.Length == 0 || Count == 0)
                return 0;
            HnswBeam beam = Walked(walk, from, found.Length, Math.Max(found.Length, breadth ?? Settings.SearchBreadth), allowed);
            int count = 0;
            foreach (HnswBeam.Entry entry in beam.Entries)
            {
                if (!entry.Allowed)
                    continue;
                (found[count], distances[count]) = (ids[entry.Slot], vectors.Shown(entry.Distance));
                if (++count == found.Length)
                    break;
            }
            return count;
        }
        finally
        {
            walks.Return(walk);
        }
    }

    /// <summary>The nearest vectors to many queries, in parallel.</summary>
    /// <param name="queries">m × d, finite.</param>
    /// <param name="k">Neighbours of each, at least 1.</param>
    /// <param name="breadth">Candidates to keep; null means the setting's.</param>
    /// <param name="allowed">Which numbers may be found, called from several threads; null means all.</param>
    /// <param name="workers">Threads at most; null means one a processor.</param>
    /// <param name="cancellation">Asked between groups of queries.</param>
    /// <returns>For each query k numbers and k distances, nearest first; −1 and +∞ where fewer are allowed.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public (int[] Found, double[] Distances) Search(Matrix queries, int k, int? breadth = null, Predicate<int>? allowed = null, int? workers = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(queries);
        Require.SameLength(queries.Columns, Dimensions, nameof(queries), "the index");
        Require.AtLeast(k, 1);
        int[] found = new int[checked(queries.Rows * k)];
        double[] distances = new double[found.Length];
        WorkerPool.For((queries.Rows + QueriesInTask - 1) / QueriesInTask, workers, task =>
        {
            for (int q = task * QueriesInTask; q < Math.Min(queries.Rows, (task + 1) * QueriesInTask); q++)
            {
                int count = Search(queries.Row(q), found.AsSpan(q * k, k), distances.AsSpan(q * k, k), breadth, allowed);
                found.AsSpan(q * k, k)[count..].Fill(-1);
                distances.AsSpan(q * k, k)[count..].Fill(double.PositiveInfinity);
            }
        }, cancellation);
        return (found, distances);
    }

    /// <summary>Clears removed vectors out of memory: whoever linked to one is linked to the best of its links instead. Numbers stay as they are.</summary>
    public void Compact(FitContext context = default)
    {
        if (RemovedCount == 0)
            return;
        HnswRepair repair = new(graph, vectors, removed.AsSpan(0, vectors.Count));
        (graph, vectors) = repair.Run(walks, context);
        ids = [.. repair.Kept.Select(slot => ids[slot])];
        removed = new bool[ids.Length];
    }

    private HnswBeam Walked(HnswWalk walk, ReadOnlySpan<float> from, int k, int breadth, Predicate<int>? allowed)
    {
        Predicate<int>? counts = walk.Counts(this, allowed);
        if (breadth < Count)
        {
            walk.Descend(graph, vectors, from, 0);
            walk.Search(graph, vectors, from, 0, breadth, counts);
            if (!walk.Beam.TooNarrow && walk.Beam.Allowed >= k)
                return walk.Beam;
        }
        // Too few are allowed, or lie where the links lead: look at every one.
        HnswBeam all = walk.Candidates;
        all.Clear(k);
        for (int slot = 0; slot < vectors.Count; slot++)
        {
            if (counts is null || counts(slot))
                all.Offer(vectors.Distance(from, slot), slot, counts: true);
        }
        return all;
    }

    private int SlotOf(int id)
    {
        int slot = Array.BinarySearch(ids, 0, vectors.Count, id);
        return slot < 0 ? -1 : slot;
    }

    // ⌊−ln(u) / ln(M)⌋ for a uniform u that depends on the seed and the number alone.
    private int LevelOf(int id)
    {
        double u = ((RandomKey.FromSeed(seed).Child("hnsw").Child(id).State >> 11) + 1) * (1.0 / (1UL << 53));
        return (int)Math.Min(HnswGraph.HighestLevel, -Elementary.Log(u) / Elementary.Log(Settings.Links));
    }

    internal bool IsAllowed(int slot, Predicate<int>? allowed) => !removed[slot] && (allowed is null || allowed(ids[slot]));

    /// <summary>The highest number of a vector in memory; −1 while there is none.</summary>
    internal int LastId => vectors.Count == 0 ? -1 : ids[vectors.Count - 1];

    internal bool CountsAll => RemovedCount == 0;
}
