using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Evaluation;

/// <summary>What cross-validation found: each fold's scores, their means, and a prediction of each row by a model that had not seen it.</summary>
public sealed class CrossValidationResult
{
    private readonly Target target;

    internal CrossValidationResult(IReadOnlyList<FoldResult> folds, IReadOnlyList<Metric> metrics, Target target, bool isComplete) =>
        (Folds, Metrics, this.target, IsComplete) = (folds, metrics, target, isComplete);

    /// <summary>The folds done, in order.</summary>
    public IReadOnlyList<FoldResult> Folds { get; }

    /// <summary>What was scored.</summary>
    public IReadOnlyList<Metric> Metrics { get; }

    /// <summary>Whether every fold was done and no fit was stopped early from outside.</summary>
    public bool IsComplete { get; }

    /// <summary>Time of all fits together; zero where there was no clock.</summary>
    public TimeSpan FitTime => Folds.Aggregate(TimeSpan.Zero, (sum, f) => sum + f.FitTime);

    /// <summary>The metric's score in each fold where it has a meaning.</summary>
    /// <exception cref="ArgumentException">It was not scored, or has a meaning in no fold.</exception>
    public double[] Scores(Metric metric) => Collect(metric, f => f.Scores);

    /// <summary>The metric's score on each fold's own training rows.</summary>
    /// <exception cref="ArgumentException">Training rows were not scored, or the metric was not or has no meaning on them.</exception>
    public double[] TrainScores(Metric metric) => Collect(metric, f => f.TrainScores ?? throw new ArgumentException("Training rows were not scored; ask for that when running.", nameof(metric)));

    /// <summary>The mean over the folds where the metric has a meaning.</summary>
    /// <exception cref="ArgumentException">It was not scored, or has a meaning in no fold.</exception>
    public double Mean(Metric metric) => Spread.Mean(Scores(metric));

    /// <summary>The standard error of the mean: the folds' standard deviation over √folds; 0 for one fold.</summary>
    /// <remarks>Folds share training rows, so it is a guide and somewhat too small, not an exact error (Bengio and Grandvalet, 2004).</remarks>
    /// <exception cref="ArgumentException">It was not scored, or has a meaning in no fold.</exception>
    public double StandardError(Metric metric) => Spread.StandardError(Scores(metric));

    /// <summary>Each tested row's prediction by models that had not seen it (the mean where there were several), and every score of them.</summary>
    /// <param name="weights">How much each of the n rows counts; null means 1 each.</param>
    /// <returns>The rows tested, ascending, and the scores of their predictions together. A score of all rows at once is not the mean of the folds' scores.</returns>
    public (int[] Rows, EvaluationResult Result) OutOfFold(double[]? weights = null)
    {
        int n = target.RowCount;
        int width = target is ClassTarget classes ? classes.Classes.Count : ((NumberTarget)target).Values.Columns;
        Matrix sums = new(n, width);
        int[] times = new int[n];
        foreach (FoldResult fold in Folds)
        {
            Matrix values = fold.Predictions is ClassPredictions p ? p.Probabilities : ((NumberPredictions)fold.Predictions).Values;
            for (int i = 0; i < fold.TestRows.Length; i++)
            {
                times[fold.TestRows[i]]++;
                for (int j = 0; j < width; j++)
                    sums[fold.TestRows[i], j] += values[i, j];
            }
        }
        int[] rows = [.. Enumerable.Range(0, n).Where(i => times[i] > 0)];
        Matrix means = sums.TakeRows(rows);
        for (int i = 0; i < rows.Length; i++)
        {
            foreach (ref double value in means.Row(i))
                value /= times[rows[i]];
        }
        Target truth = target.TakeRows(rows);
        Predictions predictions = truth is ClassTarget t ? new ClassPredictions(means, t.Classes, t.Positive < 0 ? null : t.Positive) : new NumberPredictions(means);
        return (rows, EvaluationResult.Of(truth, predictions, weights is null ? null : [.. rows.Select(i => weights[i])]));
    }

    private double[] Collect(Metric metric, Func<FoldResult, IReadOnlyDictionary<string, double>> of)
    {
        ArgumentNullException.ThrowIfNull(metric);
        if (!Metrics.Contains(metric))
            throw new ArgumentException($"{metric.Title} was not scored here; scored were {string.Join(", ", Metrics)}.", nameof(metric));
        List<double> scores = [];
        foreach (FoldResult fold in Folds)
        {
            if (of(fold).TryGetValue(metric.Name, out double score))
                scores.Add(score);
        }
        return scores.Count > 0 ? [.. scores] : throw new ArgumentException($"{metric.Title} has no meaning in any fold: it needs {metric.WhenUndefined}.", nameof(metric));
    }
}

/// <summary>Means and standard errors of a few scores.</summary>
internal static class Spread
{
    public static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double v in values)
            sum += v;
        return sum / values.Length;
    }

    /// <summary>Σ(v − mean)² / (count − 1); 0 for one value.</summary>
    public static double Variance(ReadOnlySpan<double> values)
    {
        if (values.Length < 2)
            return 0;
        double mean = Mean(values), sum = 0;
        foreach (double v in values)
            sum += (v - mean) * (v - mean);
        return sum / (values.Length - 1);
    }

    public static double StandardError(ReadOnlySpan<double> values) => Math.Sqrt(Variance(values) / values.Length);
}
