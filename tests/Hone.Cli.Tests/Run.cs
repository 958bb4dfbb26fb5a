using System.Text.Json.Nodes;
using Hone.Cli.Output;

namespace Hone.Cli.Tests;

/// <summary>Runs one command line in this process, in a folder of its own.</summary>
internal sealed class Run
{
    private Run(int code, string output, string errors) => (Code, Output, Errors) = (code, output, errors);

    public int Code { get; }

    public string Output { get; }

    public string Errors { get; }

    /// <summary>The output as the one JSON object that --json promises.</summary>
    public JsonObject Json => JsonNode.Parse(Output)!.AsObject();

    public static Run Hone(params string[] args)
    {
        using StringWriter output = new(), errors = new();
        int code = CommandLine.Run(args, new Terminal(output, errors, interactive: false));
        return new Run(code, output.ToString(), errors.ToString());
    }

    /// <summary>A command line whose input is at fault: exit code 2, nothing on standard output, one sentence, no stack trace.</summary>
    public static string Refused(params string[] args)
    {
        Run run = Hone(args);
        run.Code.ShouldBe(2, run.Errors);
        run.Output.ShouldBeEmpty();
        run.Errors.ShouldNotContain("   at ");
        run.Errors.ShouldNotContain("Parameter '");
        run.Errors.TrimEnd().Split('\n').Length.ShouldBeLessThanOrEqualTo(2, run.Errors);
        return run.Errors;
    }

    public static string Folder() => Directory.CreateTempSubdirectory("hone-cli").FullName;

    public static string Dataset(string name)
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string candidate = Path.Combine(at.FullName, "datasets", name + ".csv");
            if (File.Exists(candidate))
                return candidate;
        }
        throw new FileNotFoundException($"datasets/{name}.csv is not above {AppContext.BaseDirectory}.");
    }

    /// <summary>A CSV file with this text.</summary>
    public static string Csv(string text)
    {
        string path = Path.Combine(Folder(), "table.csv");
        File.WriteAllText(path, text);
        return path;
    }
}
