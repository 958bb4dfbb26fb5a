namespace Hone.Deep;

public sealed partial class Tensor
{
    /// <summary>Element by element; shapes are stretched by NumPy's rule, types become the wider.</summary>
    public static Tensor operator +(Tensor a, Tensor b)
    {
        (Tensor x, Tensor y, Tensor sum) = Pair(Binary.Add, a, b);
        return Tape.Record("add", sum, Link.Linear(x, g => g, t => t), Link.Linear(y, g => g, t => t));
    }

    /// <inheritdoc cref="op_Addition(Tensor, Tensor)"/>
    public static Tensor operator -(Tensor a, Tensor b)
    {
        (Tensor x, Tensor y, Tensor difference) = Pair(Binary.Subtract, a, b);
        return Tape.Record("subtract", difference, Link.Linear(x, g => g, t => t), Link.Slope(y, g => -g));
    }

    /// <inheritdoc cref="op_Addition(Tensor, Tensor)"/>
    public static Tensor operator *(Tensor a, Tensor b)
    {
        (Tensor x, Tensor y, Tensor product) = Pair(Binary.Multiply, a, b);
        return Tape.Record("multiply", product, Needed(x, y), Link.Slope(x, g => g * y), Link.Slope(y, g => g * x));
    }

    /// <inheritdoc cref="op_Addition(Tensor, Tensor)"/>
    public static Tensor operator /(Tensor a, Tensor b)
    {
        (Tensor x, Tensor y, Tensor quotient) = Pair(Binary.Divide, a, b);
        return Tape.Record("divide", quotient, [y, quotient], Link.Slope(x, g => g / y), Link.Slope(y, g => -(g * quotient) / y));
    }

    /// <summary>Each element with the other sign.</summary>
    public static Tensor operator -(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (!x.Type.IsFloating)
            return Scalar(0, x.Type) - x;
        x = x.Floating("negate");
        return Tape.Record("negate", Map(Unary.Negate, x), Link.Slope(x, g => -g));
    }

    /// <summary>A number added to each element.</summary>
    public static Tensor operator +(Tensor a, double b) => a + Like(a, b);

    /// <inheritdoc cref="op_Addition(Tensor, double)"/>
    public static Tensor operator +(double a, Tensor b) => Like(b, a) + b;

    /// <summary>A number taken from each element.</summary>
    public static Tensor operator -(Tensor a, double b) => a - Like(a, b);

    /// <summary>A number less each element.</summary>
    public static Tensor operator -(double a, Tensor b) => Like(b, a) - b;

    /// <summary>Each element times a number.</summary>
    public static Tensor operator *(Tensor a, double b) => a * Like(a, b);

    /// <inheritdoc cref="op_Multiply(Tensor, double)"/>
    public static Tensor operator *(double a, Tensor b) => Like(b, a) * b;

    /// <summary>Each element over a number.</summary>
    public static Tensor operator /(Tensor a, double b) => a / Like(a, b);

    /// <summary>A number over each element.</summary>
    public static Tensor operator /(double a, Tensor b) => Like(b, a) / b;

    /// <summary>What whole division leaves over, with the sign of the divisor, as in NumPy: −7 % 3 = 2.</summary>
    /// <exception cref="DivideByZeroException">Whole numbers are divided by 0; of floating ones the rest is then NaN.</exception>
    public static Tensor operator %(Tensor a, Tensor b)
    {
        (Tensor x, Tensor y, Tensor rest) = Pair(Binary.Remainder, a, b);
        return Tape.Record("remainder", rest, [x, y], Link.Linear(x, g => g, t => t), Link.Slope(y, g => -(g * FloorDivide(x.Detach(), y.Detach()))));
    }

    /// <summary>What whole division by a number leaves over, with the sign of the divisor.</summary>
    public static Tensor operator %(Tensor a, double b) => a % Like(a, b);

    /// <summary>The largest whole number not above a quotient: −7 over 3 gives −3. Whole numbers stay whole; the slope is 0.</summary>
    /// <exception cref="DivideByZeroException">Whole numbers are divided by 0.</exception>
    public static Tensor FloorDivide(Tensor a, Tensor b) => Pair(Binary.FloorDivide, a?.Detach()!, b?.Detach()!).Result;

    /// <inheritdoc cref="FloorDivide(Tensor, Tensor)"/>
    public static Tensor FloorDivide(Tensor a, double b) => FloorDivide(a, Like(a, b));

    // A number takes the tensor's type, so that x * 0.5 stays in single precision; a fraction makes whole numbers floating.
    private static Tensor Like(Tensor tensor, double value)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return Scalar(value, tensor.Type.IsFloating || (value == Math.Floor(value) && tensor.Type != DType.Bool) ? tensor.Type : DType.Float32);
    }

    // Both operands in one type that the device computes in, and the result.
    private static (Tensor X, Tensor Y, Tensor Result) Pair(Binary function, Tensor a, Tensor b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        DType type = Computed(DTypes.Promote(a.Type, b.Type));
        if (function == Binary.Divide && !type.IsFloating)
            type = DType.Float32;
        Shape shape = Shape.Broadcast(a.Shape, b.Shape, Name(function));
        (Tensor x, Tensor y, Tensor result) = (a.To(type), b.To(type), Uninitialised(shape, type));
        Device.Cpu.Apply(function, x, y, result);
        return (x, y, result);
    }

    private static Tensor Map(Unary function, Tensor x)
    {
        Tensor result = Uninitialised(x.Shape, x.Type);
        Device.Cpu.Apply(function, x, result);
        return result;
    }

    // The type in which an operation on elements of a type is computed.
    private static DType Computed(DType type) => type switch
    {
        DType.BFloat16 => DType.Float32,
        DType.Bool => DType.Int64,
        _ => type,
    };

    // The gradient of a product by the one factor needs the other, and only where the one wants it.
    private static Tensor[] Needed(Tensor x, Tensor y) => (x.RequiresGrad, y.RequiresGrad) switch
    {
        (true, true) => [x, y],
        (true, false) => [y],
        (false, true) => [x],
        _ => [],
    };

    private static string Name(Enum function) => function.ToString().ToLowerInvariant();
}
