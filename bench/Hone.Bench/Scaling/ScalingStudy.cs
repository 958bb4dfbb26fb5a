using System.Diagnostics;
using System.Globalization;
using System.Text;
using Hone.Contracts;
using Hone.Plotting;

namespace Hone.Bench.Scaling;

/// <summary>Time and memory of each learner's fit at n, 2n, 4n and 8n rows and at d, 2d and 4d columns, as charts with the exponent of growth.</summary>
internal static class ScalingStudy
{
    private const int Rows = 10_000, Columns = 10;
    private static readonly int[] rowFactors = [1, 2, 4, 8], columnFactors = [1, 2, 4];

    public static void Run(string? learner, int threads, string folder)
    {
        Directory.CreateDirectory(folder);
        StringBuilder table = new();
        foreach (LearnerEntry entry in HoneCatalogue.Value.Learners)
        {
            if (learner is not null && entry.Name != learner)
                continue;
            ScalingRun[] byRows = [.. rowFactors.Select(factor => Measure(entry.Name, Rows * factor, Columns, threads))];
            ScalingRun[] byColumns = [byRows[0], .. columnFactors.Skip(1).Select(factor => Measure(entry.Name, Rows, Columns * factor, threads))];
            Draw(Path.Combine(folder, entry.Name + "-seconds.svg"), $"{entry.Name}: seconds of a fit", "seconds", byRows, byColumns, run => run.Seconds);
            Draw(Path.Combine(folder, entry.Name + "-memory.svg"), $"{entry.Name}: memory of a fit", "megabytes", byRows, byColumns, run => Math.Max(run.Megabytes, 0.1));
            string line = string.Create(
                CultureInfo.InvariantCulture,
                $"| {entry.Name} | {byRows[0].Seconds:0.000} | {byRows[^1].Seconds:0.000} | {Exponent(rowFactors, byRows, run => run.Seconds):0.00} | {Exponent(columnFactors, byColumns, run => run.Seconds):0.00} | {byRows[0].Megabytes:0} | {byRows[^1].Megabytes:0} | {byColumns[^1].Megabytes:0} | {byRows[^1].PredictSeconds * 1000:0.00} | [seconds]({entry.Name}-seconds.svg), [memory]({entry.Name}-memory.svg) |");
            Console.WriteLine(line);
            table.AppendLine(line);
        }
        if (learner is null)
            File.WriteAllText(Path.Combine(folder, "README.md"), Page(table, threads));
    }

    private static ScalingRun Measure(string learner, int rows, int columns, int threads)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!, ScalingRun.Arguments(learner, rows, columns, threads)) { UseShellExecute = false, RedirectStandardOutput = true };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("The bench could not start itself.");
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? ScalingRun.Parse(output) : throw new InvalidOperationException($"{learner} with {rows} rows and {columns} columns failed.");
    }

    private static void Draw(string path, string title, string unit, ScalingRun[] byRows, ScalingRun[] byColumns, Func<ScalingRun, double> value)
    {
        Series Line(string name, int[] factors, ScalingRun[] runs) => new(
            string.Create(CultureInfo.InvariantCulture, $"{name}, exponent {Exponent(factors, runs, value):0.00}"),
            [.. factors.Select(factor => (double)factor)],
            [.. runs.Select(value)]);
        LineChart chart = new()
        {
            Title = title,
            X = new Axis { Label = string.Create(CultureInfo.InvariantCulture, $"times {Rows:N0} rows or {Columns} columns"), Kind = AxisKind.Logarithmic },
            Y = new Axis { Label = unit, Kind = AxisKind.Logarithmic },
            Series = [Line("rows", rowFactors, byRows), Line("columns", columnFactors, byColumns)],
        };
        File.WriteAllText(path, chart.ToSvg());
    }

    /// <summary>The slope of log value by log factor: 1 is growth in proportion.</summary>
    private static double Exponent(int[] factors, ScalingRun[] runs, Func<ScalingRun, double> value)
    {
        double[] x = [.. factors.Select(factor => Math.Log(factor))], y = [.. runs.Select(run => Math.Log(value(run)))];
        double meanX = x.Average(), meanY = y.Average();
        return x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum() / x.Sum(a => (a - meanX) * (a - meanX));
    }

    private static string Page(StringBuilder table, int threads) => string.Create(CultureInfo.InvariantCulture, $"""
        # How learners grow

        Made by `bench/run --scaling --threads {threads}`: default settings, numbers, two classes where the learner takes classes; each figure from a process of its own, the middle of
        three fits, the memory of the first fit above that of the data. Exponents are slopes of log time by log size: 1 is growth in proportion.
        From {Rows:N0} rows × {Columns} columns to {Rows * rowFactors[^1]:N0} rows, and to {Columns * columnFactors[^1]} columns.

        | learner | s at {Rows:N0} rows | s at {Rows * rowFactors[^1]:N0} | exponent in rows | exponent in columns | MB at {Rows:N0} | MB at {Rows * rowFactors[^1]:N0} | MB at {Columns * columnFactors[^1]} columns | ms to predict 1,000 rows | charts |
        |---|---|---|---|---|---|---|---|---|---|
        {table}
        """).ReplaceLineEndings("\n");
}
