using System.CommandLine;
using System.Text.Json.Nodes;
using Hone.Cli.Output;
using Hone.Cli.Tables;
using Hone.Data;
using Spectre.Console;

namespace Hone.Cli.Commands;

/// <summary><c>hone data</c>: the tables that ship, and generators of further ones.</summary>
internal static class DataCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string?> name = new("NAME") { Description = "A table to write; without it, they are listed.", Arity = ArgumentArity.ZeroOrOne };
        Option<string?> output = new("--out") { Description = "Write a CSV file instead of standard output.", HelpName = "FILE" };
        Option<int?> rows = new("--rows") { Description = "How many rows a generator makes.", HelpName = "N" };
        Option<ulong> seed = new("--seed") { Description = "Same seed, same rows.", HelpName = "N" };
        Option<bool> json = new("--json") { Description = "Print one JSON object." };
        Command command = new("data", "Lists and writes the tables that ship, and generators of realistic ones.") { name, output, rows, seed, json };
        CommandLine.Explain(command, "hone data", "hone data churn --rows 5000 --seed 1 --out churn.csv");
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(name) is not { } wanted)
            {
                List(terminal, parsed.GetValue(json));
                return CommandLine.Done;
            }
            if (parsed.GetValue(rows) is < 1)
                throw new ArgumentException(FormattableString.Invariant($"--rows is {parsed.GetValue(rows)}; give a number of at least 1."));
            if (parsed.GetValue(output) is { } asked)
                OutputFile.RequireFolder("--out", asked);
            Frame table = ShippedTable.Named(wanted).Read(parsed.GetValue(rows), parsed.GetValue(seed));
            string? path = parsed.GetValue(output);
            if (path is not null)
                table.WriteCsv(path);
            if (parsed.GetValue(json))
                Json.Write(terminal, new JsonObject { ["name"] = wanted, ["rows"] = table.RowCount, ["columns"] = Json.Texts(table.Columns.Select(c => c.Name)), ["out"] = path });
            else if (path is null)
                table.WriteCsv(terminal.Out);
            else
                terminal.Note(FormattableString.Invariant($"{table.RowCount} rows of {table.Columns.Count} columns written to {path}."));
            return CommandLine.Done;
        });
        return command;
    }

    private static void List(Terminal terminal, bool json)
    {
        if (json)
        {
            Json.Write(terminal, new JsonObject
            {
                ["tables"] = new JsonArray([.. ShippedTable.All.Select(t => (JsonNode)new JsonObject { ["name"] = t.Name, ["about"] = t.About, ["target"] = t.Target, ["generated"] = t.IsGenerated })]),
            });
            return;
        }
        Table table = new() { Border = TableBorder.Simple };
        table.AddColumns("name", "target", "what it is");
        foreach (ShippedTable shipped in ShippedTable.All)
            table.AddRow(Markup.Escape(shipped.Name), Markup.Escape(shipped.Target), Markup.Escape(shipped.About));
        terminal.Results.Write(table);
    }
}
