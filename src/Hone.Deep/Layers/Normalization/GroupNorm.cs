using Hone.Numerics;

namespace Hone.Deep;

/// <summary>Group normalisation: the channels of each sample are brought, group by group, to mean 0 and variance 1, then scaled and moved by what is learned.</summary>
/// <remarks>The same in training and use, and for any size of batch. Source: Y. Wu and K. He, "Group Normalization", ECCV 2018.</remarks>
public sealed class GroupNorm : Layer
{
    /// <summary>A layer.</summary>
    /// <param name="groups">Groups that the channels divide into evenly.</param>
    /// <param name="channels">Channels that come in, at axis 1.</param>
    /// <param name="affine">Whether scale and shift are learned. Default true.</param>
    public GroupNorm(int groups, int channels, bool affine = true)
    {
        (Groups, Channels) = (Require.AtLeast(groups, 1), Require.AtLeast(channels, 1));
        if (channels % groups != 0)
            throw new ArgumentException(FormattableString.Invariant($"{channels} channels do not divide into {groups} groups."), nameof(groups));
        Weight = affine ? Parameter("weight", Tensor.Ones([channels])) : null;
        Bias = affine ? Parameter("bias", Tensor.Zeros([channels])) : null;
    }

    /// <summary>Groups of channels.</summary>
    public int Groups { get; }

    /// <summary>Channels that come in.</summary>
    public int Channels { get; }

    /// <summary>ε, added to the variance. Default 1e-5.</summary>
    public double Epsilon { get; init => field = Require.AtLeastZero(value); } = 1e-5;

    /// <summary>γ, one for each channel, starting at 1; or null.</summary>
    public Tensor? Weight { get; }

    /// <summary>β, one for each channel, starting at 0; or null.</summary>
    public Tensor? Bias { get; }

    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x) => x.Rank >= 2 && x.Shape[1] == Channels
        ? Functions.GroupNorm(x, Groups, Weight, Bias, Epsilon)
        : throw new ArgumentException(FormattableString.Invariant($"group-norm: an input of {x.Shape} was given to a layer of {Channels} channels, which stand at axis 1."), nameof(x));
}
