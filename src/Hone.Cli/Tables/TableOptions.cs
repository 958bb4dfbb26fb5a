using System.CommandLine;
using Hone.Data;

namespace Hone.Cli.Tables;

/// <summary>The table argument of a command, and the options that say how to read it.</summary>
internal sealed class TableOptions
{
    private readonly Option<bool> noHeader = new("--no-header") { Description = "The first line is data. Without this, a missing header is noticed." };
    private readonly Option<string?> columns = new("--columns") { Description = "Names of the columns of a table without a header: a,b,c.", HelpName = "A,B,C" };

    public Argument<string> Table { get; } = new("TABLE") { Description = "A CSV file; gzip, any usual delimiter and encoding. Where images are in place, a folder." };

    public void AddTo(Command command)
    {
        command.Add(Table);
        command.Add(noHeader);
        command.Add(columns);
    }

    /// <summary>How the command line says tables are read.</summary>
    public CsvOptions Csv(ParseResult parsed)
    {
        string? names = parsed.GetValue(columns);
        CsvOptions options = new();
        if (names is not null)
            options = options with { Columns = [.. names.Split(',').Select(n => n.Trim())] };
        if (parsed.GetValue(noHeader))
            options = options with { Header = HeaderMode.Absent };
        return options;
    }

    /// <summary>Reads the table that the command line names.</summary>
    public Frame Read(ParseResult parsed) => Frame.ReadCsv(parsed.GetRequiredValue(Table), Csv(parsed));

    /// <summary>Reads a table for a model; without a header it has the model's columns in their order, with or without the target.</summary>
    public Frame Read(ParseResult parsed, Schema schema)
    {
        Frame table = Read(parsed);
        if (parsed.GetValue(columns) is not null || table.Columns.Any(c => schema.Find(c.Name) is not null))
            return table;
        string[] all = [.. schema.Columns.Select(c => c.Name)];
        string[] withoutTarget = [.. schema.Columns.Where(c => c.Role != ColumnRole.Target).Select(c => c.Name)];
        string[]? names = table.Columns.Count == all.Length ? all : table.Columns.Count == withoutTarget.Length ? withoutTarget : null;
        bool headless = table.Columns.Select((c, i) => c.Name == FormattableString.Invariant($"column{i + 1}")).All(same => same);
        return names is not null && headless ? new Frame([.. table.Columns.Select((c, i) => c.Rename(names[i]))]) : table;
    }
}
