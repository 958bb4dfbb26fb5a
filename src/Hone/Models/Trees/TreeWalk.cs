using System.Runtime.CompilerServices;
using Hone.Numerics;

namespace Hone.Models.Trees;

/// <summary>Trees laid out for walking down eight of them at once without a branch to mispredict.</summary>
/// <remarks>
/// A value becomes a whole key of the same order, so that a question is one comparison of whole numbers; what is missing becomes the least key in a first copy of a row and the
/// greatest in a second, and a node that sends it right asks the second. A leaf asks nothing: its key is the greatest and it is its own left child, so that walking on stays there.
/// Eight trees are walked side by side, since one alone waits for each node to arrive. The answers are those of <see cref="TreeEnsemble.LeafOf"/>. Immutable.
/// </remarks>
internal sealed unsafe class TreeWalk
{
    /// <summary>Trees that are walked together.</summary>
    public const int Together = 8;

    // Steps between looks whether all have arrived.
    private const int StepsInBurst = 3;

    private readonly Node[] nodes;                             // pinned; the last one is a leaf for trees that are not there
    private readonly double[] values;                          // by node
    private readonly int[] roots;
    private readonly int[] depths;                             // of the deepest tree of each eight

    private TreeWalk(TreeEnsemble trees, int columns, int? workers)
    {
        (Columns, TreeCount) = (columns, trees.TreeCount);
        nodes = GC.AllocateUninitializedArray<Node>(trees.NodeCount + 1, pinned: true);
        values = new double[trees.NodeCount + 1];
        int groups = (TreeCount + Together - 1) / Together;
        roots = new int[groups * Together];
        depths = new int[groups];
        Array.Fill(roots, Place(trees.NodeCount));
        nodes[^1] = new Node(ulong.MaxValue, 0, Place(trees.NodeCount));
        int[] deepest = new int[TreeCount];
        WorkerPool.For(TreeCount, workers, tree => deepest[tree] = LayOut(trees, tree));
        for (int tree = 0; tree < TreeCount; tree++)
        {
            roots[tree] = Place(trees.Root(tree));
            depths[tree / Together] = Math.Max(depths[tree / Together], deepest[tree]);
        }
    }

    // Children stand behind their parent, so one pass over a tree finds the depth of each node.
    private int LayOut(TreeEnsemble trees, int tree)
    {
        int root = trees.Root(tree), end = tree + 1 < TreeCount ? trees.Root(tree + 1) : trees.NodeCount, deepest = 0;
        int[] depth = new int[end - root];
        for (int node = root; node < end; node++)
        {
            if (trees.IsLeaf(node))
            {
                nodes[node] = new Node(ulong.MaxValue, 0, Place(node));
                values[node] = trees.LeafValues(node)[0];
                deepest = Math.Max(deepest, depth[node - root]);
                continue;
            }
            nodes[node] = new Node(RadixOrder.Key(trees.Threshold(node)), trees.Column(node) + (trees.MissingLeft(node) ? 0 : Columns), Place(trees.Left(node)));
            depth[trees.Left(node) - root] = depth[trees.Right(node) - root] = depth[node - root] + 1;
        }
        return deepest;
    }

    public int TreeCount { get; }

    public int Columns { get; }

    /// <summary>Numbers in a row of keys.</summary>
    public int KeyCount => 2 * Columns;

    /// <summary>The trees laid out, or null where one asks a category.</summary>
    public static TreeWalk? Of(TreeEnsemble trees, int columns, int? workers = null)
    {
        for (int node = 0; node < trees.NodeCount; node++)
        {
            if (!trees.IsLeaf(node) && double.IsNaN(trees.Threshold(node)))
                return null;
        }
        return new TreeWalk(trees, columns, workers);
    }

    /// <summary>Writes a row's keys.</summary>
    public void Keys(ReadOnlySpan<double> row, Span<ulong> keys)
    {
        Span<ulong> low = keys[..row.Length], high = keys.Slice(row.Length, row.Length);
        for (int j = 0; j < row.Length; j++)
        {
            bool missing = double.IsNaN(row[j]);
            ulong key = RadixOrder.Key(row[j]);
            low[j] = missing ? ulong.MinValue : key;
            high[j] = missing ? ulong.MaxValue : key;
        }
    }

