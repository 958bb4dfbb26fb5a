using System.CommandLine;
using System.Text.Json.Nodes;
using Hone.Cli.Output;
using Hone.Cli.Tables;
using Hone.Contracts;
using Hone.Data;
using Hone.Packages;
using Hone.Recipes;
using Spectre.Console;
using Hone.Server;

namespace Hone.Cli.Commands;

/// <summary><c>hone inspect</c>: what is in a package.</summary>
internal static class InspectCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> model = new("MODEL") { Description = "A .hone file." };
        Option<bool> json = new("--json") { Description = "Print one JSON object." };
        Command command = new("inspect", "Shows a model's schema, recipe, settings, metrics and lineage.") { model, json };
        CommandLine.Explain(command, "hone inspect model.hone");
        command.SetAction(parsed =>
        {
            Package package = Package.Load(parsed.GetRequiredValue(model), Services.Catalogue);
            if (parsed.GetValue(json))
                Json.Write(terminal, ToJson(package));
            else
                Print(terminal, package);
            return CommandLine.Done;
        });
        return command;
    }

    private static JsonObject ToJson(Package package) => new()
    {
        ["name"] = package.Name,
        ["task"] = package.Task == TargetKinds.Classes ? "classification" : "regression",
        ["target"] = package.Target,
        ["classes"] = Json.Texts(package.Classes),
        ["positive"] = package.Positive,
        ["schema"] = new JsonArray([.. package.Schema.Columns.Select(c => (JsonNode)ToJson(c, IsUsed(package, c)))]),
        ["recipe"] = new JsonArray([.. package.Recipe.Notes.Select(n => (JsonNode)new JsonObject { ["column"] = n.Column, ["what"] = n.What, ["why"] = n.Why })]),
        ["features"] = package.Recipe.Outputs.Count,
        ["learner"] = package.Lineage.Learner,
        ["settings"] = new JsonObject(package.Lineage.Settings.Select(s => KeyValuePair.Create(s.Key, Json.Setting(s.Value)))),
        ["metric"] = package.Metrics.Metric,
        ["cv_score"] = package.Metrics.CrossValidated is { } score ? Json.Number(score) : null,
        ["scores"] = new JsonObject(package.Metrics.Scores.Select(s => KeyValuePair.Create(s.Name, Json.Number(s.Value)))),
        ["leaderboard"] = new JsonArray([.. package.Metrics.Leaderboard.Select(r => (JsonNode)new JsonObject { ["learner"] = r.Learner, ["cv_score"] = Json.Number(r.Score) })]),
        ["lineage"] = new JsonObject
        {
            ["data_hash"] = package.Lineage.DataHash,
            ["rows"] = package.Lineage.Rows,
            ["columns"] = package.Lineage.Columns,
            ["seed"] = package.Lineage.Seed,
            ["counts"] = new JsonObject(package.Lineage.Counts.Select(c => KeyValuePair.Create(c.Key, (JsonNode?)JsonValue.Create(c.Value)))),
            ["hone_version"] = package.Lineage.HoneVersion,
            ["created_at"] = package.Lineage.CreatedAt?.ToString("u"),
        },
    };

    private static bool IsUsed(Package package, ColumnSchema column) => column.Role == ColumnRole.Input && !package.Recipe.Unused.Contains(column.Name);

    private static JsonObject ToJson(ColumnSchema column, bool used)
    {
        JsonObject entry = new() { ["name"] = column.Name, ["kind"] = column.Kind.ToString().ToLowerInvariant(), ["role"] = column.Role.ToString().ToLowerInvariant(), ["used"] = used };
        if (column.Levels is { } levels)
            entry["levels"] = Json.Texts(levels);
        if (column.Range is { } range)
            entry["range"] = Json.Numbers([range.Low, range.High]);
        return entry;
    }

    private static void Print(Terminal terminal, Package package)
    {
        string predicts = package.Task == TargetKinds.Classes ? $"the class '{package.Target}', one of {string.Join(", ", package.Classes)}" : $"the number '{package.Target}'";
        terminal.Out.WriteLine($"{package.Name} predicts {predicts}, with the learner {package.Lineage.Learner}.");
        Rows(terminal, ["column", "kind", "role", "values"], package.Schema.Columns.Select(c => new[] { c.Name, c.Kind.ToString().ToLowerInvariant(), c.Role == ColumnRole.Input && !IsUsed(package, c) ? "input, not used" : c.Role.ToString().ToLowerInvariant(), Values(c) }));
        Rows(terminal, ["column", "what the recipe does", "why"], package.Recipe.Notes.Select(n => new[] { n.Column, n.What, n.Why }));
        Rows(terminal, ["setting", "value"], package.Lineage.Settings.Select(s => new[] { s.Key, s.Value }));
        Rows(terminal, ["score on held-out rows", "value", "95 % interval"], package.Metrics.Scores.Select(s => new[] { s.Name, ScoreTable.Text(s.Value), s.Low is { } low && s.High is { } high ? $"{ScoreTable.Text(low)} to {ScoreTable.Text(high)}" : "" }));
        Lineage lineage = package.Lineage;
        terminal.Out.WriteLine(FormattableString.Invariant($"Trained on {lineage.Rows} rows of {lineage.Columns} columns with seed {lineage.Seed} by Hone {lineage.HoneVersion}{(lineage.CreatedAt is { } at ? $", {at:yyyy-MM-dd HH:mm} UTC" : "")}."));
        terminal.Out.WriteLine($"Data {lineage.DataHash}; {string.Join(", ", lineage.Counts.Select(c => FormattableString.Invariant($"{c.Value} {c.Key}")))}.");
    }

    private static string Values(ColumnSchema column)
    {
        const int shown = 6;
        if (column.Levels is { } levels)
            return string.Join(", ", levels.Take(shown)) + (levels.Count > shown ? FormattableString.Invariant($" and {levels.Count - shown} more") : "");
        return column is { Range: { } range, Kind: not ColumnKind.Time } ? $"{ScoreTable.Value(range.Low)} to {ScoreTable.Value(range.High)}" : "";
    }

    private static void Rows(Terminal terminal, string[] titles, IEnumerable<string[]> rows)
    {
        Table table = new() { Border = TableBorder.Simple };
        table.AddColumns(titles);
        foreach (string[] row in rows)
            table.AddRow([.. row.Select(Markup.Escape)]);
        if (table.Rows.Count > 0)
            terminal.Results.Write(table);
    }
}
