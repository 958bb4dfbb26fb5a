namespace Hone.Numerics;

/// <summary>Rows cut into halves, quarters and so on, down to leaves that are worked on by themselves and then joined level by level.</summary>
internal readonly struct HalvingTree
{
    // From so many joints on, each is one task; fewer are run one after the other, each on all threads.
    private const int JointsForTasks = 4;

    private readonly int size, depth;

    /// <summary>Halves rows until a leaf has few enough.</summary>
    /// <param name="size">How many rows.</param>
    /// <param name="largestLeaf">Rows of a leaf at most.</param>
    public HalvingTree(int size, int largestLeaf)
    {
        this.size = size;
        while ((size + (1 << depth) - 1) >> depth > largestLeaf)
            depth++;
    }

    public int Leaves => 1 << depth;

    /// <summary>Where a leaf starts; past the last one, the number of rows.</summary>
    public int LeafStart(int leaf) => Start(leaf, depth);

    /// <summary>Runs the leaves (from, to) and then the joints (from, middle, to, whether it is the last).</summary>
    public void Run(int? workers, Action<int, int> leaf, Action<int, int, int, bool> join)
    {
        HalvingTree tree = this;
        WorkerPool.For(Leaves, workers, i => leaf(tree.LeafStart(i), tree.LeafStart(i + 1)));
        for (int level = depth - 1; level >= 0; level--)
        {
            int here = level, count = 1 << level;
            void JoinNode(int node) => join(tree.Start(2 * node, here + 1), tree.Start((2 * node) + 1, here + 1), tree.Start((2 * node) + 2, here + 1), here == 0);
            if (count >= JointsForTasks)
            {
                WorkerPool.For(count, workers, JoinNode);
                continue;
            }
            for (int node = 0; node < count; node++)
                JoinNode(node);
        }
    }

    /// <summary>Merges the orders of two halves into one, by ascending value.</summary>
    public static void MergeOrders(Span<int> order, int half, ReadOnlySpan<double> values)
    {
        int[] merged = new int[order.Length];
        int a = 0, b = half;
        for (int i = 0; i < merged.Length; i++)
            merged[i] = b >= order.Length || (a < half && values[order[a]] <= values[order[b]]) ? order[a++] : order[b++];
        merged.CopyTo(order);
    }

    /// <summary>Fills a part of an order with its rows, by ascending value.</summary>
    public static void Sort(int[] order, int from, int to, double[] values)
    {
        Span<int> here = order.AsSpan(from, to - from);
        for (int i = 0; i < here.Length; i++)
            here[i] = from + i;
        here.Sort((i, j) => values[i] != values[j] ? values[i].CompareTo(values[j]) : i.CompareTo(j));
    }

    /// <summary>The first row of a node on a level, 2^level nodes cutting the rows evenly.</summary>
    private int Start(int node, int level) => (int)((long)size * node >> level);
}
