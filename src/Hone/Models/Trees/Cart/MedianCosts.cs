namespace Hone.Models.Trees;

/// <summary>Σ w·|y − median| of a set of rows that grows one row at a time, and of the rows not yet in it.</summary>
/// <remarks>Two Fenwick trees over the ranks of the node's targets hold weight and weighted target, so that a step costs O(log m).</remarks>
internal sealed class MedianCosts : RowCosts
{
    private readonly int[] rankOf;                             // by position in the node
    private readonly double[] sorted;
    private readonly double[] weights, products;               // 1-based, of the rows moved
    private readonly double[] allWeights, allProducts;         // of all rows
    private readonly double[] own;
    private readonly int top;

    public MedianCosts(ReadOnlySpan<int> rows, double[] targets, double[] rowWeights)
    {
        int m = rows.Length;
        int[] order = new int[m];
        sorted = new double[m];
        own = new double[m];
        for (int i = 0; i < m; i++)
            (order[i], sorted[i], own[i]) = (i, targets[rows[i]], rowWeights[rows[i]]);
        Array.Sort(sorted, order);
        rankOf = new int[m];
        for (int r = 0; r < m; r++)
            rankOf[order[r]] = r;
        (weights, products, allWeights, allProducts) = (new double[m + 1], new double[m + 1], new double[m + 1], new double[m + 1]);
        top = 1;
        while (top * 2 <= m)
            top *= 2;
        for (int i = 0; i < m; i++)
            Add(allWeights, allProducts, i);
        WholeCost = Cost(allWeights, allProducts, null, null);
    }

    public override void Clear()
    {
        Array.Clear(weights);
        Array.Clear(products);
    }

    public override void Move(int position) => Add(weights, products, position);

    public override double SplitCost => Cost(weights, products, null, null) + Cost(allWeights, allProducts, weights, products);

    private void Add(double[] w, double[] wy, int position)
    {
        int rank = rankOf[position];
        for (int i = rank + 1; i < w.Length; i += i & -i)
        {
            w[i] += own[position];
            wy[i] += own[position] * sorted[rank];
        }
    }

    // Walks down to the median: the last rank before which less than half of the weight lies.
    private double Cost(double[] w, double[] wy, double[]? lessW, double[]? lessWy)
    {
        double total = Total(w, lessW), totalProduct = Total(wy, lessWy);
        if (total <= 0)
            return 0;
        int at = 0;
        double below = 0, belowProduct = 0;
        for (int step = top; step > 0; step >>= 1)
        {
            int next = at + step;
            if (next >= w.Length)
                continue;
            double weight = below + w[next] - (lessW?[next] ?? 0);
            if (weight >= total / 2)
                continue;
            at = next;
            below = weight;
            belowProduct += wy[next] - (lessWy?[next] ?? 0);
        }
        double median = sorted[Math.Min(at, sorted.Length - 1)];
        return (median * below) - belowProduct + (totalProduct - belowProduct) - (median * (total - below));
    }

    private static double Total(double[] tree, double[]? less)
    {
        double sum = 0;
        for (int i = tree.Length - 1; i > 0; i -= i & -i)
            sum += tree[i] - (less?[i] ?? 0);
        return sum;
    }
}
