using Hone.Contracts;
using Hone.Data;
using Hone.Numerics;
using Hone.Structure.Reduction;

namespace Hone.Recipes;

/// <summary>Puts the principal components of number columns in their place, behind all other columns.</summary>
/// <remarks>Columns of different units should be scaled first, since the widest one rules the variance. Gaps must be filled first; a gap in a later row makes all its components gaps.</remarks>
public sealed record ReduceColumns : IStep
{
    /// <summary>Which columns; numbers by default.</summary>
    public Columns Columns { get; init; } = Columns.Numbers;

    /// <summary>How many components, and how they are found. Default: all of them.</summary>
    public PrincipalComponents Method { get; init; } = new();

    /// <summary>What the components are named, with a number from 1 behind. Default "pc".</summary>
    public string Prefix { get; init; } = "pc";

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A column has a gap, or there are fewer columns or rows than components.</exception>
    public StepFit Fit(Draft table, Target? target, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(table);
        string[] names = [.. Columns.In(table.Table, "Reducing", ColumnKind.Number, ColumnKind.Whole, ColumnKind.Flag).Select(c => c.Name)];
        if (names.Length == 0)
            return StepFit.Of(new FittedReduction([], [], null, []), table);
        ComponentProjection projection = Method.Fit(FittedReduction.Gathered(table, names), context.Part("reduction"));
        HashSet<string> taken = table.Names();
        taken.ExceptWith(names);
        string[] outputs = [.. Enumerable.Range(1, projection.Components.Rows).Select(i => Draft.FreeName(FormattableString.Invariant($"{Prefix}{i}"), taken))];
        string what = FormattableString.Invariant($"turned {names.Length} columns into {outputs.Length} components with {100 * projection.ExplainedVarianceRatio.Sum():F1}% of their variance");
        FittedReduction step = new(names, outputs, projection, [new StepNote(string.Join(", ", names), what, "")]);
        return new StepFit(step, step.Apply(table, context.Workers));
    }
}

/// <summary>Puts components in the place of number columns.</summary>
public sealed class FittedReduction : IFittedStep, IStored<FittedReduction>
{
    private readonly string[] names, outputs;
    private readonly StepNote[] notes;

    internal FittedReduction(string[] names, string[] outputs, ComponentProjection? projection, StepNote[] notes) =>
        (this.names, this.outputs, Projection, this.notes) = (names, outputs, projection, notes);

    /// <inheritdoc/>
    public static string Kind => "step-components";

    /// <summary>The projection; null where there was no column to reduce.</summary>
    public ComponentProjection? Projection { get; }

    /// <inheritdoc/>
    public IReadOnlyList<StepNote> Notes => notes;

    /// <inheritdoc/>
    public Draft Apply(Draft table, int? workers = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (Projection is null)
            return table;
        Matrix components = Projection.Transform(Gathered(table, names), workers);
        return table.Replace(names, 1, (_, _) => (IReadOnlyList<Column>)[]).With([.. outputs.Select((name, j) => new NumberColumn(name, components.Column(j)))]);
    }

    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Texts("columns", names);
        writer.Texts("outputs", outputs);
        writer.Child("projection", Projection);
        StepNote.WriteAll(writer, notes);
    }

    /// <inheritdoc/>
    public static FittedReduction Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        string[] names = reader.Texts("columns"), outputs = reader.Texts("outputs");
        ComponentProjection? projection = reader.ChildOrNull<ComponentProjection>("projection");
        if (projection is null ? names.Length > 0 : projection.Inputs.Count != names.Length || projection.Components.Rows != outputs.Length)
            throw reader.Fault("projection", "does not fit the columns");
        return new FittedReduction(names, outputs, projection, StepNote.ReadAll(reader));
    }

    /// <summary>Columns side by side.</summary>
    internal static Features Gathered(Draft table, string[] names)
    {
        Matrix rows = new(table.RowCount, names.Length);
        for (int j = 0; j < names.Length; j++)
        {
            ReadOnlySpan<double> values = NumericView.Of(table.Table[names[j]]);
            for (int i = 0; i < values.Length; i++)
                rows[i, j] = values[i];
        }
        return new Features(rows, [.. names.Select(name => new FeatureColumn(name))]);
    }
}
