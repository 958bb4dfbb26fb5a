using Hone.Numerics;

namespace Hone.Deep;

/// <summary>What weights begin as.</summary>
/// <remarks>
/// Layers begin as PyTorch's do; for another start, copy one in: <c>using (NoGrad.Begin()) layer.Weight.CopyFrom(Initial.KaimingNormal(layer.Weight.Shape, key.Open()));</c>
/// <para>
/// Biases and the last layer of a residual branch may well begin as zeros, but not all weights of a layer: units of one layer that begin alike get the same gradients and stay alike for ever, so
/// that a hundred of them are worth one; and where two layers in a row are zero, no gradient goes through at all. Random weights tell units apart, and their spread decides how large signals are
/// after many layers: the rules below keep it about the same from layer to layer, forwards or backwards.
/// </para>
/// Fans are counted for weights of out × in × positions …: the fan in is in × positions, the fan out is out × positions.
/// </remarks>
public static class Initial
{
    /// <summary>What a function does to the size of signals: the gain to begin with.</summary>
    /// <param name="nonlinearity">What follows the weights.</param>
    /// <param name="slope">Of a leaky ramp. Default 0.01.</param>
    public static double Gain(Nonlinearity nonlinearity, double slope = 0.01) => nonlinearity switch
    {
        Nonlinearity.Tanh => 5.0 / 3,
        Nonlinearity.Relu => Math.Sqrt(2),
        Nonlinearity.LeakyRelu => Math.Sqrt(2 / (1 + (slope * slope))),
        _ => 1,
    };

    /// <summary>Uniform in ±gain·√(6/(fan in + fan out)).</summary>
    /// <param name="shape">At least two axes.</param>
    /// <param name="stream">Where the numbers come from.</param>
    /// <param name="gain">See <see cref="Gain"/>. Default 1.</param>
    /// <param name="type">Floating. Default single precision.</param>
    /// <exception cref="ArgumentException">There are fewer than two axes.</exception>
    /// <remarks>Source: X. Glorot and Y. Bengio, "Understanding the Difficulty of Training Deep Feedforward Neural Networks", AISTATS 2010.</remarks>
    public static Tensor XavierUniform(Shape shape, RandomStream stream, double gain = 1, DType type = DType.Float32)
    {
        double bound = Math.Sqrt(3) * Xavier(shape, gain);
        return Tensor.Uniform(shape, stream, -bound, bound, type);
    }

    /// <summary>Normal with deviation gain·√(2/(fan in + fan out)).</summary>
    /// <inheritdoc cref="XavierUniform"/>
    public static Tensor XavierNormal(Shape shape, RandomStream stream, double gain = 1, DType type = DType.Float32) =>
        Tensor.Normal(shape, stream, 0, Xavier(shape, gain), type);

    /// <summary>Uniform in ±gain·√(3/fan).</summary>
    /// <param name="shape">At least two axes.</param>
    /// <param name="stream">Where the numbers come from.</param>
    /// <param name="fan">Which of them keeps its size: signals forwards (in, the default), or gradients backwards (out).</param>
    /// <param name="gain">See <see cref="Gain"/>; null (default) for ramps, √2.</param>
    /// <param name="type">Floating. Default single precision.</param>
    /// <exception cref="ArgumentException">There are fewer than two axes.</exception>
    /// <remarks>Source: K. He, X. Zhang, S. Ren and J. Sun, "Delving Deep into Rectifiers", ICCV 2015.</remarks>
    public static Tensor KaimingUniform(Shape shape, RandomStream stream, Fan fan = Fan.In, double? gain = null, DType type = DType.Float32)
    {
        double bound = Math.Sqrt(3) * Kaiming(shape, fan, gain);
        return Tensor.Uniform(shape, stream, -bound, bound, type);
    }

    /// <summary>Normal with deviation gain/√fan.</summary>
    /// <inheritdoc cref="KaimingUniform"/>
    public static Tensor KaimingNormal(Shape shape, RandomStream stream, Fan fan = Fan.In, double? gain = null, DType type = DType.Float32) =>
        Tensor.Normal(shape, stream, 0, Kaiming(shape, fan, gain), type);

