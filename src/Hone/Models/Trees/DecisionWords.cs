using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Hone.Numerics;

namespace Hone.Models.Trees;

/// <summary>Trees laid out so that one row is taken down six questions by one comparison.</summary>
/// <remarks>
/// A word holds six levels of a tree as a heap: slot 1 asks first, slots 2h and 2h + 1 follow slot h. One permutation fetches the code of the column that each of the 63 slots asks and one
/// comparison answers all of them, as the bits of a number; the way down is then arithmetic on that number, for eight trees side by side. A leaf that stands higher asks what every code
/// answers with "left". A tree that goes on below its word has further words there, visited in further rounds; which trees need one is found without a branch.
/// The answers are those of <see cref="TreeEnsemble.LeafOf"/>, and values are added tree after tree. For processors that permute bytes (AVX-512 VBMI) and up to 64 columns. Immutable.
/// </remarks>
internal sealed unsafe class DecisionWords
{
    private const int Slots = 64, Levels = 6, TreesTogether = 256, Lanes = 8;
    private const byte AlwaysLeft = 255;

    private readonly ThresholdCodes codes;
    private readonly Pinned<byte> questions;                   // a word: where each slot's code stands, then the last code that goes left
    private readonly double[] values;                          // a word: the value at each of its 64 ways out
    private readonly int[] words;                              // a word: the word that each way out leads to, 0 for a leaf; empty if there are leaves alone
    private readonly int treeCount;

    private DecisionWords(TreeEnsemble trees, ThresholdCodes codes)
    {
        (this.codes, treeCount) = (codes, trees.TreeCount);
        List<int> tops = [.. Enumerable.Range(0, treeCount).Select(trees.Root)];
        List<byte> bytes = [];
        List<double> ends = [];
        List<int> ways = [];
        for (int word = 0; word < tops.Count; word++)
        {
            bytes.AddRange(new byte[Slots]);
            bytes.AddRange(Enumerable.Repeat(AlwaysLeft, Slots));
            ends.AddRange(new double[Slots]);
            ways.AddRange(new int[Slots]);
            Place(word, tops[word], 1);
        }
        (values, words) = ([.. ends], tops.Count > treeCount ? [.. ways] : []);
        questions = new Pinned<byte>(bytes.Count);
        bytes.CopyTo(questions.AsSpan());

        void Place(int word, int node, int slot)
        {
            bool leaf = trees.IsLeaf(node);
            int way = ((word - 1) * Slots) + slot;
            if (slot >= Slots && leaf)
            {
                ends[way] = trees.LeafValues(node)[0];
            }
            else if (slot >= Slots)
            {
                ways[way] = tops.Count;
                tops.Add(node);
            }
            else if (leaf)
            {
                Place(word, node, 2 * slot);
            }
            else
            {
                bytes[(2 * word * Slots) + slot] = (byte)codes.PlaceOf(trees, node, Slots);
                bytes[(((2 * word) + 1) * Slots) + slot] = codes.CodeOf(trees, node);
                Place(word, trees.Left(node), 2 * slot);
                Place(word, trees.Right(node), (2 * slot) + 1);
            }
        }
    }

    /// <summary>The trees laid out, or null where the machine or the number of columns does not allow it.</summary>
    public static DecisionWords? Of(TreeEnsemble trees, ThresholdCodes codes) =>
        Avx512Vbmi.IsSupported && codes.Count <= Slots ? new DecisionWords(trees, codes) : null;

    /// <summary>Adds the values of all trees for a row: tree t to the score t mod the number of scores.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(ReadOnlySpan<double> row, Span<double> scores)
    {
        byte* own = stackalloc byte[2 * Slots];
        ulong* ways = stackalloc ulong[TreesTogether + Lanes];
        codes.Code(row, own, own + Slots);
        fixed (double* value = values)
        {
            int output = 0;
            for (int first = 0; first < treeCount; first += TreesTogether)
            {
                int count = Math.Min(TreesTogether, treeCount - first);
                Answer(questions.Start + ((nint)first * 2 * Slots), own, count, ways);
                for (int k = 0; k < count; k += Lanes)
                    WaysOut(ways + k, (Vector512<ulong>.Indices + Vector512.Create((ulong)(first + k - 1))) * Slots);
                if (words.Length > 0)
                    GoOn(own, count, ways);
                if (scores.Length == 1)
                {
                    double sum = scores[0];
                    for (int k = 0; k < count; k++)
                        sum += value[ways[k]];
                    scores[0] = sum;
                    continue;
                }
                for (int k = 0; k < count; k++)
                {
                    scores[output] += value[ways[k]];
                    output = output + 1 == scores.Length ? 0 : output + 1;
                }
            }
        }
        GC.KeepAlive(questions);
    }

    // The answers of consecutive words.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Answer(byte* word, byte* codes, int count, ulong* answers)
    {
        Vector512<byte> low = Vector512.Load(codes), high = Vector512.Load(codes + Slots);
        for (int k = 0; k < count; k++, word += 2 * Slots)
            answers[k] = Answers(word, low, high);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Answers(byte* word, Vector512<byte> low, Vector512<byte> high) =>
        Vector512.GreaterThan(Avx512Vbmi.PermuteVar64x8x2(low, Vector512.Load(word), high), Vector512.Load(word + Slots)).ExtractMostSignificantBits();

    // Follows the answers of eight words down to the slots from 64 on, and counts those from where each word's slots start.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WaysOut(ulong* answers, Vector512<ulong> starts)
    {
        Vector512<ulong> bits = Vector512.Load(answers), slot = Vector512<ulong>.One;
        for (int level = 0; level < Levels; level++)
            slot = (slot + slot) | (Avx512F.ShiftRightLogicalVariable(bits, slot) & Vector512<ulong>.One);
        (slot + starts).Store(answers);
    }

    // Takes the trees that lead to further words through these, a round for each six levels.
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void GoOn(byte* codes, int count, ulong* ways)
    {
        int* trees = stackalloc int[TreesTogether], at = stackalloc int[TreesTogether];
        ulong* answers = stackalloc ulong[TreesTogether + Lanes];
        Vector512<byte> low = Vector512.Load(codes), high = Vector512.Load(codes + Slots);
        fixed (int* word = words)
        {
            int open = 0;
            for (int k = 0; k < count; k++)
            {
                (trees[open], at[open]) = (k, word[ways[k]]);
                open += at[open] > 0 ? 1 : 0;
            }
            while (open > 0)
            {
                for (int k = 0; k < open; k++)
                    answers[k] = Answers(questions.Start + ((nint)at[k] * 2 * Slots), low, high);
                for (int k = 0; k < open; k += Lanes)
                    WaysOut(answers + k, default);
                int still = 0;
                for (int k = 0; k < open; k++)
                {
                    int tree = trees[k];
                    ulong way = ways[tree] = answers[k] + ((ulong)(at[k] - 1) * Slots);
                    (trees[still], at[still]) = (tree, word[way]);
                    still += at[still] > 0 ? 1 : 0;
                }
                open = still;
            }
        }
    }
}
