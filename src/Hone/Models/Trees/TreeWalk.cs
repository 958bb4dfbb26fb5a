using System.Buffers;
using System.Runtime.CompilerServices;
using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Trees;

/// <summary>Trees laid out for walking down eight ways at once without a branch to mispredict: eight rows down one tree, or one row down eight trees.</summary>
/// <remarks>
/// A value becomes a whole key of the same order, so that a question is one comparison of whole numbers; what is missing becomes the least key in a first copy of a row and a
/// great one in a second, and a node that sends it right asks the second. A leaf asks nothing: its key is greater than all and it is its own left child, so that walking on stays there.
/// Eight ways go side by side, since one alone waits for each node to arrive; many rows go down one tree before the next, so that its nodes stay near.
/// The answers are those of <see cref="TreeEnsemble.LeafOf"/>, and leaves are added tree after tree. Immutable.
/// </remarks>
internal sealed unsafe class TreeWalk
{
    /// <summary>Ways that are walked together.</summary>
    public const int Together = 8;

    // Steps between looks whether all have arrived.
    private const int StepsInBurst = 3;

    // Keys of one row on the stack, in bytes.
    private const int MostRowBytes = 1 << 15;

    // Keys of the rows that go down a tree before the next: they stay near together with it.
    private const int ChunkBytes = 1 << 19, MostRowsInChunk = 1_024;

    // Above every number's key, and the leaves' keys above that: in their low bits stands which leaf it is.
    private const ulong MissingKey = 0xFFF4_0000_0000_0000, LeafKey = 0xFFF8_0000_0000_0000;

    private readonly TreeEnsemble trees;
    private readonly Pinned<Node> nodes;                       // the last one is a leaf for trees that are not there
    private readonly int[] roots;                              // filled up to whole eights
    private readonly int[] depths;                             // by tree
    private readonly int columns;

    private TreeWalk(TreeEnsemble trees, int columns, int? workers)
    {
        (this.trees, this.columns) = (trees, columns);
        nodes = new Pinned<Node>(trees.NodeCount + 1);
        roots = new int[(trees.TreeCount + Together - 1) / Together * Together];
        depths = new int[roots.Length];
        Array.Fill(roots, Place(trees.NodeCount));
        nodes.Start[trees.NodeCount] = new Node(LeafKey, 0, Place(trees.NodeCount));
        WorkerPool.For(trees.TreeCount, workers, LayOut);
    }

    // Children stand behind their parent, so one pass over a tree finds the depth of each node.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void LayOut(int tree)
    {
        int root = trees.Root(tree), count = (2 * trees.Leaves(tree)) - 1, deepest = 0;
        int[] depth = ArrayPool<int>.Shared.Rent(count);
        depth[0] = 0;
        for (int i = 0; i < count; i++)
        {
            int node = root + i;
            deepest = Math.Max(deepest, depth[i]);
            if (trees.IsLeaf(node))
            {
                nodes.Start[node] = new Node(LeafKey | (uint)trees.Leaf(node), 0, Place(node));
                continue;
            }
            nodes.Start[node] = new Node(
                RadixOrder.Key(trees.Threshold(node)), (trees.Column(node) + (trees.MissingLeft(node) ? 0 : columns)) * RowsBytes, Place(trees.Left(node)));
            depth[trees.Left(node) - root] = depth[trees.Right(node) - root] = depth[i] + 1;
        }
        ArrayPool<int>.Shared.Return(depth);
        (roots[tree], depths[tree]) = (Place(root), deepest);
    }

    // Bytes from a column's keys to the next's: one of each row.
    private const int RowsBytes = Together * sizeof(ulong);

    // Bytes of the keys of eight rows.
    private int GroupBytes => 2 * columns * RowsBytes;

    /// <summary>Whether one row's keys are few enough for <see cref="AddRow"/>.</summary>
    public bool TakesSingleRows => GroupBytes <= MostRowBytes;

    /// <summary>Rows that are best added in one call.</summary>
    public int RowsInChunk => Math.Clamp(ChunkBytes / GroupBytes, Together, MostRowsInChunk / Together) * Together;

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

    /// <summary>Adds the leaves of all trees for one row, whose keys must be few enough: tree t to the score t mod the number of scores, for leaves of one number.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddRow(ReadOnlySpan<double> row, Span<double> scores)
    {
        byte* keys = stackalloc byte[GroupBytes];
        nint* at = stackalloc nint[Together];
        Keys(row, (ulong*)keys);
        ReadOnlySpan<double> values = trees.Values;
        int output = 0;
        for (int first = 0; first < trees.TreeCount; first += Together)
        {
            int deepest = 0, count = Math.Min(Together, trees.TreeCount - first);
            for (int k = 0; k < Together; k++)
            {
                at[k] = roots[first + k];
                deepest = Math.Max(deepest, depths[first + k]);
            }
            Walk<OneRow>(nodes.Start, keys, at, deepest);
            for (int k = 0; k < count; k++)
            {
                scores[output] += values[(int)at[k]];
                output = output + 1 == scores.Length ? 0 : output + 1;
            }
        }
        GC.KeepAlive(nodes);
    }

