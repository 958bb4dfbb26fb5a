using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Hone.Numerics;

namespace Hone.Models.Trees;

/// <summary>Finds the best splits of binned columns for classes: the node's rows are counted into their bins, put in the order of these, and moved to the left one by one.</summary>
internal sealed class BinnedClassSearch(BinnedCodes x, CartProblem problem, CartSettings settings) : ClassSearch(x, problem, settings)
{
    private const int Bins = 256;

    private readonly byte[] bins = new byte[x.RowCount];       // of the node's rows
    private readonly int[] ordered = new int[x.RowCount];      // their places in the node by bin
    private readonly int[] places = new int[Bins];             // counts at first: all zero between calls
    private readonly byte[] met = new byte[Bins];
    private readonly int[] codes = new int[Bins], ends = new int[Bins];

    protected override CartSplit Find(int column, RandomStream random, out bool constant)
    {
        if (x.IsCategory(column))
            return FindGenerally(column, random, out constant);
        int groups = Order(x.Bins(column)), rows = Rows.Length;
        constant = groups < 2;
        if (constant)
            return CartSplit.None;
        bool gaps = codes[groups - 1] == x.Count(column);
        int present = gaps ? ends[groups - 2] : rows;

        double best = LeastDecrease;
        int cut = -1;
        bool missingLeft = false;
        Cuts.Clear(OwnClasses);
        double leftWeight = Sweep(0, groups - 1, ref best, ref cut);
        if (gaps && groups > 2)
        {
            double before = best;
            Cuts.Clear(OwnClasses);
            for (int i = present; i < rows; i++)
                Cuts.Move(OwnClasses[ordered[i]], OwnWeights[ordered[i]]);
            Sweep(rows - present, groups - 2, ref best, ref cut);
            missingLeft = best > before;
        }
        if (cut < 0)
            return CartSplit.None;
        if (!gaps)
            missingLeft = 2 * leftWeight > Cuts.Weight;        // nothing missing here: what will be goes with the greater part
        double threshold = gaps && cut == groups - 2 ? double.PositiveInfinity : x.Threshold(column, codes[cut], codes[cut + 1]);
        return new CartSplit(column, best, codes[cut], threshold, null, missingLeft);
    }

    // Moves groups to the left and compares after each; returns the weight on the left of the best.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // at full speed from the first fit on
    private double Sweep(int leftRows, int cuts, ref double best, ref int cut)
    {
        ReadOnlySpan<int> classes = OwnClasses;
        ReadOnlySpan<double> weights = OwnWeights;
        int at = 0;
        double leftWeight = 0;
        for (int group = 0; group < cuts; group++)
        {
            for (; at < ends[group]; at++)
                Cuts.Move(classes[ordered[at]], weights[ordered[at]]);
            int left = leftRows + at;
            if (left < Settings.MinLeafRows || classes.Length - left < Settings.MinLeafRows)
                continue;
            double decrease = Cuts.Decrease();
            if (decrease > best)
                (best, cut, leftWeight) = (decrease, group, Cuts.LeftWeight);
        }
        return leftWeight;
    }

    // The groups met, ascending: their bins, and where each ends in the order.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // at full speed from the first fit on
    private int Order(ReadOnlySpan<byte> all)
    {
        ReadOnlySpan<int> rows = Rows;
        ref byte bin0 = ref MemoryMarshal.GetReference(all);
        for (int i = 0; i < rows.Length; i++)
        {
            byte bin = Unsafe.Add(ref bin0, (nint)rows[i]);
            bins[i] = bin;
            places[bin]++;
            met[bin] = 1;
        }
        Span<ulong> flags = MemoryMarshal.Cast<byte, ulong>(met.AsSpan());
        int groups = 0, end = 0;
        for (int word = 0; word < flags.Length; word++)
        {
            for (ulong bits = flags[word]; bits != 0; bits &= bits - 1)
            {
                int bin = (word * 8) + (BitOperations.TrailingZeroCount(bits) >> 3), count = places[bin];
                places[bin] = end;
                end += count;
                (codes[groups], ends[groups]) = (bin, end);
                groups++;
            }
            flags[word] = 0;
        }
        for (int i = 0; i < rows.Length; i++)
            ordered[places[bins[i]]++] = i;
        for (int group = 0; group < groups; group++)
            places[codes[group]] = 0;
        return groups;
    }
}
