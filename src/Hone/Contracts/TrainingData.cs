using Hone.Numerics;

namespace Hone.Contracts;

/// <summary>What a learner fits: features, a target, and what is known of each row beside them.</summary>
/// <remarks>Nothing here is changed or kept by a learner beyond what its model says it keeps.</remarks>
public sealed record TrainingData
{
    /// <summary>Features and target with as many rows as one another.</summary>
    /// <exception cref="ArgumentException">The numbers of rows differ, or there are none.</exception>
    public TrainingData(Features x, Target y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (x.RowCount != y.RowCount)
            throw new ArgumentException(FormattableString.Invariant($"The features have {x.RowCount} rows but the target has {y.RowCount}."), nameof(y));
        if (x.RowCount == 0)
            throw new ArgumentException("There are no rows to learn from.", nameof(x));
        (X, Y) = (x, y);
    }

    /// <summary>n × d.</summary>
    public Features X { get; }

    /// <summary>n rows; another target may take its place, with the same number of rows.</summary>
    public Target Y
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            Require.SameLength(value.RowCount, X.RowCount, nameof(Y), "the features' rows");
            field = value;
        }
    }

    /// <summary>How much each row counts: finite, at least 0, not all 0; null means 1 each.</summary>
    public double[]? Weights { get; init => field = CheckedWeights(value); }

    /// <summary>Rows of one number stay together when the data is split; null means each row by itself.</summary>
    public int[]? Groups { get; init => field = CheckedLength(value, nameof(Groups)); }

    /// <summary>A known part of each row's linear predictor, for example the logarithm of an exposure; null means 0.</summary>
    public double[]? Offsets { get; init => field = CheckedOffsets(value); }

    /// <summary>The rows named, in that order, copied.</summary>
    public TrainingData TakeRows(ReadOnlySpan<int> rows) => Taken(X.TakeRows(rows), rows);

    /// <summary>The same, the features binned as all rows are: <see cref="Features.TakeRowsSharingBins"/>.</summary>
    internal TrainingData TakeRowsSharingBins(ReadOnlySpan<int> rows) => Taken(X.TakeRowsSharingBins(rows), rows);

    private TrainingData Taken(Features x, ReadOnlySpan<int> rows) => new(x, Y.TakeRows(rows))
    {
        Weights = Take(Weights, rows),
        Groups = Take(Groups, rows),
        Offsets = Take(Offsets, rows),
    };

    private static T[]? Take<T>(T[]? values, ReadOnlySpan<int> rows)
    {
        if (values is null)
            return null;
        T[] taken = new T[rows.Length];
        for (int i = 0; i < rows.Length; i++)
            taken[i] = values[rows[i]];
        return taken;
    }

    private T[]? CheckedLength<T>(T[]? values, string name)
    {
        if (values is not null)
            Require.SameLength(values.Length, X.RowCount, name, "the features' rows");
        return values;
    }

    private double[]? CheckedOffsets(double[]? offsets)
    {
        for (int i = 0; i < (CheckedLength(offsets, nameof(Offsets))?.Length ?? 0); i++)
        {
            if (!double.IsFinite(offsets![i]))
                throw new ArgumentException(FormattableString.Invariant($"Offsets[{i}] is {offsets[i]}; an offset must be finite."), nameof(Offsets));
        }
        return offsets;
    }

    private double[]? CheckedWeights(double[]? weights)
    {
        if (CheckedLength(weights, nameof(Weights)) is null)
            return null;
        double total = 0;
        for (int i = 0; i < weights!.Length; i++)
        {
            if (!double.IsFinite(weights[i]) || weights[i] < 0)
                throw new ArgumentException(FormattableString.Invariant($"Weights[{i}] is {weights[i]}; a weight must be finite and at least 0."), nameof(Weights));
            total += weights[i];
        }
        if (!double.IsFinite(total))
            throw new ArgumentException("The weights are too large: their sum is beyond the range of a double. Divide them by a constant.", nameof(Weights));
        return total > 0 ? weights : throw new ArgumentException("Every weight is 0; at least one row must count.", nameof(Weights));
    }
}
