using System.Diagnostics;
using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Bench.Families;

/// <summary>Products and factorisations against numpy and scipy on OpenBLAS. A run repeats the work for about 0.2 s and gives the time of one repetition.</summary>
internal static class Products
{
    private const string Script = "products.py";
    private static readonly string[] factored = ["cholesky", "lu", "solve", "qr", "trsm", "inverse"];

    public static string Heading => "Matrix products";

    public static IReadOnlyList<BenchTask> Tasks { get; } =
    [
        .. new[] { 64, 128, 256, 512, 1024, 2048 }.SelectMany(size => new[]
        {
            Task($"sgemm_{size}", workers => Floats(size, size, size, workers)) with { Wanted = size >= 512 ? 0.95 : null },
            Task($"dgemm_{size}", workers => Doubles(size, size, size, workers)) with { Wanted = size >= 512 ? 0.95 : null },
        }),
        Task("sgemm_64x784x128", workers => Floats(64, 784, 128, workers)),
        Task("sgemm_128x3072x768", workers => Floats(128, 3072, 768, workers)),
        Task("dsyrk_20000x500", workers => Of(Numbers(20000, 500, 1), x => x.Gram(workers: workers).Rows)),
        Task("gemv", workers => Of(Numbers(4000, 2000, 1), Numbers(1, 2000, 2).Row(0).ToArray(), (a, v) => a.Times(v, workers).Length)),
        Task("gemv_transposed", workers => Of(Numbers(4000, 2000, 1), Numbers(1, 4000, 2).Row(0).ToArray(), (a, v) => a.TransposeTimes(v, workers: workers).Length)),
        Task("batch_2000x32", Batch),
        .. new[] { 500, 1000, 2000 }.SelectMany(size => new[]
        {
            Task($"cholesky_{size}", workers => Of(Definite(size), a => Cholesky.Factor(a, workers).Size)),
            Task($"lu_{size}", workers => Of(Numbers(size, size, 1), a => LU.Factor(a, workers).Size)),
            Task($"solve_{size}", workers => Of(Numbers(size, size, 1), Numbers(size, 10, 2), (a, b) => LU.Factor(a, workers).Solve(b).Rows)),
            Task($"qr_{size}", workers => Of(Numbers(size, size, 1), a => BothFactors(a, workers))),
        }),
        Task("solve_definite_1000", workers => Of(Definite(1000), Numbers(1000, 10, 2), (a, b) => Cholesky.Factor(a, workers).Solve(b).Rows)),
        Task("trsm_1000", workers => Of(Cholesky.Factor(Definite(1000)), Numbers(1000, 1000, 2), (factor, b) => factor.SolveLower(b, workers).Rows)),
        Task("trmm_1000", workers => TriangleTimes(1000, workers)),
        Task("inverse_1000", workers => Of(Numbers(1000, 1000, 1), a => LU.Factor(a, workers).Inverse(workers).Rows)),
        Task("qr_2000x500", workers => Of(Numbers(2000, 500, 1), a => BothFactors(a, workers))),
        Task("qr_20000x100", workers => Of(Numbers(20000, 100, 1), a => BothFactors(a, workers))),
        Task("qr_200000x20", workers => Of(Numbers(200000, 20, 1), a => BothFactors(a, workers))),
        Task("csr_dense", workers => Of(Sparse(), Numbers(5000, 50, 1), (a, b) => a.Times(b, workers).Rows)),
        Task("csr_transposed_dense", workers => Of(Sparse(), Numbers(20000, 50, 1), (a, b) => a.TransposeTimes(b, workers).Rows)),
        Task("csr_vector", workers => Of(Sparse(), Numbers(1, 5000, 1).Row(0).ToArray(), (a, v) => a.Times(v, workers).Length)),
    ];

    /// <summary>A task whose work is made once and gives a number that the peer gives too.</summary>
    private static BenchTask Task(string name, Func<int?, Func<int>> make) => new("products", name, null, _ =>
    {
        Func<int>? work = null;
        return context =>
        {
            // The first run, whose memory counts, does the work once: what repeating it leaves for the collector is not the work's.
            bool first = work is null;
            work ??= make(context.Workers);
            (double seconds, int score) = first ? Timed.Run(work) : Repeated(work);
            return new Measured(seconds, null, score);
        };
    })
    {
        Peer = Script,
        Heading = Array.Exists(factored, start => name.StartsWith(start, StringComparison.Ordinal)) ? "Factorisations and systems" : null,
    };

