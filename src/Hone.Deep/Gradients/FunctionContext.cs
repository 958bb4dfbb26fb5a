namespace Hone.Deep;

/// <summary>What the two methods of a <see cref="CustomFunction"/> share for one application.</summary>
public sealed class FunctionContext
{
    internal FunctionContext(bool[] wanted) => Wanted = wanted;

    /// <summary>What was saved, in that order.</summary>
    public IReadOnlyList<Tensor> Saved => Tensors;

    internal List<Tensor> Tensors { get; } = [];

    internal bool[] Wanted { get; set; }

    /// <summary>Keeps tensors for the gradient, inputs and results above all; if one is changed in place before, the pass says so.</summary>
    public void Save(params ReadOnlySpan<Tensor> tensors)
    {
        foreach (Tensor tensor in tensors)
        {
            ArgumentNullException.ThrowIfNull(tensor, nameof(tensors));
            Tensors.Add(tensor);
        }
    }

    /// <summary>Whether anybody wants the gradient by an input; if not, it need not be computed.</summary>
    public bool WantsGradient(int input) => Wanted[input];
}
