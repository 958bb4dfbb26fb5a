using System.Buffers;
using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Neighbors;

/// <summary>The training rows, and how to find those nearest to a row.</summary>
/// <remarks>Every search compares with the same distance function and orders by distance, then by row, so all but the approximate one give the same neighbours.</remarks>
internal sealed class NeighborIndex
{
    // Training rows that meet a block of queries before the next ones are fetched: 256 KiB, a part of the second cache.
    private const int ValuesInBlock = 32 * 1024;

    // Queries that one task searches for; and fewer than this are not worth turning the training rows into floats.
    private const int QueriesInTask = 256, FewestScreened = 8;

    private readonly Matrix? dense;                            // the training data's own values, where no tree holds them
    private readonly SparseMatrix? sparse;
    private readonly double[] norms;                           // of the rows, for the cosine
    private readonly SpatialTree? tree;
    private readonly HnswIndex? graph;

    /// <summary>Prepares the search.</summary>
    /// <param name="x">The training rows.</param>
    /// <param name="metric">How far apart two rows are.</param>
    /// <param name="search">Not Auto.</param>
    /// <param name="breadth">Candidates of an approximate search.</param>
    /// <param name="context">Seed of a graph, cancellation and workers.</param>
    public NeighborIndex(Features x, NeighborMetric metric, NeighborSearch search, int breadth = 1, FitContext context = default)
        : this(x, metric, search, context.Workers)
    {
        if (search == NeighborSearch.Hnsw)
            graph = HnswIndex.Build(dense!, new HnswSettings { Metric = GraphMetric(metric), SearchBreadth = breadth }, context);
    }

    private NeighborIndex(Features x, NeighborMetric metric, NeighborSearch search, int? workers, HnswIndex? graph = null)
    {
        this.graph = graph;
        (Metric, Search) = (metric, search);
        sparse = x.Sparse;
        (Rows, Columns) = (x.RowCount, x.ColumnCount);
        if (search is NeighborSearch.KdTree or NeighborSearch.BallTree)
            tree = SpatialTree.Build(x.ToDense(), metric, search == NeighborSearch.BallTree, workers);
        else if (sparse is null)
            dense = x.ToDense();
        norms = metric == NeighborMetric.Cosine ? new double[Rows] : [];
        for (int i = 0; i < norms.Length; i++)
            norms[i] = VectorOperations.Norm(dense is not null ? dense.Row(i) : sparse!.RowValues(i));
    }

    public NeighborMetric Metric { get; }

    public NeighborSearch Search { get; }

    public int Rows { get; }

    /// <summary>The training rows, written out.</summary>
    public Matrix AllRows => dense ?? tree?.Rows.ToMatrix() ?? sparse!.ToDense();

    public int Columns { get; }

    /// <summary>Fills the list with the rows nearest to <paramref name="query"/>, nearest first; the distances are true ones.</summary>
    public void Find(ReadOnlySpan<double> query, ref NearestList nearest)
    {
        Offer(query, 0, Rows, ref nearest);
        Finish(nearest);
    }

    /// <summary>The same for many queries, whose lists lie one after the other.</summary>
    /// <param name="queries">Dense rows.</param>
    /// <param name="k">Neighbours a query, at most the number of training rows.</param>
    /// <param name="distances">Receives k a query.</param>
    /// <param name="rows">Receives k a query.</param>
    /// <param name="workers">Threads at most; null means one a processor.</param>
    public void Find(Matrix queries, int k, double[] distances, int[] rows, int? workers)
    {
        Screen? screen = Screened(queries.Rows);
        if (screen is not null)
            new ScreenedSearch(this, dense!, screen).Find(queries, k, distances, rows, workers);
        WorkerPool.For((queries.Rows + QueriesInTask - 1) / QueriesInTask, workers, task =>
        {
            int start = task * QueriesInTask, end = Math.Min(queries.Rows, start + QueriesInTask);
            if (screen is null)
                FindBlock(queries, start, end, k, distances, rows);
            for (int q = start; q < end; q++)
                Finish(new NearestList(distances.AsSpan(q * k, k), rows.AsSpan(q * k, k), k));
        });
    }

