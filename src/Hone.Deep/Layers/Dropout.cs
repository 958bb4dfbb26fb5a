using Hone.Numerics;

namespace Hone.Deep;

/// <summary>While training, sets elements to 0 at random and enlarges the others, so that no unit can count on another; in use it changes nothing.</summary>
/// <remarks>How often it drew is kept in a transient buffer, so that a resumed run drops the very elements that an uninterrupted one would. See <see cref="Functions.Dropout"/>.</remarks>
public class Dropout : Layer
{
    private readonly RandomKey key;
    private readonly Tensor draws;

    /// <summary>A layer that drops.</summary>
    /// <param name="rate">The probability of each element, from 0 to 1; ½ is usual between fully connected layers, 0.1 in transformers.</param>
    /// <param name="key">Where its random numbers come from.</param>
    public Dropout(double rate, RandomKey key)
    {
        Rate = Require.Between(rate, 0.0, 1.0, nameof(rate));
        this.key = key;
        draws = Buffer("draws", Tensor.Scalar(0, DType.Int64), isTransient: true);
    }

    /// <summary>The probability with which an element falls out.</summary>
    public double Rate { get; }

    /// <summary>Of any shape; the same comes out.</summary>
    protected sealed override Tensor Forward(Tensor x) => IsTraining && Rate > 0 ? Drop(x, NextKey(key, draws)) : x;

    /// <summary>Drops what the key says.</summary>
    private protected virtual Tensor Drop(Tensor x, RandomKey drawn) => Functions.Dropout(x, Rate, drawn);
}
