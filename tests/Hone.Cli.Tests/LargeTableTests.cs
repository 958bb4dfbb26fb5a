using System.Diagnostics;
using System.Globalization;
using Hone.Numerics;

namespace Hone.Cli.Tests;

/// <summary>A table of 1,000,000 rows and 20 columns, with a few categories and gaps, stays within its memory and time.</summary>
[Trait("long", "true")]
public sealed class LargeTableTests(LargeTable table, ITestOutputHelper output) : IClassFixture<LargeTable>
{
    private const long Mebi = 1L << 20;

    [Fact]
    public void Reading_it_takes_at_most_three_times_the_columns_own_size()
    {
        (long peak, double seconds) = Command("describe", table.Path, "--json");
        (long floor, _) = Command("--help");

        // 17 columns of numbers of 8 bytes, 3 of categories and the target of 4, and a bit a value for what is missing.
        long own = LargeTable.Rows * ((17 * 8) + (4 * 4) + (21 / 8));
        output.WriteLine(FormattableString.Invariant($"describe: {peak / Mebi} MiB at the peak, of which {floor / Mebi} MiB before any table; the columns take {own / Mebi} MiB; {seconds:F1} s"));
        (peak - floor).ShouldBeLessThanOrEqualTo(3 * own);
    }

    [Theory]
    [InlineData("boosting")]
    [InlineData("auto")]
    public void Training_on_it_stays_under_four_gibibytes_and_ends_soon_after_its_limit(string learner)
    {
        string folder = Run.Folder();
        (long peak, double seconds) = Command("train", table.Path, "--target", "last", "--learner", learner, "--out", Path.Combine(folder, "m.hone"), "--report", Path.Combine(folder, "r.html"));
        output.WriteLine(FormattableString.Invariant($"train --learner {learner}: {peak / Mebi} MiB at the peak, {seconds:F1} s"));
        Directory.Delete(folder, recursive: true);
        peak.ShouldBeLessThan(4096 * Mebi);
        seconds.ShouldBeLessThan(120);
    }

    // In a process of its own, so that its memory is its own.
    private static (long Peak, double Seconds) Command(params string[] args)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "Hone.Cli.dll"), .. args]) { RedirectStandardOutput = true, RedirectStandardError = true };
        long began = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        long peak = 0;
        while (!process.WaitForExit(20))
        {
            process.Refresh();
            peak = Math.Max(peak, process.HasExited ? 0 : process.PeakWorkingSet64);
        }
        process.ExitCode.ShouldBe(0, errors.Result);
        return (peak, Stopwatch.GetElapsedTime(began).TotalSeconds);
    }
}

/// <summary>The table, written once for all tests and removed after them.</summary>
public sealed class LargeTable : IDisposable
{
    /// <summary>How many there are.</summary>
    public const int Rows = 1_000_000;

    /// <summary>Writes it: 17 numbers, of which some are missing, and 3 categories that say whether somebody bought.</summary>
    public LargeTable()
    {
        Path = System.IO.Path.Combine(Run.Folder(), "large.csv");
        RandomStream random = RandomKey.FromSeed(5).Open();
        using StreamWriter writer = new(Path);
        writer.WriteLine(string.Join(',', Enumerable.Range(0, 16).Select(j => FormattableString.Invariant($"x{j}"))) + ",colour,place,kind,age,bought");
        double[] x = new double[16];
        for (int i = 0; i < Rows; i++)
        {
            for (int j = 0; j < x.Length; j++)
            {
                x[j] = random.Normal();
                if (random.Uniform() >= 0.03)
                    writer.Write(x[j].ToString("F5", CultureInfo.InvariantCulture));
                writer.Write(',');
            }
            int colour = random.Below(5), place = random.Below(40), kind = random.Below(3), age = random.Below(72) + 18;
            double score = x[0] + (Math.Sin(2 * x[1]) * x[2]) + (0.7 * x[3] * x[4]) + (colour == 2 ? 0.5 : 0) + (0.3 * (place % 7)) - (0.02 * age);
            bool bought = random.Uniform() < 1 / (1 + Math.Exp(-score));
            writer.Write((char)('a' + colour));
            writer.Write(random.Uniform() < 0.05 ? "," : FormattableString.Invariant($",town{place}"));
            writer.WriteLine(FormattableString.Invariant($",{(kind == 0 ? "low" : kind == 1 ? "middle" : "high")},{age},{(bought ? "yes" : "no")}"));
        }
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(System.IO.Path.GetDirectoryName(Path)!, recursive: true);
}
