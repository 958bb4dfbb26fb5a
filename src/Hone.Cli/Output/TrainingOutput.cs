using System.Text.Json.Nodes;
using Hone.Cli.Tables;
using Hone.Contracts;
using Hone.Pipelines;
using Hone.Tuning;
using Spectre.Console;

namespace Hone.Cli.Output;

/// <summary>What <c>hone train</c> says of a model that predicts classes or numbers.</summary>
internal static class TrainingOutput
{
    public static JsonObject ToJson(TrainingResult result, string model, string report, double seconds) => new()
    {
        ["task"] = result.Model.Task == TargetKinds.Classes ? "classification" : "regression",
        ["target"] = result.Model.Target,
        ["rows"] = result.Table.RowCount,
        ["columns"] = result.Model.Package.Lineage.Columns,
        ["learner"] = result.Model.Package.Lineage.Learner,
        ["settings"] = new JsonObject(result.Model.Package.Lineage.Settings.Select(s => KeyValuePair.Create(s.Key, Json.Setting(s.Value)))),
        ["metric"] = result.Search.Metric.Name,
        ["cv_score"] = result.Search.Best.Score is { } score ? Json.Number(score) : null,
        ["test_score"] = result.HeldOut.Scores.TryGetValue(result.Search.Metric.Name, out double held) ? Json.Number(held) : null,
        ["scores"] = new JsonObject(result.HeldOut.Scores.Select(s => KeyValuePair.Create(s.Key, Json.Number(s.Value)))),
        ["leaderboard"] = new JsonArray([.. result.Search.Leaderboard.Select(e => (JsonNode)new JsonObject
        {
            ["learner"] = e.Name,
            ["cv_score"] = e.Score is { } s ? Json.Number(s) : null,
            ["fit_seconds"] = Json.Number(e.FitTime.TotalSeconds),
            ["note"] = e.Note,
        })]),
        ["model"] = model,
        ["report"] = report,
        ["seconds"] = Json.Number(seconds),
    };

    public static void Print(Terminal terminal, TrainingResult result, string model, string report, double seconds, string next)
    {
        ModelSearchResult search = result.Search;
        if (result.RowsWithoutTarget > 0)
            terminal.Note(FormattableString.Invariant($"{result.RowsWithoutTarget} rows are left out, because '{result.Model.Target}' is missing there."));
        Table board = new() { Border = TableBorder.Simple, Title = new TableTitle($"Leaderboard: {Markup.Escape(search.Metric.Title)}, {string.Join("; ", search.Notes)}") };
        board.AddColumn("learner");
        board.AddColumn(new TableColumn("cross-validated").RightAligned());
        board.AddColumn(new TableColumn("seconds a fit").RightAligned());
        board.AddColumn("note");
        foreach (LeaderboardEntry entry in search.Leaderboard)
        {
            string score = entry.Score is { } value ? $"{ScoreTable.Text(value)} ± {ScoreTable.Text(entry.StandardError ?? 0)}" : "";
            board.AddRow(Markup.Escape(entry.Name), score, entry.Score is null ? "" : ScoreTable.Text(entry.FitTime.TotalSeconds), Markup.Escape(entry.Note));
        }
        terminal.Results.Write(board);
        terminal.Out.WriteLine($"{search.Best.Name} on {result.HeldOut.RowCount} rows that nothing has seen before:");
        ScoreTable.Print(terminal, result.HeldOut, result.Intervals);
        terminal.Out.WriteLine(FormattableString.Invariant($"Model {model}, report {report}, {seconds:F1} s."));
        terminal.Out.WriteLine($"Next: {next}.");
    }
}
