using System.Runtime.InteropServices;

namespace Hone.Models.Trees;

/// <summary>One node of a tree, 16 bytes: a question with two neighbouring children, or a leaf.</summary>
/// <remarks>The left child stands at <see cref="Child"/>, the right one after it; both come after their parent, so that walking down always ends.</remarks>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct TreeNode
{
    internal const int LeafMark = -1;
    internal const int MissingLeftFlag = 1 << 30;
    internal const int CategoryFlag = 1 << 29;
    internal const int ColumnMask = CategoryFlag - 1;

    private TreeNode(double number, int question, int child) => (Number, Question, Child) = (number, question, child);

    /// <summary>For a number the threshold, for a category the position of its set; for a leaf its value, where a leaf has one alone.</summary>
    public double Number { get; }

    /// <summary>The column asked and the flags; negative for a leaf.</summary>
    public int Question { get; }

    /// <summary>The left child; for a leaf the position of its values.</summary>
    public int Child { get; }

    public bool IsLeaf => Question < 0;

    public int Column => Question & ColumnMask;

    public bool MissingLeft => (Question & MissingLeftFlag) != 0;

    public bool IsCategory => (Question & CategoryFlag) != 0;

    public static TreeNode Threshold(int column, double threshold, bool missingLeft, int child) =>
        new(threshold, column | (missingLeft ? MissingLeftFlag : 0), child);

    public static TreeNode Category(int column, int set, bool missingLeft, int child) =>
        new(set, column | CategoryFlag | (missingLeft ? MissingLeftFlag : 0), child);

    public static TreeNode Leaf(double value, int position) => new(value, LeafMark, position);

    /// <summary>Rebuilds a node from its stored parts; the caller checks them.</summary>
    public static TreeNode FromParts(double number, int question, int child) => new(number, question, child);
}
