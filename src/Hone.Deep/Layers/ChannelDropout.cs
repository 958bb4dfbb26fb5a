using Hone.Numerics;

namespace Hone.Deep;

/// <summary>Dropout of whole channels of sequences: samples × channels × length.</summary>
/// <remarks>See <see cref="Functions.ChannelDropout"/>.</remarks>
/// <param name="rate">The probability of each channel of each sample, from 0 to 1.</param>
/// <param name="key">Where its random numbers come from.</param>
public sealed class Dropout1d(double rate, RandomKey key) : Dropout(rate, key)
{
    private protected override Tensor Drop(Tensor x, RandomKey drawn) => x.Rank == 3
        ? Functions.ChannelDropout(x, Rate, drawn)
        : throw new ArgumentException($"dropout1d: an input of {x.Shape} was given; samples × channels × length is accepted.", nameof(x));
}

/// <summary>Dropout of whole channels of images: samples × channels × height × width.</summary>
/// <remarks>See <see cref="Functions.ChannelDropout"/>.</remarks>
/// <param name="rate">The probability of each channel of each sample, from 0 to 1.</param>
/// <param name="key">Where its random numbers come from.</param>
public sealed class Dropout2d(double rate, RandomKey key) : Dropout(rate, key)
{
    private protected override Tensor Drop(Tensor x, RandomKey drawn) => x.Rank == 4
        ? Functions.ChannelDropout(x, Rate, drawn)
        : throw new ArgumentException($"dropout2d: an input of {x.Shape} was given; samples × channels × height × width is accepted.", nameof(x));
}
