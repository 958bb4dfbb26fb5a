using Hone.Numerics;

namespace Hone.Models.Neighbors;

/// <summary>A ball tree: each node's rows lie in a ball, and a search skips balls farther than the worst neighbour so far.</summary>
/// <typeparam name="TStep">The metric.</typeparam>
internal sealed class BallTree<TStep> : SpatialTree
    where TStep : struct, IDistanceStep
{
    private readonly RowHalving shape;
    private readonly double[] centres;                         // d a node, from node 1 on
    private readonly double[] radii;

    public BallTree(Matrix rows, int? workers)
        : this(new RowHalving(rows, workers), rows, workers)
    {
    }

    private BallTree(RowHalving shape, Matrix rows, int? workers)
        : base(new GroupedRows(rows, shape.Order, workers))
    {
        this.shape = shape;
        int nodes = 2 * shape.FirstLeaf;
        (centres, radii) = (new double[nodes * rows.Columns], new double[nodes]);
        WorkerPool.For(nodes - 1, workers, i => Enclose(rows, i + 1));
    }

    /// <inheritdoc/>
    public override void Find(ReadOnlySpan<double> query, ref NearestList nearest) => Visit(1, Bound(1, query), query, ref nearest);

    // The ball around the mean of the node's rows; its radius is the true distance of the farthest.
    private void Enclose(Matrix x, int node)
    {
        (int start, int end) = shape.Positions(node);
        ReadOnlySpan<int> rows = shape.Order.AsSpan(start, end - start);
        Span<double> centre = centres.AsSpan(node * x.Columns, x.Columns);
        foreach (int row in rows)
            Kernels.Axpy(1.0 / rows.Length, x.Row(row), centre);
        double farthest = 0;
        foreach (int row in rows)
            farthest = Math.Max(farthest, Kernels.Distance<TStep>(centre, x.Row(row)));
        radii[node] = TStep.ToLength(farthest);
    }

    private void Visit(int node, double bound, ReadOnlySpan<double> query, ref NearestList nearest)
    {
        if (bound > nearest.Worst * Slack)
            return;
        if (node >= shape.FirstLeaf)
        {
            (int start, int end) = shape.Groups(node);
            Meet<TStep>(start, end, query, ref nearest);
            return;
        }
        int near = 2 * node;
        double bound0 = Bound(near, query), bound1 = Bound(near + 1, query);
        if (bound1 < bound0)
            (near, bound0, bound1) = (near + 1, bound1, bound0);
        Visit(near, bound0, query, ref nearest);
        Visit(near ^ 1, bound1, query, ref nearest);
    }

    // The least distance that a row of the node can have.
    private double Bound(int node, ReadOnlySpan<double> query)
    {
        double length = TStep.ToLength(Kernels.Distance<TStep>(centres.AsSpan(node * query.Length, query.Length), query));
        return TStep.FromLength(Math.Max(0, length - (radii[node] * Slack)));
    }
}
