using System.CommandLine;
using System.Text.Json.Nodes;
using Hone.Cli.Output;
using Hone.Cli.Topics;
using Spectre.Console;

namespace Hone.Cli.Commands;

/// <summary><c>hone topics</c>: what the handbook explains and which type does it.</summary>
internal static class TopicsCommand
{
    public static Command Create(Terminal terminal)
    {
        Option<bool> json = new("--json") { Description = "Print one JSON object." };
        Command command = new("topics", "Lists what works, by area, and the type to use.") { json };
        CommandLine.Explain(command, "hone topics", "hone topics --json");
        command.SetAction(parsed =>
        {
            IReadOnlyList<Topic> topics = Topic.All();
            if (parsed.GetValue(json))
                Json.Write(terminal, new JsonObject { ["topics"] = new JsonArray([.. topics.Select(ToJson)]) });
            else
                Print(terminal, topics);
            return CommandLine.Done;
        });
        return command;
    }

    private static JsonNode ToJson(Topic topic) => new JsonObject
    {
        ["id"] = topic.Id,
        ["title"] = topic.Title,
        ["area"] = topic.Area,
        ["api"] = topic.Api,
        ["experiment"] = topic.Experiment,
    };

    private static void Print(Terminal terminal, IReadOnlyList<Topic> topics)
    {
        Table table = new() { Border = TableBorder.Simple };
        table.AddColumns("area", "topic", "id", "type");
        foreach (Topic topic in topics)
            table.AddRow(Markup.Escape(topic.Area), Markup.Escape(topic.Title), Markup.Escape(topic.Id), Markup.Escape(topic.Api));
        terminal.Results.Write(table);
    }
}
