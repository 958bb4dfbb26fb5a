using System.CommandLine;
using System.Text.Json.Nodes;
using Hone.Cli.Output;
using Hone.Cli.Tables;
using Hone.Contracts;
using Hone.Data;
using Hone.Evaluation;
using Hone.Packages;
using Hone.Pipelines;
using Hone.Server;

namespace Hone.Cli.Commands;

/// <summary><c>hone evaluate</c>: how good a model is on rows whose target is known.</summary>
internal static class EvaluateCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> model = new("MODEL") { Description = "A .hone file." };
        TableOptions table = new();
        Option<ulong> seed = new("--seed") { Description = "Seed of the intervals' resampling.", HelpName = "N" };
        Option<bool> json = new("--json") { Description = "Print one JSON object." };
        Command command = new("evaluate", "Scores a model on a table that has the target, with 95 % intervals.") { model };
        table.AddTo(command);
        command.Add(seed);
        command.Add(json);
        CommandLine.Explain(command, "hone evaluate model.hone held-out.csv", "hone evaluate model.hone images/          (a model of images: MNIST's test files, or a sub-folder a class)");
        command.SetAction(parsed =>
        {
            PipelineModel loaded = PipelineModel.Load(parsed.GetRequiredValue(model), Services.Catalogue);
            if (ImageInput.Labelled(loaded, parsed.GetRequiredValue(table.Table)) is { } images)
            {
                EvaluationResult found = EvaluationResult.Of(images.Model, new TrainingData(images.Images.Features, images.Truth));
                Write(loaded, found, Training.Intervals(found, new FitContext(parsed.GetValue(seed))), parsed.GetValue(json));
                return CommandLine.Done;
            }
            Frame rows = table.Read(parsed, loaded.Package.Schema);
            EvaluationResult result = loaded.Evaluate(rows);
            IReadOnlyDictionary<string, ScoreInterval> intervals = Training.Intervals(result, new FitContext(parsed.GetValue(seed)));
            if (rows.RowCount > result.RowCount)
                terminal.Note(FormattableString.Invariant($"{rows.RowCount - result.RowCount} rows are left out, because '{loaded.Target}' is missing there."));
            if (loaded.Package.Lineage.DataHash == TableHash.Of(rows))
                terminal.Note("This is the table that the model was made from: scores on rows it learned from flatter it. Its scores on held-out rows are in 'hone inspect'.");
            Write(loaded, result, intervals, parsed.GetValue(json));
            return CommandLine.Done;
        });

        void Write(PipelineModel scored, EvaluationResult result, IReadOnlyDictionary<string, ScoreInterval> intervals, bool asJson)
        {
            if (asJson)
                Json.Write(terminal, ToJson(scored, result, intervals));
            else
                ScoreTable.Print(terminal, result, intervals);
        }
        return command;
    }

    private static JsonObject ToJson(PipelineModel model, EvaluationResult result, IReadOnlyDictionary<string, ScoreInterval> intervals) => new()
    {
        ["task"] = model.Task == TargetKinds.Classes ? "classification" : "regression",
        ["target"] = model.Target,
        ["rows"] = result.RowCount,
        ["scores"] = new JsonObject(result.Scores.Select(s => KeyValuePair.Create(s.Key, Json.Number(s.Value)))),
        ["intervals"] = new JsonObject(intervals.Select(i => KeyValuePair.Create(i.Key, (JsonNode?)Json.Numbers([i.Value.Low, i.Value.High])))),
    };
}
