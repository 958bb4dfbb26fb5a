using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Neighbors;

/// <summary>k-nearest neighbours: a row is predicted from the training rows most like it.</summary>
/// <remarks>
/// Classes by the neighbours' votes, numbers by their mean. The model keeps the training rows, without a copy where it can: do not change them afterwards. Of rows equally far the one that came first counts,
/// so that every search gives the same neighbours. Rows of weight 0 are left out; other weights multiply votes.
/// Fitting costs O(n·d), with a tree O(n·log²n·d); predicting a row costs O(n·d), with a tree in few columns about O(log n).
/// Over several ranks every rank gets all rows. Fix and Hodges, "Discriminatory analysis", 1951; Cover and Hart, "Nearest neighbor pattern
/// classification", 1967; Bentley, "Multidimensional binary search trees", 1975; Omohundro, "Five balltree construction algorithms", 1989.
/// </remarks>
public sealed record NearestNeighbors : ILearner<NearestNeighborsModel>
{
    /// <summary>The learner's name on the command line.</summary>
    public const string Name = "neighbors";

    private const string Speaker = "nearest neighbours";

    /// <summary>k, how many neighbours decide, at least 1; by default 5. Where there are fewer training rows, all of them do.</summary>
    public int Neighbors { get; init => field = Require.AtLeast(value, 1); } = 5;

    /// <summary>How far apart two rows are; by default Euclidean.</summary>
    public NeighborMetric Metric { get; init; } = NeighborMetric.Euclidean;

    /// <summary>How much each neighbour counts; by default all alike.</summary>
    public NeighborWeighting Weighting { get; init; } = NeighborWeighting.Uniform;

    /// <summary>How neighbours are found; by default by the data's shape. The neighbours are the same, but for the approximate search.</summary>
    public NeighborSearch Search { get; init; } = NeighborSearch.Auto;

    /// <summary>Candidates that the approximate search keeps, at least 1; by default 64. More find more of the true neighbours, more slowly. Other searches do not look at it.</summary>
    public int Breadth { get; init => field = Require.AtLeast(value, 1); } = 64;

    /// <inheritdoc/>
    public Needs Needs => Needs.Numbers | Needs.Complete | Needs.Scaled;

    /// <inheritdoc/>
    public TargetKinds Targets => TargetKinds.Classes | TargetKinds.Numbers;

