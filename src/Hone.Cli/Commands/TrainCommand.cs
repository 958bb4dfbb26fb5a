using System.CommandLine;
using System.Diagnostics;
using Hone.Cli.Output;
using Hone.Cli.Tables;
using Hone.Contracts;
using Hone.Data;
using Hone.Deep;
using Hone.Evaluation;
using Hone.Pipelines;
using Hone.Reports;
using Hone.Server;

namespace Hone.Cli.Commands;

/// <summary><c>hone train</c>: from a table to a model and a report.</summary>
internal sealed class TrainCommand
{
    // Thirty days: further than any search goes, and within what the system's timers take.
    private const double LongestLimit = 30 * 86400;

    private readonly TableOptions table = new();
    private readonly Option<string?> target = new("--target") { Description = "The column of a table to predict: its name, first, last, or #N.", HelpName = "COL" };
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
        Command command = new("train", "Makes a model of a table, a folder of images or a text: compares learners, searches the best one's settings, fits it, scores it on rows held out.");
        own.table.AddTo(command);
        foreach (Option option in (Option[])[own.target, own.task, own.learner, own.metric, own.positive, own.trials, own.timeLimit, own.seed, own.test, own.testTable, own.ignore, own.output, own.report, own.json])
            command.Add(option);
        CommandLine.Explain(command,
            "hone train datasets/breast-cancer.csv --target diagnosis",
            "hone train houses.csv --target price --learner boosting --trials 30 --metric mae --out price.hone",
            "hone train houses.csv --target price --learner network",
            "hone train images/ --learner cnn          (MNIST's four files, or a sub-folder of PNG images a class; also mlp, resnet)",
            "hone train input.txt --learner transformer          (a text to be continued by hone generate; also lstm)");
        command.SetAction(own.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        string modelPath = parsed.GetRequiredValue(output), reportPath = parsed.GetRequiredValue(report);
        OutputFile.RequireFolder("--out", modelPath);
        OutputFile.RequireFolder("--report", reportPath);
        RequireOthers(parsed, modelPath, reportPath);
        if (TextTraining.Named(parsed.GetRequiredValue(learner).Trim()) is { } text)
            return RunText(parsed, text, modelPath, reportPath);
        if (Directory.Exists(parsed.GetRequiredValue(table.Table)))
            return RunImages(parsed, parsed.GetRequiredValue(table.Table), modelPath, reportPath);
        if (parsed.GetValue(target) is null)
            throw new ArgumentException("--target is missing; name the column to predict, or give first, last or #N.");
        Frame rows = table.Read(parsed);
        long start = Stopwatch.GetTimestamp();
        Training training = Settings(parsed, rows);
        Frame? testRows = parsed.GetValue(testTable) is { } path ? Frame.ReadCsv(path, table.Csv(parsed)) : null;

        TrainingResult result = Interruption.Run(stop => FitProgressLines.Run(terminal, progress => training.Run(rows, testRows, new FitContext(parsed.GetValue(seed), Stop: stop, Progress: progress))));
        result.Model.Save(modelPath);
        string title = $"{Path.GetFileName(parsed.GetRequiredValue(table.Table))}: {result.Model.Target}";
        TrainingResultReport.WriteHtml(reportPath, result.ToReport(title, modelPath, new FitContext(parsed.GetValue(seed))).ToHtml());
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (parsed.GetValue(json))
            Json.Write(terminal, TrainingOutput.ToJson(result, modelPath, reportPath, seconds));
        else
            TrainingOutput.Print(terminal, result, modelPath, reportPath, seconds, $"hone predict {modelPath} NEW-ROWS.csv, or hone serve {modelPath}");
        return CommandLine.Done;
    }

