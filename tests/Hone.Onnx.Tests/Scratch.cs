using Hone.Deep;

namespace Hone.Onnx.Tests;

/// <summary>Models of a node or a few, written to a folder of their own.</summary>
internal sealed class Scratch : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("hone-onnx").FullName;

    public string Path(string name = "model.onnx") => System.IO.Path.Combine(folder, name);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>Writes a model of one node whose inputs are the model's: what it is given, by place.</summary>
    public (string Path, Dictionary<string, OnnxValue> Inputs) OneNode(string @operator, int opset, int outputs, OnnxValue?[] inputs, params (string, object)[] attributes)
    {
        GraphWriter graph = new(@operator, opset);
        Dictionary<string, OnnxValue> given = [];
        string[] names = new string[inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            if (inputs[i] is not { } value)
            {
                names[i] = "";
                continue;
            }
            DType? type = value.IsText ? null : value.Tensor.Type;
            names[i] = graph.Input($"in{i}", type, [.. value.Shape.Select(size => new OnnxSize(size))]);
            given[names[i]] = value;
        }
        bool tables = @operator.StartsWith("ml.", StringComparison.Ordinal);
        string[] results = tables ? graph.Tables(@operator[3..], outputs, names, attributes) : graph.Nodes(@operator, outputs, names, attributes);
        Protocol.ModelProto model = graph.Finish();
        // Outputs of any type and shape: what the node gives is what is compared.
        foreach (string result in results)
            model.Graph.Output.Add(new Protocol.ValueInfoProto { Name = result });
        using FileStream stream = File.Create(Path());
        Google.Protobuf.MessageExtensions.WriteTo(model, stream);
        return (Path(), given);
    }
}