    private Screen? Screened(int queries)
    {
        if (Search != NeighborSearch.BruteForce || dense is null || Columns == 0 || queries < FewestScreened || Metric is not (NeighborMetric.Euclidean or NeighborMetric.Cosine))
            return null;
        Screen screen = new(dense, Metric == NeighborMetric.Cosine);
        return screen.Works ? screen : null;
    }

    private void FindBlock(Matrix queries, int start, int end, int k, double[] distances, int[] rows)
    {
        int block = tree is not null || graph is not null ? Rows : Math.Max(k, ValuesInBlock / Math.Max(1, Columns));
        for (int first = 0; first < Rows; first += block)
        {
            for (int q = start; q < end; q++)
            {
                NearestList nearest = new(distances.AsSpan(q * k, k), rows.AsSpan(q * k, k), Math.Min(k, first));
                Offer(queries.Row(q), first, Math.Min(Rows, first + block), ref nearest);
            }
        }
    }

    /// <summary>Between dense rows: the square for the Euclidean metric, which orders alike.</summary>
    public static double Distance(NeighborMetric metric, ReadOnlySpan<double> a, ReadOnlySpan<double> b) => metric switch
    {
        NeighborMetric.Euclidean => Kernels.Distance<SquaredStep>(a, b),
        NeighborMetric.Manhattan => Kernels.Distance<AbsoluteStep>(a, b),
        _ => Kernels.Distance<LargestStep>(a, b),
    };

    private static HnswMetric GraphMetric(NeighborMetric metric) => metric == NeighborMetric.Cosine ? HnswMetric.Cosine : HnswMetric.Euclidean;

    private static HnswIndex GraphOf(PackageReader reader, Matrix rows, NeighborMetric metric)
    {
        HnswIndex graph = reader.Child<HnswIndex>("graph");
        return graph.Count == rows.Rows && graph.LastId == rows.Rows - 1 && graph.RemovedCount == 0 && graph.Dimensions == rows.Columns && graph.Settings.Metric == GraphMetric(metric)
            ? graph
            : throw reader.Fault("graph", "is not one of the rows");
    }

    public void Write(PackageWriter writer)
    {
        writer.Choice("metric", Metric);
        writer.Choice("search", Search);
        writer.Flag("sparse", sparse is not null);
        if (sparse is null)
        {
            writer.Matrix("rows", dense ?? tree!.Rows.ToMatrix());
            if (graph is not null)
                writer.Child("graph", graph);
            return;
        }
        writer.Whole("count", sparse.Rows);
        writer.Wholes("starts", sparse.RowStarts);
        writer.Wholes("columns", sparse.ColumnIndices);
        writer.Numbers("values", sparse.Values);
    }

    public static NeighborIndex Read(PackageReader reader, FeatureColumn[] inputs)
    {
        NeighborMetric metric = reader.Choice<NeighborMetric>("metric");
        NeighborSearch search = reader.Choice<NeighborSearch>("search");
        bool isSparse = reader.Flag("sparse"), tree = search is NeighborSearch.KdTree or NeighborSearch.BallTree;
        if (search == NeighborSearch.Auto || (tree && (isSparse || metric == NeighborMetric.Cosine))
            || (search == NeighborSearch.Hnsw && (isSparse || metric is not (NeighborMetric.Euclidean or NeighborMetric.Cosine))))
            throw reader.Fault("search", "does not suit the rows");
        if (!isSparse)
        {
            Matrix rows = reader.Matrix("rows");
            if (rows.Columns != inputs.Length || rows.Rows == 0)
                throw reader.Fault("rows", "does not have the inputs' columns, or no row");
            foreach (double value in rows.AsSpan())
            {
                if (!double.IsFinite(value))
                    throw reader.Fault("rows", "holds a number that is not finite");
            }
            return new NeighborIndex(new Features(rows, inputs), metric, search, workers: null, search == NeighborSearch.Hnsw ? GraphOf(reader, rows, metric) : null);
        }
        int count = reader.Whole("count", 1);
        double[] values = reader.FiniteNumbers("values");
        try
        {
            return new NeighborIndex(new Features(new SparseMatrix(count, inputs.Length, reader.Wholes("starts"), reader.Wholes("columns"), values), inputs), metric, search, workers: null);
        }
        catch (ArgumentException fault)
        {
            throw reader.Fault("starts", $"and the arrays beside it are no sparse matrix: {fault.Message}");
        }
    }

