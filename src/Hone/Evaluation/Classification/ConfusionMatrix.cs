using Hone.Numerics;

namespace Hone.Evaluation.Classification;

/// <summary>How often each true class was predicted as each class; every score of hard predictions is a function of it.</summary>
/// <remarks>Cost: O(n + classes²).</remarks>
public sealed class ConfusionMatrix
{
    private readonly double[] trueTotals;
    private readonly double[] predictedTotals;

    /// <summary>Keeps the counts.</summary>
    /// <param name="counts">classes × classes: the row is the true class, the column the predicted one; each finite and at least 0.</param>
    /// <param name="classes">The classes' names.</param>
    /// <exception cref="ArgumentException">The matrix is not square with one row a class, or a count is negative or not finite.</exception>
    public ConfusionMatrix(Matrix counts, IReadOnlyList<string> classes)
    {
        ArgumentNullException.ThrowIfNull(counts);
        ArgumentNullException.ThrowIfNull(classes);
        if (counts.Rows != classes.Count || counts.Columns != classes.Count)
            throw new ArgumentException(FormattableString.Invariant($"The counts are {counts.Rows} x {counts.Columns} but there are {classes.Count} classes; both sides must be that long."), nameof(counts));
        (Counts, Classes) = (counts, classes);
        trueTotals = new double[classes.Count];
        predictedTotals = new double[classes.Count];
        for (int t = 0; t < classes.Count; t++)
        {
            for (int p = 0; p < classes.Count; p++)
            {
                double count = counts[t, p];
                if (!double.IsFinite(count) || count < 0)
                    throw new ArgumentException(FormattableString.Invariant($"The count of true class {t} predicted as {p} is {count}; counts are finite and at least 0."), nameof(counts));
                trueTotals[t] += count;
                predictedTotals[p] += count;
                Total += count;
            }
        }
    }

    /// <summary>Row: true class; column: predicted class. Sums of row weights, so whole numbers where rows have none.</summary>
    public Matrix Counts { get; }

    /// <summary>The classes' names, in the order of rows and columns.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>The sum of all counts.</summary>
    public double Total { get; }

    /// <summary>How many rows truly have each class ("support").</summary>
    public ReadOnlySpan<double> TrueTotals => trueTotals;

    /// <summary>How many rows were predicted as each class.</summary>
    public ReadOnlySpan<double> PredictedTotals => predictedTotals;

    /// <summary>Counts pairs of true and predicted class.</summary>
    /// <param name="truth">n positions in <paramref name="classes"/>.</param>
    /// <param name="predicted">n positions in <paramref name="classes"/>.</param>
    /// <param name="classes">The classes' names; a class need not occur.</param>
    /// <param name="weights">n weights, finite and at least 0; empty means 1 each.</param>
    /// <exception cref="ArgumentException">Lengths differ, or a code is not a position in classes.</exception>
    public static ConfusionMatrix Of(ReadOnlySpan<int> truth, ReadOnlySpan<int> predicted, IReadOnlyList<string> classes, ReadOnlySpan<double> weights = default)
    {
        ArgumentNullException.ThrowIfNull(classes);
        Checks.Pairs(truth.Length, predicted.Length, weights);
        Matrix counts = new(classes.Count, classes.Count);
        for (int i = 0; i < truth.Length; i++)
        {
            if ((uint)truth[i] >= (uint)classes.Count || (uint)predicted[i] >= (uint)classes.Count)
                throw new ArgumentException(FormattableString.Invariant($"Row {i} has the true class {truth[i]} and the predicted class {predicted[i]}; codes run from 0 to {classes.Count - 1}."), nameof(truth));
            counts[truth[i], predicted[i]] += weights.IsEmpty ? 1.0 : weights[i];
        }
        return new ConfusionMatrix(counts, classes);
    }

    /// <summary>The counts as shares. What would be 0/0 (a class that never occurs) is 0.</summary>
    public Matrix Normalized(ConfusionShares shares)
    {
        int k = Classes.Count;
        Matrix result = new(k, k);
        for (int t = 0; t < k; t++)
        {
            for (int p = 0; p < k; p++)
            {
                double whole = shares switch
                {
                    ConfusionShares.OfTrueClass => trueTotals[t],
                    ConfusionShares.OfPredictedClass => predictedTotals[p],
                    ConfusionShares.OfAll => Total,
                    _ => throw new ArgumentOutOfRangeException(nameof(shares), shares, "shares must be one of the named ones."),
                };
                result[t, p] = whole > 0 ? Counts[t, p] / whole : 0.0;
            }
        }
        return result;
    }
}

/// <summary>What each cell of a confusion matrix is a share of.</summary>
public enum ConfusionShares
{
    /// <summary>Rows sum to 1: the diagonal holds each class's recall.</summary>
    OfTrueClass,

    /// <summary>Columns sum to 1: the diagonal holds each class's precision.</summary>
    OfPredictedClass,

    /// <summary>All cells sum to 1: the diagonal sums to the accuracy.</summary>
    OfAll,
}
