using System.Buffers;
using Hone.Numerics;

namespace Hone.Models.Neighbors;

/// <summary>A k-d tree: each node is cut in two at one column, and a search goes to the far side of a cut only where a nearer row can lie there.</summary>
/// <remarks>
/// The bound of a node is the distance from the query to the node's box, kept up to date column by column on the way down: S. Arya and D. M. Mount,
/// "Algorithms for Fast Vector Quantization", DCC 1993.
/// </remarks>
/// <typeparam name="TStep">The metric.</typeparam>
internal sealed class KdTree<TStep> : SpatialTree
    where TStep : struct, IDistanceStep
{
    private const int MostOnStack = 64;

    private readonly RowHalving shape;
    private readonly double[] low;                             // the corners of the box around all rows
    private readonly double[] high;

    public KdTree(Matrix rows, int? workers)
        : this(new RowHalving(rows, workers), rows, workers)
    {
    }

    private KdTree(RowHalving shape, Matrix rows, int? workers)
        : base(new GroupedRows(rows, shape.Order, workers))
    {
        this.shape = shape;
        (low, high) = shape.Box;
    }

    /// <inheritdoc/>
    public override void Find(ReadOnlySpan<double> query, ref NearestList nearest)
    {
        double[]? rented = query.Length > MostOnStack ? ArrayPool<double>.Shared.Rent(query.Length) : null;
        Span<double> gaps = (rented ?? stackalloc double[MostOnStack])[..query.Length];
        double bound = 0;
        for (int j = 0; j < query.Length; j++)
        {
            gaps[j] = Math.Max(0, Math.Max(low[j] - query[j], query[j] - high[j]));
            bound = TStep.Add(bound, gaps[j]);
        }
        Visit(1, bound, query, gaps, ref nearest);
        if (rented is not null)
            ArrayPool<double>.Shared.Return(rented);
    }

    // Gaps: how far the query lies outside the node's box, column by column.
    private void Visit(int node, double bound, scoped ReadOnlySpan<double> query, scoped Span<double> gaps, ref NearestList nearest)
    {
        if (node >= shape.FirstLeaf)
        {
            (int start, int end) = shape.Groups(node);
            Meet<TStep>(start, end, query, ref nearest);
            return;
        }
        int column = shape.Columns[node];
        double toLeft = query[column] - shape.Low[node], toRight = shape.High[node] - query[column];
        int near = toLeft <= toRight ? 2 * node : (2 * node) + 1;
        Visit(near, bound, query, gaps, ref nearest);

        double was = gaps[column], gap = Math.Max(was, Math.Max(toLeft, toRight));
        double far = TStep.Grown(bound, was, gap);
        if (far > nearest.Worst * Slack)
            return;
        gaps[column] = gap;
        Visit(near ^ 1, far, query, gaps, ref nearest);
        gaps[column] = was;
    }
}
