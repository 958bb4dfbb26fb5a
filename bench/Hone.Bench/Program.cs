using System.CommandLine;
using System.Reflection;
using Hone.Bench;
using Hone.Bench.Scaling;

// Each family is a static class in the folder Families with a property Tasks.
BenchTask[] all = [.. Assembly.GetExecutingAssembly().GetTypes()
    .Where(type => type.Namespace == "Hone.Bench.Families")
    .OrderBy(type => type.Name, StringComparer.Ordinal)
    .SelectMany(type => (IEnumerable<BenchTask>?)type.GetProperty("Tasks")?.GetValue(null) ?? [])];

Option<string?> family = new("--family") { Description = "Only the tasks of this family." };
Option<string[]> named = new("--task") { Description = "Only this task; may be given several times.", AllowMultipleArgumentsPerToken = true };
Option<int> threads = new("--threads") { Description = "Processors and threads for either side: 1 or 2.", DefaultValueFactory = _ => 2 };
Option<int> repeat = new("--repeat") { Description = "Starts of each side, by turns; the middle one counts.", DefaultValueFactory = _ => 1 };
Option<bool> json = new("--json") { Description = "One JSON object a line." };
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
    family, named, threads, repeat, json, list, scaling, learner, child, runs, dataFolder, scalingChild, rows, columns,
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
        ScalingStudy.Run(parsed.GetValue(learner), parsed.GetValue(threads), Path.Combine(Places.Bench, "scaling"));
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
    if (!parsed.GetValue(json))
        Console.WriteLine(Line.Heading);
    bool failed = false;
    foreach (BenchTask task in chosen)
    {
        try
        {
            (Side own, Side peer) = race.Run(task);
            foreach (Line line in Line.Of(task, own, peer))
                Console.WriteLine(parsed.GetValue(json) ? line.Json() : line.Text());
        }
        catch (Exception exception) when (exception is InvalidOperationException or System.ComponentModel.Win32Exception or System.Text.Json.JsonException)
        {
            failed = true;
            Console.Error.WriteLine($"{task.Name}: {exception.Message}");
        }
    }
    return failed ? 1 : 0;
});

try
{
    return command.Parse(args).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (DirectoryNotFoundException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 2;
}