    /// <summary>A random matrix whose rows, or columns if they are fewer, are at right angles and as long as the gain: no signal grows or shrinks more than another.</summary>
    /// <param name="shape">At least two axes; those after the first count as one.</param>
    /// <param name="stream">Where the numbers come from.</param>
    /// <param name="gain">Default 1.</param>
    /// <param name="type">Floating. Default single precision.</param>
    /// <exception cref="ArgumentException">There are fewer than two axes.</exception>
    /// <remarks>
    /// The factor Q of a matrix of normal numbers, with signs by which all such matrices are equally likely. Source: A. M. Saxe, J. L. McClelland and S. Ganguli, "Exact Solutions to the
    /// Nonlinear Dynamics of Learning in Deep Linear Neural Networks", ICLR 2014.
    /// </remarks>
    public static Tensor Orthogonal(Shape shape, RandomStream stream, double gain = 1, DType type = DType.Float32)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Fans(shape);
        Require.Finite(gain);
        int rows = shape[0], columns = rows == 0 ? 0 : shape.Count / rows, tall = Math.Max(rows, columns), wide = Math.Min(rows, columns);
        if (wide == 0)
            return Tensor.Zeros(shape, type);
        Matrix normal = new(tall, wide);
        for (int row = 0; row < tall; row++)
            stream.FillNormal(normal.Row(row));
        QR factors = QR.Factor(normal);
        Matrix q = factors.Q, r = factors.R;
        double[] values = new double[shape.Count];
        for (int i = 0; i < tall; i++)
        {
            for (int j = 0; j < wide; j++)
                values[rows >= columns ? (i * columns) + j : (j * columns) + i] = gain * (r[j, j] < 0 ? -q[i, j] : q[i, j]);
        }
        return Tensor.From(values, shape).To(type);
    }

    /// <summary>Normal numbers, of which none is beyond two bounds.</summary>
    /// <param name="shape">The sizes.</param>
    /// <param name="stream">Where the numbers come from.</param>
    /// <param name="mean">Of the normal distribution before the bounds. Default 0.</param>
    /// <param name="deviation">Likewise, above 0. Default 1.</param>
    /// <param name="low">The least. Default −2.</param>
    /// <param name="high">The most, above low. Default 2.</param>
    /// <param name="type">Floating. Default single precision.</param>
    public static Tensor TruncatedNormal(Shape shape, RandomStream stream, double mean = 0, double deviation = 1, double low = -2, double high = 2, DType type = DType.Float32)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Require.Finite(mean);
        Require.Positive(deviation);
        if (!(low < high))
            throw new ArgumentException(FormattableString.Invariant($"truncated-normal: between {low} and {high} there are no numbers."), nameof(high));

        // A share of the distribution between the bounds, turned into the number it ends at.
        double from = SpecialFunctions.NormalCdf((low - mean) / deviation), to = SpecialFunctions.NormalCdf((high - mean) / deviation);
        double[] values = new double[shape.Count];
        for (int i = 0; i < values.Length; i++)
            values[i] = Math.Clamp(mean + (deviation * SpecialFunctions.NormalQuantile(from + ((to - from) * stream.UniformOpen()))), low, high);
        return Tensor.From(values, shape).To(type);
    }

    private static double Xavier(Shape shape, double gain)
    {
        (double into, double outOf) = Fans(shape);
        return Require.AtLeastZero(gain) * Math.Sqrt(2 / Math.Max(1, into + outOf));
    }

    private static double Kaiming(Shape shape, Fan fan, double? gain)
    {
        (double into, double outOf) = Fans(shape);
        return Require.AtLeastZero(gain ?? Gain(Nonlinearity.Relu), nameof(gain)) / Math.Sqrt(Math.Max(1, fan == Fan.In ? into : outOf));
    }

    private static (double In, double Out) Fans(Shape shape)
    {
        if (shape.Rank < 2)
            throw new ArgumentException($"Weights of {shape} have no fans: they need at least two axes, out × in.", nameof(shape));
        double positions = 1;
        foreach (int size in shape.Sizes[2..])
            positions *= size;
        return (shape[1] * positions, shape[0] * positions);
    }
}

/// <summary>The numbers that come together in a unit, or that it goes out to.</summary>
public enum Fan
{
    /// <summary>What comes in.</summary>
    In,

    /// <summary>Where it goes.</summary>
    Out,
}

/// <summary>What follows a layer's weights.</summary>
public enum Nonlinearity
{
    /// <summary>Nothing.</summary>
    Linear,

    /// <summary>1/(1 + e⁻ˣ).</summary>
    Sigmoid,

    /// <summary>The hyperbolic tangent.</summary>
    Tanh,

    /// <summary>A ramp.</summary>
    Relu,

    /// <summary>A ramp that goes on gently below 0.</summary>
    LeakyRelu,
}
