using System.Text.Json;

namespace Hone.Deep.Tests;

/// <summary>Tensors that a script in <c>Recorded/</c> had PyTorch compute once, by name; each file says which version.</summary>
internal static class Recorded
{
    /// <summary>The tensors of one case of one file.</summary>
    /// <param name="file">For example <c>convolution</c>, for <c>Recorded/convolution.json</c>.</param>
    /// <param name="name">The case.</param>
    public static IReadOnlyDictionary<string, Tensor> Read(string file, string name)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Recorded", $"{file}.json")));
        return document.RootElement.GetProperty("cases").GetProperty(name).EnumerateObject().ToDictionary(each => each.Name, each => Tensor(each.Value));
    }

    private static Tensor Tensor(JsonElement recorded)
    {
        int[] shape = [.. recorded.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())];
        JsonElement values = recorded.GetProperty("values");
        return recorded.GetProperty("type").GetString() switch
        {
            "int64" => Deep.Tensor.From(values.EnumerateArray().Select(value => value.GetInt64()).ToArray(), shape),
            "bool" => Deep.Tensor.From(values.EnumerateArray().Select(value => value.GetBoolean()).ToArray(), shape),
            "float32" => Deep.Tensor.From(values.EnumerateArray().Select(value => value.GetSingle()).ToArray(), shape),
            _ => Deep.Tensor.From(values.EnumerateArray().Select(value => value.GetDouble()).ToArray(), shape),
        };
    }
}
