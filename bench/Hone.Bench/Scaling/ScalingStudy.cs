using System.Diagnostics;
using System.Globalization;
using Hone.Contracts;
using Hone.Plotting;

namespace Hone.Bench.Scaling;

/// <summary>Time and memory of each learner's fit at n, 2n, 4n and 8n rows and at d, 2d and 4d columns, as charts with the exponent of growth.</summary>
internal static class ScalingStudy
{
    private const int Rows = 10_000, Columns = 10;
    private static readonly int[] rowFactors = [1, 2, 4, 8], columnFactors = [1, 2, 4];

    /// <summary>Measures all learners, or one, whose line then takes the place of the one that the page had. Gives the process's exit code.</summary>
    public static int Run(string? learner, int threads, string folder)
    {
        Directory.CreateDirectory(folder);
        LearnerEntry[] chosen = [.. HoneCatalogue.Value.Learners.Where(entry => learner is null || entry.Name == learner)];
        if (chosen.Length == 0)
        {
            Console.Error.WriteLine($"There is no learner '{learner}'. Learners: {string.Join(", ", HoneCatalogue.Value.Learners.Select(entry => entry.Name).Order(StringComparer.Ordinal))}.");
            return 2;
        }
        string page = Path.Combine(folder, "README.md");
        SortedDictionary<string, string> lines = new(StringComparer.Ordinal);
        foreach (string known in File.Exists(page) ? File.ReadLines(page).Where(known => known.Contains(".svg)", StringComparison.Ordinal)) : [])
            lines[known.Split('|')[1].Trim()] = known;
        foreach (LearnerEntry entry in chosen)
        {
            ScalingRun[] byRows = [.. rowFactors.Select(factor => Measure(entry.Name, Rows * factor, Columns, threads))];
            ScalingRun[] byColumns = [byRows[0], .. columnFactors.Skip(1).Select(factor => Measure(entry.Name, Rows, Columns * factor, threads))];
            Draw(Path.Combine(folder, entry.Name + "-seconds.svg"), $"{entry.Name}: seconds of a fit", "seconds", byRows, byColumns, run => run.Seconds);
            Draw(Path.Combine(folder, entry.Name + "-memory.svg"), $"{entry.Name}: memory of a fit", "megabytes", byRows, byColumns, run => Math.Max(run.Megabytes, 0.1));
            string line = string.Create(
                CultureInfo.InvariantCulture,
                $"| {entry.Name} | {byRows[0].Seconds:0.000} | {byRows[^1].Seconds:0.000} | {Exponent(rowFactors, byRows, run => run.Seconds):0.00} | {Exponent(columnFactors, byColumns, run => run.Seconds):0.00} | {byRows[0].Megabytes:0} | {byRows[^1].Megabytes:0} | {byColumns[^1].Megabytes:0} | {byRows[^1].PredictSeconds * 1000:0.00} | [seconds]({entry.Name}-seconds.svg), [memory]({entry.Name}-memory.svg) |");
            Console.WriteLine(line);
            lines[entry.Name] = line;
        }
        File.WriteAllText(page, Page(lines.Values, threads));
        return 0;
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

    private static string Page(IEnumerable<string> lines, int threads) => string.Create(CultureInfo.InvariantCulture, $"""
        # How learners grow

        Made by `bench/run --scaling --threads {threads}`: default settings, numbers, two classes where the learner takes classes; each figure from a process of its own, the middle of
        three fits, the memory of the first fit above that of the data. Exponents are slopes of log time by log size: 1 is growth in proportion.
        From {Rows:N0} rows × {Columns} columns to {Rows * rowFactors[^1]:N0} rows, and to {Columns * columnFactors[^1]} columns. Where a fit takes milliseconds, its fixed costs flatten the slope;
        *neighbors* builds a tree for few columns and keeps the rows as they are for many, which takes next to nothing; *boosting* stops early, after other numbers of trees for other data.

        | learner | s at {Rows:N0} rows | s at {Rows * rowFactors[^1]:N0} | exponent in rows | exponent in columns | MB at {Rows:N0} | MB at {Rows * rowFactors[^1]:N0} | MB at {Columns * columnFactors[^1]} columns | ms to predict 1,000 rows | charts |
        |---|---|---|---|---|---|---|---|---|---|
        {string.Join('\n', lines)}

        """).ReplaceLineEndings("\n");
}
