using Hone.Contracts;
using Hone.Data;
using Hone.Numerics;

namespace Hone.Recipes;

/// <summary>Fills a gap with the last value before it, in the order of the rows; never with a later one.</summary>
/// <remarks>
/// For tables in order of time. It is the one step whose result for a row depends on other rows, those before it: it learns nothing, and a table
/// that starts with a gap keeps it. Cost: O(n) a column.
/// </remarks>
public sealed record ForwardFill : IStep
{
    /// <summary>Which columns; all by default.</summary>
    public Columns Columns { get; init; } = Columns.All;

    /// <summary>A column whose values part the rows: values are carried within each part only. Null, the default, for one part.</summary>
    public string? By { get; init; }

    /// <summary>How many rows in a row one value fills at most, at least 1. Null, the default, sets no limit.</summary>
    public int? MaxGap { get; init => field = value is { } v ? Require.AtLeast(v, 1) : null; }

    /// <inheritdoc/>
    public StepFit Fit(Draft table, Target? target, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(table);
        Column[] columns = [.. Columns.In(table.Table).Where(c => c.Name != By)];
        if (By is not null)
            table.Table.PositionOf(By);
        StepNote[] notes = [.. columns.Where(c => c.MissingCount > 0).Select(c => new StepNote(c.Name, "gaps filled with the last value before them", ""))];
        return StepFit.Of(new FittedForwardFill([.. columns.Select(c => c.Name)], By, MaxGap, notes), table, context.Workers);
    }
}

/// <summary>Carries values forward.</summary>
public sealed class FittedForwardFill : IFittedStep, IStored<FittedForwardFill>
{
    private readonly string[] names;
    private readonly string? by;
    private readonly int? maxGap;
    private readonly StepNote[] notes;

    internal FittedForwardFill(string[] names, string? by, int? maxGap, StepNote[] notes) => (this.names, this.by, this.maxGap, this.notes) = (names, by, maxGap, notes);

    /// <inheritdoc/>
    public static string Kind => "step-forward-fill";

    /// <inheritdoc/>
    public IReadOnlyList<StepNote> Notes => notes;

    /// <inheritdoc/>
    public Draft Apply(Draft table, int? workers = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        int[] parts = PartsOf(table);
        return table.Replace(names, workers, (_, column) => column.MissingCount == 0 ? column : Filled(column, parts));
    }

    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Texts("columns", names);
        writer.Text("by", by);
        writer.Whole("maxGap", maxGap ?? 0);
        StepNote.WriteAll(writer, notes);
    }

    /// <inheritdoc/>
    public static FittedForwardFill Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        int most = reader.Whole("maxGap", 0);
        return new FittedForwardFill(reader.Texts("columns"), reader.TextOrNull("by"), most == 0 ? null : most, StepNote.ReadAll(reader));
    }

    private int[] PartsOf(Draft table)
    {
        int[] parts = new int[table.RowCount];
        if (by is null)
            return parts;
        Column column = table.Table[by];
        Dictionary<string, int> known = new(StringComparer.Ordinal);
        for (int i = 0; i < parts.Length; i++)
        {
            string part = column.Format(i) is { } text ? "=" + text : "";
            if (!known.TryGetValue(part, out parts[i]))
                known[part] = parts[i] = known.Count;
        }
        return parts;
    }

    // Take() with the row that each row copies from keeps this one loop for every kind of column; a row that stays a gap copies itself.
    private Column Filled(Column column, int[] parts)
    {
        int[] last = new int[parts.Length == 0 ? 0 : parts.Max() + 1], run = new int[last.Length];
        Array.Fill(last, -1);
        int[] from = new int[column.Count];
        for (int i = 0; i < from.Length; i++)
        {
            int part = parts[i];
            from[i] = i;
            if (!column.IsMissing(i))
                (last[part], run[part]) = (i, 0);
            else if (last[part] >= 0 && ++run[part] <= (maxGap ?? int.MaxValue))
                from[i] = last[part];
        }
        return column.Take(from);
    }
}
