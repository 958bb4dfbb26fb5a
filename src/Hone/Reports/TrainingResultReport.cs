using Hone.Contracts;
using Hone.Data;
using Hone.Evaluation;
using Hone.Explanation;
using Hone.Packages;
using Hone.Pipelines;

namespace Hone.Reports;

/// <summary>The report of a <see cref="TrainingResult"/>.</summary>
public static class TrainingResultReport
{
    /// <summary>Everything the report can show of the result: importances and worst mistakes are worked out on the held-out rows.</summary>
    /// <remarks>Of a table so wide that shuffling every column would take minutes, the columns that say most about the target by themselves are shuffled.</remarks>
    /// <param name="result">What training gave.</param>
    /// <param name="title">The heading, for example the table's file.</param>
    /// <param name="modelFile">The model's file as a user names it, for the commands shown.</param>
    /// <param name="context">Seed of the shuffles, workers, cancellation.</param>
    public static TrainingReport ToReport(this TrainingResult result, string title, string modelFile, FitContext context = default)
    {
        ArgumentNullException.ThrowIfNull(result);
        PipelineModel model = result.Model;
        LabelledTable test = model.Label(result.Test);
        Frame inputs = test.Inputs.Select([.. model.Package.Recipe.Inputs]);
        DataOverview overview = DataOverview.Of(result.Table, model.Target, model.Task);
        return TrainingReport.Of(model.Package, overview) with
        {
            Title = title,
            ModelFile = modelFile,
            HeldOut = result.HeldOut,
            Mistakes = Mistake.Worst(inputs, result.HeldOut),
            Importances = Importances(result, overview, inputs, test, context),
        };
    }

    /// <summary>Writes the report to a file, whole or not at all.</summary>
    /// <exception cref="IOException">It could not be written; what was there before is unchanged.</exception>
    public static void WriteHtml(string path, string html) => AtomicFile.Write(path, stream =>
    {
        using StreamWriter writer = new(stream, new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        writer.Write(html);
    });

    private static IReadOnlyList<ColumnImportance> Importances(TrainingResult result, DataOverview overview, Frame inputs, LabelledTable test, FitContext context)
    {
        Target truth = test.Target;
        ImportancePlan plan = ImportancePlan.For(test.RowCount, inputs.Columns.Count);
        if (test.RowCount > plan.Rows)
        {
            int[] rows = context.Key.Child("importance rows").Open().Sample(test.RowCount, plan.Rows);
            (inputs, truth) = (inputs.Take(rows), truth.TakeRows(rows));
        }
        // A score without a meaning on few rows (one class held out) has no importance either.
        Metric metric = result.Search.Metric;
        Package package = result.Model.Package;
        if (inputs.Columns.Count == 0 || !metric.TryScore(truth, Predictions.Of(package.Model, package.Recipe.Apply(inputs), truth, context.Workers), null, out _))
            return [];
        return PermutationImportance.Of(inputs, truth, package.Recipe, package.Model, metric, Shuffled(inputs, overview, plan.Columns), plan.Repeats, context: context);
    }

    // Each column by itself; null for all of them.
    private static IReadOnlyList<IReadOnlyList<string>>? Shuffled(Frame inputs, DataOverview overview, int most) => inputs.Columns.Count <= most ? null
        : [.. overview.Columns.Where(column => inputs.Has(column.Name)).OrderByDescending(column => column.Relation ?? -1).Take(most).Select(column => (IReadOnlyList<string>)[column.Name])];
}
