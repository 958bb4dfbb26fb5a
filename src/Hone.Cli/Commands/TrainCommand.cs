using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Hone.Cli.Output;
using Hone.Cli.Tables;
using Hone.Contracts;
using Hone.Data;
using Hone.Evaluation;
using Hone.Pipelines;
using Hone.Reports;
using Hone.Server;
using Hone.Tuning;
using Spectre.Console;

namespace Hone.Cli.Commands;

/// <summary><c>hone train</c>: from a table to a model and a report.</summary>
internal sealed class TrainCommand
{
    // Thirty days: further than any search goes, and within what the system's timers take.
    private const double LongestLimit = 30 * 86400;

    private readonly TableOptions table = new();
    private readonly Option<string> target = new("--target") { Description = "The column to predict: its name, first, last, or #N.", Required = true, HelpName = "COL" };
    private readonly Option<string> task = new("--task") { Description = "auto, classification or regression.", DefaultValueFactory = _ => "auto", HelpName = "TASK" };
    private readonly Option<string> learner = new("--learner") { Description = "auto, or one or more learners separated by commas. One without --trials is fitted with its defaults.", DefaultValueFactory = _ => "auto", HelpName = "NAME,NAME" };
    private readonly Option<string?> metric = new("--metric") { Description = "What to choose by: roc_auc, accuracy, log_loss, rmse …", HelpName = "NAME" };
    private readonly Option<string?> positive = new("--positive") { Description = "The positive one of two classes; by default the rarer.", HelpName = "LEVEL" };
    private readonly Option<int?> trials = new("--trials") { Description = "Settings of the best learner to try at most; by default until 20 in a row bring nothing.", HelpName = "N" };
    private readonly Option<double> timeLimit = new("--time-limit") { Description = "Seconds for everything after reading; looked at between fits.", DefaultValueFactory = _ => 60, HelpName = "SECONDS" };
    private readonly Option<ulong> seed = new("--seed") { Description = "Same seed, same model.", HelpName = "N" };
    private readonly Option<double> test = new("--test") { Description = "Share of the rows to hold out for the final score.", DefaultValueFactory = _ => 0.2, HelpName = "FRACTION" };
    private readonly Option<string?> testTable = new("--test-table") { Description = "Score on this table instead of held-out rows.", HelpName = "FILE" };
    private readonly Option<string?> ignore = new("--ignore") { Description = "Columns to leave out.", HelpName = "COL,COL" };
    private readonly Option<string> output = new("--out") { Description = "Where the model goes.", DefaultValueFactory = _ => "model.hone", HelpName = "FILE" };
    private readonly Option<string> report = new("--report") { Description = "Where the report goes.", DefaultValueFactory = _ => "report.html", HelpName = "FILE" };
    private readonly Option<bool> json = new("--json") { Description = "Print one JSON object." };
    private readonly Terminal terminal;

    private TrainCommand(Terminal terminal) => this.terminal = terminal;

