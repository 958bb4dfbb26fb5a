using Hone.Contracts;
using Hone.Data;

namespace Hone.Recipes;

/// <summary>Adds a flag for each column that has gaps: whether the row has no value there.</summary>
/// <remarks>
/// It comes before a step that fills the gaps. Only columns with a gap among the training rows get one.
/// Cost: O(n) a column.
/// </remarks>
public sealed record MissingIndicator : IStep
{
    // Two-sided 1% points of the normal distribution: gaps that differ less from the other rows in the target are taken for chance.
    private const double Significant = 2.5758293035489004;

    /// <summary>Which columns; those of any kind with gaps by default.</summary>
    public Columns Columns { get; init; } = Columns.All;

    /// <summary>
    /// Whether only gaps that go with the target get a flag: at least <see cref="FewestRows"/> rows with and without a gap, which
    /// differ in the mean of the target (for classes: in the share of any class) by more than chance at the 1% level allows. Default false.
    /// </summary>
    public bool InformativeOnly { get; init; }

    /// <summary>Fewest rows with a gap, and without, that are judged by <see cref="InformativeOnly"/>. Default 5.</summary>
    public int FewestRows { get; init => field = Numerics.Require.AtLeast(value, 2); } = 5;

    /// <inheritdoc/>
    public StepFit Fit(Draft table, Target? target, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(table);
        List<string> names = [], flags = [];
        List<StepNote> notes = [];
        HashSet<string> taken = table.Names();
        foreach (Column column in Columns.WithGaps().In(table.Table))
        {
            string why = "";
            if (InformativeOnly && target is not null)
            {
                if (!GoWithTarget(column, target, out why))
                    continue;
            }
            string flag = Draft.FreeName($"{column.Name} is missing", taken);
            names.Add(column.Name);
            flags.Add(flag);
            notes.Add(new StepNote(column.Name, FormattableString.Invariant($"added the flag '{flag}' ({column.MissingCount} of {column.Count} rows)"), why));
        }
        return StepFit.Of(new FittedIndicator([.. names], [.. flags], [.. notes]), table, context.Workers);
    }

    private bool GoWithTarget(Column column, Target target, out string why)
    {
        why = "";
        int gaps = column.MissingCount, others = column.Count - gaps;
        if (gaps < FewestRows || others < FewestRows)
            return false;
        if (target is ClassTarget classes)
        {
            int[] within = new int[classes.Classes.Count];
            for (int i = 0; i < column.Count; i++)
            {
                if (column.IsMissing(i))
                    within[classes.Codes[i]]++;
            }
            for (int c = 0; c < within.Length; c++)
            {
                double p = (double)classes.Counts[c] / column.Count;
                double share = (double)within[c] / gaps, other = (double)(classes.Counts[c] - within[c]) / others;
                double error = Math.Sqrt(p * (1 - p) * ((1.0 / gaps) + (1.0 / others)));
                if (error > 0 && Math.Abs(share - other) / error > Significant)
                {
                    why = FormattableString.Invariant($"{share:P0} of the rows with a gap are '{classes.Classes[c]}', {other:P0} of the others");
                    return true;
                }
            }
            return false;
        }
        double[] with = new double[gaps], without = new double[others];
        int a = 0, b = 0;
        for (int i = 0; i < column.Count; i++)
        {
            double y = ((NumberTarget)target).Values[i, 0];
            if (column.IsMissing(i))
                with[a++] = y;
            else
                without[b++] = y;
        }
        double m1 = Statistics.Mean(with), m2 = Statistics.Mean(without);
        double e = Math.Sqrt((Statistics.Variance(with, m1) / gaps) + (Statistics.Variance(without, m2) / others));
        if (!(e > 0) || Math.Abs(m1 - m2) / e <= Significant)
            return false;
        why = FormattableString.Invariant($"the target's mean is {m1:G4} in the rows with a gap, {m2:G4} in the others");
        return true;
    }
}

/// <summary>Adds flags that say where columns have no value.</summary>
public sealed class FittedIndicator : IFittedStep, IStored<FittedIndicator>
{
    private readonly string[] names, flags;
    private readonly StepNote[] notes;

    internal FittedIndicator(string[] names, string[] flags, StepNote[] notes) => (this.names, this.flags, this.notes) = (names, flags, notes);

    /// <inheritdoc/>
    public static string Kind => "step-missing-indicator";

    /// <summary>The columns looked at.</summary>
    public IReadOnlyList<string> Names => names;

    /// <summary>The flags added, one a column.</summary>
    public IReadOnlyList<string> Flags => flags;

    /// <inheritdoc/>
    public IReadOnlyList<StepNote> Notes => notes;

    /// <inheritdoc/>
    public Draft Apply(Draft table, int? workers = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        Column[] added = new Column[names.Length];
        for (int j = 0; j < added.Length; j++)
        {
            Column column = table.Table[names[j]];
            bool[] missing = new bool[table.RowCount];
            if (column.Missing is { } bits)
            {
                for (int i = 0; i < missing.Length; i++)
                    missing[i] = bits[i];
            }
            added[j] = new FlagColumn(flags[j], missing);
        }
        return table.With(added);
    }

    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Texts("columns", names);
        writer.Texts("flags", flags);
        StepNote.WriteAll(writer, notes);
    }

    /// <inheritdoc/>
    public static FittedIndicator Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        string[] names = reader.Texts("columns"), flags = reader.Texts("flags");
        return flags.Length == names.Length ? new FittedIndicator(names, flags, StepNote.ReadAll(reader)) : throw reader.Fault("flags", "does not have one entry a column");
    }
}