    private void Finish(NearestList nearest)
    {
        nearest.Sort();
        if (Metric != NeighborMetric.Euclidean)
            return;
        for (int k = 0; k < nearest.Count; k++)
            nearest.Distances[k] = Math.Sqrt(nearest.Distances[k]);
    }

    // Offers what can be nearest among the rows from start to end − 1; a tree and a graph look at all rows at once.
    private void Offer(ReadOnlySpan<double> query, int start, int end, ref NearestList nearest)
    {
        if (tree is not null)
            tree.Find(query, ref nearest);
        else if (graph is not null)
            OfferFromGraph(query, ref nearest);
        else
            OfferAll(query, start, end, ref nearest);
    }

    // The graph's candidates, measured in doubles.
    private void OfferFromGraph(ReadOnlySpan<double> query, ref NearestList nearest)
    {
        int breadth = Math.Min(Rows, Math.Max(nearest.Rows.Length, graph!.Settings.SearchBreadth));
        int[] candidates = ArrayPool<int>.Shared.Rent(breadth);
        double[] distances = ArrayPool<double>.Shared.Rent(breadth);
        int count = graph.Search(query, candidates.AsSpan(0, breadth), distances.AsSpan(0, breadth));
        double own = Own(query);
        foreach (int row in candidates.AsSpan(0, count))
            nearest.Offer(Distance(query, own, row), row);
        ArrayPool<int>.Shared.Return(candidates);
        ArrayPool<double>.Shared.Return(distances);
    }

    private void OfferAll(ReadOnlySpan<double> query, int start, int end, ref NearestList nearest)
    {
        double worst = nearest.Worst, own = Own(query);
        for (int i = start; i < end; i++)
        {
            double distance = Distance(query, own, i);
            if (distance > worst)
                continue;
            nearest.Offer(distance, i);
            worst = nearest.Worst;
        }
    }

    /// <summary>What a sparse row's distance starts from: the query against a row of zeros; for the cosine, its norm.</summary>
    public double Own(ReadOnlySpan<double> query) => Metric switch
    {
        NeighborMetric.Cosine => VectorOperations.Norm(query),
        NeighborMetric.Euclidean => sparse is null ? 0 : Kernels.SumOfSquares(query),
        NeighborMetric.Manhattan => sparse is null ? 0 : Kernels.SumOfAbsolutes(query),
        _ => 0,
    };

    /// <summary>Between a query and a training row, by <see cref="Own"/> of the query.</summary>
    public double Distance(ReadOnlySpan<double> query, double own, int row)
    {
        if (Metric == NeighborMetric.Cosine)
        {
            double product = dense is not null ? Kernels.Dot(query, dense.Row(row)) : Linear.LinearScore.Dot(sparse!.RowColumns(row), sparse.RowValues(row), query);
            double cosine = own > 0 && norms[row] > 0 ? product / own / norms[row] : 0;
            return 1 - Math.Clamp(double.IsNaN(cosine) ? 0 : cosine, -1, 1);               // the product of huge values may overflow
        }
        if (dense is not null)
            return Distance(Metric, query, dense.Row(row));

        ReadOnlySpan<int> columns = sparse!.RowColumns(row);
        ReadOnlySpan<double> values = sparse.RowValues(row);
        if (Metric == NeighborMetric.Chebyshev)
            return Largest(query, columns, values);
        double sum = own;
        for (int k = 0; k < columns.Length; k++)
        {
            double q = query[columns[k]], apart = q - values[k];
            sum += Metric == NeighborMetric.Euclidean ? (apart * apart) - (q * q) : Math.Abs(apart) - Math.Abs(q);
        }
        return Math.Max(0, sum);
    }

    private static double Largest(ReadOnlySpan<double> query, ReadOnlySpan<int> columns, ReadOnlySpan<double> values)
    {
        double most = 0;
        int k = 0;
        for (int j = 0; j < query.Length; j++)
        {
            double value = k < columns.Length && columns[k] == j ? values[k++] : 0;
            most = Math.Max(most, Math.Abs(query[j] - value));
        }
        return most;
    }
}
