using Hone.Deep;

namespace Hone.Onnx;

/// <content>Activations.</content>
internal static partial class Operators
{
    private static IEnumerable<Operator> Activations =>
    [
        Operator.One("Relu", 6, "", call => Alone(call, x => x.Relu(), x => Math.Max(x, 0))),
        Operator.One("LeakyRelu", 6, "alpha", call => call.Floating(0).LeakyRelu(call.Number("alpha", 0.01f))),
        Operator.One("ThresholdedRelu", 10, "alpha", call =>
        {
            Tensor x = call.Floating(0);
            return Tensor.Where(x > call.Number("alpha", 1), x, x.ZerosLike());
        }),
        Operator.One("PRelu", 7, "", call =>
        {
            Tensor x = call.Floating(0), slope = call.Floating(1);
            return Tensor.Where(x < 0, x * slope, x);
        }),
        Operator.One("Elu", 6, "alpha", call => call.Floating(0).Elu(call.Number("alpha", 1))),
        Operator.One("Celu", 12, "alpha", call =>
        {
            double alpha = call.Number("alpha", 1);
            return Tensor.Maximum(call.Floating(0), (call.Floating(0) / alpha).Elu() * alpha);
        }),
        Operator.One("Selu", 6, "alpha gamma", call => call.Floating(0).Elu(call.Number("alpha", 1.67326319217681884765625)) * call.Number("gamma", 1.05070102214813232421875)),
        Operator.One("Sigmoid", 6, "", call => call.Floating(0).Sigmoid()),
        Operator.One("Tanh", 6, "", call => call.Floating(0).Tanh()),
        Operator.One("Softplus", 1, "", call => call.Floating(0).Softplus()),
        Operator.One("Softsign", 1, "", call => call.Floating(0) / (call.Floating(0).Abs() + 1)),
        Operator.One("HardSigmoid", 6, "alpha beta", call => ((call.Floating(0) * call.Number("alpha", 0.2f)) + call.Number("beta", 0.5)).HardTanh(0, 1)),
        Operator.One("HardSwish", 14, "", call => call.Floating(0) * ((call.Floating(0) / 6) + 0.5).HardTanh(0, 1)),
        Operator.One("Gelu", 20, "approximate", call => call.Floating(0).Gelu(call.Words("approximate", "none") switch
        {
            "none" => false,
            "tanh" => true,
            string other => throw Call.Fault($"approximates by '{other}', which is not known"),
        })),
        Operator.One("Mish", 18, "", call => call.Floating(0).Mish()),
        Operator.One("Clip", 6, "min max", Clip),
        Operator.One("Softmax", 1, "axis", call => Softmax(call, (x, axis) => x.Softmax(axis))),
        Operator.One("LogSoftmax", 1, "axis", call => Softmax(call, (x, axis) => x.LogSoftmax(axis))),
    ];

    private static OnnxValue Clip(Call call)
    {
        Tensor x = call.Tensor(0);
        bool given = call.Opset >= 11;
        if (!x.Type.IsFloating)
        {
            long least = call.Has(1) ? (long)call.One(1) : long.MinValue, most = call.Has(2) ? (long)call.One(2) : long.MaxValue;
            return Elements.MapWhole(x, value => Math.Min(Math.Max(value, least), most));
        }
        // A bound that is left out is the last number of the type, so infinities are bounded too.
        double last = x.Type == DType.Float64 ? double.MaxValue : float.MaxValue;
        double low = given ? (call.Has(1) ? call.One(1) : -last) : call.Number("min", -last), high = given ? (call.Has(2) ? call.One(2) : last) : call.Number("max", last);
        if (double.IsFinite(low) && double.IsFinite(high) && low <= high)
            return x.HardTanh(low, high);
        // Where the bounds cross, the upper one stands everywhere.
        return Tensor.Minimum(Tensor.Maximum(x, Tensor.Scalar(low, x.Type)), Tensor.Scalar(high, x.Type));
    }

    private static Tensor Softmax(Call call, Func<Tensor, int, Tensor> function)
    {
        Tensor x = call.Floating(0);
        if (call.Opset >= 13)
            return x.Rank == 0 ? function(x.Reshape(1), -1).Reshape() : function(x, call.Axis(call.Whole("axis", -1), x.Rank));

        // Before, everything from the axis on was one row.
        int axis = (int)call.Whole("axis", 1);
        axis = axis == x.Rank ? axis : call.Axis(axis, x.Rank);
        int rows = 1;
        foreach (int size in x.Shape.Sizes[..axis])
            rows *= size;
        return function(x.Reshape(rows, rows == 0 ? 0 : x.Count / rows), 1).Reshape(x.Shape.Sizes);
    }
}
