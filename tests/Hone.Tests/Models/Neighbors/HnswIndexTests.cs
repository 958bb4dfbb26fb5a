using System.IO.Compression;
using Hone.Contracts;
using Hone.Models.Neighbors;
using Hone.Numerics;

namespace Hone.Tests.Models.Neighbors;

public class HnswIndexTests
{
    private const int Asked = 10;

    private static readonly Catalogue Nothing = new([], []);

    [Theory]
    [InlineData(HnswMetric.Euclidean)]
    [InlineData(HnswMetric.Cosine)]
    [InlineData(HnswMetric.InnerProduct)]
    public void The_defaults_find_nearly_all_true_neighbours_of_digits(HnswMetric metric)
    {
        (Matrix x, _) = Tables.Digits();
        Matrix queries = x.RowRange(1500, 297);
        HnswIndex index = HnswIndex.Build(x.RowRange(0, 1500), new HnswSettings { Metric = metric });
        Assert.InRange(Recall(index, x.RowRange(0, 1500), queries), 0.98, 1);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(100.0)]                                        // lengths differ more than directions
    public void The_defaults_find_nearly_all_true_neighbours_of_mnist(double shift)
    {
        Matrix x = Mnist("mnist/t10k-images-idx3-ubyte.gz", 4000).Map(v => v + shift);
        Matrix queries = x.RowRange(3800, 200);
        Assert.InRange(Recall(HnswIndex.Build(x.RowRange(0, 3800)), x.RowRange(0, 3800), queries), 0.97, 1);
    }

    [Fact]
    public void The_same_seed_gives_the_same_graph_for_any_number_of_workers()
    {
        Matrix x = Clouds(1200, 12, 3);
        byte[] one = Bytes(HnswIndex.Build(x, null, new FitContext(Seed: 7, Workers: 1)));
        foreach (int workers in (int[])[2, 4, 8])
            Assert.Equal(one, Bytes(HnswIndex.Build(x, null, new FitContext(Seed: 7, Workers: workers))));
        Assert.NotEqual(one, Bytes(HnswIndex.Build(x, null, new FitContext(Seed: 8))));
    }

    [Fact]
    public void Every_setting_changes_the_answer()
    {
        Matrix x = Clouds(1500, 24, 3), queries = Clouds(60, 24, 4);
        int[] Of(HnswSettings settings) => HnswIndex.Build(x, settings).Search(queries, 20).Found;
        HnswSettings few = new() { Links = 4, BuildBreadth = 10, SearchBreadth = 20 };
        int[] plain = Of(few);
        Assert.NotEqual(plain, Of(few with { Links = 8 }));
        Assert.NotEqual(plain, Of(few with { BuildBreadth = 40 }));
        Assert.NotEqual(plain, Of(few with { SearchBreadth = 60 }));
        Assert.NotEqual(plain, Of(few with { Metric = HnswMetric.Cosine }));
        Assert.Equal(Of(few with { SearchBreadth = 60 }), HnswIndex.Build(x, few).Search(queries, 20, breadth: 60).Found);
    }

    [Fact]
    public void More_breadth_finds_more_and_as_much_as_there_are_vectors_finds_all()
    {
        Matrix x = Clouds(2000, 40, 3), queries = Clouds(50, 40, 4);
        HnswIndex index = HnswIndex.Build(x, new HnswSettings { Links = 6, BuildBreadth = 40 });
        double narrow = Recall(index, x, queries, breadth: 10), wide = Recall(index, x, queries, breadth: 80), all = Recall(index, x, queries, breadth: 2000);
        Assert.True(narrow < wide && wide < 1, $"{narrow} and {wide}");
        Assert.Equal(1, all);
    }

    [Fact]
    public void Distances_are_those_of_the_metric()
    {
        double Of(HnswMetric metric, double[] query)
        {
            HnswIndex index = new(2, new HnswSettings { Metric = metric });
            index.Add([3.0, 4]);
            double[] distance = new double[1];
            Assert.Equal(1, index.Search(query, new int[1], distance));
            return distance[0];
        }
        Assert.Equal(5, Of(HnswMetric.Euclidean, [0, 8]), 1e-6);
        Assert.Equal(1 - 0.8, Of(HnswMetric.Cosine, [0, 8]), 1e-6);
        Assert.Equal(1, Of(HnswMetric.Cosine, [0, 0]));
        Assert.Equal(-32, Of(HnswMetric.InnerProduct, [0, 8]), 1e-6);
    }

