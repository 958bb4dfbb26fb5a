namespace Hone.Deep;

public sealed partial class Tensor
{
    /// <summary>ln Σeˣ of all elements, without overflow.</summary>
    public Tensor LogSumExp() => Reshape(-1).LogSumExp(0);

    /// <summary>ln Σeˣ along an axis, without overflow; −∞ where it has size 0.</summary>
    /// <param name="axis">Negative axes count from the end.</param>
    /// <param name="keep">Whether the axis stays, with size 1. Default false.</param>
    public Tensor LogSumExp(int axis, bool keep = false)
    {
        Tensor x = Floating("log-sum-exp");
        axis = Shape.Axis(axis);
        Tensor values = x.Detach(), shift = values.Reduced(Reduction.Maximum, axis);
        shift = shift.MaskedFill(shift.Abs().EqualTo(Scalar(double.PositiveInfinity, x.Type)), 0);
        Tensor y = (values - shift).Exp().Sum(axis, keep: true).Log() + shift;
        // The softmax; where all are −∞ its formula would be ∞ − ∞, and nothing has influence.
        Tensor Shares() => (x - y.MaskedFill(y.EqualTo(Scalar(double.NegativeInfinity, y.Type)), 0)).Exp();
        Tape.Record("log-sum-exp", y, [x, y], Link.Linear(x, g => g * Shares(), t => (t * Shares()).Sum(axis, keep: true)));
        return keep ? y : y.Squeeze(axis);
    }

    /// <summary>The variance of all elements.</summary>
    /// <inheritdoc cref="Variance(int, bool, bool)"/>
    public Tensor Variance(bool unbiased = true) => Reshape(-1).Variance(0, unbiased);

    /// <summary>Variances along an axis: mean squares of what differs from the mean.</summary>
    /// <param name="axis">Negative axes count from the end.</param>
    /// <param name="unbiased">Whether squares are divided by n − 1, as PyTorch has it by default, and not by n, as NumPy has it. Default true; NaN of a single element then.</param>
    /// <param name="keep">Whether the axis stays, with size 1. Default false.</param>
    public Tensor Variance(int axis, bool unbiased = true, bool keep = false)
    {
        Tensor x = Floating("variance");
        axis = Shape.Axis(axis);
        return (x - x.Mean(axis, keep: true)).Square().Sum(axis, keep) / Math.Max(0, Shape[axis] - (unbiased ? 1 : 0));
    }

    /// <summary>The standard deviation of all elements.</summary>
    /// <inheritdoc cref="Variance(int, bool, bool)"/>
    public Tensor StandardDeviation(bool unbiased = true) => Reshape(-1).StandardDeviation(0, unbiased);

    /// <summary>Standard deviations along an axis; where all elements are equal the gradient is 0.</summary>
    /// <inheritdoc cref="Variance(int, bool, bool)"/>
    public Tensor StandardDeviation(int axis, bool unbiased = true, bool keep = false) => Variance(axis, unbiased, keep).Root();

    /// <summary>The norm of all elements as one vector.</summary>
    /// <inheritdoc cref="Norm(int, double, bool)"/>
    public Tensor Norm(double order = 2) => Reshape(-1).Norm(0, order);

    /// <summary>Norms along an axis: (Σ|x|ᵖ)^(1/p); the gradient of a norm of 0 is 0.</summary>
    /// <param name="axis">Negative axes count from the end.</param>
    /// <param name="order">p: 1 adds up sizes, 2 is the length, +∞ the largest size, −∞ the smallest, 0 counts what is not 0. Default 2.</param>
    /// <param name="keep">Whether the axis stays, with size 1. Default false.</param>
    public Tensor Norm(int axis, double order = 2, bool keep = false)
    {
        Tensor x = Floating("norm");
        return order switch
        {
            0 => x.NotEqualTo(Scalar(0, x.Type)).To(x.Type).Sum(axis, keep),
            1 => x.Abs().Sum(axis, keep),
            2 => x.Square().Sum(axis, keep).Root(),
            double.PositiveInfinity => x.Abs().Max(axis, keep),
            double.NegativeInfinity => x.Abs().Min(axis, keep),
            double.NaN => throw new ArgumentException("norm: the order is NaN; it is a number or infinite.", nameof(order)),
            _ => x.Abs().Pow(order).Sum(axis, keep).Pow(1 / order),
        };
    }

    // The square root, with slope 0 at 0: there it is the least of a length or a spread.
    private Tensor Root()
    {
        Tensor y = Map(Unary.Sqrt, this);
        return Tape.Record("sqrt", y, [y], Link.Slope(this, g =>
        {
            Tensor none = y.EqualTo(Scalar(0, y.Type));
            return g.MaskedFill(none, 0) / (2 * y.MaskedFill(none, 1));
        }));
    }
}
