using System.Collections.Concurrent;
using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Trees;

/// <summary>Finds the best exact splits: each column's rows are put in order once, and every split keeps the order on both sides.</summary>
/// <remarks>
/// Cost: O(d) a row and level, whatever the number of distinct values, instead of sorting each node anew; 4·n·d bytes. Nodes with many rows are
/// searched by several threads, a column each, where there is a context to run them.
/// Source: M. Mehta, R. Agrawal and J. Rissanen, "SLIQ: a fast scalable classifier for data mining", EDBT 1996.
/// </remarks>
internal sealed class PresortedSearch : CartSearch
{
    // Rows times columns of a node from which on handing columns to other threads pays.
    private const long ParallelWork = 1 << 16;

    private readonly RankedCodes x;
    private readonly FitContext? context;
    private readonly int[]?[] orders;                          // by column, each node's rows side by side, what is missing last
    private readonly byte[] goesLeft;                          // by row
    private readonly ConcurrentBag<OrderScan> scans = [];
    private readonly CartSplit[] found;
    private bool alike;                                        // all weights of the tree's rows are 1
    private int start, end;
    private double[] sums = [];
    private double impurity;

    /// <summary>A search that <see cref="Fits"/> the problem.</summary>
    /// <param name="x">Exact codes.</param>
    /// <param name="problem">Of two classes, one number, or more classes.</param>
    /// <param name="settings">With the best splits asked for.</param>
    /// <param name="context">Its workers share the search of large nodes, and the ranks' own orders are used up, as for one tree; null keeps to the calling thread and copies them.</param>
    public PresortedSearch(RankedCodes x, CartProblem problem, CartSettings settings, FitContext? context)
        : base(x, problem, settings)
    {
        (this.x, this.context) = (x, context);
        (goesLeft, found) = (new byte[x.RowCount], new CartSplit[x.ColumnCount]);
        orders = new int[]?[x.ColumnCount];
        for (int j = 0; j < orders.Length; j++)
            orders[j] = x.Order(j) is { } order && context is null ? GC.AllocateUninitializedArray<int>(order.Length) : x.Order(j);
    }

    private PresortedSearch(PresortedSearch shared)
        : base(shared)
    {
        (x, orders, goesLeft, alike) = (shared.x, shared.orders, shared.goesLeft, shared.alike);
        found = new CartSplit[x.ColumnCount];
    }

    public static bool Fits(CartProblem problem) => PairTarget.Fits(problem) || problem.Impurity is ClassImpurity;

    /// <summary>A search over other nodes of the same tree, for another thread.</summary>
    public PresortedSearch Alone() => new(this);

    public override void Reset(double[] weights)
    {
        base.Reset(weights);
        alike = Array.TrueForAll(weights, weight => weight is 0 or 1);
        scans.Clear();
        For(orders.Length, (long)weights.Length * orders.Length, j =>
        {
            if (orders[j] is not { } kept)
                return;
            int count = 0;
            foreach (int row in x.Order(j)!)
            {
                kept[count] = row;
                count += weights[row] > 0 ? 1 : 0;
            }
        });
    }

    public override CartSplit FindSplit(int from, int to, double[] sums, double impurity, RandomStream random)
    {
        if (Settings.Columns < orders.Length || !IsLarge((long)(to - from) * orders.Length))
            return base.FindSplit(from, to, sums, impurity, random);
        Begin(from, to, sums, impurity);
        For(orders.Length, long.MaxValue, j => found[j] = orders[j] is null ? CartSplit.None : Scan(j, out _));
        CartSplit best = CartSplit.None;
        for (int j = 0; j < found.Length; j++)
        {
            if (orders[j] is null)
                found[j] = FindGenerally(j, random, out _);
            if (best.BeatenBy(found[j]))
                best = found[j];
        }
        return best;
    }

    public override int Partition(int from, int to, in CartSplit split)
    {
        int middle = base.Partition(from, to, split);
        if (Math.Max(middle - from, to - middle) < 2L * Settings.MinLeafRows)
            return middle;                                     // neither side is split again
        foreach (int row in RowsOf(from, middle))
            goesLeft[row] = 1;
        foreach (int row in RowsOf(middle, to))
            goesLeft[row] = 0;
        For(orders.Length, (long)(to - from) * orders.Length, j =>
        {
            if (orders[j] is not { } order)
                return;
            OrderScan scan = Rent();
            scan.Partition(order.AsSpan(from, to - from), goesLeft);
            scans.Add(scan);
        });
        return middle;
    }

    protected override void Begin(int from, int to, double[] sums, double impurity)
    {
        base.Begin(from, to, sums, impurity);
        (start, end, this.sums, this.impurity) = (from, to, sums, impurity);
    }

    protected override CartSplit Find(int column, RandomStream random, out bool constant) =>
        orders[column] is null ? FindGenerally(column, random, out constant) : Scan(column, out constant);

    private CartSplit Scan(int column, out bool constant)
    {
        ReadOnlySpan<int> order = orders[column].AsSpan(start, end - start), codes = x.Codes(column);
        int least = codes[order[0]], greatest = codes[order[^1]], count = x.Count(column);
        constant = least == greatest;
        if (constant)
            return CartSplit.None;
        int present = greatest < count ? order.Length : Present(order, codes, count);
        OrderScan scan = Rent();
        OrderCut cut = scan.Best(order, codes, present, sums, impurity, LeastRelativeDecrease);
        scans.Add(scan);
        if (cut.Position < 0)
            return CartSplit.None;
        int low = codes[order[cut.Position]];
        double threshold = cut.Position == present - 1 ? double.PositiveInfinity : x.Threshold(column, low, codes[order[cut.Position + 1]]);
        return new CartSplit(column, cut.Decrease, low, threshold, null, cut.MissingLeft);
    }

    // Rows that are not missing stand first: halves until the first that is.
    private static int Present(ReadOnlySpan<int> order, ReadOnlySpan<int> codes, int missing)
    {
        int low = 0, high = order.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (codes[order[middle]] < missing)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    private OrderScan Rent() => scans.TryTake(out OrderScan? scan) ? scan : OrderScan.For(Problem, Weights, alike, Settings.MinLeafRows);

    private bool IsLarge(long work) => context is not null && work >= ParallelWork;

    private void For(int tasks, long work, Action<int> body)
    {
        if (IsLarge(work))
        {
            context!.Value.For(tasks, body);
            return;
        }
        for (int task = 0; task < tasks; task++)
            body(task);
    }
}
