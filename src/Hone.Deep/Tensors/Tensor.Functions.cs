namespace Hone.Deep;

public sealed partial class Tensor
{
    /// <summary>eˣ.</summary>
    public Tensor Exp()
    {
        Tensor x = Floating("exp"), y = Map(Unary.Exp, x);
        return Tape.Record("exp", y, [y], Link.Slope(x, g => g * y));
    }

    /// <summary>The natural logarithm; NaN below 0, −∞ at 0.</summary>
    public Tensor Log()
    {
        Tensor x = Floating("log");
        return Tape.Record("log", Map(Unary.Log, x), [x], Link.Slope(x, g => g / x));
    }

    /// <summary>ln(1 + x), accurate near 0.</summary>
    public Tensor Log1p()
    {
        Tensor x = Floating("log1p");
        return Tape.Record("log1p", Map(Unary.Log1p, x), [x], Link.Slope(x, g => g / (x + 1)));
    }

    /// <summary>The square root; NaN below 0.</summary>
    public Tensor Sqrt()
    {
        Tensor x = Floating("sqrt"), y = Map(Unary.Sqrt, x);
        return Tape.Record("sqrt", y, [y], Link.Slope(x, g => g / (2 * y)));
    }

    /// <summary>x².</summary>
    public Tensor Square()
    {
        Tensor x = Floating("square");
        return Tape.Record("square", Map(Unary.Square, x), [x], Link.Slope(x, g => g * (2 * x)));
    }

    /// <summary>|x|; its slope at 0 is 0.</summary>
    public Tensor Abs()
    {
        if (Type is DType.Int32 or DType.Int64)
            return Maximum(this, -this);
        Tensor x = Floating("abs");
        return Tape.Record("abs", Map(Unary.Abs, x), [x], Link.Slope(x, g => g * x.Sign()));
    }

    /// <summary>−1, 0 or 1; its slope is 0.</summary>
    public Tensor Sign() => Type is DType.Int32 or DType.Int64 ? Clamp(-1, 1) : Seen("sign", Floating("sign"), Map(Unary.Sign, Floating("sign").Detach()));

    /// <summary>The hyperbolic tangent.</summary>
    public Tensor Tanh()
    {
        Tensor x = Floating("tanh"), y = Map(Unary.Tanh, x);
        return Tape.Record("tanh", y, [y], Link.Slope(x, g => SlopeOf(Binary.TanhSlope, g, y, () => g * (1 - y.Square()))));
    }

    /// <summary>1/(1 + e⁻ˣ).</summary>
    public Tensor Sigmoid()
    {
        Tensor x = Floating("sigmoid"), y = Map(Unary.Sigmoid, x);
        return Tape.Record("sigmoid", y, [y], Link.Slope(x, g => SlopeOf(Binary.SigmoidSlope, g, y, () => g * (y * (1 - y)))));
    }

    /// <summary>The error function.</summary>
    public Tensor Erf()
    {
        Tensor x = Floating("erf");
        return Tape.Record("erf", Map(Unary.Erf, x), [x], Link.Slope(x, g => g * ((-x.Square()).Exp() * (2 / Math.Sqrt(Math.PI)))));
    }

    /// <summary>The sine, of radians.</summary>
    public Tensor Sin()
    {
        Tensor x = Floating("sin");
        return Tape.Record("sin", Map(Unary.Sin, x), [x], Link.Slope(x, g => g * x.Cos()));
    }

    /// <summary>The cosine, of radians.</summary>
    public Tensor Cos()
    {
        Tensor x = Floating("cos");
        return Tape.Record("cos", Map(Unary.Cos, x), [x], Link.Slope(x, g => -(g * x.Sin())));
    }

    /// <summary>x above 0, else 0; its slope at 0 is 0.</summary>
    public Tensor Relu()
    {
        // The result tells the slope as well as the input does, and it is what the next operation keeps anyway.
        Tensor x = Floating("relu");
        return Relu(x, Map(Unary.Relu, x));
    }

    /// <summary>The same in this tensor's memory: only where nobody else has it and no gradient needs what it holds.</summary>
    internal Tensor ReluInPlace()
    {
        if (!IsContiguous || Type is not (DType.Float32 or DType.Float64))
            return Relu();
        Tensor y = View(Shape, strides, Offset);
        Device.Cpu.Apply(Unary.Relu, this, y);
        return Relu(this, y);
    }

    private static Tensor Relu(Tensor x, Tensor y) =>
        Tape.Record("relu", y, [y], Link.Slope(x, g => SlopeOf(Binary.ReluSlope, g, y, () => Where(y > 0, g, g.ZerosLike()))));

    /// <summary>The elements in another type: this tensor if they are of it.</summary>
    /// <param name="type">Fractions are cut off where it is whole, and what it cannot hold becomes its largest.</param>
    public Tensor To(DType type)
    {
        if (type == Type)
            return this;
        Tensor converted = Uninitialised(Shape, type);
        Device.Cpu.Copy(this, converted);
        if (!type.IsFloating || !Type.IsFloating)
        {
            if (Transcript.IsOn)
                Transcript.See("to", [converted], [this], []);
            return converted;
        }
        DType before = Type;
        return Tape.Record("to", converted, Link.Linear(this, g => g.To(before), t => t.To(type)));
    }

