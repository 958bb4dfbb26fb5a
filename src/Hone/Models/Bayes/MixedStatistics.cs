using System.Runtime.CompilerServices;
using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Bayes;

/// <summary>By class: weight, mean and squared deviations of number columns and the weight of their values above 0, and the weight of each level of category columns.</summary>
internal sealed class MixedStatistics : ClassStatistics
{
    // Its inverse is still a double, whatever multiplies it.
    private const double LeastVariance = 1e-290;

    // Rows that one task checks.
    private const int RowsInTask = 4096;

    private readonly double[] weights, means, squares, above;  // a row of d for each class; zeros for category columns; above: of values above 0
    private readonly double[] levels;                          // a row of all columns' levels for each class
    private readonly double[] below, others;                   // for each column the weight of values below 0, and of those neither 0 nor 1

    private MixedStatistics(double[] totals, double[] weights, double[] means, double[] squares, double[] above, double[] below, double[] others, double[] levels)
        : base(totals) => (this.weights, this.means, this.squares, this.above, this.below, this.others, this.levels) = (weights, means, squares, above, below, others, levels);

    /// <summary>Collects over all ranks in two passes: the means, then the squared deviations from them.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="target">Their classes.</param>
    /// <param name="learner">Who speaks where a value is refused.</param>
    /// <param name="presence">Whether values above 0, below 0 and neither 0 nor 1 are counted; nobody but the mixed likelihood asks.</param>
    /// <param name="context">Workers and ranks.</param>
    public static MixedStatistics Of(TrainingData data, ClassTarget target, string learner, bool presence, FitContext context)
    {
        Features x = data.X;
        int n = x.RowCount, d = x.ColumnCount, classes = target.Classes.Count;
        int[] starts = LevelStarts(x.Columns);
        context.For((n + RowsInTask - 1) / RowsInTask, task => Check(x, task * RowsInTask, Math.Min(n, (task + 1) * RowsInTask), learner));
        bool plain = starts[d] == 0 && !presence;
        int cells = classes * d;
        double[] first = RowSums.Over(n, (2 * classes) + (3 * cells) + (2 * d) + (classes * starts[d]), context, (start, end, sum) =>
        {
            double[] scratch = new double[d];
            Span<double> weight = sum.Slice(classes, cells), total = sum.Slice(classes + cells, cells), present = sum.Slice(classes + (2 * cells), cells);
            Span<double> negative = sum.Slice(classes + (3 * cells), d), other = sum.Slice(classes + (3 * cells) + d, d), level = sum.Slice(classes + (3 * cells) + (2 * d), classes * starts[d]), whole = sum[^classes..];
            for (int i = start; i < end; i++)
            {
                int c = target.Codes[i];
                double own = data.Weights?[i] ?? 1;
                sum[c] += own;
                ReadOnlySpan<double> row = x.Row(i, scratch);
                if (plain && Kernels.AllFinite(row))
                {
                    whole[c] += own;
                    Kernels.Axpy(own, row, total.Slice(c * d, d));
                    continue;
                }
                for (int j = 0; j < d; j++)
                {
                    if (double.IsNaN(row[j]))
                        continue;
                    if (starts[j + 1] > starts[j])
                    {
                        level[(c * starts[d]) + starts[j] + (int)row[j]] += own;
                        continue;
                    }
                    weight[(c * d) + j] += own;
                    total[(c * d) + j] += own * row[j];
                    if (!presence)
                        continue;
                    if (row[j] > 0)
                        present[(c * d) + j] += own;
                    else if (row[j] < 0)
                        negative[j] += own;
                    if (row[j] is not (0 or 1))
                        other[j] += own;
                }
            }
        });
        double[] weights = first.AsSpan(classes, cells).ToArray(), means = first.AsSpan(classes + cells, cells).ToArray(), above = first.AsSpan(classes + (2 * cells), cells).ToArray();
        for (int k = 0; k < means.Length; k++)
        {
            weights[k] += first[first.Length - classes + (k / d)];
            means[k] = weights[k] > 0 ? means[k] / weights[k] : 0;
        }
        double[] squares = RowSums.Over(n, classes * d, context, (start, end, sum) =>
        {
            double[] scratch = new double[d];
            for (int i = start; i < end; i++)
            {
                int c = target.Codes[i];
                ReadOnlySpan<double> row = x.Row(i, scratch);
                if (plain && Kernels.AllFinite(row))
                {
                    Kernels.Subtract(row, means.AsSpan(c * d, d), scratch);
                    Kernels.AddSquares(data.Weights?[i] ?? 1, scratch, sum.Slice(c * d, d));
                    continue;
                }
                for (int j = 0; j < d; j++)
                {
                    double deviation = row[j] - means[(c * d) + j];
                    if (!double.IsNaN(row[j]) && starts[j + 1] == starts[j])
                        sum[(c * d) + j] += (data.Weights?[i] ?? 1) * deviation * deviation;
                }
            }
        });
        for (int k = 0; k < squares.Length; k++)
        {
            if (!double.IsFinite(squares[k]))
                throw new ArgumentException($"Column '{x.Columns[k % d].Name}' holds values too large: their squares are beyond the range of a double. Divide the column by a constant.", nameof(data));
        }
        int columns = classes + (3 * cells);
        return new MixedStatistics(first[..classes], weights, means, squares, above, first[columns..(columns + d)], first[(columns + d)..(columns + (2 * d))], first[(columns + (2 * d))..^classes]);
    }

    // Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances", 1979.
    public override ClassStatistics With(ClassStatistics other)
    {
        MixedStatistics more = (MixedStatistics)other;
        double[] weight = Sum(weights, more.weights), mean = [.. means], square = Sum(squares, more.squares);
        for (int k = 0; k < weight.Length; k++)
        {
            if (more.weights[k] == 0)
                continue;
            double apart = more.means[k] - means[k], share = more.weights[k] / weight[k];
            mean[k] = means[k] + (share * apart);
            square[k] += apart * apart * weights[k] * share;
        }
        return new MixedStatistics(Sum(Totals, more.Totals), weight, mean, square, Sum(above, more.above), Sum(below, more.below), Sum(others, more.others), Sum(levels, more.levels));
    }

    public override IClassScores Scores(NaiveBayes settings, IReadOnlyList<FeatureColumn> columns)
    {
        int d = columns.Count, classes = Totals.Length;
        int[] starts = LevelStarts(columns);
        bool mixed = settings.Likelihood == NaiveBayesLikelihood.Mixed;
        (double[] pooledMeans, double[] pooledVariances) = Pooled(d);
        double greatest = d == 0 ? 0 : pooledVariances.Max();
        double[] priors = LogPriors(settings.FitPriors);
        double[] centres = [.. means], sharpness = new double[means.Length], constants = new double[means.Length], logs = new double[levels.Length];
        bool[] presence = [.. Enumerable.Range(0, d).Select(j => mixed && starts[j + 1] == starts[j] && IsPresence(j, d))];
        for (int k = 0; k < means.Length; k++)
        {
            int j = k % d;
            if (starts[j + 1] > starts[j] || (mixed && pooledVariances[j] == 0))
                continue;
            if (presence[j])
            {
                // What a value above 0 and one of 0 say.
                double all = weights[k] + (2 * settings.Smoothing), present = above[k] + settings.Smoothing;
                (centres[k], constants[k]) = (Elementary.Log(present / all), Elementary.Log((all - present) / all));
                continue;
            }
            // A class that never saw the column takes what all classes together have: it must not win or lose by that.
            bool seen = weights[k] > 0;
            double variance = mixed
                ? ((squares[k] + (settings.Smoothing * pooledVariances[j])) / (weights[k] + settings.Smoothing)) + (settings.VarianceSmoothing * pooledVariances[j])
                : (seen ? squares[k] / weights[k] : pooledVariances[j]) + (settings.VarianceSmoothing * (greatest > 0 ? greatest : 1));
            variance = Math.Max(LeastVariance, variance);
            centres[k] = seen ? means[k] : pooledMeans[j];
            sharpness[k] = 0.5 / variance;
            constants[k] = -0.5 * Elementary.Log(2 * Math.PI * variance);
        }
        for (int c = 0; c < classes; c++)
        {
            for (int j = 0; j < d; j++)
            {
                Span<double> own = levels.AsSpan((c * starts[d]) + starts[j], starts[j + 1] - starts[j]);
                double all = Kernels.Sum(own) + (settings.Smoothing * own.Length);
                for (int l = 0; l < own.Length; l++)
                    logs[(c * starts[d]) + starts[j] + l] = Elementary.Log((own[l] + settings.Smoothing) / all);
            }
        }
        return new MixedClassScores(priors, centres, sharpness, constants, logs, starts, presence);
    }

    public override void Write(PackageWriter writer)
    {
        writer.Numbers("totals", Totals);
        writer.Numbers("weights", weights);
        writer.Numbers("means", means);
        writer.Numbers("squares", squares);
        writer.Numbers("above", above);
        writer.Numbers("below", below);
        writer.Numbers("others", others);
        writer.Numbers("levels", levels);
    }

    public static MixedStatistics Read(PackageReader reader, int classes, IReadOnlyList<FeatureColumn> columns)
    {
        int cells = checked(classes * columns.Count), levels = checked(classes * LevelStarts(columns)[^1]);
        MixedStatistics read = new(
            reader.FiniteNumbers("totals", classes), reader.FiniteNumbers("weights", cells), reader.FiniteNumbers("means", cells),
            reader.FiniteNumbers("squares", cells), reader.FiniteNumbers("above", cells), reader.FiniteNumbers("below", columns.Count),
            reader.FiniteNumbers("others", columns.Count), reader.FiniteNumbers("levels", levels));
        double[][] nonNegative = [read.Totals, read.weights, read.squares, read.above, read.below, read.others, read.levels];
        return nonNegative.All(part => Array.TrueForAll(part, v => v >= 0)) && read.Totals.Sum() > 0
            ? read
            : throw reader.Fault("totals", "or the sums beside it hold a negative number, or nothing");
    }

