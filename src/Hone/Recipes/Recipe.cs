using Hone.Contracts;
using Hone.Data;

namespace Hone.Recipes;

/// <summary>An ordered list of steps from the columns of a table to <see cref="Features"/>.</summary>
/// <remarks>
/// Immutable. It is fitted inside each training fold, so that nothing of the held-out rows leaks into it.
/// After the last step every column left must be a number, whole number, flag or category; text and time must have been used by a step.
/// </remarks>
/// <param name="Steps">Applied in order.</param>
public sealed partial record Recipe(IReadOnlyList<IStep> Steps)
{
    /// <summary>Fits every step in turn on the training rows.</summary>
    /// <param name="table">The input columns of the training rows: no target, weight or group among them.</param>
    /// <param name="target">The training rows' target, or null where there is none.</param>
    /// <param name="context">Seed, workers and cancellation.</param>
    /// <exception cref="ArgumentException">A step refuses a column; the message names it.</exception>
    public RecipeFit Fit(Frame table, Target? target, FitContext context = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        Draft draft = Draft.Of(table);
        List<IFittedStep> fitted = [];
        for (int i = 0; i < Steps.Count; i++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            StepFit fit = Steps[i].Fit(draft, target, context.Part("recipe").Part(i));
            fitted.Add(fit.Step);
            draft = fit.Training;
        }
        FittedRecipe recipe = FittedRecipe.Finish(table, fitted, draft, out Features features);
        return new RecipeFit(recipe, features);
    }
}

/// <summary>What fitting a recipe gives.</summary>
/// <param name="Recipe">For any further rows.</param>
/// <param name="Training">The training rows' features.</param>
public sealed record RecipeFit(FittedRecipe Recipe, Features Training);
