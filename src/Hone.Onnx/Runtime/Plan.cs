using Hone.Deep;
using Hone.Onnx.Protocol;

namespace Hone.Onnx;

/// <summary>A graph made ready to run: values have numbers, every operator is known, and it is known after which node a value is needed no more.</summary>
internal sealed class Plan
{
    private readonly Dictionary<string, int> slots = new(StringComparer.Ordinal);
    private readonly List<OnnxValue?> constants = [];
    private readonly List<Node> nodes = [];
    private readonly HashSet<Storage> kept = [];
    private readonly int[] inputs, outputs;
    private readonly int[][] dying;

    public Plan(ModelProto model, ExternalFiles? files)
    {
        GraphProto graph = model.Graph ?? throw new FormatException("it has no graph");
        Dictionary<string, int> opsets = Opsets(model);
        if (graph.SparseInitializer.Count > 0)
            throw new NotSupportedException("Its graph has sparse tensors, which are not supported.");
        foreach (TensorProto stored in graph.Initializer)
            constants[Define(stored.Name, "a tensor")] = StoredValues.Read(stored, files);

        // In files of old, what has a value is among the inputs as well: an input with a default.
        List<(OnnxPort Port, int Slot)> free = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (ValueInfoProto input in graph.Input)
        {
            if (!seen.Add(input.Name))
                throw new FormatException($"its input '{input.Name}' is declared twice");
            if (!slots.ContainsKey(input.Name))
                free.Add((Port(input), Define(input.Name, "an input")));
        }
        Inputs = [.. free.Select(each => each.Port)];
        inputs = [.. free.Select(each => each.Slot)];
        RequireKnown(graph, opsets, model);
        for (int i = 0; i < graph.Node.Count; i++)
            Add(graph.Node[i], i, opsets);
        outputs = [.. graph.Output.Select(output => slots.TryGetValue(output.Name, out int slot) ? slot : throw new FormatException($"its output '{output.Name}' is computed by no node"))];
        if (outputs.Length == 0)
            throw new FormatException("its graph has no output");
        Outputs = [.. graph.Output.Select(output => Port(output, isOutput: true))];
        foreach (OnnxValue? constant in constants)
        {
            if (constant is { IsText: false })
                kept.Add(constant.Tensor.Storage);
        }
        dying = Dying();
    }

    public OnnxPort[] Inputs { get; }

    public OnnxPort[] Outputs { get; }

    /// <summary>Runs the graph.</summary>
    public OnnxValue[] Run(IReadOnlyDictionary<string, OnnxValue> given)
    {
        OnnxValue?[] values = [.. constants];
        Dictionary<string, (int, string)> named = new(StringComparer.Ordinal);
        HashSet<Storage> callers = [];
        for (int i = 0; i < inputs.Length; i++)
        {
            if (!given.TryGetValue(Inputs[i].Name, out OnnxValue? value))
                throw new ArgumentException($"The model's input '{Inputs[i]}' was not given; given were: {string.Join(", ", given.Keys.Order(StringComparer.Ordinal))}.", nameof(given));
            Inputs[i].Require(value, named);
            values[inputs[i]] = value;
            if (!value.IsText)
                callers.Add(value.Tensor.Storage);
        }
        if (given.Count > inputs.Length)
            throw new ArgumentException($"The model has no input '{given.Keys.First(name => !Inputs.Any(input => input.Name == name))}'; its inputs are: {string.Join(", ", Inputs.Select(input => input.Name))}.", nameof(given));

        // How many values lie in a storage that a node made; when none does any more, its memory goes back at once.
        Dictionary<Storage, int> holders = [];
        using NoGrad pause = NoGrad.Begin();
        for (int i = 0; i < nodes.Count; i++)
        {
            Node node = nodes[i];
            OnnxValue?[] results = Run(node, [.. node.Inputs.Select(slot => slot < 0 ? null : values[slot])]);
            for (int k = 0; k < node.Outputs.Length; k++)
            {
                int slot = node.Outputs[k];
                if (slot < 0)
                    continue;
                OnnxValue result = values[slot] = k < results.Length && results[k] is { } made ? made : throw new NotSupportedException(FormattableString.Invariant($"{node.Text}: its output {k} is not computed here."));
                if (!result.IsText && !kept.Contains(result.Tensor.Storage) && !callers.Contains(result.Tensor.Storage))
                    holders[result.Tensor.Storage] = holders.GetValueOrDefault(result.Tensor.Storage) + 1;
            }
            foreach (int slot in dying[i])
            {
                if (values[slot] is { IsText: false } dead && holders.TryGetValue(dead.Tensor.Storage, out int held))
                {
                    holders[dead.Tensor.Storage] = held - 1;
                    if (held == 1)
                        dead.Tensor.Storage.Release();
                }
                values[slot] = null;
            }
        }
        // What the caller gets may be changed by it; the model's own numbers must not be.
        return [.. outputs.Select(slot => values[slot] is { IsText: false } own && kept.Contains(own.Tensor.Storage) ? own.Tensor.Clone() : values[slot]!)];
    }

    private static OnnxValue?[] Run(Node node, OnnxValue?[] inputs)
    {
        try
        {
            return node.Operator.Run(new Call(node, inputs));
        }
        catch (Exception fault) when (fault is ArgumentException or InvalidOperationException or OverflowException or FormatException or IndexOutOfRangeException)
        {
            throw new ArgumentException($"{node.Text}: {fault.Message} Its inputs: {string.Join(", ", inputs.Select(input => input is null ? "none" : $"{input.TypeText} {input.Shape}"))}.", fault);
        }
    }

