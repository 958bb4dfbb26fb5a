using Hone.Contracts;
using Hone.Data;
using Hone.Numerics;
using Hone.Structure.Reduction;

namespace Hone.Recipes;

/// <summary>Puts a few dense columns in the place of wide sparse blocks, such as a TF-IDF of ten thousand terms: latent semantic analysis.</summary>
/// <remarks>All blocks that the steps before have left are taken together; without any nothing happens.</remarks>
public sealed record ReduceBlocks : IStep
{
    /// <summary>How many columns, and how they are found.</summary>
    public TruncatedSvd Method { get; init; } = new();

    /// <summary>What the columns are named, with a number from 1 behind. Default "topic".</summary>
    public string Prefix { get; init; } = "topic";

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There are fewer rows, or fewer columns in the blocks, than wanted.</exception>
    public StepFit Fit(Draft table, Target? target, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (table.Blocks.Count == 0)
            return StepFit.Of(new FittedBlockReduction([], null, []), table);
        Features wide = FittedBlockReduction.Together(table);
        ComponentProjection projection = Method.Fit(wide, context.Part("reduction"));
        HashSet<string> taken = [.. table.Table.Columns.Select(c => c.Name)];
        string[] outputs = [.. Enumerable.Range(1, projection.Components.Rows).Select(i => Draft.FreeName(FormattableString.Invariant($"{Prefix}{i}"), taken))];
        string what = FormattableString.Invariant($"turned {wide.ColumnCount} sparse columns into {outputs.Length} with {100 * projection.ExplainedVarianceRatio.Sum():F1}% of their variance");
        FittedBlockReduction step = new(outputs, projection, [new StepNote(FormattableString.Invariant($"{outputs[0]} … {outputs[^1]}"), what, "")]);
        return new StepFit(step, step.Apply(table, context.Workers));
    }
}

/// <summary>Puts dense columns in the place of sparse blocks.</summary>
public sealed class FittedBlockReduction : IFittedStep, IStored<FittedBlockReduction>
{
    private readonly string[] outputs;
    private readonly StepNote[] notes;

    internal FittedBlockReduction(string[] outputs, ComponentProjection? projection, StepNote[] notes) =>
        (this.outputs, Projection, this.notes) = (outputs, projection, notes);

    /// <inheritdoc/>
    public static string Kind => "step-block-components";

    /// <summary>The projection; null where there was no block to reduce.</summary>
    public ComponentProjection? Projection { get; }

    /// <inheritdoc/>
    public IReadOnlyList<StepNote> Notes => notes;

    /// <inheritdoc/>
    public Draft Apply(Draft table, int? workers = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (Projection is null)
            return table;
        Matrix components = Projection.Transform(Together(table), workers);
        return (table with { Blocks = [] }).With([.. outputs.Select((name, j) => new NumberColumn(name, components.Column(j)))]);
    }

    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Texts("outputs", outputs);
        writer.Child("projection", Projection);
        StepNote.WriteAll(writer, notes);
    }

    /// <inheritdoc/>
    public static FittedBlockReduction Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        string[] outputs = reader.Texts("outputs");
        ComponentProjection? projection = reader.ChildOrNull<ComponentProjection>("projection");
        if (projection is null ? outputs.Length > 0 : projection.Components.Rows != outputs.Length)
            throw reader.Fault("projection", "does not fit the columns");
        return new FittedBlockReduction(outputs, projection, StepNote.ReadAll(reader));
    }

    /// <summary>All blocks side by side.</summary>
    internal static Features Together(Draft table)
    {
        FeatureColumn[] columns = [.. table.Blocks.SelectMany(block => block.Names).Select(name => new FeatureColumn(name))];
        return Assembly.Of(new Draft(new Frame([]), table.RowCount, table.Blocks), columns, sparse: true, workers: 1);
    }
}
