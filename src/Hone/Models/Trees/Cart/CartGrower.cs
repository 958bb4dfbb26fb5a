using Hone.Numerics;

namespace Hone.Models.Trees;

/// <summary>Grows one tree by classification and regression: each node takes the split that lowers the impurity most.</summary>
/// <remarks>
/// Source: L. Breiman, J. Friedman, R. Olshen and C. Stone, "Classification and Regression Trees", 1984. Owned by one thread; its arrays serve one
/// tree after another. The node found last is split first, while its rows are near; where leaves are limited, the best split is made first.
/// </remarks>
/// <param name="search">Finds splits.</param>
/// <param name="problem">What is learnt.</param>
/// <param name="settings">Limits.</param>
/// <param name="impurities">Whether leaves' impurities are asked for.</param>
internal sealed class CartGrower(CartSearch search, CartProblem problem, CartSettings settings, bool impurities)
{
    private const double LeastShareOfImpurity = 1e-14;

    private readonly CartNodes nodes = new(problem.Width);
    private readonly double[] sums = new double[problem.Impurity.Width];
    private readonly Stack<Open> next = new();
    private readonly PriorityQueue<Open, (double, int)> best = new();
    private double rootImpurity;
    private CartRange entered;
    private RandomStream random = default(RandomKey).Open();

    private readonly record struct Open(int Number, CartRange Range, double Impurity, CartSplit Split);

    /// <summary>Nodes of at most so many rows are put on a list instead of being split.</summary>
    public int LeaveRows { get; init; }

    /// <summary>The nodes that were left.</summary>
    public List<(int Number, CartRange Range)> Left { get; } = [];

    /// <summary>Whether a stop ended the growing; every node that was still to be split is then a leaf.</summary>
    public bool WasStopped { get; private set; }

    /// <summary>Grows a tree over all rows of the search. The nodes are good until the next call.</summary>
    /// <param name="stream">Serves column shares and random splits.</param>
    /// <param name="stop">Ends the growing between splits and keeps the tree so far.</param>
    /// <param name="cancellation">Ends it without a result.</param>
    public CartNodes Grow(RandomStream stream, CancellationToken stop = default, CancellationToken cancellation = default) =>
        Grow(new CartRange(0, search.RowCount, 0), double.NaN, stream, stop, cancellation);

    /// <summary>Grows the tree below one node, which becomes node 0.</summary>
    public CartNodes Grow(CartRange range, double wholeImpurity, RandomStream stream, CancellationToken stop, CancellationToken cancellation)
    {
        nodes.Clear();
        next.Clear();
        best.Clear();
        (random, rootImpurity, WasStopped) = (stream, wholeImpurity, false);
        Visit(range);
        while (nodes.Leaves < (settings.Leaves ?? int.MaxValue) && TryTake(out Open node))
        {
            cancellation.ThrowIfCancellationRequested();
            if (stop.IsCancellationRequested)
            {
                WasStopped = true;
                break;
            }
            CartSplit split = settings.Leaves is null ? FindSplit(node.Range, node.Impurity) : node.Split;
            if (!split.Exists)
                continue;
            int middle = search.Partition(node.Range.Start, node.Range.End, split);
            ref CartNode grown = ref nodes[node.Number];
            (grown.Left, grown.Column, grown.Threshold, grown.MissingLeft, grown.Gain) = (nodes.Count, split.Column, split.Threshold, split.MissingLeft, split.Decrease);
            grown.Levels = split.LeftCodes is { } left ? search.LevelsOf(split.Column, left) : null;
            Visit(new CartRange(node.Range.Start, middle, node.Range.Depth + 1));
            Visit(new CartRange(middle, node.Range.End, node.Range.Depth + 1));
        }
        return nodes;
    }

    private bool TryTake(out Open node) => settings.Leaves is null ? next.TryPop(out node) : best.TryDequeue(out node, out _);

    private void Visit(CartRange range)
    {
        Enter(range);
        bool open = range.Depth < (settings.Depth ?? int.MaxValue) && range.Rows >= 2L * settings.MinLeafRows;
        double value = open || impurities ? search.Impurity(range.Start, range.End, sums) : 0;
        int number = nodes.Add(problem.Impurity.Weight(sums), value);
        search.Values(range.Start, range.End, sums, nodes.Values(number));
        if (double.IsNaN(rootImpurity))
            rootImpurity = value;
        // Pure but for rounding, in units of the target: the root's impurity.
        if (!open || value <= LeastShareOfImpurity * rootImpurity)
            return;
        if (range.Rows <= LeaveRows)
            Left.Add((number, range));
        else if (settings.Leaves is null)
            next.Push(new Open(number, range, value, CartSplit.None));
        else if (FindSplit(range, value) is { Exists: true } split)
            best.Enqueue(new Open(number, range, value, split), (-split.Decrease, number));
    }

    private CartSplit FindSplit(CartRange range, double value)
    {
        if (range != entered)
            Enter(range);
        CartSplit split = search.FindSplit(range.Start, range.End, sums, value, random);
        return split.Exists && split.Decrease / search.TotalWeight >= settings.MinImpurityDecrease ? split : CartSplit.None;
    }

    private void Enter(CartRange range)
    {
        search.Enter(range.Start, range.End, sums);
        entered = range;
    }
}

/// <summary>The rows of a node: their positions among the tree's, and how many questions lead to them.</summary>
internal readonly record struct CartRange(int Start, int End, int Depth)
{
    public int Rows => End - Start;
}
