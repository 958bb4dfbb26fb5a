using Hone.Contracts;
using Hone.Evaluation.Classification;
using Hone.Numerics;

namespace Hone.Bench.Families;

/// <summary>Metrics over many rows against scikit-learn. Both sides make the same numbers; the score is the metric itself.</summary>
internal static class Metrics
{
    private const int Many = 1_000_000, Some = 200_000, Classes = 5;

    public static string Heading => "Metrics and validation";

    public static IReadOnlyList<BenchTask> Tasks { get; } =
    [
        Task("roc_auc_1m", () => Two(Many), two => RankingScores.RocAuc(two.Positive, two.Scores)),
        Task("average_precision_1m", () => Two(Many), two => RankingScores.AveragePrecision(two.Positive, two.Scores)),
        Task("roc_auc_classes", () => Several(Some, Classes), several => RankingScores.OneVersusRest(several.Truth, several.Probabilities)),
        Task("log_loss_classes", () => Several(Some, Classes), several => ProbabilityScores.LogLoss(several.Truth, several.Probabilities)),
    ];

    private static BenchTask Task<T>(string name, Func<T> make, Func<T, double> work) => new("metrics", name, null, _ =>
    {
        T data = make();
        return _ =>
        {
            (double seconds, double score) = Timed.Run(() => work(data));
            return new Measured(seconds, null, score);
        };
    })
    {
        Peer = "metrics.py",
    };

    private static (double[] Scores, bool[] Positive) Two(int rows)
    {
        double[] scores = Shares(rows, 0), draws = Shares(rows, rows);
        return (scores, [.. scores.Zip(draws, (score, draw) => draw < score)]);
    }

    private static (int[] Truth, Matrix Probabilities) Several(int rows, int classes)
    {
        Matrix p = new(rows, classes, Shares(rows * classes, 0));
        double[] draws = Shares(rows, rows * classes);
        int[] truth = new int[rows];
        for (int i = 0; i < rows; i++)
        {
            Span<double> row = p.Row(i);
            double sum = 0.0, below = 0.0;
            foreach (ref double share in row)
                sum += share += 0.01;
            foreach (ref double share in row)
            {
                share /= sum;
                below += share;
                truth[i] += below < draws[i] ? 1 : 0;
            }
            truth[i] = Math.Min(truth[i], classes - 1);
        }
        return (truth, p);
    }

    /// <summary>From 0 to 1: splitmix64 of the entry's number, which the peer computes too.</summary>
    private static double[] Shares(int count, int start)
    {
        double[] values = new double[count];
        for (int i = 0; i < values.Length; i++)
        {
            ulong z = unchecked((ulong)((long)i + 1 + start) * 0x9E3779B97F4A7C15UL);
            z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL);
            z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EBUL);
            values[i] = ((z ^ (z >> 31)) >> 11) / 9007199254740992.0;
        }
        return values;
    }
}
