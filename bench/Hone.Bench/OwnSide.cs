using System.Diagnostics;
using System.Text.Json;
using Hone.Contracts;

namespace Hone.Bench;

/// <summary>Our side of a task, in a process of its own: loads the data, runs, and prints a line like the peers'.</summary>
internal static class OwnSide
{
    public static void Run(BenchTask task, string dataFolder, int threads, int runs)
    {
        Func<FitContext, Measured> run = task.Load(new DataSet(dataFolder, task.Data));
        FitContext context = new(Seed: 0, Workers: threads);
        Memory.Settle();
        double before = Memory.ResidentMegabytes;
        long start = Stopwatch.GetTimestamp();
        List<Measured> measured = [run(context)];
        double peak = Memory.PeakMegabytes;      // of the first run, as at the peers': later ones would add their leftovers
        while (measured.Count < runs)
            measured.Add(run(context));
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds / runs;
        Console.WriteLine(JsonSerializer.Serialize(new Dictionary<string, object?>
        {
            ["task"] = task.Name,
            ["threads"] = threads,
            ["fit_s"] = Side.Median([.. measured.Select(one => one.FitSeconds)]),
            ["predict_s"] = measured[0].PredictSeconds is null ? null : Side.Median([.. measured.Select(one => one.PredictSeconds ?? 0.0)]),
            ["score"] = double.IsFinite(measured[^1].Score) ? measured[^1].Score : null,
            ["run_s"] = seconds,
            ["peak_mb"] = peak,
            ["base_mb"] = before,
        }));
    }
}
