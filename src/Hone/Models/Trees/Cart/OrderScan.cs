using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hone.Models.Trees;

/// <summary>The best cut of rows in order: after which of them, and where what is missing goes.</summary>
internal readonly record struct OrderCut(int Position, double Decrease, bool MissingLeft)
{
    public static OrderCut None => new(-1, 0, false);
}

/// <summary>Goes through a node's rows in the order of one column. Owned by one thread at a time.</summary>
internal abstract class OrderScan
{
    private int[] spare = [];

    public static OrderScan For(CartProblem problem, double[] weights, bool alike, int leastRows) => problem.Pair is { } pair
        ? new PairOrderScan(pair, weights, alike, leastRows)
        : new ClassOrderScan((ClassImpurity)problem.Impurity, weights, leastRows);

    /// <summary>The best cut between rows of different codes.</summary>
    /// <param name="order">The node's rows; those that are missing last.</param>
    /// <param name="codes">By row.</param>
    /// <param name="present">How many are not missing.</param>
    /// <param name="sums">The node's sums, as the impurity has them.</param>
    /// <param name="impurity">Of the node.</param>
    /// <param name="leastShare">The least fall, as a share of the node's impurity.</param>
    public abstract OrderCut Best(ReadOnlySpan<int> order, ReadOnlySpan<int> codes, int present, double[] sums, double impurity, double leastShare);

    /// <summary>Moves the rows that go left before the others, keeping their order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // at full speed from the first fit on
    public void Partition(Span<int> order, byte[] goesLeft)
    {
        if (spare.Length < order.Length)
            spare = GC.AllocateUninitializedArray<int>(order.Length);
        ref int own = ref MemoryMarshal.GetReference(order), right = ref MemoryMarshal.GetArrayDataReference(spare);
        ref byte flag = ref MemoryMarshal.GetArrayDataReference(goesLeft);
        int lefts = 0;
        for (int i = 0; i < order.Length; i++)
        {
            int row = Unsafe.Add(ref own, i);
            Unsafe.Add(ref right, i - lefts) = row;
            Unsafe.Add(ref own, lefts) = row;
            lefts += Unsafe.Add(ref flag, (nint)row);
        }
        spare.AsSpan(0, order.Length - lefts).CopyTo(order[lefts..]);
    }
}

/// <summary>For two classes or one number: running sums block by block, scored together.</summary>
internal sealed class PairOrderScan(PairTarget target, double[] byRow, bool alike, int leastRows) : OrderScan
{
    private const int Block = 512;

    private readonly double[] weights = new double[Block], sums = new double[Block], counts = new double[Block], scores = new double[Block];

    public override OrderCut Best(ReadOnlySpan<int> order, ReadOnlySpan<int> codes, int present, double[] nodeSums, double impurity, double leastShare)
    {
        (double weight, double sum) = target.Read(nodeSums);
        PairScores cuts = new(weight, sum, order.Length, leastRows, target.Entropy);
        double best = cuts.Score(leastShare * impurity * weight, target.Factor), leftWeight = 0;
        bool gaps = present < order.Length, missingLeft = false;
        int cut = Sweep(order, codes, present, gaps ? present : present - 1, default, cuts, ref best, ref leftWeight);
        if (gaps)
        {
            (double, double, double) missing = default;
            foreach (int row in order[present..])
                missing = (missing.Item1 + byRow[row], missing.Item2 + (byRow[row] * target.Values[row]), missing.Item3 + 1);
            int other = Sweep(order, codes, present, present - 1, missing, cuts, ref best, ref leftWeight);
            if (other >= 0)
                (cut, missingLeft) = (other, true);
        }
        else
            missingLeft = 2 * leftWeight > weight;             // nothing missing here: what will be goes with the greater part
        return cut < 0 ? OrderCut.None : new OrderCut(cut, cuts.Decrease(best, target.Factor), missingLeft);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // at full speed from the first fit on
    private int Sweep(ReadOnlySpan<int> order, ReadOnlySpan<int> codes, int present, int count, (double Weight, double Sum, double Rows) left, in PairScores cuts, ref double best, ref double leftWeight)
    {
        int cut = -1;
        ref double weight0 = ref MemoryMarshal.GetArrayDataReference(byRow), value0 = ref MemoryMarshal.GetArrayDataReference(target.Values);
        (double w, double s, double n) = left;
        for (int from = 0; from < count; from += Block)
        {
            ReadOnlySpan<int> rows = order.Slice(from, Math.Min(Block, count - from));
            if (alike)
            {
                for (int i = 0; i < rows.Length; i++)
                {
                    s += Unsafe.Add(ref value0, (nint)rows[i]);
                    sums[i] = s;
                    counts[i] = ++n;
                }
                counts.AsSpan(0, rows.Length).CopyTo(weights);
            }
            else
            {
                for (int i = 0; i < rows.Length; i++)
                {
                    double weight = Unsafe.Add(ref weight0, (nint)rows[i]);
                    w += weight;
                    s += weight * Unsafe.Add(ref value0, (nint)rows[i]);
                    weights[i] = w;
                    sums[i] = s;
                    counts[i] = ++n;
                }
            }
            Span<double> scored = scores.AsSpan(0, rows.Length);
            if (!(cuts.Fill(weights, sums, counts, scored) > best))
                continue;
            for (int i = 0; i < scored.Length; i++)
            {
                int at = from + i;
                if (scored[i] > best && (at == present - 1 || codes[order[at]] != codes[order[at + 1]]))
                    (best, cut, leftWeight) = (scored[i], at, weights[i]);
            }
        }
        return cut;
    }
}

/// <summary>For three classes or more.</summary>
internal sealed class ClassOrderScan(ClassImpurity target, double[] byRow, int leastRows) : OrderScan
{
    private readonly ClassCuts cuts = new(target.Width, target.Entropy);

    public override OrderCut Best(ReadOnlySpan<int> order, ReadOnlySpan<int> codes, int present, double[] sums, double impurity, double leastShare)
    {
        cuts.Begin(sums);
        double best = leastShare * impurity * cuts.Weight, leftWeight = 0;
        bool gaps = present < order.Length, missingLeft = false;
        int cut = Sweep(order, codes, present, gaps ? present : present - 1, 0, ref best, ref leftWeight);
        if (gaps)
        {
            cuts.Begin(sums);
            foreach (int row in order[present..])
                cuts.Move(target.ClassOf(row), byRow[row]);
            int other = Sweep(order, codes, present, present - 1, order.Length - present, ref best, ref leftWeight);
            if (other >= 0)
                (cut, missingLeft) = (other, true);
        }
        else
            missingLeft = 2 * leftWeight > cuts.Weight;
        return cut < 0 ? OrderCut.None : new OrderCut(cut, best, missingLeft);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // at full speed from the first fit on
    private int Sweep(ReadOnlySpan<int> order, ReadOnlySpan<int> codes, int present, int count, int leftRows, ref double best, ref double leftWeight)
    {
        int cut = -1;
        for (int at = 0; at < count; at++)
        {
            int row = order[at], rows = leftRows + at + 1;
            cuts.Move(target.ClassOf(row), byRow[row]);
            if (rows < leastRows || order.Length - rows < leastRows)
                continue;
            double decrease = cuts.Decrease();
            if (decrease > best && (at == present - 1 || codes[row] != codes[order[at + 1]]))
                (best, cut, leftWeight) = (decrease, at, cuts.LeftWeight);
        }
        return cut;
    }
}
