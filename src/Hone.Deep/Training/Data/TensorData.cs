using Hone.Numerics;

namespace Hone.Deep;

/// <summary>Samples that lie in tensors, a row each.</summary>
/// <example><code>TensorData train = new(Tensor.From(pixels, [60000, 784]), Tensor.From(digits));</code></example>
public sealed class TensorData : Dataset
{
    private readonly Tensor[] inputs, targets;

    /// <summary>Samples of one input and one target.</summary>
    /// <param name="input">Samples × ….</param>
    /// <param name="target">Samples × …, or one number a sample; classes are whole numbers.</param>
    /// <exception cref="ArgumentException">The tensors do not agree on the number of samples.</exception>
    public TensorData(Tensor input, Tensor target)
        : this([input], [target])
    {
    }

    /// <summary>Samples of several inputs or targets.</summary>
    /// <param name="inputs">At least one, each samples × ….</param>
    /// <param name="targets">Each samples × …; none where the network is its own judge.</param>
    /// <exception cref="ArgumentException">There is no input, or the tensors do not agree on the number of samples.</exception>
    public TensorData(Tensor[] inputs, Tensor[] targets)
    {
        Count = Rows.Common(inputs, targets);
        this.inputs = Array.ConvertAll(inputs, tensor => tensor.Detach().Contiguous());
        this.targets = Array.ConvertAll(targets, tensor => tensor.Detach().Contiguous());
    }

    /// <inheritdoc/>
    public override int Count { get; }

    /// <summary>The inputs, all samples of each.</summary>
    public IReadOnlyList<Tensor> Inputs => inputs;

    /// <summary>The targets, all samples of each.</summary>
    public IReadOnlyList<Tensor> Targets => targets;

    internal override bool IsInMemory => true;

    /// <inheritdoc/>
    protected internal override Batch Make(int[] samples, RandomKey epoch) =>
        new(Array.ConvertAll(inputs, tensor => Rows.Take(tensor, samples)), Array.ConvertAll(targets, tensor => Rows.Take(tensor, samples)), samples);
}
