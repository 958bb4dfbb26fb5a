using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Hone.Bench;

/// <summary>The table of the bench's page: a part for each heading, losses and too much memory in bold, above it when, where and with what it was measured.</summary>
internal static class MarkdownTable
{
    // What a task may take beyond the peer.
    private const double MoreMegabytes = 64;

    /// <summary>The whole page's worth of lines.</summary>
    /// <param name="tasks">All tasks: their order is the table's.</param>
    /// <param name="lines">What was measured; lines of one part of one task are put together.</param>
    /// <param name="threads">Threads of either side, for the head; null where earlier runs are read.</param>
    public static string Of(IReadOnlyList<BenchTask> tasks, IReadOnlyList<Line> lines, int? threads)
    {
        StringBuilder page = new();
        page.Append(Head(lines, threads));
        ILookup<string, Line> byTask = lines.ToLookup(line => line.Task);
        foreach (IGrouping<string, BenchTask> part in tasks.Where(task => byTask.Contains(task.Name)).GroupBy(task => task.Heading ?? task.Family))
        {
            page.Append(CultureInfo.InvariantCulture, $"\n### {part.Key}\n\n");
            page.Append("| task | part | ours, s | peer, s | ratio | wanted | score, ours / peer | MB, ours / peer | peer |\n|---|---|---|---|---|---|---|---|---|\n");
            foreach (BenchTask task in part)
            {
                foreach (IGrouping<string, Line> same in byTask[task.Name].GroupBy(line => line.Part))
                    page.Append(Row(Line.Middle([.. same]), same.Key == "fit" ? task.Wanted : task.WantedOfPredict));
            }
        }
        return page.ToString();
    }

    private static string Row(Line line, double? wanted)
    {
        string ratio = Bold(line.Ratio.ToString("0.00", CultureInfo.InvariantCulture), line.Ratio < (wanted ?? 1.0));
        string memory = Bold(line.Megabytes.ToString("0", CultureInfo.InvariantCulture), line.Megabytes > line.PeerMegabytes + MoreMegabytes);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {line.Task} | {line.Part} | {Short(line.Seconds, 3)} | {Short(line.PeerSeconds, 3)} | {ratio} | {wanted} | {Short(line.Score, 5)} / {Short(line.PeerScore, 5)} | {memory} / {line.PeerMegabytes:0} | {line.Peer} |\n");
    }

    private static string Head(IReadOnlyList<Line> lines, int? threads)
    {
        string peers = string.Join(", ", lines.Select(line => line.Peer).Distinct().Order(StringComparer.Ordinal));
        string run = threads is { } count ? $"`bench/run --threads {count}`" : "Medians of earlier runs of `bench/run --json`";
        return FormattableString.Invariant($"{run}, {DateTime.UtcNow:d MMMM yyyy}, commit {Commit()}: {Environment.ProcessorCount} processors, {Processor()}, {RuntimeInformation.OSDescription.Split(' ')[0]}, {RuntimeInformation.FrameworkDescription}; {peers}.\n")
            + "*Ratio* is the peer's time over ours; **bold** is a loss, or less than was wanted, or memory above the peer's + 64 MB.\n";
    }

    private static string Processor()
    {
        const string field = "model name";
        string? line = File.Exists("/proc/cpuinfo") ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(candidate => candidate.StartsWith(field, StringComparison.Ordinal)) : null;
        return line is null ? RuntimeInformation.ProcessArchitecture.ToString() : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }

    private static string Commit()
    {
        try
        {
            ProcessStartInfo start = new("git", ["-C", Places.Bench, "rev-parse", "--short", "HEAD"]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
            using Process process = Process.Start(start)!;
            string output = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
            return output.Length > 0 ? output : "unknown";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "unknown";                                                     // no git here
        }
    }

    private static string Bold(string text, bool bold) => bold ? $"**{text}**" : text;

    private static string Short(double? value, int digits) => value is { } number
        ? number.ToString("G" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture).Replace('E', 'e')
        : "";
}