    /// <summary>Adds the values of all trees for some rows, tree after tree: tree t to the score t mod the number of scores.</summary>
    /// <remarks>A few trees go over all the rows before the next, so that the trees stay near.</remarks>
    /// <param name="keys">Row by row.</param>
    /// <param name="scores">Row by row.</param>
    /// <param name="outputs">Scores a row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(ReadOnlySpan<ulong> keys, Span<double> scores, int outputs)
    {
        int* leaves = stackalloc int[Together];
        fixed (Node* all = nodes)
        fixed (int* root = roots)
        fixed (ulong* rows = keys)
        fixed (double* value = values)
        {
            for (int group = 0; group < depths.Length; group++)
            {
                int first = group * Together, count = Math.Min(Together, TreeCount - first);
                for (int row = 0; row < scores.Length / outputs; row++)
                {
                    Walk(all, rows + ((nint)row * KeyCount), root + first, depths[group], leaves);
                    Span<double> own = scores.Slice(row * outputs, outputs);
                    int to = first % outputs;
                    for (int k = 0; k < count; k++)
                    {
                        own[to] += value[leaves[k]];
                        to = to + 1 == outputs ? 0 : to + 1;
                    }
                }
            }
        }
    }

    /// <summary>Adds the leaves of all trees for some rows, tree after tree: what <see cref="Add"/> does for leaves of several numbers.</summary>
    /// <param name="keys">Row by row.</param>
    /// <param name="trees">The trees that were laid out.</param>
    /// <param name="sums">Row by row, as many numbers as a leaf has.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddLeaves(ReadOnlySpan<ulong> keys, TreeEnsemble trees, Span<double> sums)
    {
        int width = trees.Width;
        int* leaves = stackalloc int[Together];
        fixed (Node* all = nodes)
        fixed (int* root = roots)
        fixed (ulong* rows = keys)
        {
            for (int group = 0; group < depths.Length; group++)
            {
                int first = group * Together, count = Math.Min(Together, TreeCount - first);
                for (int row = 0; row < sums.Length / width; row++)
                {
                    Walk(all, rows + ((nint)row * KeyCount), root + first, depths[group], leaves);
                    Span<double> own = sums.Slice(row * width, width);
                    for (int k = 0; k < count; k++)
                    {
                        ReadOnlySpan<double> leaf = trees.LeafValues(leaves[k]);
                        for (int output = 0; output < leaf.Length; output++)
                            own[output] += leaf[output];
                    }
                }
            }
        }
    }

    // Where a node stands, counted in halves of a node: one addition then leads to the right child.
    private static int Place(int node) => checked(2 * node);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Walk(Node* nodes, ulong* keys, int* roots, int depth, int* leaves)
    {
        nint a = roots[0], b = roots[1], c = roots[2], d = roots[3], e = roots[4], f = roots[5], g = roots[6], h = roots[7];
        for (int left = depth; left > 0; left -= StepsInBurst)
        {
            for (int step = Math.Min(left, StepsInBurst); step > 0; step--)
            {
                a = Next(nodes, keys, a);
                b = Next(nodes, keys, b);
                c = Next(nodes, keys, c);
                d = Next(nodes, keys, d);
                e = Next(nodes, keys, e);
                f = Next(nodes, keys, f);
                g = Next(nodes, keys, g);
                h = Next(nodes, keys, h);
            }
            if (left > StepsInBurst && (Onward(nodes, a) | Onward(nodes, b) | Onward(nodes, c) | Onward(nodes, d) | Onward(nodes, e) | Onward(nodes, f) | Onward(nodes, g) | Onward(nodes, h)) == 0)
                break;
        }
        (leaves[0], leaves[1], leaves[2], leaves[3], leaves[4], leaves[5], leaves[6], leaves[7]) = ((int)a / 2, (int)b / 2, (int)c / 2, (int)d / 2, (int)e / 2, (int)f / 2, (int)g / 2, (int)h / 2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Next(Node* nodes, ulong* keys, nint at)
    {
        Node* node = (Node*)((ulong*)nodes + at);
        return (nint)node->Child + (2 * (keys[node->Column] > node->Key ? 1 : 0));
    }

    // 0 at a leaf.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Onward(Node* nodes, nint at) => ((Node*)((ulong*)nodes + at))->Child ^ at;

    private readonly struct Node(ulong key, int column, int child)
    {
        public readonly ulong Key = key;
        public readonly int Column = column;
        public readonly int Child = child;
    }
}
