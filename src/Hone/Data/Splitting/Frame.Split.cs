namespace Hone.Data;

public sealed partial class Frame
{
    /// <summary>Parts the rows into a table to learn from and one to judge by, and where asked a third to choose by.</summary>
    /// <param name="test">Share of the rows that are test rows, above 0 and below 1. Default 0.25.</param>
    /// <param name="seed">Same seed, same rows, on every machine.</param>
    /// <param name="stratifyBy">Column whose values keep their shares in each part, to within one row; numbers of many values are cut into ten strata. Rows without a value are a stratum too.</param>
    /// <param name="groupBy">Column whose equal values stay in one part; shares are then as near as whole groups allow.</param>
    /// <param name="timeBy">Column of times or numbers: the latest rows are test rows, the latest before them validation rows. The seed plays no part.</param>
    /// <param name="validation">Share of all rows that are validation rows; 0 (default) for none.</param>
    /// <returns>The parts; in each, rows stand in the order of this table.</returns>
    /// <exception cref="ArgumentException">There are too few rows or groups, two of the columns are named at once, or one cannot serve.</exception>
    public FrameSplit Split(double test = 0.25, ulong seed = 0, string? stratifyBy = null, string? groupBy = null, string? timeBy = null, double validation = 0)
    {
        if (validation is not (>= 0 and < 1) || test + validation >= 1)
            throw new ArgumentOutOfRangeException(nameof(validation), validation, FormattableString.Invariant($"The validation share must be at least 0 and leave training rows: found validation {validation} beside test {test}."));
        Fold outer = new HoldOut { Test = test }.Split(SplitRows.Of(this, stratifyBy, groupBy, timeBy), seed)[0];
        if (validation == 0)
            return new FrameSplit(Take(outer.Train), Take(outer.Test)) { TrainRows = outer.Train, TestRows = outer.Test };

        Frame rest = Take(outer.Train);
        Fold inner = new HoldOut { Test = validation / (1 - test) }.Split(SplitRows.Of(rest, stratifyBy, groupBy, timeBy), Numerics.RandomKey.FromSeed(seed).Child("validation").State)[0];
        return new FrameSplit(rest.Take(inner.Train), Take(outer.Test))
        {
            Validation = rest.Take(inner.Test),
            TrainRows = [.. inner.Train.Select(i => outer.Train[i])],
            ValidationRows = [.. inner.Test.Select(i => outer.Train[i])],
            TestRows = outer.Test,
        };
    }

    /// <summary>The folds of a splitter over this table's rows.</summary>
    /// <param name="splitter">How to split, for example <c>new StratifiedKFold { Folds = 10 }</c>.</param>
    /// <param name="seed">Decides whatever is random.</param>
    /// <param name="stratifyBy">Column of classes or strata, for splitters that keep their shares.</param>
    /// <param name="groupBy">Column of groups, for splitters that keep them together.</param>
    /// <param name="timeBy">Column of times, for splitters that go by time.</param>
    public IReadOnlyList<Fold> Folds(ISplitter splitter, ulong seed = 0, string? stratifyBy = null, string? groupBy = null, string? timeBy = null)
    {
        ArgumentNullException.ThrowIfNull(splitter);
        return splitter.Split(SplitRows.Of(this, stratifyBy, groupBy, timeBy), seed);
    }
}

/// <summary>A table parted in two or three; no row stands in two parts, and every row stands in one.</summary>
/// <param name="Train">Rows to learn from.</param>
/// <param name="Test">Rows to judge by, once, at the end.</param>
public sealed record FrameSplit(Frame Train, Frame Test)
{
    /// <summary>Rows to choose between models by; null where none were asked for.</summary>
    public Frame? Validation { get; init; }

    /// <summary>The training rows' positions in the whole table, ascending.</summary>
    public required int[] TrainRows { get; init; }

    /// <summary>The test rows' positions in the whole table, ascending.</summary>
    public required int[] TestRows { get; init; }

    /// <summary>The validation rows' positions in the whole table, ascending; empty where none were asked for.</summary>
    public int[] ValidationRows { get; init; } = [];
}
