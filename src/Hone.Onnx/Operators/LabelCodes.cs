using System.Globalization;
using Hone.Deep;

namespace Hone.Onnx;

/// <summary>The operator LabelEncoder: each key becomes its value.</summary>
internal static class LabelCodes
{
    public static OnnxValue Run(Call call)
    {
        OnnxValue x = call.Value(0);
        if (call.Opset < 2)
            throw Call.Fault($"is of version 1 of its domain, which is not supported");
        OnnxValue keys = List(call, "keys") ?? throw Call.Fault($"has no keys"), values = List(call, "values") ?? throw Call.Fault($"has no values");
        if (keys.Shape.Count != values.Shape.Count)
            throw Call.Fault($"has {keys.Shape.Count} keys and {values.Shape.Count} values");

        // Numbers as keys are compared as numbers; a key that stands twice means its first value.
        Dictionary<string, int> places = new(StringComparer.Ordinal);
        string[] names = Names(keys);
        for (int i = 0; i < names.Length; i++)
            places.TryAdd(names[i], i);
        int[] found = Array.ConvertAll(Names(x), name => places.GetValueOrDefault(name, -1));
        if (values.IsText)
        {
            string other = call.Value("default_tensor")?.Strings[0] ?? call.Words("default_string", "_Unused");
            return new OnnxValue(Array.ConvertAll(found, at => at < 0 ? other : values.Strings[at]), x.Shape);
        }
        Tensor tensor = values.Tensor;
        double absent = call.Value("default_tensor")?.Tensor.Item() ?? (tensor.Type.IsFloating ? call.Number("default_float", -0.0f) : call.Whole("default_int64", -1));
        Tensor wide = Operators.Beside([tensor.Reshape(1, -1), Tensor.Full([1, 1], absent, tensor.Type)]).Reshape(-1);
        return Picking.Take(wide, 0, Array.ConvertAll(found, at => at < 0 ? tensor.Count : (long)at), x.Shape);
    }

    private static OnnxValue? List(Call call, string kind)
    {
        if (call.Value($"{kind}_tensor") is { } tensor)
            return tensor;
        if (call.Texts($"{kind}_strings") is { } texts)
            return new OnnxValue(texts);
        if (call.Wholes($"{kind}_int64s") is { } wholes)
            return Tensor.From(wholes);
        return call.Numbers($"{kind}_floats") is { } numbers ? new OnnxValue(Tensor.From(numbers)) : null;
    }

    // −0 and 0 are one number, and all NaN are one key.
    private static string[] Names(OnnxValue value) => value.IsText
        ? value.Strings
        : Array.ConvertAll(value.Tensor.To(DType.Float64).ToArray<double>(), number => (number + 0.0).ToString("R", CultureInfo.InvariantCulture));
}
