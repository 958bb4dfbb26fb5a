using System.Globalization;
using Google.Protobuf;
using Hone.Data;
using Hone.Deep;
using Hone.Onnx.Protocol;
using Kind = Hone.Onnx.Protocol.AttributeProto.Types.AttributeType;

namespace Hone.Onnx;

/// <summary>A graph being written, node after node; the same calls give the same bytes.</summary>
/// <remarks>Written is version 8 of the format with version 17 of the default operators and version 3 of those for tables, which runtimes of the last years read.</remarks>
internal sealed class GraphWriter
{
    private const int FormatVersion = 8, TablesVersion = 3;

    private readonly GraphProto graph = new();
    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private readonly int opset;
    private bool usesTables;

    /// <summary>An empty graph.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="opset">The version of the default operators.</param>
    public GraphWriter(string name, int opset = 17) => (graph.Name, this.opset) = (name, opset);

    /// <summary>What the names of further values begin with: where in the model they come about.</summary>
    public string Scope { get; set; } = "";

    /// <summary>Declares an input, under its name or, where that is taken, one with a number.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">Its type; null for texts.</param>
    /// <param name="sizes">Its sizes: numbers, or names for open ones.</param>
    public string Input(string name, DType? type, params ReadOnlySpan<OnnxSize> sizes)
    {
        string free = Free(name);
        graph.Input.Add(Port(free, type, sizes));
        return free;
    }

    /// <summary>Declares an output.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">The value that it gives.</param>
    /// <param name="type">Its type; null for texts.</param>
    /// <param name="sizes">Its sizes.</param>
    public void Output(string name, string value, DType? type, params ReadOnlySpan<OnnxSize> sizes)
    {
        string free = Free(name);
        graph.Output.Add(Port(free, type, sizes));
        Add("Identity", "", [value], [free], []);
    }

    /// <summary>A value that is always the same.</summary>
    public string Constant(string name, Tensor value)
    {
        string free = Free(name);
        graph.Initializer.Add(StoredValues.Write(free, value));
        return free;
    }

    /// <summary>Texts that are always the same.</summary>
    public string Constant(string name, IEnumerable<string> texts)
    {
        string free = Free(name);
        graph.Initializer.Add(StoredValues.Write(free, texts));
        return free;
    }

    /// <summary>A list of whole numbers that is always the same.</summary>
    public string Wholes(string name, params ReadOnlySpan<long> values) => Constant(name, Tensor.From(values));

    /// <summary>A node with one result.</summary>
    /// <param name="operator">Its operator.</param>
    /// <param name="inputs">Names of values; empty for one that is left out.</param>
    /// <param name="attributes">By name: whole numbers, floating ones, texts, tensors, or lists of the first three.</param>
    public string Node(string @operator, string[] inputs, params ReadOnlySpan<(string Name, object Value)> attributes) => Nodes(@operator, 1, inputs, attributes)[0];

    /// <summary>A node with several results.</summary>
    public string[] Nodes(string @operator, int results, string[] inputs, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        string[] outputs = [.. Enumerable.Range(0, results).Select(_ => Free(Named(@operator)))];
        Add(@operator, "", inputs, outputs, attributes);
        return outputs;
    }

    /// <summary>A node of the domain for tables.</summary>
    public string[] Tables(string @operator, int results, string[] inputs, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        usesTables = true;
        string[] outputs = [.. Enumerable.Range(0, results).Select(_ => Free(Named(@operator)))];
        Add(@operator, Operators.Tables, inputs, outputs, attributes);
        return outputs;
    }

    /// <summary>The whole file.</summary>
    public ModelProto Finish()
    {
        ModelProto model = new() { IrVersion = FormatVersion, ProducerName = "Hone", Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = opset });
        if (usesTables)
            model.OpsetImport.Add(new OperatorSetIdProto { Domain = Operators.Tables, Version = TablesVersion });
        return model;
    }

    /// <summary>Writes the file, whole or not at all.</summary>
    /// <exception cref="NotSupportedException">It would have more than 2 GiB, which the format cannot hold in one file.</exception>
    public void Save(string path)
    {
        ModelProto model = Finish();
        if (graph.Initializer.Sum(each => (long)each.RawData.Length) > int.MaxValue - (1 << 20))
            throw new NotSupportedException("The model's numbers take more than 2 GiB, which one ONNX file cannot hold.");
        AtomicFile.Write(path, stream =>
        {
            using CodedOutputStream coded = new(stream, leaveOpen: true) { Deterministic = true };
            model.WriteTo(coded);
        });
    }

    private string Named(string @operator) => Scope.Length == 0 ? @operator.ToLowerInvariant() : $"{Scope}/{@operator.ToLowerInvariant()}";

    private string Free(string name)
    {
        name = name.Length == 0 ? "value" : name;
        string free = name;
        for (int i = 1; !names.Add(free); i++)
            free = string.Create(CultureInfo.InvariantCulture, $"{name}_{i}");
        return free;
    }

    private void Add(string @operator, string domain, string[] inputs, string[] outputs, ReadOnlySpan<(string Name, object Value)> attributes)
    {
        NodeProto node = new() { OpType = @operator, Name = $"{outputs[0]}_{@operator.ToLowerInvariant()}" };
        if (domain.Length > 0)
            node.Domain = domain;
        node.Input.AddRange(inputs);
        node.Output.AddRange(outputs);
        foreach ((string name, object value) in attributes)
            node.Attribute.Add(Attribute(name, value));
        graph.Node.Add(node);
    }

    private static AttributeProto Attribute(string name, object value)
    {
        AttributeProto attribute = new() { Name = name };
        switch (value)
        {
            case int or long:
                (attribute.Type, attribute.I) = (Kind.Int, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case float or double:
                (attribute.Type, attribute.F) = (Kind.Float, Convert.ToSingle(value, CultureInfo.InvariantCulture));
                break;
            case string text:
                (attribute.Type, attribute.S) = (Kind.String, ByteString.CopyFromUtf8(text));
                break;
            case Tensor tensor:
                (attribute.Type, attribute.T) = (Kind.Tensor, StoredValues.Write("", tensor));
                break;
            case int[] wholes:
                attribute.Type = Kind.Ints;
                attribute.Ints.AddRange(wholes.Select(whole => (long)whole));
                break;
            case long[] wholes:
                attribute.Type = Kind.Ints;
                attribute.Ints.AddRange(wholes);
                break;
            case float[] numbers:
                attribute.Type = Kind.Floats;
                attribute.Floats.AddRange(numbers);
                break;
            case string[] texts:
                attribute.Type = Kind.Strings;
                attribute.Strings.AddRange(texts.Select(ByteString.CopyFromUtf8));
                break;
            default:
                throw new ArgumentException($"An attribute cannot be {value.GetType().Name}.", nameof(value));
        }
        return attribute;
    }

    private static ValueInfoProto Port(string name, DType? type, ReadOnlySpan<OnnxSize> sizes)
    {
        TensorShapeProto shape = new();
        foreach (OnnxSize size in sizes)
        {
            TensorShapeProto.Types.Dimension dimension = new();
            if (size.Size is { } known)
                dimension.DimValue = known;
            else if (size.Name is { } open)
                dimension.DimParam = open;
            shape.Dim.Add(dimension);
        }
        TypeProto.Types.Tensor tensor = new() { ElemType = (int)(type is { } element ? StoredValues.TypeFor(element) : TensorProto.Types.DataType.String), Shape = shape };
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } };
    }
}
