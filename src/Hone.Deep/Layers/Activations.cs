using Hone.Numerics;

namespace Hone.Deep;

/// <summary>x above 0, else 0.</summary>
public sealed class Relu : Layer
{
    /// <summary>The same in the memory of x, which nobody but the caller has and which no gradient needs.</summary>
    internal Tensor CallInPlace(Tensor x) => Within(() => x.ReluInPlace(), x);

    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x) => x.Relu();
}

/// <summary>x above 0, else slope·x.</summary>
/// <param name="slope">Finite. Default 0.01.</param>
public sealed class LeakyRelu(double slope = 0.01) : Layer
{
    /// <summary>What x is multiplied by below 0.</summary>
    public double Slope { get; } = Require.Finite(slope);

    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x) => x.LeakyRelu(Slope);
}

/// <summary>x above 0, else weight·x, with a weight that is learned: one for all, or one for each channel, the second axis.</summary>
public sealed class Prelu : Layer
{
    /// <summary>A layer whose weights start at one value.</summary>
    /// <param name="channels">Number of weights: 1, or the number of channels. Default 1.</param>
    /// <param name="start">Default 0.25, the paper's.</param>
    public Prelu(int channels = 1, double start = 0.25) =>
        Weight = Parameter("weight", Tensor.Full([Require.AtLeast(channels, 1)], Require.Finite(start)));

    /// <summary>What x is multiplied by below 0.</summary>
    public Tensor Weight { get; }

    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x) => Functions.Prelu(x, Weight);
}

/// <summary>x above 0, else scale·(eˣ − 1).</summary>
/// <param name="scale">Finite. Default 1.</param>
public sealed class Elu(double scale = 1) : Layer
{
    /// <summary>How far below 0 it goes.</summary>
    public double Scale { get; } = Require.Finite(scale);

    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x) => x.Elu(Scale);
}

/// <summary>x·Φ(x), where Φ is the normal distribution function.</summary>
/// <param name="approximate">Whether a formula with a tanh stands for Φ. Default false.</param>
public sealed class Gelu(bool approximate = false) : Layer
{
    /// <summary>Whether a formula with a tanh stands for Φ.</summary>
    public bool IsApproximate { get; } = approximate;

    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x) => x.Gelu(IsApproximate);
}

/// <summary>x·σ(x), also called swish.</summary>
public sealed class Silu : Layer
{
    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x) => x.Silu();
}

/// <summary>x·tanh(ln(1 + eˣ)).</summary>
public sealed class Mish : Layer
{
    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x) => x.Mish();
}

/// <summary>1/(1 + e⁻ˣ).</summary>
public sealed class Sigmoid : Layer
{
    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x) => x.Sigmoid();
}

/// <summary>The hyperbolic tangent.</summary>
public sealed class Tanh : Layer
{
    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x) => x.Tanh();
}

/// <summary>ln(1 + e^(β·x))/β.</summary>
/// <param name="beta">Above 0. Default 1.</param>
public sealed class Softplus(double beta = 1) : Layer
{
    /// <summary>How sharp the bend is.</summary>
    public double Beta { get; } = Require.Positive(beta);

    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x) => x.Softplus(Beta);
}

/// <summary>The nearest number from low to high.</summary>
/// <param name="low">Default −1.</param>
/// <param name="high">Default 1.</param>
public sealed class HardTanh(double low = -1, double high = 1) : Layer
{
    /// <summary>The least that comes out.</summary>
    public double Low { get; } = Require.Finite(low);

    /// <summary>The most that comes out.</summary>
    public double High { get; } = Require.Between(high, low, double.MaxValue);

    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x) => x.HardTanh(Low, High);
}

/// <summary>The nearest number from 0 to 6.</summary>
public sealed class Relu6 : Layer
{
    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x) => x.Relu6();
}

/// <summary>eˣ over its sum along an axis.</summary>
/// <param name="axis">Negative axes count from the end. Default the last.</param>
public sealed class Softmax(int axis = -1) : Layer
{
    /// <summary>The axis along which the results have the sum 1.</summary>
    public int Axis { get; } = axis;

    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x) => x.Softmax(Axis);
}

/// <summary>The logarithm of <see cref="Softmax"/>.</summary>
/// <param name="axis">Negative axes count from the end. Default the last.</param>
public sealed class LogSoftmax(int axis = -1) : Layer
{
    /// <summary>The axis along which the results' exponentials have the sum 1.</summary>
    public int Axis { get; } = axis;

    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x) => x.LogSoftmax(Axis);
}

/// <summary>What comes in: a place where a network may have a layer or not.</summary>
public sealed class Identity : Layer
{
    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x) => x;
}
