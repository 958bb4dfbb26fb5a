using Hone.Deep;

namespace Hone.Onnx;

/// <summary>The names of a classifier's classes: texts or whole numbers.</summary>
internal sealed class ClassLabels
{
    private readonly OnnxValue labels;

    private ClassLabels(OnnxValue labels) => this.labels = labels;

    public int Count => labels.Shape.Count;

    /// <summary>Reads them from a node.</summary>
    public static ClassLabels Of(Call call, string wholes) =>
        call.Texts("classlabels_strings") is { Length: > 0 } texts ? new(new OnnxValue(texts))
        : call.Wholes(wholes) is { Length: > 0 } numbers ? new(Tensor.From(numbers))
        : throw Call.Fault($"has no class labels");

    /// <summary>The labels at some positions.</summary>
    public OnnxValue Take(Tensor positions) => Picking.Take(labels, 0, positions.ToArray<long>(), positions.Shape);
}
