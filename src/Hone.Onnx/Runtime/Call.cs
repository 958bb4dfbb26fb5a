using Hone.Deep;

namespace Hone.Onnx;

/// <summary>A node at work: its attributes, and the values that came in.</summary>
internal sealed class Call(Node node, OnnxValue?[] inputs)
{
    /// <summary>The version of the operator's domain.</summary>
    public int Opset => node.Opset;

    /// <summary>How many inputs were given, those left out between them included.</summary>
    public int Count => inputs.Length;

    /// <summary>How many outputs the node names.</summary>
    public int Outputs => node.Outputs.Length;

    /// <summary>Whether an output is wanted.</summary>
    public bool Wants(int output) => output < node.Outputs.Length && node.Outputs[output] >= 0;

    public bool Has(int input) => input < inputs.Length && inputs[input] is not null;

    public OnnxValue Value(int input) => Has(input) ? inputs[input]! : throw Fault($"lacks its input {input}");

    public Tensor Tensor(int input)
    {
        OnnxValue value = Value(input);
        return value.IsText ? throw Fault($"has texts as its input {input}, and numbers are due") : value.Tensor;
    }

    public Tensor? TensorOrNull(int input) => Has(input) ? Tensor(input) : null;

    /// <summary>An input of single or double precision.</summary>
    public Tensor Floating(int input)
    {
        Tensor x = Tensor(input);
        return x.Type switch
        {
            DType.Float32 or DType.Float64 => x,
            DType.BFloat16 => x.To(DType.Float32),
            _ => throw Fault($"has {x.Type} as its input {input}, and floating numbers are due"),
        };
    }

    /// <summary>A list of whole numbers that stands in an input: a shape, axes, positions.</summary>
    public long[] Wholes(int input)
    {
        Tensor x = Tensor(input);
        return x.Type is DType.Int64 or DType.Int32 && x.Rank <= 1
            ? x.To(DType.Int64).ToArray<long>()
            : throw Fault($"has {x.Type} of {x.Shape} as its input {input}, and a list of whole numbers is due");
    }

    public long[]? WholesOrNull(int input) => Has(input) ? Wholes(input) : null;

    /// <summary>One number that stands in an input.</summary>
    public double One(int input) => Tensor(input) is { Count: 1 } x ? x.Item() : throw Fault($"has {Tensor(input).Shape} as its input {input}, and one number is due");

    /// <summary>What is made of the attributes alone: made once for the node, and shared by its runs.</summary>
    public T Prepared<T>(Func<T> make)
        where T : class => (T)(node.Prepared ??= make());

    public double Number(string name, double fallback) => node.Number(name, fallback);

    public long Whole(string name, long fallback) => node.Whole(name, fallback);

    public int Int(string name, int fallback) => ToInt(node.Whole(name, fallback), name);

    public string Words(string name, string fallback) => node.Words(name, fallback);

    public long[]? Wholes(string name) => node.Wholes(name);

    public float[]? Numbers(string name) => node.Numbers(name);

    public string[]? Texts(string name) => node.Texts(name);

    public OnnxValue? Value(string name) => node.Value(name);

    public bool Has(string name) => node.Has(name);

    /// <summary>An axis from the front.</summary>
    public int Axis(long axis, int rank) => axis >= -rank && axis < rank
        ? (int)(axis < 0 ? axis + rank : axis)
        : throw Fault($"asks for axis {axis} of {rank}");

    public int ToInt(long value, string name) => value is >= int.MinValue and <= int.MaxValue ? (int)value : throw Fault($"has {value} as '{name}'");

    /// <summary>A list that stood in an attribute before a version, and stands in an input from it on.</summary>
    public long[]? Moved(string name, int since, int input) => Opset >= since ? WholesOrNull(input) : Wholes(name);

    /// <summary>Something that does not fit; the node's name comes before the sentence.</summary>
    public static ArgumentException Fault(FormattableString what) => new(FormattableString.Invariant(what) + ".");
}
