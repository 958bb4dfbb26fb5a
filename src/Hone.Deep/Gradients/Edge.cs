namespace Hone.Deep;

/// <summary>Where a gradient goes: to one of the results of an operation, or to a leaf; nowhere, where none is wanted.</summary>
/// <remarks>An operation keeps edges and not its inputs, so that the tape holds on to those values alone that gradients read.</remarks>
/// <param name="Owner">A <see cref="Node"/>, a leaf, or null.</param>
/// <param name="Output">Which result of the operation.</param>
internal readonly record struct Edge(object? Owner, int Output)
{
    public bool IsWanted => Owner is not null;

    public Node? Producer => Owner as Node;

    public static Edge Of(Tensor tensor) =>
        tensor.Producer is { } node ? new(node, tensor.ProducerOutput) : tensor.RequiresGrad ? new(tensor, 0) : default;
}
