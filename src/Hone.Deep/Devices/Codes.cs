namespace Hone.Deep;

/// <summary>Element-wise functions of one tensor that a device computes.</summary>
internal enum Unary
{
    Negate,
    Abs,
    Sign,
    Square,
    Cube,
    Sqrt,
    Exp,
    Log,
    Log1p,
    Tanh,
    Sigmoid,
    Erf,
    Sin,
    Cos,
    Reciprocal,
    Rsqrt,
    Floor,
    Ceil,
    Round,
    Trunc,
    Tan,
    Asin,
    Acos,
    Atan,
    Sinh,
    Cosh,
    Expm1,
    Log2,
    Log10,
    Relu,
}

/// <summary>Element-wise functions of two tensors that a device computes; their result has the operands' type.</summary>
internal enum Binary
{
    Add,
    Subtract,
    Multiply,
    Divide,
    Maximum,
    Minimum,
    Power,
    FloorDivide,
    Remainder,

    /// <summary>g where x &gt; 0, else 0.</summary>
    ReluSlope,

    /// <summary>g·(1 − y²).</summary>
    TanhSlope,

    /// <summary>g·y·(1 − y).</summary>
    SigmoidSlope,
}

/// <summary>Element-wise comparisons; their result is a mask.</summary>
internal enum Comparison
{
    Equal,
    NotEqual,
    Less,
    AtMost,
}

/// <summary>Element-wise functions of two masks.</summary>
internal enum Logical
{
    And,
    Or,
    Xor,
}

/// <summary>What is made of the elements along an axis.</summary>
internal enum Reduction
{
    Sum,
    Maximum,
    Minimum,
    Product,
}
