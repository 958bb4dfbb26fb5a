using Hone.Contracts;

namespace Hone.Recipes;

/// <summary>One step of a <see cref="Recipe"/>: an immutable record of settings that, fitted on training rows, gives an <see cref="IFittedStep"/>.</summary>
public interface IStep
{
    /// <summary>Learns what it needs from the training rows and nothing else.</summary>
    /// <param name="table">What the steps before left, of the training rows.</param>
    /// <param name="target">The training rows' target, or null where there is none.</param>
    /// <param name="context">Seed, workers and cancellation.</param>
    StepFit Fit(Draft table, Target? target, FitContext context);
}

/// <summary>What fitting a step gives.</summary>
public sealed class StepFit
{
    private readonly Lazy<Draft> training;

    /// <summary>For a step whose training rows get values of their own: a cross-fitted one gives them values learned without themselves.</summary>
    /// <param name="step">The fitted step, for any further rows.</param>
    /// <param name="training">The training rows after the step.</param>
    public StepFit(IFittedStep step, Draft training)
        : this(step, new Lazy<Draft>(training))
    {
        ArgumentNullException.ThrowIfNull(training);
    }

    private StepFit(IFittedStep step, Lazy<Draft> training)
    {
        ArgumentNullException.ThrowIfNull(step);
        (Step, this.training) = (step, training);
    }

    /// <summary>The fitted step, for any further rows.</summary>
    public IFittedStep Step { get; }

    /// <summary>The training rows after the step.</summary>
    public Draft Training => training.Value;

    /// <summary>The common case: training rows are treated like any others, once they are asked for.</summary>
    /// <param name="step">The fitted step.</param>
    /// <param name="table">What the step was fitted on.</param>
    /// <param name="workers">Threads at most; null means one a processor.</param>
    public static StepFit Of(IFittedStep step, Draft table, int? workers = null)
    {
        ArgumentNullException.ThrowIfNull(step);
        return new StepFit(step, new Lazy<Draft>(() => step.Apply(table, workers)));
    }
}

/// <summary>A fitted step: maps any rows with the columns it was fitted on; it is stored in packages.</summary>
public interface IFittedStep : IStored
{
    /// <summary>The rows after the step; each row's result depends on that row alone.</summary>
    /// <param name="table">Any rows.</param>
    /// <param name="workers">Threads at most; null means one a processor. The result does not depend on it.</param>
    Draft Apply(Draft table, int? workers = null);

    /// <summary>What it did to each column it touched, and why, for a reader of the report.</summary>
    IReadOnlyList<StepNote> Notes { get; }
}

/// <summary>A fitted step that can be undone, where nothing was lost.</summary>
public interface IInvertibleStep : IFittedStep
{
    /// <summary>The rows as they were before the step, to rounding.</summary>
    Draft Invert(Draft table);
}

/// <summary>What was done to a column.</summary>
/// <param name="Column">The column's name.</param>
/// <param name="What">What was done, for example "filled 177 gaps with the median, 28".</param>
/// <param name="Why">The reason, for example "logistic regression cannot take gaps"; empty where the user asked for it.</param>
public sealed record StepNote(string Column, string What, string Why)
{
    internal static void WriteAll(PackageWriter writer, IEnumerable<StepNote> notes) => writer.Groups("notes", notes, static (w, note) =>
    {
        w.Text("column", note.Column);
        w.Text("what", note.What);
        w.Text("why", note.Why);
    });

    internal static StepNote[] ReadAll(PackageReader reader) =>
        reader.Groups("notes", static r => new StepNote(r.Text("column"), r.Text("what"), r.Text("why")));
}
