namespace Hone.Deep;

/// <summary>How a result depends on one of its inputs: the derivative at the recorded values, as two linear maps.</summary>
/// <remarks>Both are written in operations on tensors, so they can be differentiated again.</remarks>
internal readonly struct Link
{
    private Link(Tensor input, Func<Tensor, Tensor> back, Func<Tensor, Tensor>? ahead) => (Input, Back, Ahead) = (input, back, ahead);

    public Tensor Input { get; }

    /// <summary>From the gradient by the result to the gradient by the input; where the input was stretched, still in the stretched shape.</summary>
    public Func<Tensor, Tensor> Back { get; }

    /// <summary>From a change of the input to the change of the result.</summary>
    public Func<Tensor, Tensor>? Ahead { get; }

    /// <summary>A map that is linear in the input: its transpose and itself.</summary>
    public static Link Linear(Tensor input, Func<Tensor, Tensor> back, Func<Tensor, Tensor> ahead) => new(input, back, ahead);

    /// <summary>An element-wise operation: either way each element is multiplied by its slope.</summary>
    public static Link Slope(Tensor input, Func<Tensor, Tensor> times) => new(input, times, times);
}
