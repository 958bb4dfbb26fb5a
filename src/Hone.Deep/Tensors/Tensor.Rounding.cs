namespace Hone.Deep;

public sealed partial class Tensor
{
    /// <summary>The largest whole number not above each element; its slope is 0.</summary>
    public Tensor Floor() => Whole(Unary.Floor);

    /// <summary>The least whole number not below each element; its slope is 0.</summary>
    public Tensor Ceil() => Whole(Unary.Ceil);

    /// <summary>The nearest whole number, the even one of two; its slope is 0.</summary>
    public Tensor Round() => Whole(Unary.Round);

    /// <summary>Each element without its fraction; its slope is 0.</summary>
    public Tensor Trunc() => Whole(Unary.Trunc);

    /// <summary>Where elements are no number.</summary>
    public Tensor IsNaN() => NotEqualTo(this);

    /// <summary>Where elements are +∞ or −∞.</summary>
    public Tensor IsInfinite() => Type.IsFloating ? Detach().Abs().EqualTo(Scalar(double.PositiveInfinity)) : Zeros(Shape, DType.Bool);

    /// <summary>Where elements are numbers and not infinite.</summary>
    public Tensor IsFinite() => Type.IsFloating ? Detach().Abs() < double.PositiveInfinity : Ones(Shape, DType.Bool);

    // Whole numbers are their own.
    private Tensor Whole(Unary function) => Type.IsFloating ? Seen(Name(function), Floating(Name(function)), Map(function, Floating(Name(function)).Detach())) : this;
}
