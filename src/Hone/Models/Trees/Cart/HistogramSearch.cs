using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Hone.Numerics;

namespace Hone.Models.Trees;

/// <summary>Finds the best splits of binned columns, for two classes or one number: a histogram for each column and node.</summary>
/// <remarks>A node's rows are added into 256 sums, a byte for each bin says whether it was met, and the bins met are cut between in order; so a small node costs by its rows and a large one by its bins.</remarks>
internal sealed class HistogramSearch<TSums>(BinnedCodes x, CartProblem problem, CartSettings settings) : PairSearch<TSums>(x, problem, settings)
    where TSums : struct, IRowSums<TSums>
{
    private const int Bins = 256;

    private readonly TSums[] histogram = new TSums[Bins];      // all zero between calls
    private readonly byte[] met = new byte[Bins];
    private readonly TSums[] lefts = new TSums[Bins];
    private readonly int[] codes = new int[Bins];
    private readonly double[] weights = new double[Bins], sums = new double[Bins], counts = new double[Bins], scores = new double[Bins];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // at full speed from the first fit on
    protected override CartSplit Find(int column, RandomStream random, out bool constant)
    {
        if (x.IsCategory(column))
            return FindGenerally(column, random, out constant);
        AddRows(x.Bins(column));
        int count = x.Count(column), groups = 0;
        TSums left = default, last = default;
        Span<ulong> flags = MemoryMarshal.Cast<byte, ulong>(met.AsSpan());
        for (int word = 0; word < flags.Length; word++)
        {
            for (ulong bits = flags[word]; bits != 0; bits &= bits - 1)
            {
                int bin = (word * 8) + (BitOperations.TrailingZeroCount(bits) >> 3);
                last = histogram[bin];
                left += last;
                lefts[groups] = left;
                codes[groups++] = bin;
                histogram[bin] = default;
            }
            flags[word] = 0;
        }
        constant = groups < 2;
        if (constant)
            return CartSplit.None;

        bool gaps = codes[groups - 1] == count;                // the last group is what is missing
        int cut = Best(groups - 1, out double best);
        bool missingLeft = !gaps && cut >= 0 && 2 * lefts[cut].Weight > Total.Weight;  // nothing missing here: what will be goes with the greater part
        if (gaps)
        {
            for (int group = 0; group < groups - 2; group++)
                lefts[group] += last;
            int other = Best(groups - 2, out double otherBest);
            if (otherBest > best)
                (cut, best, missingLeft) = (other, otherBest, true);
        }
        if (cut < 0)
            return CartSplit.None;
        double threshold = gaps && cut == groups - 2 ? double.PositiveInfinity : x.Threshold(column, codes[cut], codes[cut + 1]);
        return new CartSplit(column, Cuts.Decrease(best, Target.Factor), codes[cut], threshold, null, missingLeft);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // at full speed from the first fit on
    private void AddRows(ReadOnlySpan<byte> bins)
    {
        ref byte bin0 = ref MemoryMarshal.GetReference(bins), met0 = ref MemoryMarshal.GetArrayDataReference(met);
        ref TSums sum0 = ref MemoryMarshal.GetArrayDataReference(histogram), own0 = ref MemoryMarshal.GetReference(Own);
        ReadOnlySpan<int> rows = Rows;
        for (int i = 0; i < rows.Length; i++)
        {
            nint bin = Unsafe.Add(ref bin0, (nint)rows[i]);
            Unsafe.Add(ref sum0, bin) += Unsafe.Add(ref own0, i);
            Unsafe.Add(ref met0, bin) = 1;
        }
    }

    // The best of the first cuts, or −1.
    private int Best(int count, out double best)
    {
        Span<double> scored = scores.AsSpan(0, count);
        TSums.Unpack(lefts.AsSpan(0, count), weights, sums, counts);
        best = Cuts.Fill(weights, sums, counts, scored);
        if (best > LeastScore)
            return scored.IndexOf(best);
        best = 0;
        return -1;
    }
}
