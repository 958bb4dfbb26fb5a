using System.Diagnostics;
using System.Runtime.CompilerServices;
using Hone.Contracts;

namespace Hone.Models.Trees;

/// <summary>Decision trees in flat arrays: what every tree model predicts with, explains itself by and stores.</summary>
/// <remarks>
/// A node asks "value ≤ threshold?" of a column of numbers or "is the level in this set?" of a column of categories; yes is left.
/// What is missing, and a level that the column did not have, goes the way the node learned for it.
/// Walking down costs O(depth) and allocates nothing. Immutable.
/// </remarks>
[DebuggerDisplay("{TreeCount} trees, {NodeCount} nodes")]
public sealed class TreeEnsemble
{
    private readonly TreeNode[] nodes;
    private readonly int[] roots;                              // one more than there are trees
    private readonly double[] values;                          // leaf by leaf, Width each
    private readonly double[] covers;                          // by node
    private readonly double[] gains;                           // by node, 0 for leaves
    private readonly int[] setStarts;                          // one more than there are sets
    private readonly int[] setWords;                           // 16 levels a word, two bits each: known, and left

    internal TreeEnsemble(int width, TreeNode[] nodes, int[] roots, double[] values, double[] covers, double[] gains, int[] setStarts, int[] setWords) =>
        (Width, this.nodes, this.roots, this.values, this.covers, this.gains, this.setStarts, this.setWords) =
        (width, nodes, roots, values, covers, gains, setStarts, setWords);

    /// <summary>Number of trees.</summary>
    public int TreeCount => roots.Length - 1;

    /// <summary>Nodes of all trees, leaves included.</summary>
    public int NodeCount => nodes.Length;

    /// <summary>Numbers in a leaf.</summary>
    public int Width { get; }

    /// <summary>The root of a tree.</summary>
    public int Root(int tree) => roots[tree];

    /// <summary>Whether a node is a leaf.</summary>
    public bool IsLeaf(int node) => nodes[node].IsLeaf;

    /// <summary>The column that an inner node asks.</summary>
    public int Column(int node) => nodes[node].Column;

    /// <summary>The child for "yes"; the child for "no" is the next node.</summary>
    public int Left(int node) => nodes[node].Child;

    /// <summary>The child for "no".</summary>
    public int Right(int node) => nodes[node].Child + 1;

    /// <summary>Whether an inner node sends what is missing to the left.</summary>
    public bool MissingLeft(int node) => nodes[node].MissingLeft;

    /// <summary>The greatest value that goes left; NaN where the node asks a category.</summary>
    public double Threshold(int node) => nodes[node].IsCategory ? double.NaN : nodes[node].Number;

    /// <summary>Whether an inner node sends a value to the left; NaN is missing.</summary>
    internal bool GoesLeft(int node, double value) => !GoesRight(nodes[node], value);

    /// <summary>The levels that go left, ascending; empty where the node asks a number.</summary>
    public int[] LeftLevels(int node)
    {
        if (nodes[node].IsLeaf || !nodes[node].IsCategory)
            return [];
        int set = (int)nodes[node].Number;
        List<int> levels = [];
        for (int level = 0; level < 16 * (setStarts[set + 1] - setStarts[set]); level++)
        {
            if (Contains(set, level))
                levels.Add(level);
        }
        return [.. levels];
    }

    /// <summary>The weight of the training rows that came through a node.</summary>
    public double Cover(int node) => covers[node];

    /// <summary>What a node's split gained in the objective that the trees were grown for; 0 for a leaf.</summary>
    public double Gain(int node) => gains[node];

    /// <summary>The numbers of a leaf.</summary>
    public ReadOnlySpan<double> LeafValues(int node) => values.AsSpan(nodes[node].Child * Width, Width);

    /// <summary>The numbers of all leaves, <see cref="Width"/> each, by what <see cref="Leaf"/> says.</summary>
    internal ReadOnlySpan<double> Values => values;

    /// <summary>Which leaf a node is, among those of all trees.</summary>
    internal int Leaf(int node) => nodes[node].Child;

    /// <summary>The most questions asked on the way to a leaf of a tree; 0 for a leaf alone.</summary>
    public int Depth(int tree)
    {
        int deepest = 0;
        Stack<(int Node, int Depth)> open = new([(roots[tree], 0)]);
        while (open.TryPop(out (int Node, int Depth) at))
        {
            deepest = Math.Max(deepest, at.Depth);
            if (nodes[at.Node].IsLeaf)
                continue;
            open.Push((Left(at.Node), at.Depth + 1));
            open.Push((Right(at.Node), at.Depth + 1));
        }
        return deepest;
    }

    /// <summary>Number of leaves of a tree.</summary>
    public int Leaves(int tree) => (roots[tree + 1] - roots[tree] + 1) / 2;

    /// <summary>The leaf that a row reaches in a tree.</summary>
    /// <param name="tree">From 0.</param>
    /// <param name="row">d numbers; NaN is missing.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int LeafOf(int tree, ReadOnlySpan<double> row)
    {
        int at = roots[tree];
        TreeNode[] all = nodes;
        while (true)
        {
            ref readonly TreeNode node = ref all[at];
            if (node.IsLeaf)
                return at;
            at = node.Child + (GoesRight(node, row[node.Column]) ? 1 : 0);
        }
    }