    /// <summary>Adds the leaves of all trees for consecutive rows: tree t's numbers from the score t·width mod the number of scores on.</summary>
    /// <param name="x">The rows.</param>
    /// <param name="first">The first of them.</param>
    /// <param name="scores">Row by row.</param>
    /// <param name="outputs">Scores a row.</param>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddRows(Features x, int first, Span<double> scores, int outputs)
    {
        int rows = scores.Length / outputs, groups = (rows + Together - 1) / Together, width = trees.Width, columnKeys = GroupBytes / sizeof(ulong);
        ulong[] keys = ArrayPool<ulong>.Shared.Rent(groups * columnKeys);
        double[] scratch = x.IsSparse ? new double[columns] : [];
        nint* at = stackalloc nint[Together];
        ReadOnlySpan<double> values = trees.Values;
        fixed (ulong* all = keys)
        {
            // A last group that is not full walks with its first row.
            for (int i = 0; i < groups * Together; i++)
                Keys(x.Row(first + (i < rows ? i : i & -Together), scratch), all + ((nint)(i / Together) * columnKeys) + (i % Together));
            for (int tree = 0, output = 0; tree < trees.TreeCount; tree++, output = output + width == outputs ? 0 : output + width)
            {
                for (int group = 0; group < groups; group++)
                {
                    for (int k = 0; k < Together; k++)
                        at[k] = roots[tree];
                    Walk<EightRows>(nodes.Start, (byte*)(all + ((nint)group * columnKeys)), at, depths[tree]);
                    int row = group * Together, count = Math.Min(Together, rows - row);
                    for (int k = 0; k < count; k++)
                    {
                        ReadOnlySpan<double> leaf = values.Slice((int)at[k] * width, width);
                        Span<double> own = scores.Slice(((row + k) * outputs) + output, width);
                        for (int j = 0; j < leaf.Length; j++)
                            own[j] += leaf[j];
                    }
                }
            }
        }
        ArrayPool<ulong>.Shared.Return(keys);
        GC.KeepAlive(nodes);
    }

    // A row's keys, where the other seven of its group leave room.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Keys(ReadOnlySpan<double> row, ulong* keys)
    {
        ulong* low = keys, high = keys + ((nint)columns * Together);
        for (int j = 0; j < columns; j++, low += Together, high += Together)
        {
            ulong key = RadixOrder.Key(row[j]);
            bool missing = double.IsNaN(row[j]);
            *low = missing ? ulong.MinValue : key;
            *high = missing ? MissingKey : key;
        }
    }

    // Where a node stands, counted in halves of a node: one addition then leads to the right child.
    private static int Place(int node) => checked(2 * node);

    /// <summary>Leads eight ways from the places given to their leaves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Walk<TWays>(Node* nodes, byte* keys, nint* at, int depth)
        where TWays : IWays
    {
        nint a = at[0], b = at[1], c = at[2], d = at[3], e = at[4], f = at[5], g = at[6], h = at[7];
        for (int left = depth; left > 0; left -= StepsInBurst)
        {
            for (int step = Math.Min(left, StepsInBurst); step > 0; step--)
            {
                a = Next(nodes, keys, a);
                b = Next(nodes, keys + TWays.Apart, b);
                c = Next(nodes, keys + (2 * TWays.Apart), c);
                d = Next(nodes, keys + (3 * TWays.Apart), d);
                e = Next(nodes, keys + (4 * TWays.Apart), e);
                f = Next(nodes, keys + (5 * TWays.Apart), f);
                g = Next(nodes, keys + (6 * TWays.Apart), g);
                h = Next(nodes, keys + (7 * TWays.Apart), h);
            }
            if (left > StepsInBurst && (Onward(nodes, a) | Onward(nodes, b) | Onward(nodes, c) | Onward(nodes, d) | Onward(nodes, e) | Onward(nodes, f) | Onward(nodes, g) | Onward(nodes, h)) == 0)
                break;
        }
        (at[0], at[1], at[2], at[3], at[4], at[5], at[6], at[7]) =
            (Leaf(nodes, a), Leaf(nodes, b), Leaf(nodes, c), Leaf(nodes, d), Leaf(nodes, e), Leaf(nodes, f), Leaf(nodes, g), Leaf(nodes, h));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Next(Node* nodes, byte* keys, nint at)
    {
        Node* node = (Node*)((ulong*)nodes + at);
        return (nint)node->Child + (2 * (*(ulong*)(keys + node->Column) > node->Key ? 1 : 0));
    }

    // 0 at a leaf.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Onward(Node* nodes, nint at) => ((Node*)((ulong*)nodes + at))->Child ^ at;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Leaf(Node* nodes, nint at) => (int)((Node*)((ulong*)nodes + at))->Key;

    private readonly struct Node(ulong key, int column, int child)
    {
        public readonly ulong Key = key;
        public readonly int Column = column;                   // bytes from the first column's keys
        public readonly int Child = child;
    }

    // What is side by side: bytes from the key of one way to that of the next.
    private interface IWays
    {
        static abstract int Apart { get; }
    }

    private readonly struct OneRow : IWays
    {
        public static int Apart => 0;
    }

    private readonly struct EightRows : IWays
    {
        public static int Apart => sizeof(ulong);
    }
}
