namespace Hone.Deep;

public sealed partial class Tensor
{
    /// <summary>1/x.</summary>
    public Tensor Reciprocal()
    {
        Tensor x = Floating("reciprocal"), y = Map(Unary.Reciprocal, x);
        return Tape.Record("reciprocal", y, [y], Link.Slope(x, g => -(g * y.Square())));
    }

    /// <summary>1/√x; NaN below 0.</summary>
    public Tensor Rsqrt()
    {
        Tensor x = Floating("rsqrt"), y = Map(Unary.Rsqrt, x);
        return Tape.Record("rsqrt", y, [y], Link.Slope(x, g => g * (-0.5 * (y.Square() * y))));
    }

    /// <summary>eˣ − 1, accurate near 0.</summary>
    public Tensor Expm1()
    {
        Tensor x = Floating("expm1"), y = Map(Unary.Expm1, x);
        return Tape.Record("expm1", y, [y], Link.Slope(x, g => g * (y + 1)));
    }

    /// <summary>The logarithm to base 2; NaN below 0, −∞ at 0.</summary>
    public Tensor Log2()
    {
        Tensor x = Floating("log2");
        return Tape.Record("log2", Map(Unary.Log2, x), [x], Link.Slope(x, g => g * (1 / Numerics.Elementary.Log(2)) / x));
    }

    /// <summary>The logarithm to base 10; NaN below 0, −∞ at 0.</summary>
    public Tensor Log10()
    {
        Tensor x = Floating("log10");
        return Tape.Record("log10", Map(Unary.Log10, x), [x], Link.Slope(x, g => g * (1 / Numerics.Elementary.Log(10)) / x));
    }

    /// <summary>The tangent, of radians.</summary>
    public Tensor Tan()
    {
        Tensor x = Floating("tan"), y = Map(Unary.Tan, x);
        return Tape.Record("tan", y, [y], Link.Slope(x, g => g * (y.Square() + 1)));
    }

    /// <summary>The angle in radians, from −π/2 to π/2, whose sine it is; NaN beyond ±1.</summary>
    public Tensor Asin()
    {
        Tensor x = Floating("asin");
        return Tape.Record("asin", Map(Unary.Asin, x), [x], Link.Slope(x, g => g * (1 - x.Square()).Rsqrt()));
    }

    /// <summary>The angle in radians, from 0 to π, whose cosine it is; NaN beyond ±1.</summary>
    public Tensor Acos()
    {
        Tensor x = Floating("acos");
        return Tape.Record("acos", Map(Unary.Acos, x), [x], Link.Slope(x, g => -(g * (1 - x.Square()).Rsqrt())));
    }

    /// <summary>The angle in radians, from −π/2 to π/2, whose tangent it is.</summary>
    public Tensor Atan()
    {
        Tensor x = Floating("atan");
        return Tape.Record("atan", Map(Unary.Atan, x), [x], Link.Slope(x, g => g / (x.Square() + 1)));
    }

    /// <summary>The hyperbolic sine, (eˣ − e⁻ˣ)/2.</summary>
    public Tensor Sinh()
    {
        Tensor x = Floating("sinh");
        return Tape.Record("sinh", Map(Unary.Sinh, x), [x], Link.Slope(x, g => g * x.Cosh()));
    }

    /// <summary>The hyperbolic cosine, (eˣ + e⁻ˣ)/2.</summary>
    public Tensor Cosh()
    {
        Tensor x = Floating("cosh");
        return Tape.Record("cosh", Map(Unary.Cosh, x), [x], Link.Slope(x, g => g * x.Sinh()));
    }
}