    [Fact]
    public void Vectors_added_one_by_one_and_at_once_are_all_found()
    {
        Matrix x = Clouds(600, 8, 3);
        HnswIndex index = new(8);
        for (int i = 0; i < 100; i++)
            Assert.Equal(i, index.Add(x.Row(i)));
        Assert.Equal(100, index.Add(x.RowRange(100, 500)));
        Assert.Equal(600, index.Count);
        (int[] found, double[] distances) = index.Search(x, 1);
        Assert.Equal(Enumerable.Range(0, 600), found);
        Assert.All(distances, d => Assert.Equal(0, d));
    }

    [Fact]
    public void Removed_vectors_are_never_found_and_recall_is_kept_before_and_after_compacting()
    {
        (Matrix x, _) = Tables.Digits();
        HnswIndex index = HnswIndex.Build(x);
        int[] kept = [.. Enumerable.Range(0, x.Rows).Where(i => i % 5 is 1 or 3)];
        for (int i = 0; i < x.Rows; i++)
        {
            if (i % 5 is not (1 or 3))
                Assert.True(index.Remove(i));
        }
        Assert.False(index.Remove(0));
        Assert.False(index.Remove(5000));
        Assert.Equal((kept.Length, x.Rows - kept.Length), (index.Count, index.RemovedCount));
        Matrix rows = x.TakeRows(kept), queries = x.TakeRows([.. Enumerable.Range(0, 150).Select(i => 10 * i)]);
        Assert.InRange(Recall(index, rows, queries, kept), 0.98, 1);

        HnswIndex other = RoundTrip(index);
        index.Compact(new FitContext(Workers: 2));
        other.Compact(new FitContext(Workers: 1));
        Assert.Equal((kept.Length, 0), (index.Count, index.RemovedCount));
        Assert.Equal(Bytes(index), Bytes(other));
        Assert.True(index.Contains(1) && !index.Contains(0));
        Assert.InRange(Recall(index, rows, queries, kept), 0.98, 1);

        Assert.Equal(x.Rows, index.Add(x.Row(0)));             // numbers are not given twice
        int[] found = new int[1];
        index.Search(x.Row(0), found, new double[1]);
        Assert.Equal(x.Rows, found[0]);
    }

    [Fact]
    public void An_index_whose_vectors_are_all_removed_starts_anew()
    {
        HnswIndex index = HnswIndex.Build(Clouds(40, 3, 1));
        for (int i = 0; i < 40; i++)
            index.Remove(i);
        Assert.Equal(0, index.Search([0.0, 0, 0], new int[3], new double[3]));
        index.Compact();
        Assert.Equal(0, index.Search([0.0, 0, 0], new int[3], new double[3]));
        Assert.Equal(40, index.Add([1.0, 2, 3]));
        int[] found = new int[3];
        Assert.Equal(1, RoundTrip(index).Search([0.0, 0, 0], found, new double[3]));
        Assert.Equal(40, found[0]);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(400)]
    public void A_filter_still_finds_all_that_are_asked_for(int every)
    {
        (Matrix x, _) = Tables.Digits();
        HnswIndex index = HnswIndex.Build(x);
        int[] kept = [.. Enumerable.Range(0, x.Rows).Where(i => i % every == 0)];
        Matrix rows = x.TakeRows(kept), queries = x.RowRange(200, 100);
        Assert.InRange(Recall(index, rows, queries, kept, allowed: id => id % every == 0), 0.97, 1);
        Assert.Equal(-1, index.Search(queries, 1, allowed: id => false).Found[0]);
    }

    [Fact]
    public void A_vector_too_short_to_have_a_direction_counts_as_none()
    {
        Matrix x = Matrix.FromRows([[1.0, 0], [0, 0], [double.Epsilon, 0], [1e-310, 0], [0, 1]]);
        HnswIndex index = HnswIndex.Build(x, new HnswSettings { Metric = HnswMetric.Cosine });
        double[] distances = new double[5];
        Assert.Equal(5, index.Search([2.0, 0], new int[5], distances));
        Assert.Equal([0.0, 1, 1, 1, 1], distances);
    }

    [Fact]
    public void More_breadth_than_there_are_vectors_is_as_much_as_all()
    {
        Matrix x = Clouds(300, 6, 3);
        int[] Of(int breadth) => HnswIndex.Build(x, new HnswSettings { BuildBreadth = breadth }).Search(x, 10).Found;
        Assert.Equal(Of(300), Of(int.MaxValue));
    }

