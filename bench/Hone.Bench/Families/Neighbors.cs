using Hone.Contracts;
using Hone.Models.Neighbors;
using Hone.Numerics;

namespace Hone.Bench.Families;

/// <summary>Nearest neighbours against scikit-learn. The approximate index is raced against its brute force: the score is the share of true neighbours found.</summary>
internal static class Neighbors
{
    private const int Rows = 20_000, Queries = 2_000, K = 10;

    public static string Heading => "Neighbours";

    public static IReadOnlyList<BenchTask> Tasks { get; } =
    [
        new BenchTask("neighbors", "knn_brute", "knn_wide", data => Classes(data, NeighborSearch.BruteForce)).Wanting(1.2),
        new BenchTask("neighbors", "knn_kd_tree", "knn_low", data => Classes(data, NeighborSearch.KdTree)).Wanting(1.2),
        new BenchTask("neighbors", "hnsw", "lowrank", Approximate) { Peer = "hnsw.py" },
        new BenchTask("neighbors", "hnsw_blobs", "blobs_16d", Approximate) { Peer = "hnsw.py" },
    ];

    private static Func<FitContext, Measured> Classes(DataSet data, NeighborSearch search)
    {
        TrainingData training = new(new Features(data.Matrix("X")), data.Classes("y"));
        Features test = new(data.Matrix("Xt"));
        ClassTarget truth = data.Classes("yt");
        NearestNeighbors learner = new() { Neighbors = K, Search = search };
        return context =>
        {
            (double fit, IClassifier model) = Timed.Run(() => (IClassifier)learner.Fit(training, context));
            (double predict, int[] classes) = Timed.Run(() => model.PredictClasses(test, context.Workers));
            return new Measured(fit, predict, Scores.Accuracy(truth, classes));
        };
    }

    private static Func<FitContext, Measured> Approximate(DataSet data)
    {
        Matrix all = data.Matrix("X"), rows = all.RowRange(0, Rows).Copy(), queries = all.RowRange(all.Rows - Queries, Queries).Copy();
        int[] truth = True(rows, queries);
        return context =>
        {
            (double build, HnswIndex index) = Timed.Run(() => HnswIndex.Build(rows, context: context));
            (double search, (int[] found, _)) = Timed.Run(() => index.Search(queries, K, workers: context.Workers));
            return new Measured(build, search, Recall(truth, found));
        };
    }

    private static int[] True(Matrix rows, Matrix queries)
    {
        NearestNeighborsModel exact = new NearestNeighbors { Search = NeighborSearch.BruteForce }.Fit(rows, new double[rows.Rows]);
        int[] found = new int[queries.Rows * K];
        double[] distances = new double[K];
        for (int q = 0; q < queries.Rows; q++)
            exact.Find(queries.Row(q), found.AsSpan(q * K, K), distances);
        return found;
    }

    private static double Recall(int[] truth, int[] found)
    {
        int hits = 0;
        for (int start = 0; start < truth.Length; start += K)
            hits += truth[start..(start + K)].Intersect(found[start..(start + K)]).Count();
        return (double)hits / truth.Length;
    }
}