    private static Dictionary<string, int> Opsets(ModelProto model)
    {
        Dictionary<string, int> opsets = new(StringComparer.Ordinal);
        foreach (OperatorSetIdProto each in model.OpsetImport)
        {
            string domain = Operators.Domain(each.Domain);
            if (!opsets.TryAdd(domain, (int)Math.Clamp(each.Version, 0, int.MaxValue)))
                throw new FormatException($"it imports the operators of '{each.Domain}' twice");
            (int least, int most) = Operators.Versions(domain);
            if (most > 0 && (each.Version < least || each.Version > most))
                throw new NotSupportedException(FormattableString.Invariant($"It needs version {each.Version} of the operators of '{(domain.Length == 0 ? "ai.onnx" : domain)}'; versions {least} to {most} are supported."));
        }
        return opsets;
    }

    // All at once, so that one look tells whether a model can run here.
    private static void RequireKnown(GraphProto graph, Dictionary<string, int> opsets, ModelProto model)
    {
        SortedSet<string> unknown = new(StringComparer.Ordinal);
        foreach (NodeProto node in graph.Node)
        {
            string domain = Operators.Domain(node.Domain);
            string name = domain.Length == 0 ? node.OpType : $"{domain}.{node.OpType}";
            if (model.Functions.Any(function => function.Name == node.OpType && Operators.Domain(function.Domain) == domain))
                unknown.Add($"{name} (a function of the file's own)");
            else if (Operators.Find(domain, node.OpType) is not { } found)
                unknown.Add(name);
            else if (!opsets.TryGetValue(domain, out int opset))
                throw new FormatException($"it uses {name} and does not say which version of its domain is meant");
            else if (opset < found.Since)
                unknown.Add(FormattableString.Invariant($"{name} before version {found.Since}"));
        }
        if (unknown.Count > 0)
            throw new NotSupportedException($"It uses operators that are not supported: {string.Join(", ", unknown)}.");
    }

    private void Add(NodeProto stored, int position, Dictionary<string, int> opsets)
    {
        string domain = Operators.Domain(stored.Domain);
        string text = Node.Describe(stored, position);
        int[] from = [.. stored.Input.Select(name => name.Length == 0 ? -1 : slots.TryGetValue(name, out int slot) ? slot : throw new FormatException($"{text} reads '{name}', which is no input and computed by no node before it"))];
        int[] to = [.. stored.Output.Select(name => name.Length == 0 ? -1 : Define(name, text))];
        Node node = new(stored, position, Operators.Find(domain, stored.OpType)!, opsets[domain], from, to);
        if (from.Length == 0 && node.Operator.Name == "Constant" && to is [>= 0 and int slot])
            constants[slot] = Run(node, [])[0];
        else
            nodes.Add(node);
    }

    private int Define(string name, string by)
    {
        if (string.IsNullOrEmpty(name))
            throw new FormatException($"{by} has no name");
        if (!slots.TryAdd(name, constants.Count))
            throw new FormatException($"'{name}' is defined twice, the second time by {by}");
        constants.Add(null);
        return constants.Count - 1;
    }

    private int[][] Dying()
    {
        int[] last = new int[constants.Count];
        Array.Fill(last, -1);
        for (int i = 0; i < nodes.Count; i++)
        {
            // What a node makes and nobody reads dies with it.
            foreach (int slot in nodes[i].Inputs.Concat(nodes[i].Outputs))
            {
                if (slot >= 0)
                    last[slot] = i;
            }
        }
        List<int>[] after = [.. nodes.Select(_ => new List<int>())];
        for (int slot = 0; slot < last.Length; slot++)
        {
            if (last[slot] >= 0 && constants[slot] is null && !inputs.Contains(slot) && !outputs.Contains(slot))
                after[last[slot]].Add(slot);
        }
        return [.. after.Select(each => each.ToArray())];
    }

    private static OnnxPort Port(ValueInfoProto info, bool isOutput = false)
    {
        string what = $"'{info.Name}'";
        if (info.Type?.ValueCase != TypeProto.ValueOneofCase.TensorType)
        {
            // A table of probabilities by class comes out as the tensor it is made of; the type of an output may be left out.
            return isOutput && (info.Type?.ValueCase ?? TypeProto.ValueOneofCase.None) is TypeProto.ValueOneofCase.SequenceType or TypeProto.ValueOneofCase.None
                ? new OnnxPort(info.Name, DType.Float32, null)
                : throw new NotSupportedException($"Its {what} is no tensor, or of no type; sequences, maps and optional values are not supported.");
        }
        TypeProto.Types.Tensor type = info.Type.TensorType;
        return new OnnxPort(info.Name, StoredValues.TypeOf(type.ElemType, what), type.Shape is null ? null : [.. type.Shape.Dim.Select(size => Size(size, what))]);
    }

    private static OnnxSize Size(TensorShapeProto.Types.Dimension size, string what) => size.ValueCase switch
    {
        // A size below 0 is how some writers of old said that any will do.
        TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue when size.DimValue >= 0 => new OnnxSize(size.DimValue <= int.MaxValue ? (int)size.DimValue : throw new FormatException(FormattableString.Invariant($"{what} has a size of {size.DimValue}"))),
        TensorShapeProto.Types.Dimension.ValueOneofCase.DimParam => new OnnxSize(null, size.DimParam),
        _ => new OnnxSize(null),
    };
}
