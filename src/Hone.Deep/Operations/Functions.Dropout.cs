using Hone.Numerics;

namespace Hone.Deep;

public static partial class Functions
{
    /// <summary>Sets each element to 0 with a probability and divides the others by what is left of it, so that the mean stays.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="rate">The probability, from 0 to 1.</param>
    /// <param name="key">Says which: the same key drops the same places. Take another for each draw; a <see cref="Deep.Dropout"/> layer does.</param>
    /// <remarks>Which elements fall out depends on the key and the row-major place alone. No mask is kept: the gradient draws it again, which costs less than to read it.
    /// Source: N. Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting", JMLR 15, 2014.</remarks>
    public static Tensor Dropout(Tensor x, double rate, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(x);
        Require.Between(rate, 0.0, 1.0, nameof(rate));
        if (!x.Type.IsFloating)
            throw new ArgumentException($"dropout is defined for floating tensors; this one holds {x.Type}. Convert it with To(DType.Float32).", nameof(x));
        if (rate == 0)
            return x;
        Tensor rows = (x.Type == DType.BFloat16 ? x.To(DType.Float32) : x).Contiguous(), result = Tensor.Uninitialised(rows.Shape, rows.Type);
        Device.Cpu.Dropout(rows, rate, key, result);
        return Tape.Record("dropout", result, Link.Slope(rows, g => Dropout(g, rate, key)));
    }

    /// <summary>The same for whole channels: what falls out is decided for each pair of the first two axes and holds along all further ones.</summary>
    /// <param name="x">Samples × channels × …</param>
    /// <param name="rate">The probability, from 0 to 1.</param>
    /// <param name="key">Says which.</param>
    /// <remarks>Neighbouring places of a channel say nearly the same, so dropping single ones takes little away.
    /// Source: J. Tompson et al., "Efficient Object Localization Using Convolutional Networks", CVPR 2015.</remarks>
    public static Tensor ChannelDropout(Tensor x, double rate, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Rank < 2)
            throw new ArgumentException($"channel-dropout: an input of {x.Shape} has no channels; samples × channels × … is accepted.", nameof(x));
        int[] sizes = x.Shape.Sizes.ToArray();
        sizes.AsSpan(2).Fill(1);
        return rate == 0 ? x : x * Dropout(Tensor.Ones(sizes, x.Type == DType.Float64 ? DType.Float64 : DType.Float32), rate, key);
    }
}
