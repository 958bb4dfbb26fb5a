using Hone.Numerics;

namespace Hone.Deep;

public sealed partial class Tensor
{
    /// <summary>x·Φ(x), where Φ is the normal distribution function.</summary>
    /// <param name="approximate">Whether ½·(1 + tanh(√(2/π)·(x + 0.044715·x³))) stands for Φ, as in networks that were trained with it. Default false.</param>
    /// <remarks>Source: D. Hendrycks and K. Gimpel, "Gaussian Error Linear Units (GELUs)", 2016.</remarks>
    public Tensor Gelu(bool approximate = false) => approximate
        ? Curved("gelu", Curve.GeluTanh, 0, 0, x => 0.5 * x * (1 + ((x + (0.044715 * x * x.Square())) * Math.Sqrt(2 / Math.PI)).Tanh()))
        : Curved("gelu", Curve.Gelu, 0, 0, x => 0.5 * x * (1 + (x * Math.Sqrt(0.5)).Erf()));

    /// <summary>x·σ(x), also called swish.</summary>
    /// <remarks>Source: S. Elfwing, E. Uchibe and K. Doya, "Sigmoid-Weighted Linear Units for Neural Network Function Approximation in Reinforcement Learning", 2017.</remarks>
    public Tensor Silu() => Curved("silu", Curve.Silu, 0, 0, x => x * x.Sigmoid());

    /// <summary>x·tanh(ln(1 + eˣ)).</summary>
    /// <remarks>Source: D. Misra, "Mish: A Self Regularized Non-Monotonic Activation Function", BMVC 2020.</remarks>
    public Tensor Mish() => Curved("mish", Curve.Mish, 0, 0, x => x * x.Softplus().Tanh());

    /// <summary>x above 0, else slope·x; the derivative at 0 is the slope.</summary>
    /// <param name="slope">Finite. Default 0.01, so that no unit is ever quite dead.</param>
    public Tensor LeakyRelu(double slope = 0.01)
    {
        Require.Finite(slope);
        return Curved("leaky-relu", Curve.LeakyRelu, slope, 0, x => Where(x > 0, x, slope * x));
    }

    /// <summary>x above 0, else scale·(eˣ − 1).</summary>
    /// <param name="scale">Finite; with 1, the default, the curve has no corner.</param>
    /// <remarks>Source: D.-A. Clevert, T. Unterthiner and S. Hochreiter, "Fast and Accurate Deep Network Learning by Exponential Linear Units (ELUs)", ICLR 2016.</remarks>
    public Tensor Elu(double scale = 1)
    {
        Require.Finite(scale);
        return Curved("elu", Curve.Elu, scale, 0, x => Where(x > 0, x, scale * ((x - x.Relu()).Exp() - 1)));
    }

    /// <summary>ln(1 + e^(β·x))/β: a ramp without a corner.</summary>
    /// <param name="beta">Above 0; the larger, the sharper the bend. Default 1.</param>
    public Tensor Softplus(double beta = 1)
    {
        Require.Positive(beta);
        return Curved("softplus", Curve.Softplus, beta, 0, x =>
        {
            Tensor scaled = beta * x, ramp = scaled.Relu();
            return (ramp + (scaled - (2 * ramp)).Exp().Log1p()) / beta;
        });
    }

    /// <summary>The nearest number from low to high; the derivative is 1 between them and 0 at them and beyond.</summary>
    /// <param name="low">Default −1.</param>
    /// <param name="high">At least low. Default 1.</param>
    public Tensor HardTanh(double low = -1, double high = 1)
    {
        Require.Finite(low);
        if (!(high >= low && double.IsFinite(high)))
            throw new ArgumentOutOfRangeException(nameof(high), high, FormattableString.Invariant($"hard-tanh: high must be finite and at least low, {low}."));
        return Curved("hard-tanh", Curve.HardTanh, low, high, x => Where(x > low, Where(x < high, x, Scalar(high, x.Type)), Scalar(low, x.Type)));
    }

    /// <summary>The nearest number from 0 to 6.</summary>
    public Tensor Relu6() => HardTanh(0, 6);

    private Tensor Curved(string name, Curve curve, double a, double b, Func<Tensor, Tensor> formula)
    {
        Tensor x = Floating(name);
        return Fused.Run(
            name, [x], at => formula(at[0]),
            () =>
            {
                Tensor y = Uninitialised(x.Shape, x.Type);
                Device.Cpu.Apply(curve, a, b, x, y);
                return y;
            },
            (g, _) =>
            {
                Tensor back = Uninitialised(x.Shape, x.Type);
                Device.Cpu.ApplyBack(curve, a, b, g, x, back);
                return [back];
            });
    }
}
