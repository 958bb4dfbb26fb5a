using System.Runtime.CompilerServices;
using Hone.Numerics;

namespace Hone.Models.Trees;

/// <summary>Trees of few leaves laid out so that 64 rows go down together, without a walk.</summary>
/// <remarks>
/// A tree is a formula: the leaf below a node is that below its right child where the column's code is above the node's, else that below its left child. Codes and numbers of leaves are
/// bytes, and rows stand side by side, so that a node costs 64 rows three instructions, whatever the tree's shape; nodes are worked off from the bottom up.
/// The answers are those of <see cref="TreeEnsemble.LeafOf"/>, and values are added tree after tree. Immutable.
/// </remarks>
internal sealed unsafe class LeafSelection
{
    /// <summary>Rows that go together.</summary>
    public const int Rows = 64;

    // Numbers of leaves are bytes.
    private const int MostLeaves = 256;

    private readonly Choice[] choices;                         // tree by tree, children before their parents
    private readonly int[] ends;                               // of each tree's choices
    private readonly double[] values;                          // of the leaves, tree by tree
    private readonly int[] firstLeaves;                        // by tree
    private readonly int most;                                 // choices of a tree

    private LeafSelection(TreeEnsemble trees, ThresholdCodes codes)
    {
        ends = new int[trees.TreeCount];
        firstLeaves = new int[trees.TreeCount];
        List<Choice> all = [];
        List<double> leaves = [];
        int[] rows = new int[(2 * MostLeaves) - 1];             // by node of the tree: where its 64 numbers of leaves stand
        for (int tree = 0; tree < trees.TreeCount; tree++)
        {
            int root = trees.Root(tree), first = all.Count;
            firstLeaves[tree] = leaves.Count;
            for (int node = root + (2 * trees.Leaves(tree)) - 2; node >= root; node--)
            {
                if (trees.IsLeaf(node))
                {
                    rows[node - root] = leaves.Count - firstLeaves[tree];
                    leaves.Add(trees.LeafValues(node)[0]);
                    continue;
                }
                rows[node - root] = MostLeaves + all.Count - first;
                all.Add(new Choice(codes.PlaceOf(trees, node, codes.Count), rows[trees.Left(node) - root], rows[trees.Right(node) - root], codes.CodeOf(trees, node)));
            }
            ends[tree] = all.Count;
            most = Math.Max(most, all.Count - first);
        }
        (choices, values) = ([.. all], [.. leaves]);
    }

    /// <summary>Bytes of scratch that <see cref="Add"/> needs.</summary>
    public int ScratchLength => (MostLeaves + most) * Rows;

    /// <summary>The trees laid out, or null where one has too many leaves.</summary>
    public static LeafSelection? Of(TreeEnsemble trees, ThresholdCodes codes)
    {
        for (int tree = 0; tree < trees.TreeCount; tree++)
        {
            if (trees.Leaves(tree) > MostLeaves)
                return null;
        }
        return new LeafSelection(trees, codes);
    }

    /// <summary>Readies scratch, once for many calls.</summary>
    public static void Prepare(byte* scratch)
    {
        for (int leaf = 0; leaf < MostLeaves; leaf++)
            new Span<byte>(scratch + (leaf * Rows), Rows).Fill((byte)leaf);
    }

    /// <summary>Adds the values of all trees for 64 rows, tree after tree: tree t to the score t mod the number of scores.</summary>
    /// <param name="codes">Column by column, 64 bytes each: low forms, then high ones.</param>
    /// <param name="scratch">Prepared.</param>
    /// <param name="scores">Score by score, 64 numbers each.</param>
    /// <param name="outputs">Scores a row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(byte* codes, byte* scratch, double* scores, int outputs)
    {
        fixed (Choice* choice = choices)
        fixed (double* value = values)
        {
            Choice* asked = choice;
            int output = 0;
            for (int tree = 0; tree < ends.Length; tree++)
            {
                byte* root = scratch, to = scratch + (MostLeaves * Rows);
                for (Choice* end = choice + ends[tree]; asked < end; asked++, to += Rows)
                {
                    Kernels.SelectAbove(codes + asked->Column, asked->Code, scratch + asked->Right, scratch + asked->Left, to);
                    root = to;
                }
                AddLeaves(value + firstLeaves[tree], root, scores + ((nint)output * Rows));
                output = output + 1 == outputs ? 0 : output + 1;
            }
        }
    }

    // Four rows a round: there is little to do for each beside counting rounds.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddLeaves(double* leaves, byte* numbers, double* scores)
    {
        for (nint row = 0; row < Rows; row += 4)
        {
            scores[row] += leaves[numbers[row]];
            scores[row + 1] += leaves[numbers[row + 1]];
            scores[row + 2] += leaves[numbers[row + 2]];
            scores[row + 3] += leaves[numbers[row + 3]];
        }
    }

    // Where the codes of its column and its children's numbers of leaves stand, in bytes.
    private readonly struct Choice(int column, int left, int right, byte code)
    {
        public readonly uint Column = (uint)column * Rows;
        public readonly uint Left = (uint)left * Rows;
        public readonly uint Right = (uint)right * Rows;
        public readonly byte Code = code;
    }
}
