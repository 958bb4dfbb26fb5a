using Hone.Numerics;

namespace Hone.Deep;

/// <summary>Instance normalisation: each channel of each image is brought to mean 0 and variance 1.</summary>
/// <remarks>Source: D. Ulyanov, A. Vedaldi and V. Lempitsky, "Instance Normalization: The Missing Ingredient for Fast Stylization", 2016.</remarks>
public sealed class InstanceNorm2d : Layer
{
    /// <summary>A layer.</summary>
    /// <param name="channels">Channels that come in, at axis 1.</param>
    /// <param name="affine">Whether scale and shift are learned. Default false, as in PyTorch.</param>
    public InstanceNorm2d(int channels, bool affine = false)
    {
        Channels = Require.AtLeast(channels, 1);
        Weight = affine ? Parameter("weight", Tensor.Ones([channels])) : null;
        Bias = affine ? Parameter("bias", Tensor.Zeros([channels])) : null;
    }

    /// <summary>Channels that come in.</summary>
    public int Channels { get; }

    /// <summary>ε, added to the variance. Default 1e-5.</summary>
    public double Epsilon { get; init => field = Require.AtLeastZero(value); } = 1e-5;

    /// <summary>γ, one for each channel, starting at 1; or null.</summary>
    public Tensor? Weight { get; }

    /// <summary>β, one for each channel, starting at 0; or null.</summary>
    public Tensor? Bias { get; }

    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x) => x.Rank == 4 && x.Shape[1] == Channels
        ? Functions.GroupNorm(x, Channels, Weight, Bias, Epsilon)
        : throw new ArgumentException(FormattableString.Invariant($"instance-norm2d: an input of {x.Shape} was given to a layer of {Channels} channels: it has four axes, with {Channels} at axis 1."), nameof(x));
}
