using Hone.Numerics;

namespace Hone.Deep;

/// <summary>Layer normalisation: each sample's last axes get mean 0 and variance 1, and then a learned weight and bias.</summary>
/// <remarks>Weight starts at 1 and bias at 0. Source: J. L. Ba, J. R. Kiros and G. E. Hinton, "Layer Normalization", 2016.</remarks>
public sealed class LayerNorm : Layer
{
    /// <summary>A layer over the last axis.</summary>
    /// <param name="width">Its size, at least 1.</param>
    /// <param name="bias">Whether the bias is there. Default true.</param>
    public LayerNorm(int width, bool bias = true)
        : this([Require.AtLeast(width, 1)], bias)
    {
    }

    /// <summary>A layer over several last axes.</summary>
    /// <param name="over">Their sizes.</param>
    /// <param name="bias">Whether the bias is there. Default true.</param>
    public LayerNorm(Shape over, bool bias = true)
    {
        Over = over;
        Weight = Parameter("weight", Tensor.Ones(over));
        Bias = bias ? Parameter("bias", Tensor.Zeros(over)) : null;
    }

    /// <summary>The last sizes of what comes in.</summary>
    public Shape Over { get; }

    /// <summary>Added to the variance. Default 1e-5, PyTorch's.</summary>
    public double Epsilon { get; init => field = Require.AtLeastZero(value); } = 1e-5;

    /// <summary>What the normalised numbers are multiplied by.</summary>
    public Tensor Weight { get; }

    /// <summary>What is added, or null.</summary>
    public Tensor? Bias { get; }

    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x) => Functions.LayerNorm(x, Over, Weight, Bias, Epsilon);
}
