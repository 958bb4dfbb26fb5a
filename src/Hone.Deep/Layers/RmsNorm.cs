using Hone.Numerics;

namespace Hone.Deep;

/// <summary>Root mean square normalisation: each sample's last axis gets mean square 1, and then a learned weight. The mean stays.</summary>
/// <remarks>Weight starts at 1. Source: B. Zhang and R. Sennrich, "Root Mean Square Layer Normalization", NeurIPS 2019.</remarks>
public sealed class RmsNorm : Layer
{
    /// <summary>A layer over the last axis.</summary>
    /// <param name="width">Its size, at least 1.</param>
    public RmsNorm(int width) => Weight = Parameter("weight", Tensor.Ones([Require.AtLeast(width, 1)]));

    /// <summary>Added to the mean of squares. Default 1e-6.</summary>
    public double Epsilon { get; init => field = Require.AtLeastZero(value); } = 1e-6;

    /// <summary>What the normalised numbers are multiplied by.</summary>
    public Tensor Weight { get; }

    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x) => Functions.RmsNorm(x, Weight.Shape, Weight, Epsilon);
}