    /// <summary>Where each column's levels start in a class's row of levels; a column of numbers has none.</summary>
    private static int[] LevelStarts(IReadOnlyList<FeatureColumn> columns)
    {
        int[] starts = new int[columns.Count + 1];
        for (int j = 0; j < columns.Count; j++)
            starts[j + 1] = checked(starts[j] + (columns[j].Levels?.Count ?? 0));
        return starts;
    }

    // Never negative, and 0 in half of the rows or more, as terms of texts and counts of rare events are; or only 0 and 1.
    private bool IsPresence(int j, int d)
    {
        double known = 0, present = 0;
        for (int k = j; k < weights.Length; k += d)
        {
            known += weights[k];
            present += above[k];
        }
        return below[j] == 0 && (others[j] == 0 || present <= 0.5 * known);
    }

    private (double[] Means, double[] Variances) Pooled(int d)
    {
        double[] mean = new double[d], variance = new double[d];
        for (int j = 0; j < d; j++)
        {
            double weight = 0;
            for (int k = j; k < weights.Length; k += d)
            {
                weight += weights[k];
                mean[j] += weights[k] * means[k];
            }
            mean[j] = weight > 0 ? mean[j] / weight : 0;
            for (int k = j; k < weights.Length; k += d)
                variance[j] += weight > 0 ? (squares[k] + (weights[k] * (means[k] - mean[j]) * (means[k] - mean[j]))) / weight : 0;
        }
        return (mean, variance);
    }

    private static void Check(Features x, int start, int end, string learner)
    {
        double[] scratch = new double[x.ColumnCount];
        bool numbers = !x.Columns.Any(column => column.IsCategory);
        for (int i = start; i < end; i++)
        {
            ReadOnlySpan<double> row = x.Row(i, scratch);
            if (numbers && Kernels.AllFinite(row))
                continue;
            for (int j = 0; j < row.Length; j++)
            {
                if (double.IsInfinity(row[j]))
                    throw new ArgumentException(FormattableString.Invariant($"Column '{x.Columns[j].Name}' is {TrainingChecks.Name(row[j])} in row {i}; {learner} takes finite numbers and gaps. Correct the value or leave it out."), nameof(x));
                if (x.Columns[j].Levels is { } levels && !double.IsNaN(row[j]) && !((uint)(int)row[j] < (uint)levels.Count && (int)row[j] == row[j]))
                    throw new ArgumentException(FormattableString.Invariant($"Column '{x.Columns[j].Name}' holds level code {row[j]} in row {i}; codes run from 0 to {levels.Count - 1}."), nameof(x));
            }
        }
    }
}

/// <summary>ln p(c) + Σ over numbers of the normal log-density, or of the log-probability of being above 0 or not, + Σ over categories of the level's log-probability; gaps are left out.</summary>
internal sealed class MixedClassScores(double[] priors, double[] centres, double[] sharpness, double[] constants, double[] logs, int[] starts, bool[] presence) : IClassScores
{
    public IReadOnlyList<double> Priors => priors;

    /// <summary>By class and column: the mean, or of a presence what a value above 0 says.</summary>
    public IReadOnlyList<double> Centres => centres;

    /// <summary>By class and column: ½ over the variance.</summary>
    public IReadOnlyList<double> Sharpness => sharpness;

    /// <summary>By class and column: the logarithm of the density's height, or of a presence what 0 says.</summary>
    public IReadOnlyList<double> Constants => constants;

    /// <summary>By class and level of all columns.</summary>
    public IReadOnlyList<double> Logs => logs;

    /// <summary>Where each column's levels start.</summary>
    public IReadOnlyList<int> Starts => starts;

    /// <summary>Whether a column says only that something is there.</summary>
    public IReadOnlyList<bool> Presence => presence;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Score(ReadOnlySpan<double> row, Span<double> scores)
    {
        int d = row.Length;
        priors.CopyTo(scores);
        for (int c = 0; c < priors.Length; c++)
        {
            double sum = 0;
            for (int j = 0; j < d; j++)
            {
                double value = row[j];
                if (double.IsNaN(value))
                    continue;
                int cell = (c * d) + j, count = starts[j + 1] - starts[j];
                if (count > 0)
                {
                    if (value >= 0 && value < count)
                        sum += logs[(c * starts[d]) + starts[j] + (int)value];
                }
                else if (presence[j])
                {
                    sum += value > 0 ? centres[cell] : constants[cell];
                }
                else
                {
                    double deviation = value - centres[cell];
                    sum += constants[cell] - (sharpness[cell] * deviation * deviation);
                }
            }
            scores[c] += sum;
        }
    }

    public bool TryScore(ReadOnlySpan<int> columns, ReadOnlySpan<double> values, Span<double> scores) => false;
}
