using Hone.Contracts;
using Hone.Data;
using Hone.Numerics;

namespace Hone.Recipes;

/// <summary>A recipe fitted on training rows: turns any table with the same columns into features.</summary>
/// <remarks>Immutable and safe to share between threads. A row's features depend on that row alone.</remarks>
public sealed class FittedRecipe : IStored<FittedRecipe>
{
    private readonly IFittedStep[] steps;
    private readonly InputColumn[] inputs;
    private readonly string[] inputNames;
    private readonly string[] unused;
    private readonly FeatureColumn[] outputs;
    private readonly bool sparse;

    private FittedRecipe(InputColumn[] inputs, IFittedStep[] steps, FeatureColumn[] outputs, bool sparse)
    {
        (this.inputs, this.steps, this.outputs, this.sparse) = (inputs, steps, outputs, sparse);
        inputNames = [.. inputs.Select(i => i.Name)];
        HashSet<string> dropped = new(steps.TakeWhile(s => s is FittedDrop).SelectMany(s => ((FittedDrop)s).Dropped), StringComparer.Ordinal);
        unused = [.. inputNames.Where(dropped.Contains)];
    }

    /// <inheritdoc/>
    public static string Kind => "recipe";

    /// <summary>The columns of the features it makes.</summary>
    public IReadOnlyList<FeatureColumn> Outputs => outputs;

    /// <summary>The names of the columns it was fitted on.</summary>
    public IReadOnlyList<string> Inputs => inputNames;

    /// <summary>Those of <see cref="Inputs"/> that the first steps leave out before any other step looks at them: a table need not have them, and what it has there is not looked at.</summary>
    public IReadOnlyList<string> Unused => unused;

    internal IReadOnlyList<InputColumn> InputColumns => inputs;

    /// <summary>The fitted steps, in order.</summary>
    public IReadOnlyList<IFittedStep> Steps => steps;

    /// <summary>What was done to each column and why, step by step.</summary>
    public IEnumerable<StepNote> Notes => steps.SelectMany(s => s.Notes);

    /// <summary>Turns rows into features; columns are found by name, and further ones are passed over.</summary>
    /// <remarks>
    /// A column of another kind than at fit time (a reader may take a column of numbers for whole numbers, flags or text) is
    /// turned into that kind where no value is lost. Levels that training did not see become what each step says of them, and
    /// missing where they reach the features.
    /// </remarks>
    /// <exception cref="ArgumentException">A column is missing, a number is infinite, or a value cannot be the column's kind; the message names column, row and value.</exception>
    public Features Apply(Frame table) => Apply(table, null);

    /// <inheritdoc cref="Apply(Frame)"/>
    /// <param name="table">Any rows.</param>
    /// <param name="workers">Threads at most; null means one a processor.</param>
    public Features Apply(Frame table, int? workers)
    {
        ArgumentNullException.ThrowIfNull(table);
        string[] absent = [.. inputNames.Except(unused, StringComparer.Ordinal).Where(name => !table.Has(name))];
        if (absent.Length > 0)
            throw new ArgumentException($"The table lacks the column{(absent.Length == 1 ? "" : "s")} {Suggestion.Listed(absent, "'")} that the model was trained on. There are: {Suggestion.Listed([.. table.Columns.Select(c => c.Name)])}.", nameof(table));
        InputColumn[] used = [.. inputs.Where(input => !unused.Contains(input.Name, StringComparer.Ordinal))];
        Column[] accepted = new Column[used.Length];
        WorkerPool.For(used.Length, workers, j => accepted[j] = used[j].Accept(table[used[j].Name]));
        Draft draft = new(new Frame(accepted), table.RowCount, []);
        foreach (IFittedStep step in steps.SkipWhile(s => s is FittedDrop))
            draft = step.Apply(draft, workers);
        return Assembly.Of(draft, outputs, sparse, workers);
    }

    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Groups("inputs", inputs, static (w, input) => input.Write(w));
        writer.Children("steps", steps);
        writer.Columns("outputs", outputs);
        writer.Flag("sparse", sparse);
    }

    /// <inheritdoc/>
    public static FittedRecipe Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new FittedRecipe(reader.Groups("inputs", InputColumn.Read), reader.Children<IFittedStep>("steps"), reader.Columns("outputs"), reader.Flag("sparse"));
    }

    internal static FittedRecipe Finish(InputColumn[] inputs, List<IFittedStep> steps, Draft training, FitContext context, out Features features)
    {
        List<FeatureColumn> outputs = [];
        foreach (Column column in training.Table.Columns)
        {
            outputs.Add(column switch
            {
                NumberColumn or WholeColumn or FlagColumn => new FeatureColumn(column.Name),
                CategoryColumn category => new FeatureColumn(column.Name, [.. category.Levels]),
                _ => throw new ArgumentException($"The recipe leaves the column '{column.Name}' as {Columns.Word(column.Kind)}; add a step that turns it into numbers, or drop it."),
            });
        }
        foreach (Block block in training.Blocks)
            outputs.AddRange(block.Names.Select(name => new FeatureColumn(name)));
        if (outputs.Count == 0)
            throw new ArgumentException($"The recipe leaves no column to learn from. {string.Join(" ", steps.SelectMany(s => s.Notes).Take(8).Select(n => $"'{n.Column}': {n.What}{(n.Why.Length > 0 ? $" ({n.Why})" : "")}."))}");
        FeatureColumn[] columns = [.. outputs];
        bool sparse = training.Blocks.Count > 0;
        features = Assembly.Of(training, columns, sparse, context.Workers);
        return new FittedRecipe(inputs, [.. steps], columns, sparse);
    }
}
