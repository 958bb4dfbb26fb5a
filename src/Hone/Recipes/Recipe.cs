using Hone.Contracts;
using Hone.Data;
using Hone.Numerics;

namespace Hone.Recipes;

/// <summary>An ordered list of steps from the columns of a table to <see cref="Features"/>.</summary>
/// <remarks>
/// Immutable. It is fitted inside each training fold, so that nothing of the held-out rows leaks into it.
/// After the last step every column left must be a number, whole number, flag or category; text and time must have been used by a step.
/// </remarks>
/// <param name="Steps">Applied in order.</param>
public sealed partial record Recipe(IReadOnlyList<IStep> Steps)
{
    /// <summary>A recipe of the steps given, in that order.</summary>
    public static Recipe Of(params IReadOnlyList<IStep> steps) => new(steps);

    /// <summary>Fits every step in turn on the training rows.</summary>
    /// <param name="table">The input columns of the training rows: no target, weight or group among them. Levels that none of the rows has are forgotten.</param>
    /// <param name="target">The training rows' target, or null where there is none.</param>
    /// <param name="context">Seed, workers and cancellation.</param>
    /// <exception cref="ArgumentException">There are no rows or columns, a number is infinite, a step refuses a column, or no column is left; the message names it.</exception>
    public RecipeFit Fit(Frame table, Target? target, FitContext context = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (table.Columns.Count == 0)
            throw new ArgumentException("The table has no input columns; at least one is needed.", nameof(table));
        if (table.RowCount == 0)
            throw new ArgumentException("The table has no rows; a recipe needs at least one to be fitted.", nameof(table));
        if (target is not null)
            Require.SameLength(target.RowCount, table.RowCount, nameof(target), "the table's rows");

        (InputColumn Input, Column Column)[] inputs = new (InputColumn, Column)[table.Columns.Count];
        context.For(inputs.Length, j => inputs[j] = InputColumn.Learn(table.Columns[j]));
        Draft draft = Draft.Of(new Frame([.. inputs.Select(i => i.Column)]));
        List<IFittedStep> fitted = [];
        for (int i = 0; i < Steps.Count; i++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            StepFit fit = Steps[i].Fit(draft, target, context.Part("recipe").Part(i));
            fitted.Add(fit.Step);
            draft = fit.Training;
        }
        FittedRecipe recipe = FittedRecipe.Finish([.. inputs.Select(i => i.Input)], fitted, draft, context, out Features features);
        return new RecipeFit(recipe, features);
    }
}

/// <summary>What fitting a recipe gives.</summary>
/// <param name="Recipe">For any further rows.</param>
/// <param name="Training">The training rows' features.</param>
public sealed record RecipeFit(FittedRecipe Recipe, Features Training);