    /// <summary>Elements of the one where a mask is true, else of the other; shapes are stretched.</summary>
    /// <param name="mask">Of <see cref="DType.Bool"/>.</param>
    /// <param name="yes">Taken where it is true.</param>
    /// <param name="no">Taken where it is false.</param>
    public static Tensor Where(Tensor mask, Tensor yes, Tensor no)
    {
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentNullException.ThrowIfNull(yes);
        ArgumentNullException.ThrowIfNull(no);
        if (mask.Type != DType.Bool)
            throw new ArgumentException($"The mask holds {mask.Type}; a comparison gives one of Bool.", nameof(mask));
        DType type = DTypes.Promote(yes.Type, no.Type);
        Tensor x = yes.To(type), y = no.To(type), result = Uninitialised(Shape.Broadcast(Shape.Broadcast(yes.Shape, no.Shape, "where"), mask.Shape, "where"), type);
        Device.Cpu.Select(mask, x, y, result);
        return Tape.Record("where", result, [mask], Link.Slope(x, g => Where(mask, g, g.ZerosLike())), Link.Slope(y, g => Where(mask, g.ZerosLike(), g)));
    }

    /// <summary>The larger of each pair; where both are equal each takes half of the gradient.</summary>
    public static Tensor Maximum(Tensor a, Tensor b)
    {
        (Tensor x, Tensor y, Tensor result) = Pair(Binary.Maximum, a, b);
        return Tape.Record("maximum", result, [x, y], Link.Slope(x, g => g * Share(y < x, x, y)), Link.Slope(y, g => g * Share(x < y, x, y)));
    }

    /// <summary>The smaller of each pair; where both are equal each takes half of the gradient.</summary>
    public static Tensor Minimum(Tensor a, Tensor b)
    {
        (Tensor x, Tensor y, Tensor result) = Pair(Binary.Minimum, a, b);
        return Tape.Record("minimum", result, [x, y], Link.Slope(x, g => g * Share(x < y, x, y)), Link.Slope(y, g => g * Share(y < x, x, y)));
    }

    /// <summary>Where the one is below the other.</summary>
    public static Tensor operator <(Tensor a, Tensor b) => Mask(Comparison.Less, a, b);

    /// <summary>Where the one is above the other.</summary>
    public static Tensor operator >(Tensor a, Tensor b) => Mask(Comparison.Less, b, a);

    /// <summary>Where the one is the other or below.</summary>
    public static Tensor operator <=(Tensor a, Tensor b) => Mask(Comparison.AtMost, a, b);

    /// <summary>Where the one is the other or above.</summary>
    public static Tensor operator >=(Tensor a, Tensor b) => Mask(Comparison.AtMost, b, a);

    /// <summary>Where elements are below a number.</summary>
    public static Tensor operator <(Tensor a, double b) => a < Bound(a, b, up: true);

    /// <summary>Where elements are above a number.</summary>
    public static Tensor operator >(Tensor a, double b) => a > Bound(a, b, up: false);

    /// <summary>Where elements are a number or below.</summary>
    public static Tensor operator <=(Tensor a, double b) => a <= Bound(a, b, up: false);

    /// <summary>Where elements are a number or above.</summary>
    public static Tensor operator >=(Tensor a, double b) => a >= Bound(a, b, up: true);

    /// <summary>Where elements of two tensors are the same number; NaN is none.</summary>
    public Tensor EqualTo(Tensor other) => Mask(Comparison.Equal, this, other);

    /// <summary>Where elements of two tensors differ.</summary>
    public Tensor NotEqualTo(Tensor other) => Mask(Comparison.NotEqual, this, other);

    // A number in the tensor's type to compare with instead: where the type cannot hold it, its neighbour on the side where nothing lies between.
    private static Tensor Bound(Tensor tensor, double value, bool up)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        double range = tensor.Type == DType.Int32 ? int.MaxValue : 1L << 53;
        switch (tensor.Type)
        {
            case DType.Float32 or DType.BFloat16:
                float single = (float)value;
                single = up && single < value ? MathF.BitIncrement(single) : !up && single > value ? MathF.BitDecrement(single) : single;
                return Scalar(single);
            case DType.Int32 or DType.Int64 when Math.Abs(value) < range:
                return Scalar(up ? Math.Ceiling(value) : Math.Floor(value), tensor.Type);
            default:
                return Scalar(value, DType.Float64);
        }
    }

    private static Tensor Share(Tensor wins, Tensor x, Tensor y) => Where(wins, x.OnesLike(), x.EqualTo(y).To(x.Type) * 0.5);

    private static Tensor Mask(Comparison comparison, Tensor a, Tensor b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        DType type = DTypes.Promote(a.Type, b.Type);
        type = type == DType.BFloat16 ? DType.Float32 : type;
        Tensor mask = Uninitialised(Shape.Broadcast(a.Shape, b.Shape, "compare"), DType.Bool);
        (Tensor x, Tensor y) = (a.Detach().To(type), b.Detach().To(type));
        Device.Cpu.Compare(comparison, x, y, mask);
        if (Transcript.IsOn)
            Transcript.See(Name(comparison), [mask], [x, y], []);
        return mask;
    }

    // An operation without a gradient, of which the tape hears nothing.
    private static Tensor Seen(string operation, Tensor x, Tensor result)
    {
        if (Transcript.IsOn)
            Transcript.See(operation, [result], [x], []);
        return result;
    }

    // One kernel where nobody will differentiate the slope, and its formula where somebody may.
    private static Tensor SlopeOf(Binary kernel, Tensor g, Tensor at, Func<Tensor> formula)
    {
        if (Forward.IsOn || Tape.Wants([g, at]))
            return formula();
        Tensor result = Uninitialised(Shape.Broadcast(g.Shape, at.Shape, "slope"), g.Type);
        Device.Cpu.Apply(kernel, g, at, result);
        return result;
    }

    private Tensor Floating(string operation) => Type switch
    {
        DType.Float32 or DType.Float64 => this,
        DType.BFloat16 => To(DType.Float32),
        _ => throw new InvalidOperationException($"{operation} is defined for floating tensors; this one holds {Type}. Convert it with To(DType.Float32)."),
    };
}
