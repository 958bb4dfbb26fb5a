using Hone.Evaluation;
using Hone.Explanation;
using Hone.Packages;
using Hone.Plotting;
using Hone.Recipes;

namespace Hone.Reports;

/// <summary>The sections about the model: preparation, leaderboard, scores, importance and lineage.</summary>
internal static class ModelSections
{
    private const int MostSteps = 400;

    /// <summary>What was done to each column, a column's steps together.</summary>
    public static void Steps(HtmlWriter html, IReadOnlyList<StepNote> steps)
    {
        html.Element("p", "Fitted on training rows alone, inside each fold of the cross-validation, so that nothing of the held-out rows is known beforehand.", "soft");
        if (steps.Count == 0)
        {
            html.Element("p", "Nothing: the learner takes the columns as they are.");
            return;
        }
        html.OpenTable(["column", "what", "why"]);
        foreach (IGrouping<string, StepNote> column in steps.Take(MostSteps).GroupBy(s => s.Column))
        {
            bool first = true;
            foreach (StepNote note in column)
            {
                html.Open("tr").Open("td");
                if (first)
                    html.Element("b", note.Column);
                html.Close().Element("td", note.What, "said").Element("td", note.Why, "soft said").Close();
                first = false;
            }
        }
        html.CloseTable();
        if (steps.Count > MostSteps)
            html.Element("p", ReportPieces.Count(steps.Count - MostSteps, "further step") + " not listed.", "soft");
    }

    /// <summary>The learners compared, best first, with intervals.</summary>
    public static void Leaderboard(HtmlWriter html, PackageMetrics metrics)
    {
        string metric = MetricText.Title(metrics.Metric);
        bool? higher = MetricText.IsBetterWhenHigher(metrics.Metric);
        string direction = higher switch { true => "; higher is better", false => "; lower is better", null => "" };
        html.Element("p", $"By {metric}, cross-validated on the training rows{direction}. The interval shows how much the folds differ: learners whose intervals overlap widely are hardly told apart.", "soft");
        html.OpenTable(["learner", "#" + metric, "#interval", "#fit time"], "tight");
        for (int i = 0; i < metrics.Leaderboard.Count; i++)
        {
            LeaderboardRow row = metrics.Leaderboard[i];
            html.Open("tr", i == 0 ? "best" : "").Cell(row.Learner).Number(ReportPieces.Score(row.Score)).Number(Interval(row.Low, row.High))
                .Number(row.FitSeconds is { } seconds ? ReportPieces.Seconds(seconds) : "").Close();
        }
        html.CloseTable();
        if (metrics.Leaderboard.Count > 1 && metrics.Leaderboard.Any(r => double.IsFinite(r.Score)))
            html.Wide(LeaderboardChart.Of(metrics.Leaderboard, metric));
    }

    /// <summary>Every score on held-out rows, with its interval and what it says.</summary>
    public static void Scores(HtmlWriter html, PackageMetrics metrics, EvaluationResult? heldOut)
    {
        IReadOnlyList<PackageScore> scores = metrics.Scores.Count > 0 ? metrics.Scores : [.. heldOut!.Scores.Select(s => new PackageScore(s.Key, s.Value))];
        string rows = heldOut is null ? "rows" : ReportPieces.Count(heldOut.RowCount, "row");
        bool many = heldOut is { Truth: Contracts.ClassTarget { Classes.Count: > 2 } };
        bool intervals = scores.Any(s => s.Low is not null);
        html.Element("p", $"On {rows} held out from training and from every choice" + (intervals ? ", with 95% intervals: other rows of the same kind would mostly give a score inside." : "."));
        if (metrics.CrossValidated is { } validated && metrics.Metric.Length > 0)
            html.Element("p", $"Cross-validated on the training rows, {MetricText.Title(metrics.Metric)} was {ReportPieces.Score(validated)}.", "soft");
        if (intervals && scores.Any(s => s.Low is null))
            html.Element("p", "Where no interval stands, redrawing these rows gives no other score, which says nothing about other rows.", "soft");
        html.OpenTable(intervals ? ["metric", "#score", "#95% interval", "what it says"] : ["metric", "#score", "what it says"], "tight");
        foreach (PackageScore score in scores)
        {
            html.Open("tr", score.Name == metrics.Metric ? "best" : "").Cell(MetricText.Title(score.Name)).Number(ReportPieces.Score(score.Value));
            if (intervals)
                html.Number(Interval(score.Low, score.High));
            html.Element("td", MetricText.Meaning(score.Name, many), "soft said").Close();
        }
        html.CloseTable();
    }

    /// <summary>Importance of columns, as bars; says so where they are not all of the table's inputs.</summary>
    public static void Importances(HtmlWriter html, IReadOnlyList<ColumnImportance> importances, int inputs)
    {
        string some = importances.Count < inputs ? $" Of {ReportPieces.Count(inputs, "column")}, {FigureText.Short(importances.Count)} were shuffled." : "";
        html.Element("p", "By how much the score on held-out rows gets worse when a column's values are shuffled, so that it no longer fits the others. Columns that say the same share their importance; a value near zero or below it means the model hardly needs the column." + some, "soft");
        bool errors = importances.Any(i => i.Deviation > 0);
        html.Wide(ImportanceChart.Of([.. importances.Select(i => i.Name)], [.. importances.Select(i => i.Mean)], errors ? [.. importances.Select(i => i.Deviation)] : null, label: "loss of score when shuffled") with { Title = "Permutation importance", Width = 480 });
    }

    /// <summary>Seed, data, version and settings: enough to make the model again.</summary>
    public static void Origin(HtmlWriter html, Lineage lineage)
    {
        html.OpenTable(["what", "value"], "tight");
        Line(html, "learner", lineage.Learner);
        Line(html, "seed", lineage.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Line(html, "rows and columns", $"{FigureText.Short(lineage.Rows)} × {FigureText.Short(lineage.Columns)}");
        if (lineage.DataHash.Length > 0)
            html.Open("tr").Cell("hash of the data").Element("td", lineage.DataHash, "hash").Close();
        Line(html, "Hone", lineage.HoneVersion);
        if (lineage.CreatedAt is { } at)
            Line(html, "made", at.ToString("d MMMM yyyy, HH:mm 'UTC'", System.Globalization.CultureInfo.InvariantCulture));
        foreach ((string name, long count) in lineage.Counts)
            Line(html, name, FigureText.Short(count));
        html.CloseTable();
        if (lineage.Settings.Count == 0)
            return;
        html.Element("h3", "Settings").OpenTable(["setting", "value"], "tight");
        foreach ((string name, string value) in lineage.Settings)
            Line(html, name, value);
        html.CloseTable();
    }

    private static void Line(HtmlWriter html, string name, string value) => html.Open("tr").Cell(name).Cell(value).Close();

    private static string Interval(double? low, double? high) => low is { } from && high is { } to ? $"{ReportPieces.Score(from)} to {ReportPieces.Score(to)}" : "";
}

/// <summary>The learners' scores as points with intervals: an axis that need not start at zero shows differences that bars would hide.</summary>
internal static class LeaderboardChart
{
    public static IntervalChart Of(IReadOnlyList<LeaderboardRow> rows, string metric) => new()
    {
        Title = "Cross-validated " + metric,
        Names = [.. rows.Select(r => r.Learner)],
        Values = [.. rows.Select(r => r.Score)],
        Low = [.. rows.Select(r => r.Low ?? r.Score)],
        High = [.. rows.Select(r => r.High ?? r.Score)],
        Value = metric,
        Height = 100 + (24 * rows.Count),
        Width = 480,
    };
}
