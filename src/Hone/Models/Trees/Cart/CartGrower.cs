using Hone.Numerics;

namespace Hone.Models.Trees;

/// <summary>Grows one tree by classification and regression: each node takes the split that lowers the impurity most.</summary>
/// <remarks>
/// Source: L. Breiman, J. Friedman, R. Olshen and C. Stone, "Classification and Regression Trees", 1984. What is missing is tried on both sides of
/// each split. Owned by one thread; scratch arrays are used again from node to node.
/// </remarks>
internal sealed class CartGrower
{
    private const double LeastShareOfImpurity = 1e-14;

    // Two columns that part the rows alike sum them in different orders; the first of them is taken, not the luckier rounding.
    private const double EqualWithin = 1e-10;

    private readonly ColumnCodes x;
    private readonly Impurity impurity;
    private readonly double[] weights;
    private readonly CartSettings settings;
    private readonly RandomStream random;
    private readonly CartSplitSearch search;
    private readonly int[] rows;
    private readonly int[] columns;
    private readonly int[] codes;
    private readonly int[] spare;
    private readonly double totalWeight;

    private sealed record Open(int Number, int Start, int End, int Depth, double[] Sums, CartSplit Split);

    /// <summary>A grower over the rows whose weight is above 0.</summary>
    public CartGrower(ColumnCodes x, Impurity impurity, double[] weights, CartSettings settings, RandomKey key)
    {
        (this.x, this.impurity, this.weights, this.settings) = (x, impurity, weights, settings);
        random = key.Open();
        rows = [.. Enumerable.Range(0, x.RowCount).Where(i => weights[i] > 0)];
        columns = [.. Enumerable.Range(0, x.ColumnCount)];
        (codes, spare) = (new int[rows.Length], new int[rows.Length]);
        search = new CartSplitSearch(x, impurity, weights, settings, rows.Length);
        totalWeight = rows.Sum(row => weights[row]);
    }

    /// <summary>Whether a stop ended the growing; every node that was still to be split is then a leaf.</summary>
    public bool WasStopped { get; private set; }

    /// <summary>The nodes, each with its impurity; a leaf's values are set.</summary>
    /// <param name="stop">Ends the growing between splits and keeps the tree so far.</param>
    /// <param name="cancellation">Ends it without a result.</param>
    public List<GrownNode> Grow(CancellationToken stop = default, CancellationToken cancellation = default)
    {
        List<GrownNode> nodes = [];
        PriorityQueue<Open, (double, int)> open = new();
        int leaves = 1;
        Visit(nodes, open, 0, rows.Length, 0);
        while (open.Count > 0 && leaves < (settings.Leaves ?? int.MaxValue))
        {
            cancellation.ThrowIfCancellationRequested();
            if (stop.IsCancellationRequested)
            {
                WasStopped = true;
                break;
            }
            Open node = open.Dequeue();
            CartSplit split = node.Split;
            int middle = Partition(node.Start, node.End, split);
            GrownNode grown = nodes[node.Number];
            (grown.Left, grown.Column, grown.Threshold, grown.MissingLeft, grown.Gain) = (nodes.Count, split.Column, split.Threshold, split.MissingLeft, split.Decrease);
            grown.Levels = split.LeftCodes is { } left ? LevelsOf(split.Column, left) : null;
            leaves++;
            // Side by side in the list, so both are entered before either is split.
            Visit(nodes, open, node.Start, middle, node.Depth + 1);
            Visit(nodes, open, middle, node.End, node.Depth + 1);
        }
        return nodes;
    }

    private void Visit(List<GrownNode> nodes, PriorityQueue<Open, (double, int)> open, int start, int end, int depth)
    {
        ReadOnlySpan<int> own = rows.AsSpan(start, end - start);
        double[] sums = new double[impurity.Width];
        foreach (int row in own)
            impurity.Add(sums, row, weights[row]);
        double value = impurity.Of(sums, own, weights);
        int number = nodes.Count;
        nodes.Add(new GrownNode { Cover = impurity.Weight(sums), Impurity = value, Values = impurity.Values(sums, own, weights) });
        // Pure but for rounding, in units of the target: the root's impurity.
        if (value <= LeastShareOfImpurity * nodes[0].Impurity || depth >= (settings.Depth ?? int.MaxValue) || own.Length < 2L * settings.MinLeafRows)
            return;
        CartSplit? split = FindSplit(start, end, sums);
        if (split is null || split.Decrease / totalWeight < settings.MinImpurityDecrease)
            return;
        open.Enqueue(new Open(number, start, end, depth, sums, split), (settings.Leaves is null ? 0 : -split.Decrease, number));
    }

    // Columns in random order until enough of them were not constant; all of them in their own order where none is left out.
    private CartSplit? FindSplit(int start, int end, double[] sums)
    {
        ReadOnlySpan<int> own = rows.AsSpan(start, end - start);
        search.Begin(own, sums);
        CartSplit? best = null;
        bool draws = settings.Columns < columns.Length;
        int useful = 0;
        for (int k = 0; k < columns.Length && useful < settings.Columns; k++)
        {
            if (draws)
            {
                int other = k + random.Below(columns.Length - k);
                (columns[k], columns[other]) = (columns[other], columns[k]);
            }
            x.Gather(columns[k], own, codes);
            CartSplit? found = search.Find(columns[k], codes.AsSpan(0, own.Length), random, out bool constant);
            if (!constant)
                useful++;
            if (found is not null && (best is null || found.Decrease > best.Decrease * (1 + EqualWithin)))
                best = found;
        }
        return best;
    }

    private int Partition(int start, int end, CartSplit split)
    {
        Span<int> own = rows.AsSpan(start, end - start);
        x.Gather(split.Column, own, codes);
        int missing = x.Count(split.Column), lefts = 0, rights = 0;
        for (int i = 0; i < own.Length; i++)
        {
            int code = codes[i];
            bool left = code == missing ? split.MissingLeft : split.LeftCodes is { } set ? set[code] > 0 : code <= split.LastCode;
            if (left)
                own[lefts++] = own[i];
            else
                spare[rights++] = own[i];
        }
        spare.AsSpan(0, rights).CopyTo(own[lefts..]);
        return start + lefts;
    }

    private sbyte[] LevelsOf(int column, sbyte[] codesLeft)
    {
        ReadOnlySpan<int> codeOfLevel = x.CodeOfLevel(column);
        sbyte[] levels = new sbyte[codeOfLevel.Length];
        for (int level = 0; level < levels.Length; level++)
            levels[level] = codeOfLevel[level] < 0 ? (sbyte)-1 : codesLeft[codeOfLevel[level]];
        return levels;
    }
}
