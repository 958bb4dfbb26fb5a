using Hone.Contracts;
using Hone.Data;
using Hone.Evaluation;
using Hone.Packages;

namespace Hone.Pipelines;

/// <summary>A fitted pipeline: takes tables with the columns it was trained on, and can be saved as one file.</summary>
/// <remarks>Immutable and safe to share between threads.</remarks>
public sealed class PipelineModel
{
    /// <summary>A model from a package.</summary>
    public PipelineModel(Package package) => Package = package ?? throw new ArgumentNullException(nameof(package));

    /// <summary>Recipe, model, schema, profile, metrics and lineage: what is saved.</summary>
    public Package Package { get; }

    /// <summary>Whether it predicts classes or numbers.</summary>
    public TargetKinds Task => Package.Task;

    /// <summary>The column it predicts.</summary>
    public string Target => Package.Target;

    /// <summary>Reads a model from a file.</summary>
    /// <param name="path">A package.</param>
    /// <param name="catalogue">Where stored kinds are looked up; Hone's own by default.</param>
    /// <exception cref="IOException">The file does not exist or could not be read.</exception>
    /// <exception cref="InvalidDataException">It is no package, or torn, changed, or from a newer version.</exception>
    public static PipelineModel Load(string path, Catalogue? catalogue = null) => new(Package.Load(path, catalogue));

    /// <summary>Writes the model to a file: a crash leaves the file there before, or the new one whole. The package takes the file's name.</summary>
    /// <exception cref="ArgumentException">The model cannot be stored.</exception>
    /// <exception cref="IOException">It could not be written.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        (Package with { Name = Path.GetFileNameWithoutExtension(path) }).Save(path);
    }

    /// <summary>Predicts every row of a table.</summary>
    /// <param name="table">Has the input columns, by name; further columns are passed over.</param>
    /// <param name="workers">Threads at most; null means one a processor.</param>
    /// <returns>A column <c>prediction</c>, and for classes one column <c>probability_&lt;class&gt;</c> each.</returns>
    /// <exception cref="ArgumentException">A column is missing or of another kind than at training; the message names it.</exception>
    public Frame Predict(Frame table, int? workers = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        return Answers(Package.Model, Package.Recipe.Apply(table), workers);
    }

    /// <summary>Predictions of features that need no recipe, as a table.</summary>
    /// <param name="model">A classifier or regressor.</param>
    /// <param name="x">Its columns.</param>
    /// <param name="workers">Threads at most; null means one a processor.</param>
    /// <returns>A column <c>prediction</c>, and for classes one column <c>probability_&lt;class&gt;</c> each.</returns>
    public static Frame Answers(IModel model, Features x, int? workers = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (model is not IClassifier classifier)
            return new Frame(new NumberColumn("prediction", ((IRegressor)model).Predict(x, workers).Column(0)));
        ClassPredictions predictions = new(classifier.PredictProbabilities(x, workers), classifier.Classes, classifier.Positive < 0 ? null : classifier.Positive);
        return new Frame(
        [
            new CategoryColumn("prediction", predictions.Labels.ToArray(), [.. classifier.Classes]),
            .. classifier.Classes.Select((name, c) => new NumberColumn($"probability_{name}", predictions.Probabilities.Column(c))),
        ]);
    }

    /// <summary>Scores the model on rows it has not seen. Rows whose target is missing are left out.</summary>
    /// <param name="table">Has the input columns and the target.</param>
    /// <param name="workers">Threads at most; null means one a processor.</param>
    /// <exception cref="ArgumentException">A column is missing, the target is never known, or it holds a class the model does not know.</exception>
    public EvaluationResult Evaluate(Frame table, int? workers = null)
    {
        LabelledTable data = Label(table);
        Features x = Package.Recipe.Apply(data.Inputs);
        return EvaluationResult.Of(data.Target, Predictions.Of(Package.Model, x, data.Target, workers), data.Weights);
    }

    /// <summary>A table's rows with a known target, the target read as at training.</summary>
    /// <exception cref="ArgumentException">A column is missing, the target is never known, or it holds a class the model does not know.</exception>
    public LabelledTable Label(Frame table)
    {
        ArgumentNullException.ThrowIfNull(table);
        int[] known = TargetColumn.KnownRows(table[Target]);
        if (known.Length == 0)
            throw new ArgumentException($"The target '{Target}' is not known in any row; there is nothing to score.", nameof(table));
        if (known.Length < table.RowCount)
            table = table.Take(known);
        Column column = table[Target];
        Target truth = Package.Model is IClassifier classifier
            ? TargetColumn.ReadClasses(column, classifier.Classes, classifier.Positive)
            : TargetColumn.ReadNumbers(column);
        return new LabelledTable(table.Without(Target), truth);
    }
}
