using Hone.Numerics;

namespace Hone.Deep;

/// <summary>How the weights of convolutions start, which is as PyTorch's do.</summary>
internal static class ConvolutionWeights
{
    /// <summary>Uniform in ±1/√fan-in: Kaiming's initialisation with a = √5.</summary>
    public static Tensor Start(Shape shape, RandomKey key, int fanIn)
    {
        double bound = 1 / Math.Sqrt(fanIn);
        return Tensor.Uniform(shape, key.Open(), -bound, bound);
    }

    /// <summary>Checks the channels.</summary>
    public static void Check(int inputs, int outputs, int groups)
    {
        Require.AtLeast(inputs, 1);
        Require.AtLeast(outputs, 1);
        Require.AtLeast(groups, 1);
        if (inputs % groups != 0 || outputs % groups != 0)
            throw new ArgumentException(FormattableString.Invariant($"{inputs} channels in and {outputs} out do not divide into {groups} groups."), nameof(groups));
    }
}
