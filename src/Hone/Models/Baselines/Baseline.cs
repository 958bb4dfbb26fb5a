using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Baselines;

/// <summary>Predicts without looking at the columns: what any model has to beat.</summary>
/// <remarks>
/// For classes the priors, the majority or a random draw; for numbers the mean, a quantile or the last value. Rows' weights count.
/// Cost: one pass over the target, O(n), and O(n log n) for quantiles; the columns are not read.
/// A learned model that does not clearly beat the baseline has learned nothing worth shipping.
/// </remarks>
public sealed record Baseline : ILearner<BaselineModel>
{
    /// <summary>The learner's name on the command line.</summary>
    public const string Name = "baseline";

    /// <summary>What is predicted for classes; by default the class priors, which minimise log loss among constant predictions.</summary>
    public BaselineClasses Classes { get; init; } = BaselineClasses.Prior;

    /// <summary>What is predicted for numbers; by default the mean, which minimises squared error among constant predictions.</summary>
    public BaselineNumbers Numbers { get; init; } = BaselineNumbers.Mean;

    /// <summary>Which quantile <see cref="BaselineNumbers.Quantile"/> predicts, from 0 to 1; by default 0.5.</summary>
    public double Quantile { get; init => field = Require.Between(value, 0, 1); } = 0.5;

    /// <inheritdoc/>
    public Needs Needs => Needs.None;

    /// <inheritdoc/>
    public TargetKinds Targets => TargetKinds.Classes | TargetKinds.Numbers;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The target holds a number that is not finite.</exception>
    public BaselineModel Fit(TrainingData data, FitContext context = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        data.RefuseOffsets("a baseline");
        context.Cancellation.ThrowIfCancellationRequested();
        RankAgreement.Check(data, context);
        return data.Y is ClassTarget classes
            ? new BaselineClassifier(data.X.Columns, classes.Classes, classes.Positive, Shares(classes, data.Weights, context), Classes, context.Key.Child(Name).State)
            : new BaselineRegressor(data.X.Columns, Constants(data, context));
    }

    private static double[] Shares(ClassTarget target, double[]? weights, FitContext context)
    {
        double[] shares = new double[target.Classes.Count];
        ReadOnlySpan<int> codes = target.Codes;
        for (int i = 0; i < codes.Length; i++)
            shares[codes[i]] += weights?[i] ?? 1;
        context.Ranks.AllReduce(shares);
        double total = shares.Sum();
        for (int c = 0; c < shares.Length; c++)
            shares[c] /= total;
        return shares;
    }

    private double[] Constants(TrainingData data, FitContext context)
    {
        NumberTarget target = data.RequireNumbers("a baseline");
        double[] constants = new double[target.Values.Columns];
        for (int output = 0; output < constants.Length; output++)
        {
            double[] y = target.Values.Column(output);
            constants[output] = Numbers switch
            {
                BaselineNumbers.Mean => Mean(y, data.Weights, context.Ranks),
                BaselineNumbers.Last => context.Ranks.Gather([y[^1]])[^1][0],
                _ => QuantileOf(y, data.Weights, Numbers == BaselineNumbers.Median ? 0.5 : Quantile, context.Ranks),
            };
        }
        return constants;
    }

    // Sums differences from one value of the data, so that a constant target gives exactly that constant.
    private static double Mean(double[] y, double[]? weights, ICollective ranks)
    {
        double[] origin = [y[0]];
        ranks.Broadcast(origin);
        double[] sums = [0, 0];
        for (int i = 0; i < y.Length; i++)
        {
            double weight = weights?[i] ?? 1;
            sums[0] += weight;
            sums[1] += weight * (y[i] - origin[0]);
        }
        ranks.AllReduce(sums);
        double mean = origin[0] + (sums[1] / sums[0]);
        return double.IsFinite(mean) ? mean : throw new ArgumentException("The target's values are too large: their sum is beyond the range of a double.", nameof(y));
    }

    private static double QuantileOf(double[] y, double[]? weights, double level, ICollective ranks)
    {
        double[] values = [.. ranks.Gather(y).SelectMany(part => part)];
        double[] counts = [.. ranks.Gather(weights ?? [.. Enumerable.Repeat(1.0, y.Length)]).SelectMany(part => part)];
        return counts.All(w => w == counts[0]) ? Interpolated(values, level) : WeightedQuantile(values, counts, level);
    }

    // Hyndman and Fan's type 7, as numpy and scikit-learn take it.
    private static double Interpolated(double[] values, double level)
    {
        Array.Sort(values);
        double position = (values.Length - 1) * level;
        int below = (int)position;
        double share = position - below;
        return share == 0 ? values[below] : (values[below] * (1 - share)) + (values[below + 1] * share);
    }

    // The least value that the level's share of the weight does not exceed; the middle of two values where the share is hit exactly.
    private static double WeightedQuantile(double[] values, double[] weights, double level)
    {
        Array.Sort(values, weights);
        double total = weights.Sum(), reached = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (weights[i] == 0)
                continue;
            reached += weights[i];
            if (reached < level * total)
                continue;
            int next = i + 1;
            while (next < values.Length && weights[next] == 0)
                next++;
            return reached == level * total && next < values.Length ? (0.5 * values[i]) + (0.5 * values[next]) : values[i];
        }
        return values[Array.FindLastIndex(weights, w => w > 0)];
    }
}

/// <summary>What a <see cref="Baseline"/> predicts for classes.</summary>
public enum BaselineClasses
{
    /// <summary>Each class has its share of the training rows as probability.</summary>
    Prior,

    /// <summary>The most frequent class has probability 1; the first of equals.</summary>
    Majority,

    /// <summary>Probability 1 for a class drawn with the priors: the draw depends on the seed and the row's values, so the same row gets the same class each time.</summary>
    Stratified,
}

/// <summary>What a <see cref="Baseline"/> predicts for numbers.</summary>
public enum BaselineNumbers
{
    /// <summary>The weighted mean.</summary>
    Mean,

    /// <summary>The median, the middle of two where there are two.</summary>
    Median,

    /// <summary>The quantile that <see cref="Baseline.Quantile"/> names, interpolated linearly; with unequal weights the inverse of the weighted distribution.</summary>
    Quantile,

    /// <summary>The last row's value: the naive forecast of a series in order of time.</summary>
    Last,
}
