using System.Text.Json;
using Hone.Deep;

namespace Hone.Onnx.Tests;

/// <summary>Values compared, and read from what was recorded.</summary>
internal static class Values
{
    /// <summary>The same shape, type and, to a tolerance relative to 1 + size, elements.</summary>
    public static void ShouldBeNear(this OnnxValue value, OnnxValue other, double tolerance = 1e-5, string what = "")
    {
        value.Shape.ShouldBe(other.Shape, what);
        value.IsText.ShouldBe(other.IsText, what);
        if (value.IsText)
        {
            value.Texts.ShouldBe(other.Texts, what);
            return;
        }
        value.Tensor.Type.ShouldBe(other.Tensor.Type, what);
        double[] a = value.Tensor.To(DType.Float64).ToArray<double>(), b = other.Tensor.To(DType.Float64).ToArray<double>();
        for (int i = 0; i < a.Length; i++)
        {
            if (!a[i].Equals(b[i]))
                Math.Abs(a[i] - b[i]).ShouldBeLessThanOrEqualTo(tolerance * (1 + Math.Abs(b[i])), $"{what} element {i}: {a[i]} and {b[i]}");
        }
    }

    /// <summary>The inputs and outputs of a recorded model.</summary>
    public static (Dictionary<string, OnnxValue> Inputs, Dictionary<string, OnnxValue> Outputs) Recorded(string name)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Recorded", $"{name}.json")));
        Dictionary<string, OnnxValue> Read(string which) => document.RootElement.GetProperty(which).EnumerateObject().ToDictionary(each => each.Name, each => Value(each.Value));
        return (Read("inputs"), Read("outputs"));
    }

    public static string PathOf(string model) => Path.Combine(AppContext.BaseDirectory, "Recorded", $"{model}.onnx");

    private static OnnxValue Value(JsonElement recorded)
    {
        int[] shape = [.. recorded.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())];
        JsonElement values = recorded.GetProperty("values");
        return recorded.GetProperty("type").GetString() == "int64"
            ? Tensor.From(values.EnumerateArray().Select(value => value.GetInt64()).ToArray(), shape)
            : Tensor.From(values.EnumerateArray().Select(value => value.GetSingle()).ToArray(), shape);
    }
}
