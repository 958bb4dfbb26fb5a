using Hone.Deep;

namespace Hone.Onnx;

/// <content>Normalisation.</content>
internal static partial class Operators
{
    private static IEnumerable<Operator> Normalisations =>
    [
        Operator.One("BatchNormalization", 7, "epsilon momentum spatial training_mode", call =>
        {
            if (call.Whole("training_mode", 0) != 0 || call.Whole("spatial", 1) != 1)
                throw Call.Fault($"is in training or of old form, and models are only used here");
            Tensor x = call.Floating(0);
            return Functions.BatchNorm(x, call.Floating(1), call.Floating(2), call.Floating(3), call.Floating(4), call.Number("epsilon", 1e-5f));
        }),
        Operator.Many("LayerNormalization", 17, "axis epsilon stash_type", LayerNormalization),
        Operator.One("InstanceNormalization", 1, "epsilon", call =>
        {
            Tensor x = call.Floating(0);
            if (x.Rank < 3)
                throw Call.Fault($"has an input of {x.Shape}, and samples, channels and at least one axis more are due");
            int inner = Product(x.Shape.Sizes[2..]);
            Tensor unit = Functions.LayerNorm(x.Reshape(x.Shape[0], x.Shape[1], inner), [inner], epsilon: call.Number("epsilon", 1e-5f));
            return ((unit * call.Floating(1).Unsqueeze(1)) + call.Floating(2).Unsqueeze(1)).Reshape(x.Shape.Sizes);
        }),
        Operator.One("GroupNormalization", 18, "epsilon num_groups stash_type", call =>
        {
            Tensor x = call.Floating(0), scale = call.Floating(1), bias = call.Floating(2);
            int groups = call.Int("num_groups", 0);
            if (x.Rank < 2 || groups < 1 || x.Shape[1] % groups != 0 || scale.Shape != bias.Shape || scale.Shape != [call.Opset >= 21 ? x.Shape[1] : groups])
                throw Call.Fault($"has {groups} groups for {x.Shape} with a scale of {scale.Shape}");
            int each = x.Shape[1] / groups, inner = Product(x.Shape.Sizes[2..]);
            Tensor unit = Functions.LayerNorm(x.Reshape(x.Shape[0], groups, each * inner), [each * inner], epsilon: call.Number("epsilon", 1e-5f));
            // At 18 there is a number for each group, from 21 on one for each channel.
            int[] along = call.Opset >= 21 ? [x.Shape[1], 1] : [groups, 1];
            unit = unit.Reshape(x.Shape[0], along[0], -1);
            return ((unit * scale.Reshape(along)) + bias.Reshape(along)).Reshape(x.Shape.Sizes);
        }),
    ];

    private static OnnxValue?[] LayerNormalization(Call call)
    {
        Tensor x = call.Floating(0), scale = call.Floating(1);
        Tensor? bias = call.Has(2) ? call.Floating(2) : null;
        int axis = call.Axis(call.Whole("axis", -1), x.Rank);
        Shape over = new(x.Shape.Sizes[axis..]);
        double epsilon = call.Number("epsilon", 1e-5f);
        Tensor result = scale.Shape == over && (bias is null || bias.Shape == over)
            ? Functions.LayerNorm(x, over, scale, bias, epsilon)
            : bias is null ? Functions.LayerNorm(x, over, epsilon: epsilon) * scale : (Functions.LayerNorm(x, over, epsilon: epsilon) * scale) + bias;
        if (!call.Wants(1) && !call.Wants(2))
            return [result];
        int[] beside = [.. x.Shape.Sizes[..axis], .. Enumerable.Repeat(1, x.Rank - axis)];
        Tensor rows = x.Reshape([.. x.Shape.Sizes[..axis], over.Count]), mean = rows.Mean(-1, keep: true), variance = (rows - mean).Square().Mean(-1);
        return [result, mean.Reshape(beside), (1 / (variance + epsilon).Sqrt()).Reshape(beside)];
    }
}
