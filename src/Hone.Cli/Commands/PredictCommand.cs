using System.CommandLine;
using System.Text.Json.Nodes;
using Hone.Cli.Output;
using Hone.Cli.Tables;
using Hone.Data;
using Hone.Pipelines;
using Hone.Server;

namespace Hone.Cli.Commands;

/// <summary><c>hone predict</c>: a column of predictions for each row of a table.</summary>
internal static class PredictCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> model = new("MODEL") { Description = "A .hone file." };
        TableOptions table = new();
        Option<string?> output = new("--out") { Description = "Write a CSV file instead of standard output.", HelpName = "FILE" };
        Option<bool> json = new("--json") { Description = "Print one JSON object." };
        Command command = new("predict", "Predicts every row of a table, or every image.") { model };
        table.AddTo(command);
        command.Add(output);
        command.Add(json);
        CommandLine.Explain(command,
            "hone predict model.hone new-rows.csv --out predictions.csv",
            "hone predict model.hone new-rows.csv --json",
            "hone predict model.hone seven.png          (a model of images; also a folder of them)");
        command.SetAction(parsed =>
        {
            string? path = parsed.GetValue(output);
            if (path is not null)
            {
                OutputFile.RequireFolder("--out", path);
                OutputFile.RequireOther("--out", path, "the table to read", parsed.GetValue(table.Table));
                OutputFile.RequireOther("--out", path, "the model", parsed.GetValue(model));
            }
            PipelineModel loaded = PipelineModel.Load(parsed.GetRequiredValue(model), Services.Catalogue);
            Frame predictions;
            if (ImageInput.Files(loaded, parsed.GetRequiredValue(table.Table)) is { } images)
            {
                predictions = images.Predict();
            }
            else
            {
                Frame rows = table.Read(parsed, loaded.Package.Schema);
                predictions = loaded.Predict(rows);
                NoteUnused(terminal, rows, loaded);
            }
            if (path is not null)
                predictions.WriteCsv(path);
            if (parsed.GetValue(json))
                Json.Write(terminal, ToJson(predictions, path));
            else if (path is null)
                predictions.WriteCsv(terminal.Out);
            else
                terminal.Note(FormattableString.Invariant($"{predictions.RowCount} predictions written to {path}."));
            return CommandLine.Done;
        });
        return command;
    }

    private static void NoteUnused(Terminal terminal, Frame rows, PipelineModel model)
    {
        string[] unused = [.. rows.Columns.Select(c => c.Name).Where(n => !model.Package.Recipe.Inputs.Contains(n) && n != model.Target)];
        if (unused.Length > 0)
            terminal.Note($"Not used, because the model was not trained on {(unused.Length == 1 ? "it" : "them")}: {string.Join(", ", unused)}.");
    }

    private static JsonObject ToJson(Frame predictions, string? path)
    {
        JsonObject answer = new() { ["rows"] = predictions.RowCount };
        foreach (Column column in predictions.Columns)
            answer[column.Name switch { "prediction" => "predictions", "file" => "files", _ => column.Name }] = column is NumberColumn numbers
                ? Json.Numbers(numbers.Values.ToArray())
                : Json.Texts(Enumerable.Range(0, column.Count).Select(i => column.Format(i)!));
        if (path is not null)
            answer["out"] = path;
        return answer;
    }
}
