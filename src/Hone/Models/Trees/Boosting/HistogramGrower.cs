using Hone.Contracts;

namespace Hone.Models.Trees;

/// <summary>A tree grown on binned rows: its nodes, and which rows are in which leaf.</summary>
/// <param name="Nodes">Numbered from 0; a leaf's value is not yet shrunk.</param>
/// <param name="Splits">By node, for walking down by bins; meaningless for leaves.</param>
/// <param name="Leaves">Node and range of positions in the partition.</param>
internal sealed record BinnedTree(List<GrownNode> Nodes, List<BinSplit> Splits, List<(int Node, int Start, int End, double Lower, double Upper)> Leaves)
{
    /// <summary>The leaf that a row of bins reaches.</summary>
    public int LeafOf(ReadOnlySpan<byte> bins)
    {
        int at = 0;
        while (!Nodes[at].IsLeaf)
            at = Nodes[at].Left + (Splits[at].Left.Contains(bins[Nodes[at].Column]) ? 0 : 1);
        return at;
    }
}

/// <summary>Grows one regression tree on gradients: best split first, or level by level.</summary>
internal sealed class HistogramGrower(BinnedFeatures x, GradientBoosting settings, GradientPairs pairs, int[]? monotone, FitContext context)
{
    // Histograms of open leaves are kept for subtraction as long as they take less than this together.
    private const long MostHistogramBytes = 1L << 30;

    private readonly SplitFinder finder = new(x, settings, pairs, monotone);
    private readonly Histograms histograms = new(x, context);
    private readonly bool keep = 8L * 2 * x.Starts[^1] * settings.Leaves <= MostHistogramBytes;

    private readonly bool[] asked = new bool[x.ColumnCount];

    private sealed class OpenNode
    {
        public required int Number { get; init; }

        public required int Start { get; init; }

        public required int End { get; init; }

        public required int Depth { get; init; }

        public required NodeSums Sums { get; init; }

        public long[]? Histogram { get; set; }

        public BinSplit Best { get; set; } = BinSplit.None;
    }

    /// <summary>Grows a tree on the first <paramref name="count"/> rows of the partition, which is reordered.</summary>
    public BinnedTree Grow(RowPartition partition, int count, int[]? columns)
    {
        BinnedTree tree = new([], [], []);
        Array.Fill(asked, columns is null);
        foreach (int column in columns ?? [])
            asked[column] = true;
        long[] whole = histograms.Sum(histograms.Build(columns, pairs.Values, partition.Rows, 0, count));
        OpenNode root = new() { Number = 0, Start = 0, End = count, Depth = 0, Sums = Total(whole, columns), Histogram = whole };
        AddNode(tree, root);
        Search([root], null);

        PriorityQueue<OpenNode, (double, int)> open = new();
        List<OpenNode> closed = [];
        Offer(root, open, closed);
        while (open.Count > 0 && open.Count + closed.Count < settings.Leaves)
        {
            OpenNode node = open.Dequeue();
            (OpenNode left, OpenNode right) = Split(tree, node, partition);
            if (open.Count + closed.Count + 2 < settings.Leaves)
                Prepare(columns, node, left, right, partition.Rows);
            else
                Release(node);
            Offer(left, open, closed);
            Offer(right, open, closed);
        }
        closed.AddRange(open.UnorderedItems.Select(item => item.Element));
        foreach (OpenNode leaf in closed.OrderBy(leaf => leaf.Start).ThenBy(leaf => leaf.Number))
        {
            Release(leaf);
            tree.Nodes[leaf.Number].Values = [finder.LeafValue(leaf.Sums)];
            tree.Leaves.Add((leaf.Number, leaf.Start, leaf.End, leaf.Sums.Lower, leaf.Sums.Upper));
        }
        return tree;
    }

    private void Offer(OpenNode node, PriorityQueue<OpenNode, (double, int)> open, List<OpenNode> closed)
    {
        if (node.Best.Column < 0)
        {
            Release(node);
            closed.Add(node);
            return;
        }
        open.Enqueue(node, (settings.Growth == TreeGrowth.LeafWise ? -node.Best.Gain : node.Depth, node.Number));
    }

    private void Release(OpenNode node)
    {
        if (node.Histogram is null)
            return;
        histograms.Return(node.Histogram);
        node.Histogram = null;
    }

    // Any one column's bins hold every row once.
    private NodeSums Total(long[] histogram, int[]? columns)
    {
        int column = columns is null ? 0 : columns[0];
        long gradient = 0, hessian = 0;
        for (int bin = x.Starts[column]; bin < x.Starts[column + 1]; bin++)
        {
            gradient += histogram[2 * bin];
            hessian += histogram[(2 * bin) + 1];
        }
        return new NodeSums(gradient, hessian, double.NegativeInfinity, double.PositiveInfinity);
    }

    private void AddNode(BinnedTree tree, OpenNode node)
    {
        tree.Nodes.Add(new GrownNode { Cover = pairs.Hessian(node.Sums.Hessian) });
        tree.Splits.Add(BinSplit.None);
    }

