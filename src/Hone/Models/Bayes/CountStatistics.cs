using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Bayes;

/// <summary>Sums of counts, or numbers of rows in which a column is present, by class: for the multinomial, complement and Bernoulli forms.</summary>
internal sealed class CountStatistics : ClassStatistics
{
    private readonly double[] counts;                          // a row of d for each class

    private CountStatistics(double[] totals, double[] counts)
        : base(totals) => this.counts = counts;

    /// <summary>Counts over all ranks; with a threshold, rows above it.</summary>
    public static CountStatistics Of(TrainingData data, ClassTarget target, double? threshold, FitContext context)
    {
        int d = data.X.ColumnCount, classes = target.Classes.Count;
        double[] sums = RowSums.Over(data.X.RowCount, classes * (d + 1), context, (start, end, sum) =>
        {
            double[] scratch = data.X.IsSparse && !(threshold < 0) ? [] : new double[d];
            for (int i = start; i < end; i++)
            {
                int c = target.Codes[i];
                double weight = data.Weights?[i] ?? 1;
                sum[c] += weight;
                Span<double> own = sum.Slice(classes + (c * d), d);
                if (data.X.Sparse is { } sparse && !(threshold < 0))
                {
                    ReadOnlySpan<int> columns = sparse.RowColumns(i);
                    ReadOnlySpan<double> values = sparse.RowValues(i);
                    for (int k = 0; k < columns.Length; k++)
                        own[columns[k]] += weight * Counted(data.X, i, columns[k], values[k], threshold);
                    continue;
                }
                ReadOnlySpan<double> row = data.X.Row(i, scratch);
                for (int j = 0; j < d; j++)
                    own[j] += weight * Counted(data.X, i, j, row[j], threshold);
            }
        });
        if (!Array.TrueForAll(sums, double.IsFinite))
            throw new ArgumentException("The columns hold values too large: their sums are beyond the range of a double.", nameof(data));
        return new CountStatistics(sums[..classes], sums[classes..]);
    }

    public override ClassStatistics With(ClassStatistics other) =>
        new CountStatistics(Sum(Totals, other.Totals), Sum(counts, ((CountStatistics)other).counts));

    public override IClassScores Scores(NaiveBayes settings, IReadOnlyList<FeatureColumn> columns)
    {
        int d = columns.Count, classes = Totals.Length;
        double[] weights = new double[classes * d];
        double[] constants = LogPriors(settings.FitPriors);
        for (int c = 0; c < classes; c++)
        {
            Span<double> own = weights.AsSpan(c * d, d);
            switch (settings.Likelihood)
            {
                case NaiveBayesLikelihood.Multinomial:
                    LogShares(counts.AsSpan(c * d, d), settings.Smoothing, own);
                    break;
                case NaiveBayesLikelihood.Complement:
                    LogShares(OfOthers(c, d), settings.Smoothing, own);
                    Kernels.Scale(-1, own);
                    if (Totals[c] > 0 && Totals.Count(t => t > 0) > 1)
                        constants[c] = 0;
                    break;
                default:
                    for (int j = 0; j < d; j++)
                    {
                        double all = Totals[c] + (2 * settings.Smoothing), present = counts[(c * d) + j] + settings.Smoothing;
                        double absent = Elementary.Log((all - present) / all);
                        own[j] = Elementary.Log(present / all) - absent;
                        constants[c] += absent;
                    }
                    break;
            }
        }
        return new LinearClassScores(weights, constants, settings.Likelihood == NaiveBayesLikelihood.Bernoulli ? settings.Threshold : null);
    }

    public override void Write(PackageWriter writer)
    {
        writer.Numbers("totals", Totals);
        writer.Numbers("counts", counts);
    }

    public static CountStatistics Read(PackageReader reader, int classes, int d)
    {
        double[] totals = reader.FiniteNumbers("totals", classes), counts = reader.FiniteNumbers("counts", checked(classes * d));
        return Array.TrueForAll(totals, t => t >= 0) && Array.TrueForAll(counts, n => n >= 0) && totals.Sum() > 0
            ? new CountStatistics(totals, counts)
            : throw reader.Fault("counts", "holds a count that is negative, or none at all");
    }

    private double[] OfOthers(int own, int d)
    {
        double[] sums = new double[d];
        for (int c = 0; c < Totals.Length; c++)
        {
            if (c != own || Totals.Count(t => t > 0) == 1)
                Kernels.Axpy(1, counts.AsSpan(c * d, d), sums);
        }
        return sums;
    }

    private static void LogShares(ReadOnlySpan<double> sums, double smoothing, Span<double> logs)
    {
        double all = Kernels.Sum(sums) + (smoothing * sums.Length);
        for (int j = 0; j < sums.Length; j++)
            logs[j] = Elementary.Log((sums[j] + smoothing) / all);
    }

    private static double Counted(Features x, int row, int column, double value, double? threshold)
    {
        if (threshold is { } level)
            return value > level ? 1 : 0;
        return value >= 0
            ? value
            : throw new ArgumentException(FormattableString.Invariant($"Column '{x.Columns[column].Name}' is {value} in row {row}; this likelihood takes counts of at least 0. Choose Gaussian for numbers of either sign."), nameof(x));
    }
}

/// <summary>constants[c] + Σ w_cj·xⱼ, or with a threshold the sum of w_cj over the columns above it.</summary>
internal sealed class LinearClassScores(double[] weights, double[] constants, double? threshold) : IClassScores
{
    public (double[] Weights, double[] Constants)? AsLinear => threshold is null ? (weights, constants) : null;

    public void Score(ReadOnlySpan<double> row, Span<double> scores)
    {
        for (int c = 0; c < constants.Length; c++)
        {
            ReadOnlySpan<double> own = weights.AsSpan(c * row.Length, row.Length);
            scores[c] = constants[c];
            if (threshold is null)
            {
                scores[c] += Kernels.Dot(row, own);
                continue;
            }
            for (int j = 0; j < row.Length; j++)
            {
                if (row[j] > threshold)
                    scores[c] += own[j];
            }
        }
    }

    public bool TryScore(ReadOnlySpan<int> columns, ReadOnlySpan<double> values, Span<double> scores)
    {
        if (threshold < 0)
            return false;                                      // the zeros count as present
        int d = weights.Length / constants.Length;
        for (int c = 0; c < constants.Length; c++)
        {
            ReadOnlySpan<double> own = weights.AsSpan(c * d, d);
            scores[c] = constants[c];
            if (threshold is null)
            {
                scores[c] += Linear.LinearScore.Dot(columns, values, own);
                continue;
            }
            for (int k = 0; k < columns.Length; k++)
            {
                if (values[k] > threshold)
                    scores[c] += own[columns[k]];
            }
        }
        return true;
    }
}
