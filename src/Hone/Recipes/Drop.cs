using Hone.Contracts;

namespace Hone.Recipes;

/// <summary>Leaves columns out.</summary>
public sealed record Drop : IStep
{
    /// <summary>Which; none by default.</summary>
    public Columns Columns { get; init; } = Columns.Named();

    /// <inheritdoc/>
    public StepFit Fit(Draft table, Target? target, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(table);
        return StepFit.Of(new FittedDrop([.. Columns.In(table.Table).Select(c => new StepNote(c.Name, "dropped", ""))]), table, context.Workers);
    }
}

/// <summary>Leaves out the columns that its notes name; what dropping and every selection step fit.</summary>
public sealed class FittedDrop : IFittedStep, IStored<FittedDrop>
{
    private readonly StepNote[] notes;
    private readonly string[] names;

    internal FittedDrop(StepNote[] notes)
        : this([.. notes.Select(n => n.Column)], notes)
    {
    }

    internal FittedDrop(string[] names, StepNote[] notes) => (this.names, this.notes) = (names, notes);

    /// <inheritdoc/>
    public static string Kind => "step-drop";

    /// <summary>The columns left out.</summary>
    public IReadOnlyList<string> Dropped => names;

    /// <inheritdoc/>
    public IReadOnlyList<StepNote> Notes => notes;

    /// <inheritdoc/>
    public Draft Apply(Draft table, int? workers = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        return names.Length == 0 ? table : table with { Table = table.Table.Without(names) };
    }

    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Texts("columns", names);
        StepNote.WriteAll(writer, notes);
    }

    /// <inheritdoc/>
    public static FittedDrop Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new FittedDrop(reader.Texts("columns"), StepNote.ReadAll(reader));
    }
}
