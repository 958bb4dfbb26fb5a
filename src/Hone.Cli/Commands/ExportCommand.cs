using System.CommandLine;
using System.Text.Json.Nodes;
using Hone.Cli.Output;
using Hone.Onnx;
using Hone.Pipelines;
using Hone.Server;

namespace Hone.Cli.Commands;

/// <summary><c>hone export</c>: a model as a file that other programs run.</summary>
internal static class ExportCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> model = new("MODEL") { Description = "A .hone file." };
        Option<string> onnx = new("--onnx") { Description = "Write an ONNX file: recipe and model, with an input for each column.", HelpName = "FILE", Required = true };
        Option<bool> json = new("--json") { Description = "Print one JSON object." };
        Command command = new("export", "Writes a model as a file that other programs run.") { model, onnx, json };
        CommandLine.Explain(command, "hone export model.hone --onnx model.onnx");
        command.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(onnx);
            OutputFile.RequireFolder("--onnx", path);
            OutputFile.RequireOther("--onnx", path, "the model", parsed.GetValue(model));
            PipelineModel loaded = PipelineModel.Load(parsed.GetRequiredValue(model), Services.Catalogue);
            try
            {
                OnnxFile.Save(loaded, path);
            }
            catch (NotSupportedException missing)
            {
                throw new ArgumentException(missing.Message, missing);
            }
            OnnxModel written = OnnxModel.Load(path);
            if (parsed.GetValue(json))
            {
                Json.Write(terminal, new JsonObject
                {
                    ["onnx"] = path,
                    ["inputs"] = Json.Texts(written.Inputs.Select(port => port.Name)),
                    ["outputs"] = Json.Texts(written.Outputs.Select(port => port.Name)),
                });
            }
            else
            {
                terminal.Out.WriteLine($"Written to {path}. Inputs: {string.Join("; ", written.Inputs)}. Outputs: {string.Join("; ", written.Outputs)}.");
            }
            return CommandLine.Done;
        });
        return command;
    }
}
