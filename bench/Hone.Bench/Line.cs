using System.Globalization;
using System.Text.Json;

namespace Hone.Bench;

/// <summary>One line of the table: one part of one task, both sides.</summary>
internal sealed record Line(string Task, string Part, double Seconds, string Peer, double PeerSeconds, double? Score, double? PeerScore, double Megabytes, double PeerMegabytes)
{
    // What the clock can tell apart: a part that took none is as if it took this.
    private const double Tick = 1e-9;

    /// <summary>Above 1 means that we are faster; finite also where a side's clock did not move.</summary>
    public double Ratio => Math.Max(PeerSeconds, Tick) / Math.Max(Seconds, Tick);

    public static IEnumerable<Line> Of(BenchTask task, Side own, Side peer)
    {
        yield return new Line(task.Name, "fit", own.Fit, peer.Version ?? "peer", peer.Fit, own.Score, peer.Score, own.Megabytes, peer.Megabytes);
        if (own.Predict is { } seconds && peer.Predict is { } peerSeconds)
            yield return new Line(task.Name, "predict", seconds, peer.Version ?? "peer", peerSeconds, own.Score, peer.Score, own.Megabytes, peer.Megabytes);
    }

    public string Json() => JsonSerializer.Serialize(new Dictionary<string, object?>
    {
        ["task"] = Task,
        ["part"] = Part,
        ["seconds"] = Round(Seconds),
        ["peer"] = Peer,
        ["peer_seconds"] = Round(PeerSeconds),
        ["ratio"] = Math.Round(Ratio, 3),
        ["score"] = Score,
        ["peer_score"] = PeerScore,
        ["mb"] = Math.Round(Megabytes, 1),
        ["peer_mb"] = Math.Round(PeerMegabytes, 1),
    });

    /// <summary>Reads what <see cref="Json"/> wrote.</summary>
    public static Line Parse(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement root = document.RootElement;
        double Number(string name) => root.GetProperty(name).GetDouble();
        double? Score(string name) => root.GetProperty(name) is { ValueKind: JsonValueKind.Number } score ? score.GetDouble() : null;
        return new Line(
            root.GetProperty("task").GetString()!, root.GetProperty("part").GetString()!, Number("seconds"), root.GetProperty("peer").GetString()!, Number("peer_seconds"),
            Score("score"), Score("peer_score"), Number("mb"), Number("peer_mb"));
    }

    /// <summary>Several lines of one part of one task as one: medians of the times, the largest memory, the last scores.</summary>
    public static Line Middle(IReadOnlyList<Line> lines) => lines[^1] with
    {
        Seconds = Side.Median([.. lines.Select(line => line.Seconds)]),
        PeerSeconds = Side.Median([.. lines.Select(line => line.PeerSeconds)]),
        Megabytes = lines.Max(line => line.Megabytes),
        PeerMegabytes = lines.Max(line => line.PeerMegabytes),
    };

    public string Text() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Task,-24} {Part,-8} {Seconds,10:0.00000} s  {PeerSeconds,10:0.00000} s {Ratio,8:0.00} x   score {Score,12:0.######} {PeerScore,12:0.######}   MB {Megabytes,7:0} {PeerMegabytes,7:0}   {Peer}");

    public static string Heading => $"{"task",-24} {"part",-8} {"ours",12}  {"peer",12} {"ratio",10}   {"",5} {"ours",12} {"peer",12}   {"",2} {"ours",7} {"peer",7}";

    private static double Round(double seconds) => Math.Round(seconds, 7);
}
