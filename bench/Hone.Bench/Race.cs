using System.Diagnostics;
using System.Globalization;

namespace Hone.Bench;

/// <summary>Runs both sides of a task by turns, each start in a process of its own on the same processors.</summary>
/// <param name="places">Where the data and the peers lie.</param>
/// <param name="threads">Processors and threads for either side.</param>
/// <param name="rounds">Starts of each side.</param>
internal sealed class Race(Places places, int threads, int rounds)
{
    // Runs within one start, on both sides; the middle one counts. The first pays for page faults and warming up, and where runs are short so do the next few.
    private const int Runs = 3, ShortRuns = 9, ShortestRuns = 31;
    private const double ShortSeconds = 0.5, ShortestSeconds = 0.06;

    public (Side Own, Side Peer) Run(BenchTask task)
    {
        string script = task.Peer is null ? Path.Combine(places.Peers, task.Family + ".py") : Path.Combine(places.OwnPeers, task.Peer);
        if (task.Data is not null)
            Start(places.Python, [Path.Combine(places.Peers, "datagen.py"), task.Data, "--out", places.Data]);
        Side OwnStart(int runs) => Side.Parse(LastLine(Start(Environment.ProcessPath!, ["--child", task.Name, .. Common(), "--runs", Text(runs)])));
        Side PeerStart(int runs) => Side.Parse(LastLine(Start(places.Python, [script, task.PeerTask ?? task.Name, .. Common(), "--repeat", Text(runs)])));

        Side look = OwnStart(Runs);
        int runs = look.Run < ShortestSeconds ? ShortestRuns : look.Fit + (look.Predict ?? 0.0) < ShortSeconds ? ShortRuns : Runs;
        List<Side> own = [], peer = [];
        for (int round = 0; round < rounds; round++)
        {
            own.Add(round == 0 && runs == Runs ? look : OwnStart(runs));
            peer.Add(PeerStart(runs));
        }
        return (Side.Middle(own), Side.Middle(peer));
    }

    private string[] Common() => ["--threads", Text(threads), "--data-dir", places.Data];

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string LastLine(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [.., string last]
        ? last
        : throw new InvalidOperationException("it printed nothing.");

    private string Start(string program, string[] arguments)
    {
        bool pinned = File.Exists("/usr/bin/taskset");
        ProcessStartInfo start = new(pinned ? "/usr/bin/taskset" : program) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        if (pinned)
        {
            start.ArgumentList.Add("-c");
            start.ArgumentList.Add(threads == 1 ? "0" : $"0-{Text(threads - 1)}");
            start.ArgumentList.Add(program);
        }
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["HONE_PEERS"] = places.Peers;
        start.Environment["PEER_DATA"] = places.Data;
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{Path.GetFileName(program)} {string.Join(' ', arguments)} ended with {process.ExitCode}: {(errors.Result.Trim().Length > 0 ? errors.Result : output).Trim()}");
    }
}