    /// <inheritdoc/>
    public ILearner<NearestNeighborsModel> Propose(Trial trial)
    {
        ArgumentNullException.ThrowIfNull(trial);
        return this with
        {
            Neighbors = trial.Integer("neighbors", 1, 50, log: true),
            Weighting = trial.Choice("weighting", NeighborWeighting.Uniform, NeighborWeighting.Distance),
            Metric = trial.Choice("metric", NeighborMetric.Euclidean, NeighborMetric.Manhattan),
        };
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A column holds categories, a value is missing or infinite, or a tree is asked for that the metric or sparse rows do not allow.</exception>
    public NearestNeighborsModel Fit(TrainingData data, FitContext context = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        context.Cancellation.ThrowIfCancellationRequested();
        data.X.RequireCompleteNumbers(Speaker, context.Workers);
        data.RefuseOffsets(Speaker);
        RankAgreement.Check(data, context);
        data = Counting(AllRanks(data, context));
        NeighborSearch search = Chosen(data.X);
        NeighborIndex index = new(data.X, Metric, search, Breadth, context);
        double[] weights = data.Weights ?? [];
        return data.Y is ClassTarget classes
            ? new NeighborsClassifier(data.X.Columns, index, Neighbors, Weighting, weights, classes.Codes.ToArray(), classes.Classes, classes.Positive)
            : new NeighborsRegressor(data.X.Columns, index, Neighbors, Weighting, weights, ((NumberTarget)data.Y).Values.Copy());
    }

    private NeighborSearch Chosen(Features x)
    {
        bool tree = Search is NeighborSearch.KdTree or NeighborSearch.BallTree;
        if (tree && Metric == NeighborMetric.Cosine)
            throw new ArgumentException("Trees take a metric that obeys the triangle inequality; the cosine distance does not. Choose Auto or BruteForce.", nameof(x));
        if (tree && x.IsSparse)
            throw new ArgumentException("Trees take dense rows; these are sparse. Choose Auto or BruteForce.", nameof(x));
        if (Search == NeighborSearch.Hnsw && (x.IsSparse || Metric is not (NeighborMetric.Euclidean or NeighborMetric.Cosine)))
            throw new ArgumentException("The approximate search takes dense rows and the Euclidean or the cosine distance. Choose Auto or BruteForce.", nameof(x));
        if (Search != NeighborSearch.Auto)
            return Search;
        // Beyond some fifteen columns nearly every box of a tree lies within the distance of the nearest row.
        bool small = x.RowCount < 64 || x.ColumnCount > 15 || x.IsSparse || Metric == NeighborMetric.Cosine;
        return small ? NeighborSearch.BruteForce : NeighborSearch.KdTree;
    }

    private static TrainingData Counting(TrainingData data) => data.Weights is null || !Array.Exists(data.Weights, w => w == 0)
        ? data
        : data.TakeRows([.. Enumerable.Range(0, data.Weights.Length).Where(i => data.Weights[i] > 0)]);

    private static TrainingData AllRanks(TrainingData data, FitContext context)
    {
        ICollective ranks = context.Ranks;
        if (ranks.Size == 1)
            return data;
        int d = data.X.ColumnCount;
        double[] values = Joined(ranks.Gather(data.X.ToDense().Copy().AsSpan()));
        int n = Joined(ranks.Gather([data.X.RowCount])).Sum(rows => (int)rows);
        double[] weights = Joined(ranks.Gather(data.Weights ?? [.. Enumerable.Repeat(1.0, data.X.RowCount)]));
        Features x = new(new Matrix(n, d, values), data.X.Columns);
        if (data.Y is ClassTarget classes)
        {
            double[] codes = Joined(ranks.Gather([.. classes.Codes.ToArray().Select(code => (double)code)]));
            return new TrainingData(x, new ClassTarget([.. codes.Select(code => (int)code)], classes.Classes, classes.Positive < 0 ? null : classes.Positive)) { Weights = weights };
        }
        Matrix y = ((NumberTarget)data.Y).Values;
        return new TrainingData(x, new NumberTarget(new Matrix(n, y.Columns, Joined(ranks.Gather(y.Copy().AsSpan()))))) { Weights = weights };
    }

    private static double[] Joined(double[][] parts) => [.. parts.SelectMany(part => part)];
}

/// <summary>How far apart two rows are.</summary>
public enum NeighborMetric
{
    /// <summary>The root of the sum of squared differences.</summary>
    Euclidean,

    /// <summary>The sum of absolute differences.</summary>
    Manhattan,

    /// <summary>The largest absolute difference.</summary>
    Chebyshev,

    /// <summary>1 less the cosine of the angle between the rows; 1 where a row is all zeros.</summary>
    Cosine,
}

/// <summary>How much each neighbour counts.</summary>
public enum NeighborWeighting
{
    /// <summary>All alike.</summary>
    Uniform,

    /// <summary>By the inverse of the distance; where rows are at distance 0, they alone count.</summary>
    Distance,
}

/// <summary>How neighbours are found.</summary>
public enum NeighborSearch
{
    /// <summary>A k-d tree for dense rows of at most 15 columns, brute force otherwise.</summary>
    Auto,

    /// <summary>Every training row is compared.</summary>
    BruteForce,

    /// <summary>A tree of boxes.</summary>
    KdTree,

    /// <summary>A tree of balls.</summary>
    BallTree,

    /// <summary>An <see cref="HnswIndex"/>: finds nearly all of the nearest in many rows of many columns. Never chosen by itself. Dense rows; Euclidean or cosine distance.</summary>
    Hnsw,
}