    [Fact]
    public void More_vectors_than_have_room_are_refused_with_the_way_out()
    {
        string message = Assert.Throws<InvalidOperationException>(() => new HnswGraph(256).Reserve(5_000_000)).Message;
        Assert.Equal("The links of 5000000 vectors do not fit one array: with 256 links a layer it holds those of 4186127. Use several indexes.", message);
    }

    [Fact]
    public void Many_equal_vectors_are_found()
    {
        Matrix x = new(500, 4);
        for (int i = 450; i < 500; i++)
            x.Row(i).Fill(i);
        HnswIndex index = HnswIndex.Build(x);
        double[] distances = new double[30];
        Assert.Equal(30, index.Search([0.0, 0, 0, 0], new int[30], distances));
        Assert.All(distances, d => Assert.Equal(0, d));
    }

    [Fact]
    public void A_search_allocates_nothing()
    {
        HnswIndex index = HnswIndex.Build(Clouds(500, 8, 3));
        index.Remove(3);
        double[] query = new double[8], distances = new double[5];
        int[] found = new int[5];
        Predicate<int> even = id => id % 2 == 0;
        Assert.Equal(0, Allocated.Least(() =>
        {
            for (int i = 0; i < 100; i++)
                index.Search(query, found, distances, allowed: even);
        }));
    }

    [Fact]
    public void What_is_written_and_read_answers_and_grows_alike()
    {
        Matrix x = Clouds(700, 9, 3);
        foreach (HnswMetric metric in Enum.GetValues<HnswMetric>())
        {
            HnswIndex index = HnswIndex.Build(x.RowRange(0, 600), new HnswSettings { Metric = metric, Links = 5 }, new FitContext(Seed: 3));
            index.Remove(17);
            HnswIndex read = RoundTrip(index);
            Assert.Equal(index.Settings, read.Settings);
            Assert.Equal(index.Search(x, 8).Found, read.Search(x, 8).Found);
            index.Add(x.RowRange(600, 100));
            read.Add(x.RowRange(600, 100));
            Assert.Equal(Bytes(index), Bytes(read));
        }
    }

    [Fact]
    public void A_strangers_file_is_refused_or_searched_without_harm()
    {
        HnswIndex index = HnswIndex.Build(Clouds(80, 3, 3), new HnswSettings { Links = 3 });
        index.Remove(5);
        RandomStream random = RandomKey.FromSeed(1).Open();
        int refused = 0;
        for (int repeat = 0; repeat < 400; repeat++)
        {
            PackageWriter writer = new();
            index.Write(writer);
            Array array = writer.Document.Arrays[repeat % writer.Document.Arrays.Count];
            int at = random.Below(array.Length);
            int value = random.Below(3) switch { 0 => -1, 1 => random.Below(100), _ => int.MaxValue };
            switch (array)
            {
                case int[] wholes: wholes[at] = value; break;
                case byte[] bytes: bytes[at] = (byte)value; break;
                case float[] singles: singles[at] = value < 0 ? float.NaN : value; break;
            }
            try
            {
                HnswIndex read = HnswIndex.Read(new PackageReader(writer.Document, Nothing));
                read.Search([0.0, 0, 0], new int[5], new double[5]);
                read.Add([1.0, 1, 1]);
                read.Compact();
                read.Search([0.0, 0, 0], new int[5], new double[5]);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }
        Assert.InRange(refused, 150, 399);
        foreach ((string name, System.Text.Json.Nodes.JsonNode bad) in ((string, System.Text.Json.Nodes.JsonNode)[])
            [("dimensions", 4), ("dimensions", 0), ("links", 1), ("links", 257), ("entry", 80), ("entry", -1), ("nextId", 79), ("metric", "Cosines"), ("buildBreadth", 0), ("searchBreadth", 0)])
        {
            PackageWriter writer = new();
            index.Write(writer);
            writer.Document.Root[name] = bad;
            Assert.Throws<InvalidDataException>(() => HnswIndex.Read(new PackageReader(writer.Document, Nothing)));
        }
    }

    [Fact]
    public void A_strangers_file_of_few_bytes_takes_little_memory()
    {
        const int count = 20_000;
        HnswIndex two = HnswIndex.Build(Matrix.From(new double[,] { { 1 }, { 2 } }), new HnswSettings { Links = 256 });
        PackageWriter template = new(), writer = new();
        two.Write(template);
        foreach (string same in (string[])["dimensions", "metric", "links", "buildBreadth", "searchBreadth", "seed"])
            writer.Document.Root[same] = template.Document.Root[same]!.DeepClone();
        writer.Whole("nextId", count);
        writer.Whole("entry", 0);
        writer.Wholes("ids", [.. Enumerable.Range(0, count)]);
        writer.Bytes("removed", new byte[count]);
        writer.Singles("vectors", new float[count]);
        writer.Bytes("levels", new byte[count]);
        writer.Wholes("lists", new int[count]);
        PackageReader reader = new(writer.Document, Nothing);
        long before = GC.GetAllocatedBytesForCurrentThread();
        HnswIndex read = HnswIndex.Read(reader);
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / count, 0, 120);
        Assert.Equal(1, read.Search([1.0], new int[1], new double[1]));
    }

