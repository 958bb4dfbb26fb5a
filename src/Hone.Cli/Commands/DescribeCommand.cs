using System.CommandLine;
using System.Text.Json.Nodes;
using Hone.Cli.Output;
using Hone.Cli.Tables;
using Hone.Data;
using Hone.Reports;
using Spectre.Console;

namespace Hone.Cli.Commands;

/// <summary><c>hone describe</c>: what a table holds, column by column.</summary>
internal static class DescribeCommand
{
    public static Command Create(Terminal terminal)
    {
        TableOptions table = new();
        Option<string?> target = new("--target") { Description = "The column to predict: the report then shows the others against it.", HelpName = "COL" };
        Option<string?> report = new("--report") { Description = "Also write an HTML page with pictures.", HelpName = "FILE" };
        Option<bool> json = new("--json") { Description = "Print one JSON object." };
        Command command = new("describe", "Shows per column kind, gaps, different values, range, top values and a small histogram.");
        table.AddTo(command);
        command.Add(target);
        command.Add(report);
        command.Add(json);
        CommandLine.Explain(command, "hone describe datasets/wine.csv", "hone describe churn.csv --target churned --report churn.html");
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(report) is { } asked)
            {
                OutputFile.RequireFolder("--report", asked);
                OutputFile.RequireOther("--report", asked, "the table to read", parsed.GetValue(table.Table));
            }
            Frame rows = table.Read(parsed);
            string? about = parsed.GetValue(target) is { } named ? ColumnName.Resolve(rows, named) : null;
            FrameSummary summary = rows.Describe();
            if (parsed.GetValue(report) is { } path)
            {
                DataReport page = new() { Title = Path.GetFileName(parsed.GetRequiredValue(table.Table)), Data = DataOverview.Of(rows, about) };
                TrainingResultReport.WriteHtml(path, page.ToHtml());
                terminal.Note($"Report written to {path}.");
            }
            if (parsed.GetValue(json))
                Json.Write(terminal, ToJson(summary));
            else
                Print(terminal, summary);
            return CommandLine.Done;
        });
        return command;
    }

    private static JsonObject ToJson(FrameSummary summary) => new()
    {
        ["rows"] = summary.RowCount,
        ["columns"] = new JsonArray([.. summary.Columns.Select(c => (JsonNode)ToJson(c))]),
    };

    private static JsonObject ToJson(ColumnSummary column)
    {
        JsonObject entry = new()
        {
            ["name"] = column.Name,
            ["kind"] = column.Kind.ToString().ToLowerInvariant(),
            ["count"] = column.Count,
            ["missing"] = column.Missing,
            ["distinct"] = column.Distinct,
        };
        if (column.Period is { } period)
        {
            entry["first"] = period.First.ToString("s");
            entry["last"] = period.Last.ToString("s");
        }
        else if (!double.IsNaN(column.Min))
        {
            (string Name, double Value)[] moments = [("mean", column.Mean), ("std", column.Std), ("min", column.Min), ("q25", column.LowerQuartile), ("median", column.Median), ("q75", column.UpperQuartile), ("max", column.Max)];
            foreach ((string name, double value) in moments)
                entry[name] = Json.Number(value);
        }
        if (column.Top.Count > 0)
            entry["top"] = new JsonArray([.. column.Top.Select(t => (JsonNode)new JsonObject { ["value"] = t.Value, ["count"] = t.Count })]);
        if (column.Histogram is { } histogram && column.Period is null)
            entry["histogram"] = new JsonObject { ["borders"] = Json.Numbers(histogram.Borders), ["counts"] = Json.Numbers(histogram.Counts.Select(n => (double)n)) };
        return entry;
    }

    private static void Print(Terminal terminal, FrameSummary summary)
    {
        terminal.Out.WriteLine(FormattableString.Invariant($"{summary.RowCount} rows, {summary.Columns.Count} columns"));
        Table table = new() { Border = TableBorder.Simple };
        table.AddColumns("column", "kind");
        table.AddColumn(new TableColumn("missing").RightAligned());
        table.AddColumn(new TableColumn("distinct").RightAligned());
        table.AddColumns("values", "shape");
        foreach (ColumnSummary column in summary.Columns)
        {
            table.AddRow(
                Markup.Escape(column.Name),
                column.Kind.ToString().ToLowerInvariant(),
                column.Missing == 0 ? "" : FormattableString.Invariant($"{column.Missing} ({column.MissingShare:P1})"),
                FormattableString.Invariant($"{column.Distinct}"),
                Markup.Escape(Values(column)),
                column.Histogram is { } histogram ? Bars(histogram.Counts) : "");
        }
        terminal.Results.Write(table);
    }

    private static string Values(ColumnSummary column)
    {
        if (column.Period is { } period)
            return FormattableString.Invariant($"{period.First:yyyy-MM-dd} to {period.Last:yyyy-MM-dd}");
        if (column.Kind is ColumnKind.Number or ColumnKind.Whole && !double.IsNaN(column.Min))
            return $"{ScoreTable.Value(column.Min)} to {ScoreTable.Value(column.Max)}, median {ScoreTable.Value(column.Median)}";
        if (column.Distinct > 1 && column.Distinct == column.Count)
            return "every value once";
        const int shown = 3, widest = 24;
        return string.Join(", ", column.Top.Take(shown).Select(t => FormattableString.Invariant($"{(t.Value.Length > widest ? t.Value[..widest] + "…" : t.Value)} ({t.Count})")));
    }

    /// <summary>A histogram of one line.</summary>
    private static string Bars(IReadOnlyList<int> counts)
    {
        const string heights = " ▁▂▃▄▅▆▇█";
        int most = counts.Max();
        return string.Concat(counts.Select(n => heights[n == 0 ? 0 : 1 + (int)((heights.Length - 2) * (long)n / most)]));
    }
}
