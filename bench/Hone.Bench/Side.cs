using System.Text.Json;

namespace Hone.Bench;

/// <summary>One side's figures of one start of one task: the middle of its runs, the memory of the first, and what a whole run takes, its repetitions included.</summary>
internal sealed record Side(double Fit, double? Predict, double? Score, double Megabytes, int? Iterations = null, string? Version = null, double? Run = null)
{
    /// <summary>Reads the peers' line; ours has the same fields.</summary>
    public static Side Parse(string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        JsonElement root = document.RootElement;
        if (root.TryGetProperty("error", out JsonElement error))
            throw new InvalidOperationException(error.GetString());
        return new Side(
            Number(root, "fit_s") ?? 0.0,
            Number(root, "predict_s"),
            Number(root, "score"),
            (Number(root, "peak_mb") ?? 0.0) - (Number(root, "base_mb") ?? 0.0),
            (int?)Number(root, "iterations"),
            root.TryGetProperty("peer", out JsonElement peer) && root.TryGetProperty("version", out JsonElement version) ? $"{peer.GetString()} {version.GetString()}" : null,
            Number(root, "run_s"));
    }

    /// <summary>The figures of several starts as one: medians of the times, the largest memory.</summary>
    public static Side Middle(IReadOnlyList<Side> starts) => starts[^1] with
    {
        Fit = Median([.. starts.Select(side => side.Fit)]),
        Predict = starts[0].Predict is null ? null : Median([.. starts.Select(side => side.Predict ?? 0.0)]),
        Megabytes = starts.Max(side => side.Megabytes),
    };

    public static double Median(double[] values)
    {
        Array.Sort(values);
        return (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2.0;
    }

    private static double? Number(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
}
