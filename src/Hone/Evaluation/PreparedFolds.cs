using Hone.Contracts;
using Hone.Data;
using Hone.Recipes;

namespace Hone.Evaluation;

/// <summary>Folds whose features are ready: many learners can be judged on them, and share the recipe's work and the features' cached views.</summary>
/// <remarks>
/// A recipe is fitted on each fold's training rows alone, so nothing of its test rows can leak into what a learner sees.
/// Memory: each row is held about as often as there are folds.
/// </remarks>
public sealed class PreparedFolds
{
    private PreparedFolds(PreparedFold[] folds, Target target) => (Folds, Target) = (folds, target);

    /// <summary>At least one.</summary>
    public IReadOnlyList<PreparedFold> Folds { get; }

    /// <summary>The target of all rows, training and test.</summary>
    public Target Target { get; }

    /// <summary>Folds of features that need no recipe. Learners that bin share one binning between the folds.</summary>
    /// <remarks>
    /// The edges of bins come from the columns of all rows, those a fold holds out included, and never from the target: the features are cut once, when a learner first asks,
    /// and each fold takes its rows' bins. Where that is too much knowledge of the held-out rows, fit on <see cref="TrainingData.TakeRows"/> fold by fold. Memory: about 2·n·d bytes for the bins of all rows.
    /// </remarks>
    /// <param name="data">n rows.</param>
    /// <param name="folds">Row numbers below n.</param>
    /// <exception cref="ArgumentException">There are no folds, a side is empty, or a row does not exist.</exception>
    public static PreparedFolds Of(TrainingData data, IReadOnlyList<Fold> folds)
    {
        ArgumentNullException.ThrowIfNull(data);
        Check(folds, data.Y.RowCount);
        PreparedFold[] prepared = new PreparedFold[folds.Count];
        for (int f = 0; f < prepared.Length; f++)
            prepared[f] = new PreparedFold(f, data.TakeRowsSharingBins(folds[f].Train), data.TakeRows(folds[f].Test), folds[f].Test, null);
        return new PreparedFolds(prepared, data.Y);
    }

    /// <summary>Folds of a table, the recipe fitted on each fold's training rows.</summary>
    /// <param name="table">n rows.</param>
    /// <param name="recipe">From the table's columns to features.</param>
    /// <param name="folds">Row numbers below n.</param>
    /// <param name="context">Seed, workers and cancellation.</param>
    /// <exception cref="ArgumentException">There are no folds, a side is empty, a row does not exist, or the recipe refuses a column.</exception>
    public static PreparedFolds Of(LabelledTable table, Recipe recipe, IReadOnlyList<Fold> folds, FitContext context = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(recipe);
        Check(folds, table.RowCount);
        PreparedFold[] prepared = new PreparedFold[folds.Count];
        for (int f = 0; f < prepared.Length; f++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            LabelledTable train = table.TakeRows(folds[f].Train), test = table.TakeRows(folds[f].Test);
            RecipeFit fit = recipe.Fit(train.Inputs, train.Target, context with { Seed = context.Key.Child("recipe").Child(f).State, Progress = null });
            prepared[f] = new PreparedFold(f, Data(fit.Training, train), Data(fit.Recipe.Apply(test.Inputs), test), folds[f].Test, fit.Recipe);
        }
        return new PreparedFolds(prepared, table.Target);
    }

    private static TrainingData Data(Features features, LabelledTable table) => new(features, table.Target) { Weights = table.Weights, Groups = table.Groups };

    private static void Check(IReadOnlyList<Fold> folds, int rows)
    {
        ArgumentNullException.ThrowIfNull(folds);
        if (folds.Count == 0)
            throw new ArgumentException("There are no folds; at least one is needed.", nameof(folds));
        for (int f = 0; f < folds.Count; f++)
        {
            if (folds[f].Train.Length == 0 || folds[f].Test.Length == 0)
                throw new ArgumentException(FormattableString.Invariant($"Fold {f} has {folds[f].Train.Length} training rows and {folds[f].Test.Length} test rows; both need at least one."), nameof(folds));
            foreach (int row in folds[f].Train.Concat(folds[f].Test))
            {
                if ((uint)row >= (uint)rows)
                    throw new ArgumentException(FormattableString.Invariant($"Fold {f} names row {row}; rows run from 0 to {rows - 1}."), nameof(folds));
            }
        }
    }
}

/// <summary>One fold, ready to fit and score.</summary>
/// <param name="Number">From 0.</param>
/// <param name="Train">Its training rows.</param>
/// <param name="Test">Its test rows: features, target, and weights to score with.</param>
/// <param name="TestRows">Which rows of the whole the test rows are.</param>
/// <param name="Recipe">The recipe fitted on its training rows; null where the features needed none.</param>
public sealed record PreparedFold(int Number, TrainingData Train, TrainingData Test, int[] TestRows, FittedRecipe? Recipe);
