using Hone.Numerics;

namespace Hone.Models.Neighbors;

/// <summary>A tree over rows that lets a search skip whole groups of them: a k-d tree, whose nodes are boxes, or a ball tree.</summary>
internal abstract class SpatialTree(GroupedRows rows)
{
    /// <summary>A node is skipped only if its bound is beyond the worst neighbour by more than rounding can account for: ties must be found.</summary>
    protected const double Slack = 1 + 1e-9;

    // What a search computes at once; leaves hold less.
    private const int MostGroups = 8;

    /// <summary>The rows, in the order of the leaves.</summary>
    public GroupedRows Rows => rows;

    public static SpatialTree Build(Matrix rows, NeighborMetric metric, bool balls, int? workers) => (metric, balls) switch
    {
        (NeighborMetric.Euclidean, false) => new KdTree<SquaredStep>(rows, workers),
        (NeighborMetric.Euclidean, true) => new BallTree<SquaredStep>(rows, workers),
        (NeighborMetric.Manhattan, false) => new KdTree<AbsoluteStep>(rows, workers),
        (NeighborMetric.Manhattan, true) => new BallTree<AbsoluteStep>(rows, workers),
        (_, false) => new KdTree<LargestStep>(rows, workers),
        (_, true) => new BallTree<LargestStep>(rows, workers),
    };

    /// <summary>Offers every row that can be among the nearest.</summary>
    public abstract void Find(ReadOnlySpan<double> query, ref NearestList nearest);

    /// <summary>Offers the rows of a leaf.</summary>
    protected void Meet<TStep>(int start, int end, scoped ReadOnlySpan<double> query, ref NearestList nearest)
        where TStep : struct, IDistanceStep
    {
        Span<double> distances = stackalloc double[MostGroups * Kernels.GroupRows];
        for (int group = start; group < end; group += MostGroups)
        {
            int count = Math.Min(MostGroups, end - group);
            Span<double> some = distances[..(count * Kernels.GroupRows)];
            Kernels.GroupDistances<TStep>(query, rows.From(group, count), some);
            rows.Offer(group, some, ref nearest);
        }
    }
}
