using Hone.Contracts;
using Hone.Data;
using Hone.Evaluation;
using Hone.Packages;
using Hone.Recipes;

namespace Hone.Pipelines;

/// <summary>A recipe and a learner as one: fits a table's columns to a named target, and gives a model that takes tables.</summary>
/// <remarks>
/// Immutable. Without a recipe of its own it takes <see cref="Recipes.Recipe.Default"/>, chosen from the columns and what the learner needs.
/// Cost: the recipe's and the learner's.
/// </remarks>
public sealed record Pipeline
{
    /// <summary>A pipeline that ends in a learner.</summary>
    public Pipeline(ILearner<IModel> learner) => Learner = learner ?? throw new ArgumentNullException(nameof(learner));

    /// <summary>What learns from the recipe's features.</summary>
    public ILearner<IModel> Learner { get; init; }

    /// <summary>From columns to features; null (default) chooses one.</summary>
    public Recipe? Recipe { get; init; }

    /// <summary>Whether the target is classes or numbers; null (default) decides from its values, see <see cref="TargetColumn.Infer"/>.</summary>
    public TargetKinds? Task { get; init; }

    /// <summary>The positive one of two classes; null (default) means the rarer.</summary>
    public string? Positive { get; init; }

    /// <summary>The column that says how much each row counts; null (default) means 1 each.</summary>
    public string? Weight { get; init; }

    /// <summary>Columns to leave out. Default none.</summary>
    public IReadOnlyList<string> Ignore { get; init; } = [];

    /// <summary>Where the learner's settings are described, for the lineage; null (default) means Hone's own.</summary>
    public Catalogue? Catalogue { get; init; }

    /// <summary>Learns to predict a column from the others. Rows whose target is missing are left out.</summary>
    /// <param name="table">At least two rows with a target.</param>
    /// <param name="target">The target column's name.</param>
    /// <param name="context">Seed, progress, cancellation and workers.</param>
    /// <exception cref="ArgumentException">A column does not exist, the target cannot be learned, the learner cannot learn its kind, or the recipe refuses a column; the message names it.</exception>
    public PipelineModel Fit(Frame table, string target, FitContext context = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(target);
        return Fit(table, Label(table, target), target, source: table, context);
    }

    /// <summary>The input columns and the target, as this pipeline's roles say.</summary>
    /// <exception cref="ArgumentException">A column does not exist, or the target cannot be learned.</exception>
    public LabelledTable Label(Frame table, string target)
    {
        ArgumentNullException.ThrowIfNull(table);
        string[] unused = [.. Ignore.Append(Weight).OfType<string>().Distinct(StringComparer.Ordinal)];
        if (unused.Contains(target, StringComparer.Ordinal))
            throw new ArgumentException($"The target '{target}' cannot also be ignored or a weight.", nameof(target));
        int[] known = TargetColumn.KnownRows(table[target]);
        if (known.Length < table.RowCount)
            table = table.Take(known);
        LabelledTable labelled = LabelledTable.Of(table.Without(unused), target, Task, Positive);
        return Weight is null ? labelled : labelled with { Weights = Weights(table[Weight]) };
    }

    /// <summary>Fits what <see cref="Label"/> gave; the lineage names the content of the table it was taken from.</summary>
    internal PipelineModel Fit(Frame table, LabelledTable data, string target, Frame source, FitContext context)
    {
        if (!Learner.Targets.HasFlag(data.Target.Kind))
            throw new ArgumentException($"{Name} learns {Words(Learner.Targets)}, but the target '{target}' is {Words(data.Target.Kind)}.", nameof(target));
        RecipeFit recipe = RecipeFor(data).Fit(data.Inputs, data.Target, context.Part("recipe"));
        IModel model = Learner.Fit(new TrainingData(recipe.Training, data.Target) { Weights = data.Weights }, context);
        Schema schema = table.Schema(target);
        return new PipelineModel(new Package
        {
            Name = target,
            Recipe = recipe.Recipe,
            Model = model,
            Target = target,
            Schema = new Schema([.. schema.Columns.Select(c => c with { Role = RoleOf(c.Name, target) })]),
            Profile = ColumnProfile.Of(table),
            Lineage = new Lineage
            {
                DataHash = TableHash.Of(source),
                Rows = data.RowCount,
                Columns = table.Columns.Count,
                Seed = context.Seed,
                Learner = Name,
                Settings = Settings(),
                Counts = [new("iterations", model.Report.Iterations)],
            },
        });
    }

    /// <summary>The pipeline's own recipe, or the default one for the learner.</summary>
    internal Recipe RecipeFor(LabelledTable data) => Recipe ?? Recipes.Recipe.Default(data.Inputs, Learner.Needs, data.Target);

    private string Name => (Catalogue ?? HoneCatalogue.Value).EntryOf(Learner)?.Name ?? Learner.GetType().Name;

    private KeyValuePair<string, string>[] Settings() =>
        [.. (Catalogue ?? HoneCatalogue.Value).EntryOf(Learner)?.Settings.Select(s => KeyValuePair.Create(s.Name, s.Get(Learner))) ?? []];

    private ColumnRole RoleOf(string column, string target) =>
        column == target ? ColumnRole.Target : column == Weight ? ColumnRole.Weight : Ignore.Contains(column, StringComparer.Ordinal) ? ColumnRole.Ignored : ColumnRole.Input;

    private static string Words(TargetKinds kinds) => kinds switch
    {
        TargetKinds.Classes => "classes",
        TargetKinds.Numbers => "numbers",
        _ => "numbers or classes",
    };

    private static double[] Weights(Column column)
    {
        double[] weights = new double[column.Count];
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = column.IsMissing(i) ? double.NaN : column switch
            {
                NumberColumn numbers => numbers[i],
                WholeColumn wholes => wholes[i],
                _ => throw new ArgumentException($"The weight '{column.Name}' is {column.Kind.ToString().ToLowerInvariant()}; a weight is a number.", nameof(column)),
            };
            if (!(weights[i] >= 0 && double.IsFinite(weights[i])))
                throw new ArgumentException(FormattableString.Invariant($"The weight '{column.Name}' is {(column.IsMissing(i) ? "missing" : weights[i])} in row {i + 1}; a weight is finite and at least 0."), nameof(column));
        }
        return weights;
    }
}
