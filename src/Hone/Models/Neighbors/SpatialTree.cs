using Hone.Numerics;

namespace Hone.Models.Neighbors;

/// <summary>A binary tree over rows that lets a search skip whole groups: a k-d tree, whose groups are boxes, or a ball tree.</summary>
/// <remarks>Each group is halved at the median of the column in which it is widest, down to leaves of at most 32 rows; equal values keep the rows' order.</remarks>
internal sealed class SpatialTree
{
    private const int LeafRows = 32;

    // A group is skipped only if its bound is beyond the worst neighbour by more than rounding can account for: ties must be found.
    private const double Slack = 1 + 1e-9;

    private readonly Matrix x;
    private readonly NeighborMetric metric;
    private readonly bool balls;
    private readonly int[] order;
    private readonly List<Node> nodes = [];
    private readonly List<double[]> first = [];                // a box's low corner, or a ball's centre
    private readonly List<double[]> second = [];               // a box's high corner; empty for balls

    private readonly record struct Node(int Start, int End, int Left, int Right, double Radius);

    public SpatialTree(Matrix rows, NeighborMetric metric, bool balls)
    {
        (x, this.metric, this.balls) = (rows, metric, balls);
        order = [.. Enumerable.Range(0, rows.Rows)];
        Build(0, order.Length);
    }

    /// <summary>Offers every row that can be among the nearest.</summary>
    public void Find(ReadOnlySpan<double> query, ref NearestList nearest) => Visit(0, Bound(0, query), query, ref nearest);

    private int Build(int start, int end)
    {
        int node = nodes.Count, d = x.Columns;
        double[] low = x.Row(order[start]).ToArray(), high = [.. low];
        for (int k = start + 1; k < end; k++)
        {
            ReadOnlySpan<double> row = x.Row(order[k]);
            for (int j = 0; j < d; j++)
            {
                low[j] = Math.Min(low[j], row[j]);
                high[j] = Math.Max(high[j], row[j]);
            }
        }
        int widest = 0;
        for (int j = 1; j < d; j++)
        {
            if (high[j] - low[j] > high[widest] - low[widest])
                widest = j;
        }
        nodes.Add(default);
        double radius = Enclose(start, end, low, high);
        if (end - start <= LeafRows || d == 0 || high[widest] == low[widest])
        {
            nodes[node] = new Node(start, end, -1, -1, radius);
            return node;
        }

        double[] keys = new double[end - start];
        for (int k = start; k < end; k++)
            keys[k - start] = x[order[k], widest];
        int[] rows = order[start..end];
        int[] sorted = [.. Enumerable.Range(0, keys.Length)];
        Array.Sort(sorted, (a, b) => keys[a] != keys[b] ? keys[a].CompareTo(keys[b]) : rows[a].CompareTo(rows[b]));
        for (int k = 0; k < sorted.Length; k++)
            order[start + k] = rows[sorted[k]];
        int middle = start + ((end - start) / 2);
        int left = Build(start, middle), right = Build(middle, end);
        nodes[node] = new Node(start, end, left, right, radius);
        return node;
    }

    // Stores the group's box or ball; a ball's radius is the true distance of its farthest row from its centre.
    private double Enclose(int start, int end, double[] low, double[] high)
    {
        if (!balls)
        {
            first.Add(low);
            second.Add(high);
            return 0;
        }
        double[] centre = new double[x.Columns];
        for (int k = start; k < end; k++)
            Kernels.Axpy(1.0 / (end - start), x.Row(order[k]), centre);
        double farthest = 0;
        for (int k = start; k < end; k++)
            farthest = Math.Max(farthest, NeighborIndex.Distance(metric, centre, x.Row(order[k])));
        first.Add(centre);
        second.Add([]);
        return metric == NeighborMetric.Euclidean ? Math.Sqrt(farthest) : farthest;
    }

    private void Visit(int at, double bound, ReadOnlySpan<double> query, ref NearestList nearest)
    {
        if (bound > nearest.Worst * Slack)
            return;
        Node node = nodes[at];
        if (node.Left < 0)
        {
            for (int k = node.Start; k < node.End; k++)
                nearest.Offer(NeighborIndex.Distance(metric, query, x.Row(order[k])), order[k]);
            return;
        }
        double left = Bound(node.Left, query), right = Bound(node.Right, query);
        if (left <= right)
        {
            Visit(node.Left, left, query, ref nearest);
            Visit(node.Right, right, query, ref nearest);
        }
        else
        {
            Visit(node.Right, right, query, ref nearest);
            Visit(node.Left, left, query, ref nearest);
        }
    }

    // The least distance that a row of the group can have, squared for the Euclidean metric.
    private double Bound(int at, ReadOnlySpan<double> query)
    {
        if (balls)
        {
            double centre = NeighborIndex.Distance(metric, first[at], query);
            if (metric != NeighborMetric.Euclidean)
                return Math.Max(0, centre - (nodes[at].Radius * Slack));
            double gap = Math.Max(0, Math.Sqrt(centre) - (nodes[at].Radius * Slack));
            return gap * gap;
        }
        double[] low = first[at], high = second[at];
        double sum = 0, most = 0;
        for (int j = 0; j < query.Length; j++)
        {
            double gap = Math.Max(0, Math.Max(low[j] - query[j], query[j] - high[j]));
            sum += metric == NeighborMetric.Euclidean ? gap * gap : gap;
            most = Math.Max(most, gap);
        }
        return metric == NeighborMetric.Chebyshev ? most : sum;
    }
}
