using System.Globalization;
using Hone.Deep;

namespace Hone.Onnx;

/// <summary>An input or output of a model, as the file declares it.</summary>
public sealed class OnnxPort
{
    internal OnnxPort(string name, DType? type, OnnxSize[]? sizes) => (Name, Type, Sizes) = (name, type, sizes);

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>What its elements are; null for texts. Half precision and small whole numbers are given in the next wider type that tensors have.</summary>
    public DType? Type { get; }

    /// <summary>The sizes along the axes; null where the file does not say how many axes there are.</summary>
    public IReadOnlyList<OnnxSize>? Sizes { get; }

    /// <summary>For example <c>x: Float32 [N, 4]</c>.</summary>
    public override string ToString() => $"{Name}: {(Type is { } type ? type.ToString() : "text")}{(Sizes is null ? "" : $" [{string.Join(", ", Sizes)}]")}";

    /// <summary>Whether a value can stand here; sizes with a name are noted, and must be the same wherever the name stands.</summary>
    internal void Require(OnnxValue value, Dictionary<string, (int Size, string Where)> named)
    {
        if (value.IsText != Type is null || (!value.IsText && value.Tensor.Type != Type))
            throw new ArgumentException($"The input '{Name}' is of {(Type is { } type ? type.ToString() : "text")}, and {value.TypeText} was given.");
        if (Sizes is null)
            return;
        bool fits = value.Shape.Rank == Sizes.Count;
        for (int axis = 0; fits && axis < Sizes.Count; axis++)
        {
            int size = value.Shape[axis];
            fits = Sizes[axis].Size is null || Sizes[axis].Size == size;
            if (Sizes[axis] is not { Size: null, Name: { Length: > 0 } name })
                continue;
            if (named.TryGetValue(name, out (int Size, string Where) before) && before.Size != size)
            {
                throw new ArgumentException(string.Create(
                    CultureInfo.InvariantCulture, $"The size '{name}' is {before.Size} along an axis of the input '{before.Where}' and {size} along one of '{Name}'; it must be the same."));
            }
            named[name] = (size, Name);
        }
        if (!fits)
            throw new ArgumentException($"The input '{Name}' has sizes [{string.Join(", ", Sizes)}], and a value of {value.Shape} was given.");
    }
}

/// <summary>A size along an axis: known, or open under a name.</summary>
/// <param name="Size">The size, or null where any will do.</param>
/// <param name="Name">The name of an open size; the same name means the same size. Null where it has none.</param>
public sealed record OnnxSize(int? Size, string? Name = null)
{
    /// <summary>The size or its name.</summary>
    public override string ToString() => Size?.ToString(CultureInfo.InvariantCulture) ?? (Name is { Length: > 0 } ? Name : "?");
}
