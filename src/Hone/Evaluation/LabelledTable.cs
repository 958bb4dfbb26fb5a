using Hone.Contracts;
using Hone.Data;
using Hone.Numerics;

namespace Hone.Evaluation;

/// <summary>The input columns of a table with each row's target: what recipes and learners are judged on, before either was fitted.</summary>
public sealed record LabelledTable
{
    /// <summary>Inputs and target of as many rows.</summary>
    /// <param name="inputs">Columns to learn from: no target, weight or group among them.</param>
    /// <param name="target">n rows.</param>
    /// <exception cref="ArgumentException">The numbers of rows differ, or there are none.</exception>
    public LabelledTable(Frame inputs, Target target)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(target);
        if (inputs.Columns.Count > 0 && inputs.RowCount != target.RowCount)
            throw new ArgumentException(FormattableString.Invariant($"The table has {inputs.RowCount} rows but the target has {target.RowCount}."), nameof(target));
        if (target.RowCount == 0)
            throw new ArgumentException("There are no rows to learn from.", nameof(target));
        (Inputs, Target) = (inputs, target);
    }

    /// <summary>The input columns.</summary>
    public Frame Inputs { get; }

    /// <summary>What is to be predicted.</summary>
    public Target Target { get; }

    /// <summary>Number of rows.</summary>
    public int RowCount => Target.RowCount;

    /// <summary>How much each row counts; null means 1 each.</summary>
    public double[]? Weights { get; init => field = Checked(value, nameof(Weights)); }

    /// <summary>Rows of one number stay together when the table is split; null means each row by itself.</summary>
    public int[]? Groups { get; init => field = Checked(value, nameof(Groups)); }

    /// <summary>A named target column and all other columns as inputs; rows without a target are left out.</summary>
    /// <param name="table">At least the target and, usually, columns beside it.</param>
    /// <param name="target">The target column's name.</param>
    /// <param name="kind">Numbers or classes; null decides from the values.</param>
    /// <param name="positive">The positive one of two classes; null means the rarer.</param>
    /// <exception cref="ArgumentException">There is no such column, or it cannot be a target.</exception>
    public static LabelledTable Of(Frame table, string target, TargetKinds? kind = null, string? positive = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        Column column = table[target];
        Frame inputs = table.Without(target);
        if (column.MissingCount > 0)
        {
            int[] known = TargetColumn.KnownRows(column);
            (inputs, column) = (inputs.Take(known), column.Take(known));
        }
        return new LabelledTable(inputs, TargetColumn.Read(column, kind, positive));
    }

    /// <summary>The rows named, in that order, copied.</summary>
    public LabelledTable TakeRows(ReadOnlySpan<int> rows) => new(Inputs.Take(rows), Target.TakeRows(rows))
    {
        Weights = Take(Weights, rows),
        Groups = Take(Groups, rows),
    };

    /// <summary>What a splitter wants to know of the rows: the classes as strata, and the groups.</summary>
    public SplitRows ForSplitting() => new(RowCount)
    {
        Strata = Target is ClassTarget classes ? classes.Codes.ToArray() : null,
        Groups = Groups,
    };

    /// <summary>K-fold as the rows want it: groups stay together where there are any, classes keep their shares, all else is random.</summary>
    /// <param name="folds">k, at least 2.</param>
    public ISplitter KFold(int folds) => (Target, Groups) switch
    {
        (ClassTarget, null) => new StratifiedKFold { Folds = folds },
        (ClassTarget, _) => new StratifiedGroupKFold { Folds = folds },
        (_, null) => new KFold { Folds = folds },
        _ => new GroupKFold { Folds = folds },
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

    private T[]? Checked<T>(T[]? values, string name)
    {
        if (values is not null)
            Require.SameLength(values.Length, RowCount, name, "the target");
        return values;
    }
}
