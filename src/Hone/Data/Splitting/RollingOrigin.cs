using Hone.Numerics;

namespace Hone.Data;

/// <summary>Rolling origin (walk-forward): each fold learns from the past and is judged on the rows that follow.</summary>
/// <remarks>
/// Rows go by <see cref="SplitRows.Times"/> where given, else by their order. The last Folds · TestRows rows are cut into consecutive test parts; training rows are all those
/// before (expanding), or the last <see cref="MaxTrainRows"/> of them (sliding), less a gap. The indices are those of scikit-learn's TimeSeriesSplit.
/// In both parts of a fold rows stand in order of time. Rows of one instant keep their order and may fall on both sides of a cut, unless there is a gap. Cost: O(k·n).
/// Source: L. J. Tashman, "Out-of-Sample Tests of Forecasting Accuracy", International Journal of Forecasting 16(4), 2000.
/// </remarks>
public sealed record RollingOrigin : ISplitter
{
    /// <summary>Number of folds, at least 2. Default 5.</summary>
    public int Folds { get; init => field = Require.AtLeast(value, 2); } = 5;

    /// <summary>Rows of each test part, at least 1. Null (default): n / (Folds + 1).</summary>
    public int? TestRows { get; init => field = value is null ? null : Require.AtLeast(value.Value, 1); }

    /// <summary>Rows left out between the training and the test part, at least 0: the time it takes until an outcome is known. Default 0.</summary>
    public int Gap { get; init => field = Require.AtLeast(value, 0); }

    /// <summary>Training rows at most, the latest ones, at least 1: a sliding window. Null (default): all of the past.</summary>
    public int? MaxTrainRows { get; init => field = value is null ? null : Require.AtLeast(value.Value, 1); }

    /// <inheritdoc/>
    public IReadOnlyList<Fold> Split(SplitRows rows, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(rows);
        int testRows = TestRows ?? rows.Count / (Folds + 1);
        long firstTrain = rows.Count - ((long)Folds * testRows) - Gap;
        if (testRows == 0 || firstTrain < 1)
            throw new ArgumentException(FormattableString.Invariant($"{rows.Count} rows are too few for {Folds} folds of {Math.Max(testRows, 1)} test rows with a gap of {Gap} and a row to learn from before the first; ask for fewer folds, test rows or gap."));

        int[] order = new int[rows.Count];
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        if (rows.Times is { } times)
            order = [.. order.OrderBy(i => times[i])];                       // stable

        Fold[] folds = new Fold[Folds];
        for (int k = 0; k < folds.Length; k++)
        {
            int testStart = rows.Count - ((Folds - k) * testRows);
            int trainEnd = testStart - Gap;
            int trainStart = MaxTrainRows is { } most ? Math.Max(0, trainEnd - most) : 0;
            folds[k] = new Fold(order[trainStart..trainEnd], order[testStart..(testStart + testRows)]);
        }
        return folds;
    }
}
