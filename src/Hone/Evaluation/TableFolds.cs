using Hone.Contracts;
using Hone.Data;
using Hone.Recipes;

namespace Hone.Evaluation;

/// <summary>One table and its folds, prepared once for each recipe that learners need, and shared by all that need the same.</summary>
/// <remarks>Not for several threads at once: preparing fills the cache.</remarks>
public sealed class TableFolds
{
    private readonly Func<Needs, Recipe> recipeFor;
    private readonly FitContext context;
    private readonly Dictionary<Needs, PreparedFolds> prepared = [];
    private readonly PreparedFolds? ready;

    /// <summary>Keeps all arguments; nothing is prepared yet.</summary>
    /// <param name="table">n rows.</param>
    /// <param name="folds">Row numbers below n.</param>
    /// <param name="recipeFor">The recipe for a learner's needs.</param>
    /// <param name="context">Seed, workers and cancellation of the recipes' fits.</param>
    public TableFolds(LabelledTable table, IReadOnlyList<Fold> folds, Func<Needs, Recipe> recipeFor, FitContext context = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(folds);
        ArgumentNullException.ThrowIfNull(recipeFor);
        (Table, Folds, this.recipeFor, this.context) = (table, folds, recipeFor, context);
    }

    /// <summary>Folds of features that are ready: no recipe is fitted.</summary>
    /// <param name="table">What the rows are, n of them.</param>
    /// <param name="folds">Row numbers below n.</param>
    /// <param name="features">The n rows as learners take them.</param>
    internal TableFolds(LabelledTable table, IReadOnlyList<Fold> folds, Features features)
    {
        (Table, Folds) = (table, folds);
        recipeFor = static _ => throw new InvalidOperationException("These features need no recipe.");
        ready = PreparedFolds.Of(new TrainingData(features, table.Target) { Weights = table.Weights, Groups = table.Groups }, folds);
    }

    /// <summary>The table.</summary>
    public LabelledTable Table { get; }

    /// <summary>The folds.</summary>
    public IReadOnlyList<Fold> Folds { get; }

    /// <summary>The folds as learners with these needs want them, prepared on first use.</summary>
    public PreparedFolds For(Needs needs)
    {
        if (ready is not null)
            return ready;
        if (!prepared.TryGetValue(needs, out PreparedFolds? folds))
            prepared[needs] = folds = PreparedFolds.Of(Table, recipeFor(needs), Folds, context);
        return folds;
    }
}