    /// <summary>The value of the leaf that a row reaches, for trees of one number a leaf.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal double ValueOf(int tree, ReadOnlySpan<double> row) => nodes[LeafOf(tree, row)].Number;

    /// <summary>The gain of every column's splits over all trees, each tree's divided by its root's cover where asked for; scaled to sum 1.</summary>
    internal double[] Importances(int columns, bool perTree)
    {
        double[] total = new double[columns];
        double[] own = new double[columns];
        for (int t = 0; t < TreeCount; t++)
        {
            Array.Clear(own);
            double sum = 0;
            for (int node = roots[t]; node < roots[t + 1]; node++)
            {
                if (nodes[node].IsLeaf)
                    continue;
                own[nodes[node].Column] += gains[node];
                sum += gains[node];
            }
            double scale = !perTree ? 1 : sum > 0 ? 1 / sum : 0;
            for (int j = 0; j < columns; j++)
                total[j] += own[j] * scale;
        }
        double all = total.Sum();
        for (int j = 0; j < columns && all > 0; j++)
            total[j] /= all;
        return total;
    }

    internal void Write(PackageWriter writer)
    {
        writer.Whole("width", Width);
        writer.Wholes("roots", roots);
        writer.Wholes("questions", [.. nodes.Select(n => n.Question)]);
        writer.Wholes("children", [.. nodes.Select(n => n.Child)]);
        writer.Numbers("numbers", [.. nodes.Select(n => n.Number)]);
        writer.Numbers("values", values);
        writer.Numbers("covers", covers);
        writer.Numbers("gains", gains);
        writer.Wholes("set-starts", setStarts);
        writer.Wholes("sets", setWords);
    }

    /// <summary>Reads and checks: every walk down ends in a leaf of its own tree, within every array.</summary>
    internal static TreeEnsemble Read(PackageReader reader, int columns)
    {
        int width = reader.Whole("width", 1);
        int[] roots = reader.Wholes("roots"), questions = reader.Wholes("questions");
        int[] children = reader.Wholes("children", questions.Length);
        double[] numbers = reader.Numbers("numbers", questions.Length), values = reader.Numbers("values");
        double[] covers = reader.Numbers("covers", questions.Length), gains = reader.Numbers("gains", questions.Length);
        int[] setStarts = reader.Wholes("set-starts"), sets = reader.Wholes("sets");

        CheckStarts(reader, "roots", roots, questions.Length, 1);
        CheckStarts(reader, "set-starts", setStarts, sets.Length, 0);
        if (values.Length % width != 0)
            throw reader.Fault("values", "does not hold whole leaves");
        TreeNode[] nodes = new TreeNode[questions.Length];
        for (int t = 0; t + 1 < roots.Length; t++)
        {
            for (int i = roots[t]; i < roots[t + 1]; i++)
            {
                TreeNode node = nodes[i] = TreeNode.FromParts(numbers[i], questions[i], children[i]);
                bool sound = node.IsLeaf
                    ? node.Question == TreeNode.LeafMark && node.Child >= 0 && node.Child < values.Length / width && double.IsFinite(node.Number)
                    : node.Column < columns && node.Child > i && node.Child < roots[t + 1] - 1
                        && (node.IsCategory ? node.Number >= 0 && node.Number < setStarts.Length - 1 && node.Number == Math.Floor(node.Number) : !double.IsNaN(node.Number));
                if (!sound || !double.IsFinite(covers[i]) || !double.IsFinite(gains[i]))
                    throw reader.Fault(null, FormattableString.Invariant($"has a node {i} that no tree can have"));
            }
        }
        foreach (double value in values)
        {
            if (!double.IsFinite(value))
                throw reader.Fault("values", "holds a value that is not finite");
        }
        return new TreeEnsemble(width, nodes, roots, values, covers, gains, setStarts, sets);
    }

    private static void CheckStarts(PackageReader reader, string name, int[] starts, int end, int least)
    {
        bool sound = starts.Length > 0 && starts[0] == 0 && starts[^1] == end;
        for (int i = 1; i < starts.Length && sound; i++)
            sound = starts[i] - (long)starts[i - 1] >= least;
        if (!sound)
            throw reader.Fault(name, "does not ascend from 0 to the end");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool GoesRight(in TreeNode node, double value)
    {
        if (node.IsCategory)
            return GoesRightByLevel(node, value);
        // A comparison with NaN is false either way, which is what sends the missing to their side.
        return node.MissingLeft ? value > node.Number : !(value <= node.Number);
    }

    private bool GoesRightByLevel(in TreeNode node, double value)
    {
        int set = (int)node.Number;
        int level = value >= 0 && value < 16 * (setStarts[set + 1] - setStarts[set]) ? (int)value : -1;
        if (level < 0)
            return !node.MissingLeft;
        int pair = setWords[setStarts[set] + (level >> 4)] >>> (2 * (level & 15)) & 3;
        return (pair & 1) == 0 ? !node.MissingLeft : (pair & 2) == 0;
    }

    private bool Contains(int set, int level)
    {
        int words = setStarts[set + 1] - setStarts[set];
        return level < 16 * words && (setWords[setStarts[set] + (level >> 4)] >>> (2 * (level & 15)) & 3) == 3;
    }
}