    private static (double Seconds, int Score) Repeated(Func<int> work)
    {
        // Until the runtime has compiled the work for good, and then once more as the peer does.
        long started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started).TotalSeconds < 0.4)
            work();
        (double once, int score) = Timed.Run(work);
        int count = Math.Max(1, (int)(0.2 / Math.Max(once, 1e-7)));
        double total = Timed.Run(() =>
        {
            for (int i = 0; i < count; i++)
                score = work();
        });
        return (total / count, score);
    }

    private static Func<int> Of<A>(A a, Func<A, int> work) => () => work(a);

    private static Func<int> Of<A, B>(A a, B b, Func<A, B, int> work) => () => work(a, b);

    /// <summary>B is overwritten, so each product begins with a copy, on both sides.</summary>
    private static Func<int> TriangleTimes(int size, int? workers)
    {
        Matrix triangle = Numbers(size, size, 1).Scale(1.0 / size), start = Numbers(size, size, 2), b = new(size, size);
        for (int i = 0; i < size; i++)
            triangle[i, i] = 1.0;
        return () =>
        {
            start.CopyTo(b);
            Triangular.MultiplyLower(triangle, b, workers: workers);
            return b.Rows;
        };
    }

    private static int BothFactors(Matrix a, int? workers)
    {
        QR factors = QR.Factor(a, workers: workers);
        return factors.R.Rows > 0 ? factors.Q.Rows : 0;
    }

    private static Func<int> Floats(int m, int k, int n, int? workers)
    {
        float[] a = Narrow(m * k, 1), b = Narrow(k * n, 2);
        float[] c = new float[m * n];
        return () =>
        {
            MatrixProduct.Multiply(m, n, k, new(a, k), new(b, n), c, n, workers: workers);
            return m;
        };
    }

    private static Func<int> Doubles(int m, int k, int n, int? workers)
    {
        Matrix a = Numbers(m, k, 1), b = Numbers(k, n, 2), c = new(m, n);
        return () =>
        {
            a.TimesInto(b, c, workers);
            return m;
        };
    }

    private static Func<int> Batch(int? workers)
    {
        double[] a = Numbers(2000 * 32, 32, 1).AsSpan().ToArray(), b = Numbers(2000 * 32, 32, 2).AsSpan().ToArray(), c = new double[a.Length];
        return () =>
        {
            MatrixProduct.MultiplyBatch(2000, 32, 32, 32, new(a, 32) { Step = 1024 }, new(b, 32) { Step = 1024 }, c, 32, 1024, workers: workers);
            return 2000;
        };
    }

    private static Matrix Numbers(int rows, int columns, ulong seed)
    {
        RandomStream random = RandomKey.FromSeed(seed).Open();
        Matrix result = new(rows, columns);
        foreach (ref double value in result.AsSpan())
            value = random.Uniform(-1, 1);
        return result;
    }

    private static float[] Narrow(int count, ulong seed)
    {
        RandomStream random = RandomKey.FromSeed(seed).Open();
        float[] result = new float[count];
        foreach (ref float value in result.AsSpan())
            value = (float)random.Uniform(-1, 1);
        return result;
    }

    private static Matrix Definite(int size) => Numbers(2 * size, size, 1).Gram().AddToDiagonal(1.0);

    /// <summary>Row i stores every column j with (7i + 11j) mod 97 = 0.</summary>
    private static SparseMatrix Sparse()
    {
        const int rows = 20000, columns = 5000;
        List<int> indices = [];
        List<double> values = [];
        int[] starts = new int[rows + 1];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                if (((7 * i) + (11 * j)) % 97 != 0)
                    continue;
                indices.Add(j);
                values.Add(Math.Sin(i + j));
            }
            starts[i + 1] = indices.Count;
        }
        return new SparseMatrix(rows, columns, starts, [.. indices], [.. values]);
    }
}
