namespace Hone.Deep;

/// <summary>Element-wise functions that have numbers of their own and a kernel for what comes back through them.</summary>
internal enum Curve
{
    /// <summary>x·Φ(x).</summary>
    Gelu,

    /// <summary>x·Φ(x), with a tanh for Φ.</summary>
    GeluTanh,

    /// <summary>x·σ(x).</summary>
    Silu,

    /// <summary>x·tanh(ln(1 + eˣ)).</summary>
    Mish,

    /// <summary>x above 0, else a·x.</summary>
    LeakyRelu,

    /// <summary>x above 0, else a·(eˣ − 1).</summary>
    Elu,

    /// <summary>ln(1 + e^(a·x))/a.</summary>
    Softplus,

    /// <summary>The nearest number from a to b.</summary>
    HardTanh,
}

internal abstract partial class Device
{
    public abstract void Apply(Curve curve, double a, double b, Tensor x, Tensor to);

    /// <summary>g times the slope of a curve at x.</summary>
    public abstract void ApplyBack(Curve curve, double a, double b, Tensor g, Tensor x, Tensor to);

    /// <summary>x above 0, else w·x, where w is stretched to x.</summary>
    public abstract void Prelu(Tensor x, Tensor w, Tensor to);

    /// <summary>What comes back through it: to x, and to w still in x's shape.</summary>
    public abstract void PreluBack(Tensor g, Tensor x, Tensor w, Tensor toX, Tensor toW);
}
