using Hone.Deep;

namespace Hone.Onnx;

/// <summary>What goes into a model or comes out of it: a tensor, or texts along any number of axes.</summary>
/// <remarks>Tensors and arrays of texts become values by themselves: <c>model.Run(new() { ["x"] = tensor })</c>.</remarks>
public sealed class OnnxValue
{
    private readonly Tensor? tensor;
    private readonly string[]? texts;

    /// <summary>A tensor.</summary>
    public OnnxValue(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        (this.tensor, Shape) = (tensor, tensor.Shape);
    }

    /// <summary>Texts.</summary>
    /// <param name="texts">Row by row; kept.</param>
    /// <param name="shape">The sizes; without, one axis.</param>
    /// <exception cref="ArgumentException">The number of texts is not that of the shape.</exception>
    public OnnxValue(string[] texts, Shape? shape = null)
    {
        ArgumentNullException.ThrowIfNull(texts);
        Shape = shape ?? [texts.Length];
        if (Shape.Count != texts.Length)
            throw new ArgumentException(FormattableString.Invariant($"{texts.Length} texts were given for a shape of {Shape}, which holds {Shape.Count}."), nameof(texts));
        this.texts = texts;
    }

    /// <summary>The sizes along the axes.</summary>
    public Shape Shape { get; }

    /// <summary>Whether it holds texts.</summary>
    public bool IsText => texts is not null;

    /// <summary>The tensor.</summary>
    /// <exception cref="InvalidOperationException">It holds texts.</exception>
    public Tensor Tensor => tensor ?? throw new InvalidOperationException("The value holds texts, not numbers; read Texts.");

    /// <summary>The texts, row by row.</summary>
    /// <exception cref="InvalidOperationException">It holds a tensor.</exception>
    public IReadOnlyList<string> Texts => Strings;

    internal string[] Strings => texts ?? throw new InvalidOperationException("The value holds numbers, not texts; read Tensor.");

    /// <summary>A tensor as a value.</summary>
    public static implicit operator OnnxValue(Tensor tensor) => new(tensor);

    /// <summary>Texts along one axis as a value.</summary>
    public static implicit operator OnnxValue(string[] texts) => new(texts);

    /// <summary>What it holds.</summary>
    public override string ToString() => tensor?.ToString() ?? $"Texts {Shape} {string.Join(", ", texts!.Take(20))}";

    /// <summary>The same elements in another shape of as many.</summary>
    internal OnnxValue Reshape(Shape shape) => tensor is null ? new(texts!, shape) : new(tensor.Reshape(shape.Sizes));

    /// <summary>The type in words.</summary>
    internal string TypeText => tensor is null ? "text" : tensor.Type.ToString();
}