    private int RunText(ParseResult parsed, LanguageTraining training, string modelPath, string reportPath)
    {
        foreach (Option option in (Option[])[target, testTable, ignore, metric, positive, trials])
        {
            if (parsed.GetResult(option) is not null)
                throw new ArgumentException($"{option.Name} is for tables and images; the learner {training.Name} learns to continue a text.");
        }
        (_, TimeSpan limit, _) = Limits(parsed);
        return TextTraining.Run(
            terminal, training, parsed.GetRequiredValue(table.Table), modelPath, reportPath, parsed.GetValue(seed), parsed.GetResult(timeLimit) is { Implicit: false } ? limit : null, parsed.GetValue(json));
    }

    private int RunImages(ParseResult parsed, string folder, string modelPath, string reportPath)
    {
        if (parsed.GetValue(testTable) is not null)
            throw new ArgumentException("--test-table is a table; images to score on come from the folder, or are held out of it.");
        if (parsed.GetValue(ignore) is not null)
            throw new ArgumentException("--ignore names columns of a table; a folder of images has none.");
        if (parsed.GetRequiredValue(task) == "regression")
            throw new ArgumentException("--task is regression, but a folder of images holds classes.");
        (string[] names, TimeSpan limit, double share) = Limits(parsed);
        ImageTraining training = new()
        {
            Learners = names.Length == 0 ? [ImageCnn.Name] : names,
            Metric = parsed.GetValue(metric) is { } name ? Metric.Named(name) : null,
            Positive = parsed.GetValue(positive),
            Trials = parsed.GetValue(trials),
            // The default is made for tables; a network takes longer.
            TimeLimit = parsed.GetResult(timeLimit) is { Implicit: false } ? limit : null,
            Clock = TimeProvider.System,
            Test = share,
            Catalogue = Services.Catalogue,
        };
        (ImageSet images, ImageSet? test) = ImageFolder.Read(folder);
        if (test is null)
            (images, test) = images.Split(share, parsed.GetValue(seed));
        long start = Stopwatch.GetTimestamp();
        TrainingResult result = Interruption.Run(stop => FitProgressLines.Run(terminal, progress => training.Run(images, test, new FitContext(parsed.GetValue(seed), Stop: stop, Progress: progress))));
        result.Model.Save(modelPath);
        TrainingResultReport.WriteHtml(reportPath, ImageTraining.Report(result, test, $"{Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)))}: images of {images.Shape} pixels", modelPath).ToHtml());
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (parsed.GetValue(json))
            Json.Write(terminal, TrainingOutput.ToJson(result, modelPath, reportPath, seconds));
        else
            TrainingOutput.Print(terminal, result, modelPath, reportPath, seconds, $"hone predict {modelPath} IMAGE.png, or a folder of images");
        return CommandLine.Done;
    }

    private Training Settings(ParseResult parsed, Frame rows)
    {
        (string[] names, TimeSpan limit, double share) = Limits(parsed);
        return new Training
        {
            Target = ColumnName.Resolve(rows, parsed.GetValue(target)!),
            Task = parsed.GetRequiredValue(task) switch
            {
                "auto" => null,
                "classification" => TargetKinds.Classes,
                "regression" => TargetKinds.Numbers,
                string other => throw new ArgumentException($"--task is '{other}'; it is auto, classification or regression."),
            },
            Learners = names,
            Metric = parsed.GetValue(metric) is { } name ? Metric.Named(name) : null,
            Positive = parsed.GetValue(positive),
            Trials = parsed.GetValue(trials),
            TimeLimit = limit,
            Clock = TimeProvider.System,
            Catalogue = Services.Catalogue,
            Test = share,
            Ignore = ColumnName.ResolveAll(rows, parsed.GetValue(ignore)),
        };
    }

    // The learners named, none for auto; the time limit; the share held out.
    private (string[] Learners, TimeSpan TimeLimit, double Test) Limits(ParseResult parsed)
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
        return (learners == "auto" ? [] : learners.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), TimeSpan.FromSeconds(Math.Min(limit, LongestLimit)), share);
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
}