    [Fact]
    public void An_index_that_was_read_answers_as_before_and_is_written_again_the_same()
    {
        Matrix x = Clouds(900, 8, 3), queries = Clouds(50, 8, 4);
        HnswIndex index = HnswIndex.Build(x, new HnswSettings { Links = 5, SearchBreadth = 30 });
        byte[] bytes = Bytes(index);
        PackageWriter writer = new();
        index.Write(writer);
        HnswIndex read = HnswIndex.Read(new PackageReader(writer.Document, Nothing));
        Assert.Equal(index.Search(queries, 10).Found, read.Search(queries, 10).Found);
        Assert.Equal(bytes, Bytes(read));
        index.Add(x.Row(3));
        read.Add(x.Row(3));
        Assert.Equal(Bytes(index), Bytes(read));
    }

    [Fact]
    public void The_cosine_of_vectors_longer_than_a_double_can_say_is_that_of_their_directions()
    {
        double[] far = [1.7e308, -1.7e308, 1.7e308, 0.0], near = [1, -1, 1, 0.0];
        HnswIndex index = new(4, new HnswSettings { Metric = HnswMetric.Cosine });
        index.Add(far);
        index.Add([1e308, 1e308, 1e308, 1.7e308]);
        int[] found = new int[2];
        double[] distances = new double[2];
        Assert.Equal(2, index.Search(near, found, distances));
        Assert.Equal([0, 1], found);
        Near.Equal([0, 1 - (1 / Math.Sqrt(3 * (3 + (1.7 * 1.7))))], distances, absolute: 1e-6);
        index.Search(far, found, distances);
        Assert.Equal(0, distances[0], 1e-6);
        Assert.Throws<ArgumentException>(() => index.Add([1e308, double.PositiveInfinity, 0, 0]));
    }

