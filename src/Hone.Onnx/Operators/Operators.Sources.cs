using Hone.Deep;

namespace Hone.Onnx;

/// <content>Values that come from nowhere.</content>
internal static partial class Operators
{
    private static IEnumerable<Operator> Sources =>
    [
        Operator.One("Constant", 1, "value value_float value_floats value_int value_ints value_string value_strings", Constant),
        Operator.One("ConstantOfShape", 9, "value", call =>
        {
            Tensor value = call.Value("value")?.Tensor ?? Tensor.Scalar(0);
            return value.Count == 1 ? value.Reshape().Expand(Sizes(call, 0)).Contiguous() : throw Call.Fault($"fills with {value.Shape}, and one number is due");
        }),
        Operator.One("Range", 11, "", call =>
        {
            Tensor start = call.Tensor(0);
            double from = call.One(0), step = call.One(2), count = Math.Max(0, Math.Ceiling((call.One(1) - from) / step));
            if (!(count <= int.MaxValue))
                throw Call.Fault($"counts from {from} to {call.One(1)} in steps of {step}");
            return (Tensor.Arange(0, count, type: DType.Float64) * step + from).To(start.Type);
        }),
    ];

    private static OnnxValue Constant(Call call)
    {
        if (call.Value("value") is { } value)
            return value;
        if (call.Has("value_float"))
            return Tensor.Scalar(call.Number("value_float", 0));
        if (call.Numbers("value_floats") is { } numbers)
            return Tensor.From(numbers);
        if (call.Has("value_int"))
            return Tensor.From([call.Whole("value_int", 0)], []);
        if (call.Wholes("value_ints") is { } wholes)
            return Tensor.From(wholes);
        if (call.Has("value_string"))
            return new OnnxValue([call.Words("value_string", "")], []);
        return call.Texts("value_strings") is { } texts ? new OnnxValue(texts) : throw Call.Fault($"has no value");
    }
}
