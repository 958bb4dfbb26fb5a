namespace Hone.Models.Trees;

/// <summary>One node of a tree by classification and regression while the tree grows: a leaf until it is split.</summary>
internal struct CartNode
{
    /// <summary>The left child's number within the tree, the right one's is the next; 0 for a leaf.</summary>
    public int Left;

    public int Column;

    /// <summary>The greatest value that goes left.</summary>
    public double Threshold;

    /// <summary>For a category by level: 1 goes left, 0 right, −1 was not seen and goes the missing way; null for a number.</summary>
    public sbyte[]? Levels;

    public bool MissingLeft;

    /// <summary>The weight of the rows that came through.</summary>
    public double Cover;

    /// <summary>Fall of impurity times weight; 0 for a leaf.</summary>
    public double Gain;

    /// <summary>Impurity of the rows that came through; a forest leaves it out where nothing asks for it.</summary>
    public double Impurity;

    public readonly bool IsLeaf => Left == 0;
}

/// <summary>The nodes of one growing tree, with what each would predict as a leaf; its arrays serve one tree after another.</summary>
/// <param name="width">Numbers in a leaf.</param>
internal sealed class CartNodes(int width)
{
    private CartNode[] nodes = new CartNode[64];
    private double[] values = new double[64 * width];

    public int Width => width;

    public int Count { get; private set; }

    public int Leaves => (Count + 1) / 2;

    public ref CartNode this[int node] => ref nodes[node];

    /// <summary>What a node predicts as a leaf.</summary>
    public Span<double> Values(int node) => values.AsSpan(node * width, width);

    public void Clear() => Count = 0;

    /// <summary>Adds a leaf, whose values the caller writes.</summary>
    public int Add(double cover, double impurity)
    {
        if (Count == nodes.Length)
        {
            Array.Resize(ref nodes, 2 * Count);
            Array.Resize(ref values, 2 * Count * width);
        }
        nodes[Count] = new CartNode { Cover = cover, Impurity = impurity };
        return Count++;
    }

    /// <summary>Adds a node of another tree as a leaf.</summary>
    public int Add(CartNodes other, int node)
    {
        int own = Add(other.nodes[node].Cover, other.nodes[node].Impurity);
        other.Values(node).CopyTo(Values(own));
        return own;
    }

    /// <summary>Puts a whole tree in the place of a leaf.</summary>
    public void Graft(int leaf, CartNodes subtree)
    {
        int shift = Count - 1;                                 // the subtree's root takes the leaf's number, all others follow the last node
        for (int node = 0; node < subtree.Count; node++)
        {
            int own = node == 0 ? leaf : Add(subtree, node);
            nodes[own] = subtree.nodes[node];
            if (nodes[own].Left > 0)
                nodes[own].Left += shift;
        }
    }

    public double[] Impurities()
    {
        double[] impurities = new double[Count];
        for (int node = 0; node < impurities.Length; node++)
            impurities[node] = nodes[node].Impurity;
        return impurities;
    }
}
