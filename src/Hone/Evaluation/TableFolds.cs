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

    /// <summary>The table.</summary>
    public LabelledTable Table { get; }

    /// <summary>The folds.</summary>
    public IReadOnlyList<Fold> Folds { get; }

    /// <summary>The folds as learners with these needs want them, prepared on first use.</summary>
    public PreparedFolds For(Needs needs)
    {
        if (!prepared.TryGetValue(needs, out PreparedFolds? folds))
            prepared[needs] = folds = PreparedFolds.Of(Table, recipeFor(needs), Folds, context);
        return folds;
    }
}
