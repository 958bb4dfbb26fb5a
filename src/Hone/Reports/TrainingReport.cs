using Hone.Contracts;
using Hone.Evaluation;
using Hone.Explanation;
using Hone.Packages;
using Hone.Plotting;
using Hone.Recipes;

namespace Hone.Reports;

/// <summary>A page about a trained model to forward to a colleague: the data, what was done to it, how good the model is, what it relies on, where it fails, and how to use it.</summary>
/// <remarks>
/// One self-contained HTML file: no script, nothing loaded from elsewhere, light and dark, wide and narrow, and fit to print. A part without content is left out.
/// It is a plain record of what is shown; <see cref="Of"/> fills what a package knows.
/// </remarks>
public sealed record TrainingReport
{
    /// <summary>The heading, for example the table's name and the target's.</summary>
    public required string Title { get; init; }

    /// <summary>The table trained on.</summary>
    public required DataOverview Data { get; init; }

    /// <summary>What was done to each column and why, in the order of the recipe.</summary>
    public IReadOnlyList<StepNote> Steps { get; init; } = [];

    /// <summary>Scores with intervals, and the learners compared.</summary>
    public PackageMetrics Metrics { get; init; } = PackageMetrics.None;

    /// <summary>Predictions of rows held out from every choice: what the curves are drawn from; null where none were.</summary>
    public EvaluationResult? HeldOut { get; init; }

    /// <summary>How much the model relies on each column, in any order.</summary>
    public IReadOnlyList<ColumnImportance> Importances { get; init; } = [];

    /// <summary>The worst mistakes, the worst first; see <see cref="Mistake.Worst"/>.</summary>
    public IReadOnlyList<Mistake> Mistakes { get; init; } = [];

    /// <summary>Further pictures, shown in a section of their own, for example a learning curve.</summary>
    public IReadOnlyList<Chart> Charts { get; init; } = [];

    /// <summary>What the model was made from; null leaves the section out.</summary>
    public Lineage? Lineage { get; init; }

    /// <summary>The model's file as a user names it, for the commands shown. Default "model.hone".</summary>
    public string ModelFile { get; init; } = "model.hone";

    /// <summary>The report of a package: target, steps, metrics and lineage are taken from it.</summary>
    /// <param name="package">The model.</param>
    /// <param name="data">The table it was trained on.</param>
    public static TrainingReport Of(Package package, DataOverview data)
    {
        ArgumentNullException.ThrowIfNull(package);
        ArgumentNullException.ThrowIfNull(data);
        return new TrainingReport
        {
            Title = $"{package.Name}: {package.Target}",
            Data = data,
            Steps = [.. package.Recipe.Notes],
            Metrics = package.Metrics,
            Lineage = package.Lineage,
        };
    }

    /// <summary>The page as HTML; equal reports give equal bytes.</summary>
    public string ToHtml()
    {
        string learner = Lineage?.Learner ?? (Metrics.Leaderboard.Count > 0 ? Metrics.Leaderboard[0].Learner : "");
        string what = Data.Target is { } target ? $"A model that predicts '{target}'" + (learner.Length > 0 ? $", by {learner}." : ".") : "";
        ReportPage page = new(Title, what);
        Facts(page, learner);
        page.Section("data", "The data", html => DataSections.Overview(html, Data));
        page.Section("columns", "Columns", html => DataSections.Columns(html, Data));
        if (Data.Columns.Any(c => c.Picture is not null && c.Name != Data.Target))
            page.Section("pictures", "Columns and the target", html => DataSections.Pictures(html, Data, 6));
        if (Steps.Count > 0 || Lineage is not null)
            page.Section("preparation", "What was done to the columns", html => ModelSections.Steps(html, Steps));
        if (Metrics.Leaderboard.Count > 0)
            page.Section("leaderboard", "Learners compared", html => ModelSections.Leaderboard(html, Metrics));
        if (Metrics.Scores.Count > 0 || HeldOut is not null)
            page.Section("scores", "How good it is", html => ModelSections.Scores(html, Metrics, HeldOut));
        if (HeldOut is not null)
            page.Section("curves", "Where it is right and wrong", html => CurveSection.Write(html, HeldOut, Data.Target ?? ""));
        if (Importances.Count > 0)
            page.Section("importance", "What it relies on", html => ModelSections.Importances(html, Importances, Data.Columns.Count(c => c.Name != Data.Target)));
        if (Mistakes.Count > 0)
            page.Section("mistakes", "Worst mistakes", html => MistakeSection.Write(html, Mistakes, Importances, HeldOut));
        if (Charts.Count > 0)
            page.Section("more", "Further pictures", html => html.Charts(Charts));
        page.Section("use", "How to use it", html => UseSection.Write(html, ModelFile, Data));
        if (Lineage is not null)
            page.Section("lineage", "Where it comes from", html => ModelSections.Origin(html, Lineage));
        return page.Write();
    }

    // The score that chose the model comes first.
    private void Facts(ReportPage page, string learner)
    {
        DataSections.Facts(page, Data);
        if (learner.Length > 0)
            page.Fact(learner, "learner");
        if (Metrics.Scores.FirstOrDefault(s => s.Name == Metrics.Metric) is { } score)
            page.Fact(ReportPieces.Score(score.Value), MetricText.Title(score.Name) + " on held-out rows");
        else if (Metrics.CrossValidated is { } validated)
            page.Fact(ReportPieces.Score(validated), MetricText.Title(Metrics.Metric) + ", cross-validated");
        else if (HeldOut is { Scores.Count: > 0 })
            page.Fact(ReportPieces.Score(HeldOut.Scores.First().Value), MetricText.Title(HeldOut.Scores.First().Key) + " on held-out rows");
    }
}
