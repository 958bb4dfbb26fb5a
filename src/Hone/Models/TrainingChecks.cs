using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models;

/// <summary>What a learner checks of its training data before it starts; each fault is one sentence that names the place.</summary>
internal static class TrainingChecks
{
    // Values looked at by one task, and tasks at most.
    private const int ValuesInChunk = 1 << 16, MostChunks = 64;

    /// <summary>The target as numbers.</summary>
    public static NumberTarget RequireNumbers(this TrainingData data, string learner)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.Y as NumberTarget ?? throw new ArgumentException($"{learner} learns numbers, but the target holds {Describe(data.Y)}.", nameof(data));
    }

    /// <summary>The target as classes.</summary>
    public static ClassTarget RequireClasses(this TrainingData data, string learner)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.Y as ClassTarget ?? throw new ArgumentException($"{learner} learns classes, but the target holds {Describe(data.Y)}.", nameof(data));
    }

    /// <summary>Refuses category columns, gaps and infinities.</summary>
    public static void RequireCompleteNumbers(this Features x, string learner, int? workers = 1)
    {
        x.RequireNumberColumns(learner);
        int chunks = (int)Math.Min(MostChunks, ((long)x.RowCount * x.ColumnCount / ValuesInChunk) + 1);
        int worst = int.MaxValue;
        Lock gate = new();
        WorkerPool.For(chunks, workers, chunk =>
        {
            int start = (int)((long)x.RowCount * chunk / chunks), end = (int)((long)x.RowCount * (chunk + 1) / chunks);
            if (AllFinite(x, start, end))
                return;
            for (int i = start; i < end; i++)
            {
                if (Kernels.AllFinite(x.Sparse is { } sparse ? sparse.RowValues(i) : x.Row(i, [])))
                    continue;
                lock (gate)
                    worst = Math.Min(worst, i);
                return;
            }
        });
        if (worst < int.MaxValue)
            throw NotFinite(x, worst, learner);
    }

    // Whether rows that lie without a gap are finite throughout; false also where they do not lie so.
    private static bool AllFinite(Features x, int start, int end)
    {
        if (x.Sparse is { } sparse)
            return Kernels.AllFinite(sparse.Values.AsSpan(sparse.RowStarts[start]..sparse.RowStarts[end]));
        Matrix rows = x.ToDense().RowRange(start, end - start);
        return rows.IsContiguous && Kernels.AllFinite(rows.AsSpan());
    }

    /// <summary>Refuses category columns.</summary>
    public static void RequireNumberColumns(this Features x, string learner)
    {
        for (int j = 0; j < x.ColumnCount; j++)
        {
            if (x.Columns[j].IsCategory)
                throw new ArgumentException($"Column '{x.Columns[j].Name}' holds categories; {learner} takes numbers. Encode it first, for example one-hot.", nameof(x));
        }
    }

    /// <summary>Refuses offsets, for learners that have no linear predictor to add them to.</summary>
    public static void RefuseOffsets(this TrainingData data, string learner)
    {
        if (data.Offsets is not null)
            throw new ArgumentException($"The data has offsets, but {learner} has no linear predictor that they could be part of. Leave Offsets out.", nameof(data));
    }

    /// <summary>Refuses a row to predict whose width is not the model's.</summary>
    public static void RequireRow(this IModel model, ReadOnlySpan<double> row)
    {
        if (row.Length != model.Inputs.Count)
            throw new ArgumentException(FormattableString.Invariant($"The row has {row.Length} values but the model was fitted on {model.Inputs.Count} columns."), nameof(row));
    }

    /// <summary>Why a row's prediction did not come out finite.</summary>
    public static ArgumentException NotFiniteRow(this IModel model, ReadOnlySpan<double> row)
    {
        for (int j = 0; j < row.Length; j++)
        {
            if (!double.IsFinite(row[j]))
                return new ArgumentException(FormattableString.Invariant($"Column '{model.Inputs[j].Name}' is {Name(row[j])} in the row to predict; the model takes finite numbers."), nameof(row));
        }
        return new ArgumentException("The row's values are too large: the prediction is beyond the range of a double.", nameof(row));
    }

    public static string Name(double value) => double.IsNaN(value) ? "missing" : double.IsPositive(value) ? "infinite" : "minus infinity";

    // The first value of a row that is not finite.
    private static ArgumentException NotFinite(Features x, int row, string learner)
    {
        ReadOnlySpan<double> values = x.Sparse is { } sparse ? sparse.RowValues(row) : x.Row(row, []);
        int at = 0;
        while (double.IsFinite(values[at]))
            at++;
        double value = values[at];
        int column = x.Sparse is { } indexed ? indexed.RowColumns(row)[at] : at;
        return new(FormattableString.Invariant($"Column '{x.Columns[column].Name}' is {Name(value)} in row {row}; {learner} takes finite numbers. {(double.IsNaN(value) ? "Fill the gaps first." : "Correct the value or leave the row out.")}"), nameof(x));
    }

    private static string Describe(Target target) => target switch
    {
        ClassTarget classes => $"classes ({string.Join(", ", classes.Classes.Take(4))}{(classes.Classes.Count > 4 ? ", …" : "")})",
        NumberTarget => "numbers",
        _ => target.Kind.ToString(),
    };
}
