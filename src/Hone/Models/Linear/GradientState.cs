using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Linear;

/// <summary>Where a stochastic gradient fit stands: weights, their mean over the last pass, rows seen, and what the target is measured in.</summary>
internal sealed class GradientState
{
    /// <summary>K rows of d coefficients, then K intercepts; for numbers in units of <see cref="Scales"/>.</summary>
    public required double[] Weights { get; init; }

    /// <summary>What predicts: the mean over the last pass, or the last weights.</summary>
    public required double[] Final { get; init; }

    /// <summary>K: one for two classes, otherwise one a class or a number.</summary>
    public required int Scores { get; init; }

    /// <summary>What each number is measured from; empty for classes.</summary>
    public required double[] Centres { get; init; }

    /// <summary>What each number is measured in; empty for classes.</summary>
    public required double[] Scales { get; init; }

    /// <summary>What the rows of each class count; empty for numbers.</summary>
    public required double[] Factors { get; init; }

    /// <summary>Rows seen so far, all passes together.</summary>
    public long Seen { get; set; }

    /// <summary>A state that can go on without changing this one.</summary>
    public GradientState Copy() => new()
    {
        Weights = [.. Weights],
        Final = [.. Final],
        Scores = Scores,
        Centres = Centres,
        Scales = Scales,
        Factors = Factors,
        Seen = Seen,
    };

    public static GradientState ForClasses(TrainingData data, ClassTarget target, double[] factors)
    {
        int scores = target.Classes.Count == 2 ? 1 : target.Classes.Count;
        return Empty(scores, data.X.ColumnCount, [], [], factors);
    }

    public static GradientState ForNumbers(TrainingData data, FitContext context)
    {
        Matrix y = ((NumberTarget)data.Y).Values;
        int k = y.Columns;
        double[] centres = new double[k], scales = new double[k];
        for (int o = 0; o < k; o++)
        {
            centres[o] = Mean(data, o, context, value => value);
            double centre = centres[o], variance = Mean(data, o, context, value => (value - centre) * (value - centre));
            scales[o] = variance > 0 ? Math.Sqrt(variance) : 1;
            if (!double.IsFinite(centres[o] + scales[o]))
                throw new ArgumentException("The target's values are too large: their squares are beyond the range of a double. Divide them by a constant.", nameof(data));
        }
        return Empty(k, data.X.ColumnCount, centres, scales, []);
    }

    private static double Mean(TrainingData data, int output, FitContext context, Func<double, double> of)
    {
        Matrix y = ((NumberTarget)data.Y).Values;
        double[] sums = [0, 0];
        for (int i = 0; i < y.Rows; i++)
        {
            double weight = data.Weights?[i] ?? 1;
            sums[0] += weight;
            sums[1] += weight * of(y[i, output] - (data.Offsets?[i] ?? 0));
        }
        context.Ranks.AllReduce(sums);
        return sums[1] / sums[0];
    }

    private static GradientState Empty(int scores, int d, double[] centres, double[] scales, double[] factors) => new()
    {
        Weights = new double[scores * (d + 1)],
        Final = new double[scores * (d + 1)],
        Scores = scores,
        Centres = centres,
        Scales = scales,
        Factors = factors,
    };
}
