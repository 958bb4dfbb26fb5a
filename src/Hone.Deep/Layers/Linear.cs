using Hone.Numerics;

namespace Hone.Deep;

/// <summary>A fully connected layer: y = x·Wᵀ + b.</summary>
/// <remarks>Weight out × in and bias start uniform in ±1/√in, as PyTorch's do (Kaiming with a = √5). Cost rows·in·out multiplications.</remarks>
public sealed class Linear : Layer
{
    /// <summary>A layer with random weights.</summary>
    /// <param name="inputs">Last size of what comes in, at least 1.</param>
    /// <param name="outputs">Last size of what goes out, at least 1.</param>
    /// <param name="key">Where its random numbers come from.</param>
    /// <param name="bias">Whether b is there. Default true.</param>
    public Linear(int inputs, int outputs, RandomKey key, bool bias = true)
    {
        Require.AtLeast(inputs, 1);
        Require.AtLeast(outputs, 1);
        double bound = 1 / Math.Sqrt(inputs);
        Weight = Parameter("weight", Tensor.Uniform([outputs, inputs], key.Child("weight").Open(), -bound, bound));
        Bias = bias ? Parameter("bias", Tensor.Uniform([outputs], key.Child("bias").Open(), -bound, bound)) : null;
    }

    /// <summary>W, out × in.</summary>
    public Tensor Weight { get; }

    /// <summary>b, or null.</summary>
    public Tensor? Bias { get; }

    /// <summary>… × in to … × out.</summary>
    /// <exception cref="ArgumentException">The last size is not the number of inputs.</exception>
    protected override Tensor Forward(Tensor x) => Functions.Linear(x, Weight, Bias);
}
