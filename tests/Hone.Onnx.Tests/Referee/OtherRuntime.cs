using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Hone.Deep;

namespace Hone.Onnx.Tests;

/// <summary>ONNX Runtime, from the npm package onnxruntime-node, as a second opinion. Tests are skipped where it is not installed, unless HONE_REQUIRE_ALL says that nothing may be.</summary>
internal static class OtherRuntime
{
    private static readonly Lock Gate = new();
    private static readonly string? Modules = Find();
    private static Process? process;

    /// <summary>Runs a model on values by name.</summary>
    public static IReadOnlyDictionary<string, OnnxValue> Run(string path, IReadOnlyDictionary<string, OnnxValue> inputs) => Ask(path, inputs, 0).Outputs;

    /// <summary>The same, and how many milliseconds each of some repetitions took.</summary>
    public static (IReadOnlyDictionary<string, OnnxValue> Outputs, double[] Times) Ask(string path, IReadOnlyDictionary<string, OnnxValue> inputs, int repeat, int threads = 1)
    {
        Require();
        JsonObject given = [];
        foreach ((string name, OnnxValue value) in inputs)
            given[name] = Write(value);
        JsonObject request = new() { ["path"] = path, ["inputs"] = given, ["repeat"] = repeat, ["threads"] = threads };
        JsonNode reply;
        lock (Gate)
        {
            process ??= Start();
            process.StandardInput.WriteLine(request.ToJsonString());
            process.StandardInput.Flush();
            reply = JsonNode.Parse(process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The other runtime ended."))!;
        }
        if (reply["fault"] is { } fault)
            throw new InvalidOperationException($"The other runtime refuses '{path}': {fault}");
        return (reply["outputs"]!.AsObject().ToDictionary(each => each.Key, each => Read(each.Value!)), [.. reply["times"]!.AsArray().Select(time => time!.GetValue<double>())]);
    }

    private static void Require()
    {
        if (Modules is not null)
            return;
        const string missing = "onnxruntime-node is not there: npm i --ignore-scripts --prefix artifacts/referee onnxruntime-node";
        if (Environment.GetEnvironmentVariable("HONE_REQUIRE_ALL") == "1")
            Assert.Fail(missing);
        Assert.Skip(missing);
    }

    private static string? Find()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string folder = Path.Combine(at.FullName, "artifacts", "referee");
            if (Directory.Exists(Path.Combine(folder, "node_modules", "onnxruntime-node")))
                return folder;
        }
        return null;
    }

    private static Process Start()
    {
        ProcessStartInfo start = new("node") { RedirectStandardInput = true, RedirectStandardOutput = true, ArgumentList = { Path.Combine(AppContext.BaseDirectory, "Referee", "referee.mjs"), Modules! } };
        // It ends by itself with its standard input, that is with this process.
        return Process.Start(start)!;
    }

    private static JsonObject Write(OnnxValue value)
    {
        JsonArray shape = [.. value.Shape.Select(size => (JsonNode)size)];
        if (value.IsText)
            return new JsonObject { ["type"] = "string", ["shape"] = shape, ["texts"] = new JsonArray([.. value.Texts.Select(text => (JsonNode)text)]) };
        (string type, byte[] bytes) = value.Tensor.Type switch
        {
            DType.Float32 => ("float32", Bytes(value.Tensor.ToArray<float>())),
            DType.Float64 => ("float64", Bytes(value.Tensor.ToArray<double>())),
            DType.Int32 => ("int32", Bytes(value.Tensor.ToArray<int>())),
            DType.Int64 => ("int64", Bytes(value.Tensor.ToArray<long>())),
            _ => ("bool", Bytes(value.Tensor.ToArray<bool>())),
        };
        return new JsonObject { ["type"] = type, ["shape"] = shape, ["bytes"] = Convert.ToBase64String(bytes) };
    }

    private static OnnxValue Read(JsonNode value)
    {
        Shape shape = value["shape"]!.AsArray().Select(size => size!.GetValue<int>()).ToArray();
        string type = value["type"]!.GetValue<string>();
        if (type == "string")
            return new OnnxValue([.. value["texts"]!.AsArray().Select(text => text!.GetValue<string>())], shape);
        byte[] bytes = Convert.FromBase64String(value["bytes"]!.GetValue<string>());
        return type switch
        {
            "float32" => Tensor.From(MemoryMarshal.Cast<byte, float>(bytes), shape),
            "float64" => Tensor.From(MemoryMarshal.Cast<byte, double>(bytes), shape),
            "int32" => Tensor.From(MemoryMarshal.Cast<byte, int>(bytes), shape),
            "int64" => Tensor.From(MemoryMarshal.Cast<byte, long>(bytes), shape),
            _ => Tensor.From(MemoryMarshal.Cast<byte, bool>(bytes), shape),
        };
    }

    private static byte[] Bytes<T>(T[] values)
        where T : unmanaged => MemoryMarshal.AsBytes<T>(values).ToArray();
}