    public static Command Create(Terminal terminal)
    {
        TrainCommand own = new(terminal);
        Command command = new("train", "Makes a model of a table: compares learners, searches the best one's settings, fits it, scores it on rows held out.");
        own.table.AddTo(command);
        foreach (Option option in (Option[])[own.target, own.task, own.learner, own.metric, own.positive, own.trials, own.timeLimit, own.seed, own.test, own.testTable, own.ignore, own.output, own.report, own.json])
            command.Add(option);
        CommandLine.Explain(command,
            "hone train datasets/breast-cancer.csv --target diagnosis",
            "hone train houses.csv --target price --learner boosting --trials 30 --metric mae --out price.hone");
        command.SetAction(own.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        string modelPath = parsed.GetRequiredValue(output), reportPath = parsed.GetRequiredValue(report);
        OutputFile.RequireFolder("--out", modelPath);
        OutputFile.RequireFolder("--report", reportPath);
        RequireOthers(parsed, modelPath, reportPath);
        Frame rows = table.Read(parsed);
        long start = Stopwatch.GetTimestamp();
        Training training = Settings(parsed, rows);
        Frame? testRows = parsed.GetValue(testTable) is { } path ? Frame.ReadCsv(path, table.Csv(parsed)) : null;

        using CancellationTokenSource interrupted = new();
        ConsoleCancelEventHandler onInterrupt = (_, e) =>
        {
            // The first Ctrl+C ends the search and keeps the best so far; the second ends the program.
            e.Cancel = !interrupted.IsCancellationRequested;
            interrupted.Cancel();
        };
        Console.CancelKeyPress += onInterrupt;
        TrainingResult result;
        try
        {
            result = FitProgressLines.Run(terminal, progress => training.Run(rows, testRows, new FitContext(parsed.GetValue(seed), Stop: interrupted.Token, Progress: progress)));
        }
        finally
        {
            Console.CancelKeyPress -= onInterrupt;
        }
        result.Model.Save(modelPath);
        string title = $"{Path.GetFileName(parsed.GetRequiredValue(table.Table))}: {result.Model.Target}";
        TrainingResultReport.WriteHtml(reportPath, result.ToReport(title, modelPath, new FitContext(parsed.GetValue(seed))).ToHtml());
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (parsed.GetValue(json))
            Json.Write(terminal, ToJson(result, modelPath, reportPath, seconds));
        else
            Print(result, modelPath, reportPath, seconds);
        return CommandLine.Done;
    }

    private Training Settings(ParseResult parsed, Frame rows)
    {
        string learners = parsed.GetRequiredValue(learner);
        double limit = parsed.GetValue(timeLimit);
        if (!(limit > 0 && double.IsFinite(limit)))
            throw new ArgumentException(FormattableString.Invariant($"--time-limit is {limit}; give a number of seconds above 0."));
        if (learners.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Length == 0)
            throw new ArgumentException("--learner names no learner; give auto, or names separated by commas.");
        double share = parsed.GetValue(test);
        if (!(share is > 0 and < 1))
            throw new ArgumentException(FormattableString.Invariant($"--test is {share}; give a share of the rows above 0 and below 1, for example 0.2."));
        if (parsed.GetValue(trials) is < 0)
            throw new ArgumentException(FormattableString.Invariant($"--trials is {parsed.GetValue(trials)}; give a number of at least 0."));
        return new Training
        {
            Target = ColumnName.Resolve(rows, parsed.GetRequiredValue(target)),
            Task = parsed.GetRequiredValue(task) switch
            {
                "auto" => null,
                "classification" => TargetKinds.Classes,
                "regression" => TargetKinds.Numbers,
                string other => throw new ArgumentException($"--task is '{other}'; it is auto, classification or regression."),
            },
            Learners = learners == "auto" ? [] : [.. learners.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)],
            Metric = parsed.GetValue(metric) is { } name ? Metric.Named(name) : null,
            Positive = parsed.GetValue(positive),
            Trials = parsed.GetValue(trials),
            TimeLimit = TimeSpan.FromSeconds(Math.Min(limit, LongestLimit)),
            Clock = TimeProvider.System,
            Catalogue = Services.Catalogue,
            Test = share,
            Ignore = ColumnName.ResolveAll(rows, parsed.GetValue(ignore)),
        };
    }

    private void RequireOthers(ParseResult parsed, string modelPath, string reportPath)
    {
        string model = Path.GetFullPath(modelPath), page = Path.GetFullPath(reportPath);
        if (model == page && !model.StartsWith("/dev/", StringComparison.Ordinal))
            throw new ArgumentException($"--out and --report are both '{modelPath}'; give two files.");
        foreach (string? read in (string?[])[parsed.GetRequiredValue(table.Table), parsed.GetValue(testTable)])
        {
            OutputFile.RequireOther("--out", modelPath, "the table to read", read);
            OutputFile.RequireOther("--report", reportPath, "the table to read", read);
        }
    }

    private static JsonObject ToJson(TrainingResult result, string model, string report, double seconds) => new()
    {
        ["task"] = result.Model.Task == TargetKinds.Classes ? "classification" : "regression",
        ["target"] = result.Model.Target,
        ["rows"] = result.Table.RowCount,
        ["columns"] = result.Table.Columns.Count,
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

    private void Print(TrainingResult result, string model, string report, double seconds)
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
        terminal.Out.WriteLine($"Next: hone predict {model} NEW-ROWS.csv, or hone serve {model}.");
    }
}