    private (OpenNode Left, OpenNode Right) Split(BinnedTree tree, OpenNode node, RowPartition partition)
    {
        BinSplit split = node.Best;
        BinnedColumn bins = x.Columns[split.Column];
        int middle = partition.Split(node.Start, node.End, x, split.Column, split.Left);
        int first = tree.Nodes.Count;
        GrownNode grown = tree.Nodes[node.Number];
        (grown.Left, grown.Column, grown.MissingLeft, grown.Gain) = (first, split.Column, split.MissingLeft, split.Gain);
        if (bins.IsCategory)
            grown.Levels = LevelsOf(split, bins, node.Histogram);
        else
            grown.Threshold = split.LastBin < bins.Edges.Count ? bins.Edges[split.LastBin] : double.PositiveInfinity;
        tree.Splits[node.Number] = split;

        NodeSums all = node.Sums;
        NodeSums left = all with { Gradient = split.LeftGradient, Hessian = split.LeftHessian };
        NodeSums right = all with { Gradient = all.Gradient - split.LeftGradient, Hessian = all.Hessian - split.LeftHessian };
        if (monotone is not null && monotone[split.Column] != 0)
        {
            double middleValue = (finder.LeafValue(left) * 0.5) + (finder.LeafValue(right) * 0.5);
            (left, right) = monotone[split.Column] > 0
                ? (left with { Upper = middleValue }, right with { Lower = middleValue })
                : (left with { Lower = middleValue }, right with { Upper = middleValue });
        }
        OpenNode low = new() { Number = first, Start = node.Start, End = middle, Depth = node.Depth + 1, Sums = left };
        OpenNode high = new() { Number = first + 1, Start = middle, End = node.End, Depth = node.Depth + 1, Sums = right };
        AddNode(tree, low);
        AddNode(tree, high);
        return (low, high);
    }

    // The smaller child's rows are read; the other's histogram is what is left of the parent's.
    private void Prepare(int[]? columns, OpenNode parent, OpenNode left, OpenNode right, int[] rows)
    {
        bool wantLeft = MaySplit(left), wantRight = MaySplit(right);
        if (!wantLeft && !wantRight)
        {
            Release(parent);
            return;
        }
        OpenNode small = pairs.Count(left.Sums.Hessian) <= pairs.Count(right.Sums.Hessian) ? left : right;
        OpenNode large = small == left ? right : left;
        List<long[]> parts = histograms.Build(columns, pairs.Values, rows, small.Start, small.End);
        if (context.Ranks.Size > 1)
            parts = [histograms.Sum(parts)];
        small.Histogram = parts[0];
        if (parent.Histogram is { } whole)
            (large.Histogram, parent.Histogram) = (whole, null);
        else
            (large.Histogram, whole) = (histograms.Sum(histograms.Build(columns, pairs.Values, rows, large.Start, large.End)), null);
        Search([left, right], (first, end) =>
        {
            histograms.SumColumns(parts, first, end);
            if (whole is not null)
                histograms.SubtractColumns(whole, small.Histogram, first, end);
        });
        histograms.Keep(parts);
    }

    private bool MaySplit(OpenNode node) =>
        (settings.Depth is not { } depth || node.Depth < depth) && pairs.Count(node.Sums.Hessian) >= 2L * settings.MinLeafRows && settings.Leaves > 1;

    // The best split of each node; what completes the histograms of some columns runs just before they are searched, while they are near.
    private void Search(OpenNode[] nodes, Action<int, int>? complete)
    {
        BinSplit[] found = new BinSplit[nodes.Length * x.ColumnCount];
        histograms.ForColumns((first, end) =>
        {
            complete?.Invoke(first, end);
            for (int column = first; column < end; column++)
            {
                for (int k = 0; k < nodes.Length; k++)
                    found[(k * x.ColumnCount) + column] = asked[column] && MaySplit(nodes[k]) ? finder.Find(column, nodes[k].Histogram, nodes[k].Sums) : BinSplit.None;
            }
        });
        for (int at = 0; at < found.Length; at++)              // by column: the first of equal gains
        {
            OpenNode node = nodes[at / x.ColumnCount];
            if (found[at].Column >= 0 && (node.Best.Column < 0 || found[at].Gain > node.Best.Gain))
                node.Best = found[at];
        }
        foreach (OpenNode node in nodes)
        {
            if (!keep && !(node.Best.Column >= 0 && x.Columns[node.Best.Column].IsCategory))
                Release(node);
        }
    }

    // A level shared bins with others, or was not among this node's rows: then it goes the missing way.
    private sbyte[] LevelsOf(BinSplit split, BinnedColumn bins, long[]? histogram)
    {
        sbyte[] levels = new sbyte[bins.BinOfLevel!.Count];
        for (int level = 0; level < levels.Length; level++)
        {
            int bin = bins.BinOfLevel[level];
            bool seen = bin >= 0 && (histogram is null || pairs.Count(histogram[(2 * (x.Starts[split.Column] + bin)) + 1]) > 0);
            levels[level] = !seen ? (sbyte)-1 : split.Left.Contains(bin) ? (sbyte)1 : (sbyte)0;
        }
        return levels;
    }
}