    [Fact]
    public void Bad_input_is_refused_with_one_sentence_and_changes_nothing()
    {
        HnswIndex index = HnswIndex.Build(Clouds(20, 2, 3));
        Assert.StartsWith("vector has 3 entries but the index has 2", Assert.Throws<ArgumentException>(() => index.Add([1.0, 2, 3])).Message, StringComparison.Ordinal);
        Assert.StartsWith("vector must hold finite numbers of at most 1E+15; entry 1 is NaN.", Assert.Throws<ArgumentException>(() => index.Add(Matrix.From(new[,] { { 1.0, 2 }, { 1, double.NaN } }))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => index.Search([1e16, 1], new int[1], new double[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => index.Search([1.0, 1], new int[1], new double[1], breadth: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new HnswIndex(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new HnswSettings { Links = 1 });
        Assert.Equal((20, 20), (index.Count, index.Add([1.0, 2])));
    }

    [Fact]
    public void A_search_of_many_queries_stops_when_it_is_cancelled()
    {
        Matrix rows = Numerics.Samples.Matrix(200, 3, 1);
        HnswIndex index = HnswIndex.Build(rows);
        using CancellationTokenSource source = new();
        int asked = 0;
        Assert.ThrowsAny<OperationCanceledException>(() => index.Search(rows, 3, workers: 2, cancellation: source.Token, allowed: id =>
        {
            if (Interlocked.Increment(ref asked) == 50)
                source.Cancel();
            return true;
        }));
        Assert.Equal(200, index.Search(rows, 1, cancellation: CancellationToken.None).Found.Length);
    }

    [Fact]
    public void Nearest_neighbours_take_it_by_name_and_measure_in_doubles()
    {
        (Matrix x, string[] y) = Tables.Digits();
        NearestNeighbors learner = new() { Search = NeighborSearch.Hnsw };
        Matrix rows = x.RowRange(0, 1500), queries = x.RowRange(1500, 297);
        IClassifier approximate = learner.FitClassifier(rows, y[..1500]), exact = new NearestNeighbors().FitClassifier(rows, y[..1500]);
        int[] found = approximate.PredictClasses(new Features(queries)), truth = exact.PredictClasses(new Features(queries));
        Assert.InRange(found.Zip(truth).Count(p => p.First == p.Second), 294, 297);
        Assert.NotEqual(
            ModelChecks.Predictions((learner with { Breadth = 5 }).Fit(rows, y[..1500]), new Features(queries)).AsSpan().ToArray(),
            ModelChecks.Predictions((learner with { Breadth = 200 }).Fit(rows, y[..1500]), new Features(queries)).AsSpan().ToArray());

        TrainingData data = Tables.Data(x.RowRange(0, 500), y[..500]);
        ModelChecks.All(learner, data);
        ModelChecks.All(learner with { Metric = NeighborMetric.Cosine }, data);
        PackageWriter writer = new();
        NeighborsClassifier model = (NeighborsClassifier)learner.Fit(data);
        model.Write(writer);
        Catalogue catalogue = new([new StoredEntry(HnswIndex.Kind, HnswIndex.Read)], []);
        ModelChecks.Same(ModelChecks.Predictions(model, data.X), ModelChecks.Predictions(NeighborsClassifier.Read(new PackageReader(writer.Document, catalogue)), data.X));
        Assert.Throws<ArgumentException>(() => (learner with { Metric = NeighborMetric.Manhattan }).Fit(data));
    }

    private static double Recall(HnswIndex index, Matrix rows, Matrix queries, int[]? ids = null, int? breadth = null, Predicate<int>? allowed = null)
    {
        int k = Math.Min(Asked, rows.Rows), hits = 0;
        (int[] found, double[] distances) = index.Search(queries, k, breadth, allowed);
        for (int q = 0; q < queries.Rows; q++)
        {
            double[] far = [.. Enumerable.Range(0, rows.Rows).Select(i => Far(index.Settings.Metric, queries.Row(q), rows.Row(i)))];
            int[] nearest = [.. Enumerable.Range(0, rows.Rows).OrderBy(i => far[i]).Take(k)];
            double worst = far[nearest[^1]];
            Assert.Equal(found[(q * k)..((q + 1) * k)].Distinct().Count(), k);
            for (int i = 0; i < k; i++)
            {
                // Ties with the last count as found.
                int row = ids is null ? found[(q * k) + i] : Array.BinarySearch(ids, found[(q * k) + i]);
                Assert.True(row >= 0, "what was removed or is not allowed was found");
                Near.Equal(far[row], distances[(q * k) + i], relative: 1e-4, absolute: 1e-4);
                hits += far[row] <= worst ? 1 : 0;
            }
        }
        return (double)hits / (queries.Rows * k);
    }

    private static double Far(HnswMetric metric, ReadOnlySpan<double> a, ReadOnlySpan<double> b) => metric switch
    {
        HnswMetric.Euclidean => Math.Sqrt(Kernels.SquaredDistance(a, b)),
        HnswMetric.Cosine => 1 - (Kernels.Dot(a, b) / VectorOperations.Norm(a) / VectorOperations.Norm(b)),
        _ => -Kernels.Dot(a, b),
    };

    private static Matrix Clouds(int rows, int columns, int seed) => Numerics.Samples.Matrix(rows, columns, seed);

    private static Matrix Mnist(string file, int rows)
    {
        using GZipStream stream = new(File.OpenRead(SharedData.Path(file)), CompressionMode.Decompress);
        byte[] bytes = new byte[16 + (rows * 784)];
        stream.ReadExactly(bytes);
        return new Matrix(rows, 784, Array.ConvertAll(bytes[16..], b => (double)b));
    }

    private static HnswIndex RoundTrip(HnswIndex index)
    {
        PackageWriter writer = new();
        index.Write(writer);
        return HnswIndex.Read(new PackageReader(writer.Document, Nothing));
    }

    private static byte[] Bytes(HnswIndex index)
    {
        PackageWriter writer = new();
        index.Write(writer);
        List<byte> all = [.. System.Text.Encoding.UTF8.GetBytes(writer.Document.Root.ToJsonString())];
        foreach (Array array in writer.Document.Arrays)
        {
            byte[] raw = new byte[Buffer.ByteLength(array)];
            Buffer.BlockCopy(array, 0, raw, 0, raw.Length);
            all.AddRange(raw);
        }
        return [.. all];
    }
}
