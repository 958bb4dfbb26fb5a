using Hone.Numerics;

namespace Hone.Evaluation;

/// <summary>The checks that every score makes of its arguments.</summary>
internal static class Checks
{
    /// <summary>Equal lengths, at least one row, weights finite, at least 0 and not all 0.</summary>
    public static void Pairs(int truth, int predicted, ReadOnlySpan<double> weights)
    {
        if (truth == 0)
            throw new ArgumentException("There are no rows to score.", nameof(truth));
        if (predicted != truth)
            throw new ArgumentException(FormattableString.Invariant($"There are {predicted} predictions but {truth} true values; they must agree."), nameof(predicted));
        Weights(weights, truth);
    }

    /// <summary>The same, for numbers that must be finite.</summary>
    public static void Numbers(ReadOnlySpan<double> truth, ReadOnlySpan<double> predicted, ReadOnlySpan<double> weights)
    {
        Pairs(truth.Length, predicted.Length, weights);
        Finite(truth, "true value");
        Finite(predicted, "prediction");
    }

    public static void Finite(ReadOnlySpan<double> values, string what)
    {
        if (Kernels.AllFinite(values))
            return;
        for (int i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
                throw new ArgumentException(FormattableString.Invariant($"Row {i} has the {what} {values[i]}; every {what} must be finite."), nameof(values));
        }
    }

    public static void Weights(ReadOnlySpan<double> weights, int rows)
    {
        if (weights.IsEmpty)
            return;
        Require.SameLength(weights.Length, rows, nameof(weights), "the true values");
        double total = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            if (!double.IsFinite(weights[i]) || weights[i] < 0)
                throw new ArgumentException(FormattableString.Invariant($"weights[{i}] is {weights[i]}; a weight must be finite and at least 0."), nameof(weights));
            total += weights[i];
        }
        if (total <= 0)
            throw new ArgumentException("Every weight is 0; at least one row must count.", nameof(weights));
    }
}
