using System.Collections.Frozen;
using Hone.Deep;

namespace Hone.Onnx;

/// <summary>The operations of tensors as operators of ONNX.</summary>
internal sealed class Nodes(GraphWriter graph, NetworkGraph network)
{
    /// <summary>Fused operations that have an operator; others are written as their formula.</summary>
    public static readonly FrozenSet<string> Whole = FrozenSet.Create("linear", "layer-norm", "log-softmax", "batch-norm", "batch-norm1d", "batch-norm2d", "lstm", "gru", "rnn");

    // One operator with the same inputs.
    private static readonly FrozenDictionary<string, string> Plain = new Dictionary<string, string>
    {
        ["add"] = "Add",
        ["subtract"] = "Sub",
        ["multiply"] = "Mul",
        ["divide"] = "Div",
        ["negate"] = "Neg",
        ["exp"] = "Exp",
        ["log"] = "Log",
        ["sqrt"] = "Sqrt",
        ["abs"] = "Abs",
        ["sign"] = "Sign",
        ["tanh"] = "Tanh",
        ["sigmoid"] = "Sigmoid",
        ["erf"] = "Erf",
        ["sin"] = "Sin",
        ["cos"] = "Cos",
        ["tan"] = "Tan",
        ["asin"] = "Asin",
        ["acos"] = "Acos",
        ["atan"] = "Atan",
        ["sinh"] = "Sinh",
        ["cosh"] = "Cosh",
        ["relu"] = "Relu",
        ["reciprocal"] = "Reciprocal",
        ["floor"] = "Floor",
        ["ceil"] = "Ceil",
        ["round"] = "Round",
        ["matmul"] = "MatMul",
        ["equal"] = "Equal",
        ["less"] = "Less",
        ["atmost"] = "LessOrEqual",
        ["and"] = "And",
        ["or"] = "Or",
        ["xor"] = "Xor",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What an operation's nodes read.</summary>
    public static IEnumerable<Tensor> Reads(NetworkGraph network, TranscriptStep step, int at, bool isSecond = false) => step.Operation switch
    {
        "where" or "embedding" or "take-rows" or "index-select" or "gather" or "masked-fill" => [.. step.Inputs, step.Needed[0]],
        // An exponential of logarithms of a softmax is the softmax.
        "exp" when !isSecond && network.Made(step.Inputs[0], at, "log-softmax") is { } logs => logs.A.Inputs,
        "exp" when isSecond && network.MadeSecond(step.Inputs[0], at, "log-softmax") is { } logs => logs.B.Inputs,
        _ => step.Inputs,
    };

    /// <summary>Writes an operation.</summary>
    /// <param name="a">With the first batch.</param>
    /// <param name="b">With the second.</param>
    /// <param name="at">Its place among all.</param>
    /// <returns>A name for each result.</returns>
    public string[] Write(TranscriptStep a, TranscriptStep b, int at)
    {
        string In(int i) => network.Value(a.Inputs[i], b.Inputs[i], at);
        string Needed(int i) => network.Value(a.Needed[i], b.Needed[i], at);
        string[] Ins() => [.. Enumerable.Range(0, a.Inputs.Length).Select(In)];
        Tensor x = a.Inputs[0], result = a.Results[0];
        if (a.Operation == "exp" && network.Made(x, at, "log-softmax") is { } logs)
            return [graph.Node("Softmax", [network.Value(logs.A.Inputs[0], logs.B.Inputs[0], logs.At)], ("axis", -1))];
        if (Plain.TryGetValue(a.Operation, out string? plain))
            return [graph.Node(plain, Ins())];
        return a.Operation switch
        {
            "square" => [graph.Node("Mul", [In(0), In(0)])],
            "rsqrt" => [graph.Node("Reciprocal", [graph.Node("Sqrt", [In(0)])])],
            "log1p" => [graph.Node("Log", [graph.Node("Add", [In(0), Scalar(1, x.Type)])])],
            "expm1" => [graph.Node("Sub", [graph.Node("Exp", [In(0)]), Scalar(1, x.Type)])],
            "log2" => [graph.Node("Mul", [graph.Node("Log", [In(0)]), Scalar(1 / Numerics.Elementary.Log(2), x.Type)])],
            "log10" => [graph.Node("Mul", [graph.Node("Log", [In(0)]), Scalar(1 / Numerics.Elementary.Log(10), x.Type)])],
            "notequal" => [graph.Node("Not", [graph.Node("Equal", Ins())])],
            "maximum" or "minimum" when a.Inputs.Length == 2 => [graph.Node(a.Operation == "maximum" ? "Max" : "Min", Ins())],
            "maximum" or "minimum" => [Reduced(a.Operation == "maximum" ? "ReduceMax" : "ReduceMin", x, result, In(0))],
            "sum" => [Reduced("ReduceSum", x, result, In(0))],
            "log-sum-exp" => [Reduced("ReduceLogSumExp", x, result, In(0))],
            "argmax" or "argmin" => [graph.Node(a.Operation == "argmax" ? "ArgMax" : "ArgMin", [In(0)], ("axis", (int)a.Detail!), ("keepdims", 1))],
            "to" => [graph.Node("Cast", [In(0)], ("to", (int)StoredValues.TypeFor(result.Type)))],
            "where" => [graph.Node("Where", [Needed(0), In(0), In(1)])],
            "masked-fill" => [graph.Node("Where", [Needed(0), Scalar((double)a.Detail!, x.Type), In(0)])],
            "pow" => [graph.Node("Pow", a.Inputs.Length == 2 ? Ins() : [In(0), Scalar((double)a.Detail!, x.Type)])],
            "clamp" => [Clipped(a, In(0))],
            "contiguous" or "clone" => [In(0)],
            "reshape" or "squeeze" or "unsqueeze" => [x.Shape == result.Shape ? In(0) : graph.Node("Reshape", [In(0), network.ShapeOf(result.Shape, b.Results[0].Shape, mayLeaveOne: true)])],
            "expand" => [graph.Node("Expand", [In(0), network.ShapeOf(result.Shape, b.Results[0].Shape, mayLeaveOne: false)])],
            "permute" => [graph.Node("Transpose", [In(0)], ("perm", (int[])a.Detail!))],
            "slice" => [Sliced(a, b, In(0))],
            "concat" => a.Inputs.Length == 1 ? [In(0)] : [graph.Node("Concat", Ins(), ("axis", Differing(x.Shape, result.Shape) ?? 0))],
            "split" => Split(a, b, In(0)),
            "embedding" or "take-rows" => [graph.Node("Gather", [In(0), Needed(0)], ("axis", 0))],
            "index-select" => [graph.Node("Gather", [In(0), Needed(0)], ("axis", (int)a.Detail!))],
            "gather" => [graph.Node("GatherElements", [In(0), Needed(0)], ("axis", (int)a.Detail!))],
            "cumulative-sum" => [CumulativeSum(a, In(0))],
            "linear" => [graph.Node("Gemm", Ins(), ("transB", 1))],
            "log-softmax" => [graph.Node("LogSoftmax", [In(0)], ("axis", -1))],
            "layer-norm" => [LayerNorm(a, Ins())],
            "batch-norm" or "batch-norm1d" or "batch-norm2d" => [BatchNorm(a, Ins())],
            "rotary" => [Rotary(a, In(0))],
            "lstm" or "gru" or "rnn" => new RecurrentNodes(graph, network).Write(a, b, at),
            "conv1d" or "conv2d" => [Conv(a, Ins())],
            "conv-transpose1d" or "conv-transpose2d" => [ConvTranspose(a, Ins())],
            _ when a.Detail is Hone.Deep.Windows windows => [Pool(a.Operation, windows, In(0))],
            _ => throw new NotSupportedException("it has no counterpart among the operators."),
        };
    }

    private string Scalar(double value, DType type) => graph.Constant("number", Tensor.Scalar(value, type));

    // The axis along which sizes differ; none where the axis had one element before.
    private static int? Differing(Shape x, Shape y)
    {
        for (int axis = 0; axis < x.Rank; axis++)
        {
            if (x[axis] != y[axis])
                return axis;
        }
        return null;
    }

    private string Reduced(string name, Tensor x, Tensor result, string value)
    {
        // A sum of one is the one; of its logarithm of an exponential too.
        if (Differing(x.Shape, result.Shape) is not { } axis)
            return value;
        return name == "ReduceSum" ? graph.Node(name, [value, graph.Wholes("axes", axis)], ("keepdims", 1)) : graph.Node(name, [value], ("axes", new[] { axis }), ("keepdims", 1));
    }

    private string Clipped(TranscriptStep a, string value)
    {
        (double? low, double? high) = ((double?, double?))a.Detail!;
        DType type = a.Inputs[0].Type;
        return graph.Node("Clip", [value, low is { } least ? Scalar(least, type) : "", .. high is { } most ? new[] { Scalar(most, type) } : []]);
    }

    private string Sliced(TranscriptStep a, TranscriptStep b, string value)
    {
        (int axis, int from, int to, int step) = ((int, int, int, int))a.Detail!;
        (int _, int fromB, int toB, int _) = ((int, int, int, int))b.Detail!;
        long end = to == a.Inputs[0].Shape[axis] && toB == b.Inputs[0].Shape[axis] ? long.MaxValue : to == toB ? to : -1;
        if (from != fromB || end < 0)
            throw new NotSupportedException(FormattableString.Invariant($"positions {from} to {to} are taken with one batch and {fromB} to {toB} with another."));
        return graph.Node("Slice", [value, graph.Wholes("starts", from), graph.Wholes("ends", end), graph.Wholes("axes", axis), graph.Wholes("steps", step)]);
    }

    private string[] Split(TranscriptStep a, TranscriptStep b, string value)
    {
        Tensor x = a.Inputs[0];
        if (a.Results.Length == 1)
            return [value];
        int axis = Enumerable.Range(0, x.Rank).First(each => a.Results.Sum(part => part.Shape[each]) == x.Shape[each] && a.Results.All(part => part.Shape.Without(each, true) == x.Shape.Without(each, true)));
        if (!a.Results.Select(part => part.Shape[axis]).SequenceEqual(b.Results.Select(part => part.Shape[axis])))
            throw new NotSupportedException("parts grow with the batch.");
        return graph.Nodes("Split", a.Results.Length, [value, graph.Wholes("sizes", [.. a.Results.Select(part => (long)part.Shape[axis])])], ("axis", axis));
    }

    private string CumulativeSum(TranscriptStep a, string value)
    {
        (int axis, bool reverse) = ((int, bool))a.Detail!;
        return graph.Node("CumSum", [value, graph.Constant("axis", Tensor.Scalar(axis, DType.Int64))], ("reverse", reverse ? 1 : 0));
    }

    private string LayerNorm(TranscriptStep a, string[] inputs)
    {
        (double epsilon, bool hasWeight, bool hasBias) = ((double, bool, bool))a.Detail!;
        Tensor x = a.Inputs[0];
        string weight = hasWeight ? inputs[1] : graph.Constant("ones", Tensor.Ones([x.Shape[-1]], x.Type));
        return graph.Node("LayerNormalization", [inputs[0], weight, .. hasBias ? new[] { inputs[^1] } : []], ("axis", -1), ("epsilon", epsilon));
    }

    private string BatchNorm(TranscriptStep a, string[] inputs)
    {
        if (a.Detail is not (Moments moments, double epsilon, bool hasGain, bool hasShift))
            throw new NotSupportedException("it takes mean and variance of the batch itself, and the operator takes given ones: call Eval(), or let the layer keep them.");
        Tensor x = a.Inputs[0];
        string gain = hasGain ? inputs[1] : graph.Constant("ones", Tensor.Ones([x.Shape[1]], x.Type)), shift = hasShift ? inputs[^1] : graph.Constant("zeros", Tensor.Zeros([x.Shape[1]], x.Type));
        return graph.Node("BatchNormalization", [inputs[0], gain, shift, graph.Constant("mean", moments.Mean.To(x.Type)), graph.Constant("variance", moments.Variance.To(x.Type))], ("epsilon", epsilon));
    }

    private string Rotary(TranscriptStep a, string value)
    {
        (Tensor cosines, Tensor sines, bool isBack) = ((Tensor, Tensor, bool))a.Detail!;
        int half = cosines.Shape[-1];
        string cos = graph.Constant("cosines", cosines), sin = graph.Constant("sines", isBack ? -sines : sines), axis = graph.Wholes("axes", -1);
        string low = graph.Node("Slice", [value, graph.Wholes("starts", 0), graph.Wholes("ends", half), axis]), high = graph.Node("Slice", [value, graph.Wholes("starts", half), graph.Wholes("ends", 2 * half), axis]);
        string first = graph.Node("Sub", [graph.Node("Mul", [low, cos]), graph.Node("Mul", [high, sin])]), second = graph.Node("Add", [graph.Node("Mul", [high, cos]), graph.Node("Mul", [low, sin])]);
        return graph.Node("Concat", [first, second], ("axis", -1));
    }

    private static int[] Pair(Extent extent) => [extent.Height, extent.Width];

    private static int[] Pads(Extent extent) => [extent.Height, extent.Width, extent.Height, extent.Width];

    private string Conv(TranscriptStep a, string[] inputs)
    {
        ConvolutionShape shape = (ConvolutionShape)a.Detail!;
        return graph.Node("Conv", inputs, ("kernel_shape", Pair(shape.Kernel)), ("strides", Pair(shape.Stride)), ("pads", Pads(shape.Padding)), ("dilations", Pair(shape.Dilation)), ("group", shape.Groups));
    }

    private string ConvTranspose(TranscriptStep a, string[] inputs)
    {
        ConvolutionShape shape = (ConvolutionShape)a.Detail!;
        int More(int from, int to, int stride, int padding, int dilation, int kernel) => from - (((to - 1) * stride) - (2 * padding) + (dilation * (kernel - 1)) + 1);
        int[] more =
        [
            More(shape.From.Height, shape.To.Height, shape.Stride.Height, shape.Padding.Height, shape.Dilation.Height, shape.Kernel.Height),
            More(shape.From.Width, shape.To.Width, shape.Stride.Width, shape.Padding.Width, shape.Dilation.Width, shape.Kernel.Width),
        ];
        return graph.Node(
            "ConvTranspose", inputs, ("kernel_shape", Pair(shape.Kernel)), ("strides", Pair(shape.Stride)), ("pads", Pads(shape.Padding)), ("dilations", Pair(shape.Dilation)), ("group", shape.Groups), ("output_padding", more));
    }

    private string Pool(string operation, Hone.Deep.Windows windows, string value)
    {
        bool isMax = operation.Contains("max", StringComparison.Ordinal);
        if (windows.Laid is { } laid)
        {
            List<(string, object)> attributes = [("kernel_shape", Pair(laid.Window)), ("strides", Pair(laid.Stride)), ("pads", Pads(laid.Padding))];
            if (laid.Ceiling)
                attributes.Add(("ceil_mode", 1));
            attributes.Add(isMax ? ("dilations", Pair(windows.Dilation)) : ("count_include_pad", laid.CountsPadding ? 1 : 0));
            return graph.Node(isMax ? "MaxPool" : "AveragePool", [value], [.. attributes]);
        }
        if (windows.To == (Extent)1)
            return graph.Node(isMax ? "GlobalMaxPool" : "GlobalAveragePool", [value]);
        if (windows.From.Height % windows.To.Height != 0 || windows.From.Width % windows.To.Width != 0)
            throw new NotSupportedException($"a plane of {windows.From} is divided into {windows.To} windows of different sizes, and the operators have windows of one size.");
        int[] size = [windows.From.Height / windows.To.Height, windows.From.Width / windows.To.Width];
        return graph.Node(isMax ? "MaxPool" : "AveragePool", [value], ("kernel_shape", size), ("strides", size));
    }
}
