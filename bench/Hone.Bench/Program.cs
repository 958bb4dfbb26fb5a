using System.CommandLine;
using System.Reflection;
using Hone.Bench;
using Hone.Bench.Scaling;

// Each family is a static class in the folder Families with a property Tasks, and one with the heading of its part of the table.
BenchTask[] all = [.. Assembly.GetExecutingAssembly().GetTypes()
    .Where(type => type.Namespace == "Hone.Bench.Families")
    .OrderBy(type => type.Name, StringComparer.Ordinal)
    .SelectMany(TasksOf)];

Option<string?> family = new("--family") { Description = "Only the tasks of this family." };
Option<string[]> named = new("--task") { Description = "Only this task; may be given several times.", AllowMultipleArgumentsPerToken = true };
Option<int> threads = new("--threads") { Description = "Processors and threads for either side: 1 or 2.", DefaultValueFactory = _ => 2 };
Option<int> repeat = new("--repeat") { Description = "Starts of each side, by turns; the middle one counts.", DefaultValueFactory = _ => 1 };
Option<bool> json = new("--json") { Description = "One JSON object a line." };
Option<bool> markdown = new("--markdown") { Description = "The table of bench/README.md, after a run or of the files named." };
Argument<string[]> files = new("files") { Description = "With --markdown: what earlier runs printed with --json; lines of one task are put together.", Arity = ArgumentArity.ZeroOrMore };
Option<bool> list = new("--list") { Description = "Lists families and tasks." };
Option<string?> child = new("--child") { Description = "Runs our side of one task in this process.", Hidden = true };
Option<int> runs = new("--runs") { Hidden = true, DefaultValueFactory = _ => 3 };
Option<string?> dataFolder = new("--data-dir") { Hidden = true };

Option<bool> scaling = new("--scaling") { Description = "Measures how each learner's fit grows with rows and columns, and draws it to bench/scaling." };
Option<string?> learner = new("--learner") { Description = "With --scaling: only this learner." };
Option<string?> scalingChild = new("--scaling-child") { Hidden = true };
Option<int> rows = new("--rows") { Hidden = true }, columns = new("--columns") { Hidden = true };

RootCommand command = new("Races Hone against its peers, task by task. Example: bench/run --family linear --threads 2 --repeat 3")
{
    family, named, threads, repeat, json, markdown, files, list, scaling, learner, child, runs, dataFolder, scalingChild, rows, columns,
};
command.SetAction(parsed =>
{
    if (parsed.GetValue(child) is { } only)
    {
        BenchTask own = all.First(task => task.Name == only);
        OwnSide.Run(own, parsed.GetValue(dataFolder) ?? Places.Find().Data, parsed.GetValue(threads), parsed.GetValue(runs));
        return 0;
    }
    if (parsed.GetValue(scalingChild) is { } scaled)
    {
        ScalingRun.Print(scaled, parsed.GetValue(rows), parsed.GetValue(columns), parsed.GetValue(threads));
        return 0;
    }
    if (parsed.GetValue(scaling))
    {
        return ScalingStudy.Run(parsed.GetValue(learner), parsed.GetValue(threads), Path.Combine(Places.Bench, "scaling"));
    }
    string[] earlier = parsed.GetValue(files) ?? [];
    if (earlier.Length > 0)
    {
        if (!parsed.GetValue(markdown) || Array.Find(earlier, path => !File.Exists(path)) is { })
        {
            Console.Error.WriteLine("Files are read with --markdown only, and each must exist.");
            return 2;
        }
        Console.Write(MarkdownTable.Of(all, [.. earlier.SelectMany(File.ReadLines).Where(line => line.StartsWith('{')).Select(Line.Parse)], threads: null));
        return 0;
    }
    BenchTask[] chosen = [.. all.Where(task => (parsed.GetValue(family) is not { } wanted || task.Family == wanted)
        && (parsed.GetValue(named) is not { Length: > 0 } names || names.Contains(task.Name)))];
    if (chosen.Length == 0)
    {
        Console.Error.WriteLine($"There is no such task. Families: {string.Join(", ", all.Select(task => task.Family).Distinct())}; --list names the tasks.");
        return 2;
    }
    if (parsed.GetValue(threads) < 1 || parsed.GetValue(threads) > Environment.ProcessorCount || parsed.GetValue(repeat) < 1)
    {
        Console.Error.WriteLine($"--threads must be from 1 to {Environment.ProcessorCount}, the processors of this machine, and --repeat at least 1.");
        return 2;
    }
    if (parsed.GetValue(list))
    {
        foreach (BenchTask task in chosen)
            Console.WriteLine($"{task.Family,-12} {task.Name,-24} {task.Data}");
        return 0;
    }
    Race race = new(Places.Find(), parsed.GetValue(threads), parsed.GetValue(repeat));
    if (!parsed.GetValue(json) && !parsed.GetValue(markdown))
        Console.WriteLine(Line.Heading);
    bool failed = false;
    List<Line> measured = [];
    foreach (BenchTask task in chosen)
    {
        try
        {
            (Side own, Side peer) = race.Run(task);
            foreach (Line line in Line.Of(task, own, peer))
            {
                measured.Add(line);
                // The table comes at the end; until then whoever waits sees how far it is.
                TextWriter to = parsed.GetValue(markdown) ? Console.Error : Console.Out;
                to.WriteLine(parsed.GetValue(json) ? line.Json() : line.Text());
            }
        }
        catch (Exception exception) when (exception is InvalidOperationException or System.ComponentModel.Win32Exception or System.Text.Json.JsonException)
        {
            failed = true;
            Console.Error.WriteLine($"{task.Name}: {exception.Message}");
        }
    }
    if (parsed.GetValue(markdown))
        Console.Write(MarkdownTable.Of(all, measured, parsed.GetValue(threads)));
    return failed ? 1 : 0;
});

static IEnumerable<BenchTask> TasksOf(Type type)
{
    IEnumerable<BenchTask> tasks = (IEnumerable<BenchTask>?)type.GetProperty("Tasks")?.GetValue(null) ?? [];
    return tasks.Select(task => task with { Heading = task.Heading ?? (string?)type.GetProperty("Heading")?.GetValue(null) });
}

try
{
    return command.Parse(args).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (DirectoryNotFoundException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 2;
}
