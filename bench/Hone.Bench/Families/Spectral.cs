using System.Diagnostics;
using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Bench.Families;

/// <summary>Eigenvalues and singular values against LAPACK. A run repeats the work for about 0.2 s and gives the time of one repetition; the score is the largest value found.</summary>
internal static class Spectral
{
    public static string Heading => "Reduction and spectra";

    public static IReadOnlyList<BenchTask> Tasks { get; } =
    [
        .. new[] { 200, 500, 1000, 2000 }.Select(n => Task($"eigh_{n}", () => Symmetric(n), (a, workers) => SymmetricEigen.Decompose(a, workers: workers).Values[0])),
        Task("eigvalsh_1000", () => Symmetric(1000), (a, workers) => SymmetricEigen.Eigenvalues(a, workers)[0]),
        .. new[] { (200, 200), (500, 500), (1000, 300), (1000, 1000), (5000, 200) }.Select(shape =>
            Task($"svd_{shape.Item1}x{shape.Item2}", () => Numbers(shape.Item1, shape.Item2), (a, workers) => Svd.Decompose(a, workers: workers).Values[0])),
    ];

    private static BenchTask Task(string name, Func<Matrix> make, Func<Matrix, int?, double> work) => new("spectral", name, null, _ =>
    {
        Matrix a = make();
        bool first = true;
        return context =>
        {
            // The first run, whose memory counts, does the work once: what repeating it leaves for the collector is not the work's.
            (double once, double score) = Timed.Run(() => work(a, context.Workers));
            if (first)
            {
                first = false;
                return new Measured(once, null, score);
            }

            // Until the runtime has compiled the work for good.
            long started = Stopwatch.GetTimestamp();
            for (int i = 0; i < 60 && Stopwatch.GetElapsedTime(started).TotalSeconds < 0.5; i++)
                work(a, context.Workers);
            (once, score) = Timed.Run(() => work(a, context.Workers));
            int count = Math.Max(1, (int)(0.2 / once));
            double total = Timed.Run(() =>
            {
                for (int i = 0; i < count; i++)
                    score = work(a, context.Workers);
            });
            return new Measured(total / count, null, score);
        };
    })
    {
        Peer = "spectral.py",
    };

    private static Matrix Symmetric(int size)
    {
        Matrix a = Numbers(size, size);
        return a.Add(a.Transpose());
    }

    /// <summary>From −1 to 1: splitmix64 of the entry's number, which the peer computes too.</summary>
    private static Matrix Numbers(int rows, int columns)
    {
        double[] values = new double[rows * columns];
        for (int i = 0; i < values.Length; i++)
        {
            ulong z = unchecked((ulong)(i + 1) * 0x9E3779B97F4A7C15UL);
            z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL);
            z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EBUL);
            values[i] = (((z ^ (z >> 31)) >> 11) * (2.0 / 9007199254740992.0)) - 1.0;
        }
        return new Matrix(rows, columns, values);
    }
}
