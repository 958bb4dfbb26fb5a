using Hone.Onnx.Protocol;
using Kind = Hone.Onnx.Protocol.AttributeProto.Types.AttributeType;

namespace Hone.Onnx;

/// <summary>One step of a graph: an operator, where its inputs come from and where its outputs go.</summary>
internal sealed class Node
{
    private readonly Dictionary<string, AttributeProto> attributes = new(StringComparer.Ordinal);

    public Node(NodeProto stored, int position, Operator @operator, int opset, int[] inputs, int[] outputs)
    {
        (Operator, Opset, Inputs, Outputs) = (@operator, opset, inputs, outputs);
        Text = Describe(stored, position);
        foreach (AttributeProto attribute in stored.Attribute)
        {
            if (!@operator.Attributes.Contains(attribute.Name))
                throw new NotSupportedException($"{Text} has an attribute '{attribute.Name}', which its operator does not have at version {opset} or which is not known here.");
            if (!attributes.TryAdd(attribute.Name, attribute))
                throw new FormatException($"{Text} has the attribute '{attribute.Name}' twice.");
        }
    }

    public Operator Operator { get; }

    /// <summary>The version of the operator's domain.</summary>
    public int Opset { get; }

    /// <summary>Slots of the inputs; −1 for one that is left out.</summary>
    public int[] Inputs { get; }

    /// <summary>Slots of the outputs; −1 for one that nobody wants.</summary>
    public int[] Outputs { get; }

    /// <summary>What it is called in messages.</summary>
    public string Text { get; }

    /// <summary>What a node is called in messages.</summary>
    public static string Describe(NodeProto stored, int position) =>
        FormattableString.Invariant($"Node {(string.IsNullOrEmpty(stored.Name) ? FormattableString.Invariant($"{position}") : $"'{stored.Name}'")} ({stored.OpType})");

    /// <summary>What an operator made of the attributes, to be used again; any of several threads may have made it.</summary>
    public object? Prepared { get; set; }

    public bool Has(string name) => attributes.ContainsKey(name);

    public double Number(string name, double fallback) => Find(name, Kind.Float)?.F ?? fallback;

    public long Whole(string name, long fallback) => Find(name, Kind.Int)?.I ?? fallback;

    public string Words(string name, string fallback) => Find(name, Kind.String)?.S.ToStringUtf8() ?? fallback;

    public long[]? Wholes(string name) => Find(name, Kind.Ints)?.Ints.ToArray();

    public float[]? Numbers(string name) => Find(name, Kind.Floats)?.Floats.ToArray();

    public string[]? Texts(string name) => Find(name, Kind.Strings)?.Strings.Select(text => text.ToStringUtf8()).ToArray();

    public OnnxValue? Value(string name) => Find(name, Kind.Tensor) is { } found ? StoredValues.Read(found.T, null) : null;

    private AttributeProto? Find(string name, Kind kind)
    {
        if (!attributes.TryGetValue(name, out AttributeProto? found))
            return null;
        // Writers of old left the type out; then whatever is there is meant.
        return found.Type == kind || found.Type == Kind.Undefined
            ? found
            : throw new FormatException($"{Text} has an attribute '{name}' of type {found.Type.ToString().ToUpperInvariant()}; {kind.ToString().ToUpperInvariant()} is due.");
    }
}
