namespace Hone.Models.Trees;

/// <summary>A grown tree as the ensemble holds it, numbered from 0: a copy, so that the grower's arrays can serve the next tree.</summary>
internal sealed class CartTree
{
    public CartTree(CartNodes nodes)
    {
        int width = nodes.Width;
        (Nodes, Covers, Gains) = (new TreeNode[nodes.Count], new double[nodes.Count], new double[nodes.Count]);
        Values = new double[nodes.Leaves * width];
        int leaves = 0;
        for (int i = 0; i < Nodes.Length; i++)
        {
            ref CartNode node = ref nodes[i];
            (Covers[i], Gains[i]) = (node.Cover, node.Gain);
            if (node.IsLeaf)
            {
                ReadOnlySpan<double> values = nodes.Values(i);
                values.CopyTo(Values.AsSpan(leaves * width));
                Nodes[i] = TreeNode.Leaf(width == 1 ? values[0] : 0, leaves++);
            }
            else if (node.Levels is { } levels)
            {
                Nodes[i] = TreeNode.Category(node.Column, Levels.Count, node.MissingLeft, node.Left);
                Levels.Add(levels);
            }
            else
                Nodes[i] = TreeNode.Threshold(node.Column, node.Threshold, node.MissingLeft, node.Left);
        }
    }

    /// <summary>Children are numbered within this tree, and so are leaves' values and sets of levels.</summary>
    public TreeNode[] Nodes { get; }

    /// <summary>Leaf by leaf.</summary>
    public double[] Values { get; }

    public double[] Covers { get; }

    public double[] Gains { get; }

    /// <summary>By set: 1 goes left, 0 right, −1 was not seen and goes the missing way.</summary>
    public List<sbyte[]> Levels { get; } = [];
}
