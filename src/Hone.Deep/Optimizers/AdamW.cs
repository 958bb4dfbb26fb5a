namespace Hone.Deep;

/// <summary>Adam whose weight decay shrinks the values by rate·decay at each step, apart from the gradients.</summary>
/// <remarks>Source: I. Loshchilov and F. Hutter, "Decoupled Weight Decay Regularization", ICLR 2019.</remarks>
public sealed class AdamW : Adam
{
    /// <summary>AdamW over groups of parameters.</summary>
    public AdamW(params ReadOnlySpan<ParameterGroup> groups)
        : base(groups)
    {
    }

    /// <summary>AdamW over all parameters of a module.</summary>
    /// <param name="module">What is trained.</param>
    /// <param name="learningRate">Default 0.001.</param>
    /// <param name="weightDecay">Default 0.01.</param>
    public AdamW(Module module, double learningRate = 1e-3, double weightDecay = 1e-2)
        : base(module, learningRate, weightDecay)
    {
    }

    private protected override bool IsDecoupled => true;
}
