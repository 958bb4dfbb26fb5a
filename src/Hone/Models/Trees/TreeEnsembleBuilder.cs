using System.Runtime.InteropServices;

namespace Hone.Models.Trees;

/// <summary>Collects grown trees, one after another, into a <see cref="TreeEnsemble"/>.</summary>
internal sealed class TreeEnsembleBuilder(int width)
{
    private readonly List<TreeNode> nodes = [];
    private readonly List<int> roots = [0];
    private readonly List<double> values = [];
    private readonly List<int> valueEnds = [0];
    private readonly List<double> covers = [];
    private readonly List<double> gains = [];
    private readonly List<int> setStarts = [0];
    private readonly List<int> setWords = [];

    public int TreeCount => roots.Count - 1;

    /// <summary>Adds a tree whose nodes are numbered from 0, children after parents and side by side.</summary>
    public void Add(IReadOnlyList<GrownNode> tree)
    {
        int first = nodes.Count;
        foreach (GrownNode node in tree)
        {
            covers.Add(node.Cover);
            gains.Add(node.IsLeaf ? 0 : node.Gain);
            if (node.IsLeaf)
            {
                nodes.Add(TreeNode.Leaf(width == 1 ? node.Values[0] : 0, values.Count / width));
                values.AddRange(node.Values);
            }
            else if (node.Levels is { } levels)
            {
                nodes.Add(TreeNode.Category(node.Column, AddSet(levels), node.MissingLeft, first + node.Left));
            }
            else
            {
                nodes.Add(TreeNode.Threshold(node.Column, node.Threshold, node.MissingLeft, first + node.Left));
            }
        }
        roots.Add(nodes.Count);
        valueEnds.Add(values.Count);
    }

    /// <summary>Makes room for trees to come, so that no array is outgrown on the way.</summary>
    public void Reserve(IReadOnlyList<CartTree> trees)
    {
        int added = trees.Sum(tree => tree.Nodes.Length);
        nodes.EnsureCapacity(nodes.Count + added);
        covers.EnsureCapacity(covers.Count + added);
        gains.EnsureCapacity(gains.Count + added);
        values.EnsureCapacity(values.Count + trees.Sum(tree => tree.Values.Length));
    }

    /// <summary>Adds a tree that is numbered from 0.</summary>
    public void Add(CartTree tree)
    {
        int firstNode = nodes.Count, firstLeaf = values.Count / width, firstSet = setStarts.Count - 1;
        foreach (TreeNode node in tree.Nodes)
        {
            nodes.Add(node.IsLeaf ? TreeNode.Leaf(node.Number, firstLeaf + node.Child)
                : TreeNode.FromParts(node.IsCategory ? firstSet + node.Number : node.Number, node.Question, firstNode + node.Child));
        }
        values.AddRange(tree.Values);
        covers.AddRange(tree.Covers);
        gains.AddRange(tree.Gains);
        foreach (sbyte[] levels in tree.Levels)
            AddSet(levels);
        roots.Add(nodes.Count);
        valueEnds.Add(values.Count);
    }

    /// <summary>The trees added so far, or only the first of them.</summary>
    public TreeEnsemble Build(int? trees = null)
    {
        int count = trees ?? TreeCount, end = roots[count];
        return new TreeEnsemble(
            width, First(nodes, end), First(roots, count + 1), First(values, valueEnds[count]), First(covers, end), First(gains, end), [.. setStarts], [.. setWords]);
    }

    private static T[] First<T>(List<T> all, int count) => CollectionsMarshal.AsSpan(all)[..count].ToArray();

    // Two bits a level: whether training rows had it, and whether it goes left.
    private int AddSet(sbyte[] levels)
    {
        int[] words = new int[(levels.Length + 15) / 16];
        for (int level = 0; level < levels.Length; level++)
        {
            int pair = levels[level] switch { > 0 => 3, 0 => 1, < 0 => 0 };
            words[level >> 4] |= pair << (2 * (level & 15));
        }
        setWords.AddRange(words);
        setStarts.Add(setWords.Count);
        return setStarts.Count - 2;
    }
}

/// <summary>A node as a grower leaves it: values for a leaf, or a question with two children.</summary>
internal sealed class GrownNode
{
    /// <summary>What a leaf predicts.</summary>
    public double[] Values { get; set; } = [];

    /// <summary>The left child's number within the tree, the right one's is the next; 0 for a leaf.</summary>
    public int Left { get; set; }

    public bool IsLeaf => Left == 0;

    public int Column { get; set; }

    /// <summary>The greatest value that goes left.</summary>
    public double Threshold { get; set; }

    /// <summary>For a category by level: 1 goes left, 0 right, −1 was not seen and goes the missing way; null for a number.</summary>
    public sbyte[]? Levels { get; set; }

    public bool MissingLeft { get; set; }

    /// <summary>The weight of the rows that came through.</summary>
    public double Cover { get; set; }

    public double Gain { get; set; }
}
