namespace Hone.Deep;

public sealed partial class Tensor
{
    /// <summary>Where both masks are true; shapes are stretched.</summary>
    /// <exception cref="ArgumentException">One is no mask, or shapes do not go together.</exception>
    public static Tensor operator &(Tensor a, Tensor b) => Combine(Logical.And, a, b);

    /// <summary>Where one mask or both are true; shapes are stretched.</summary>
    /// <inheritdoc cref="op_BitwiseAnd(Tensor, Tensor)"/>
    public static Tensor operator |(Tensor a, Tensor b) => Combine(Logical.Or, a, b);

    /// <summary>Where one mask is true and the other is not; shapes are stretched.</summary>
    /// <inheritdoc cref="op_BitwiseAnd(Tensor, Tensor)"/>
    public static Tensor operator ^(Tensor a, Tensor b) => Combine(Logical.Xor, a, b);

    /// <summary>Where a mask is false.</summary>
    /// <exception cref="ArgumentException">It is no mask.</exception>
    public static Tensor operator !(Tensor mask) => Combine(Logical.Xor, mask, Full([], 1, DType.Bool));

    /// <summary>Where a mask is false, in NumPy's spelling.</summary>
    /// <inheritdoc cref="op_LogicalNot(Tensor)"/>
    public static Tensor operator ~(Tensor mask) => !mask;

    /// <summary>Where both masks are true; shapes are stretched.</summary>
    public Tensor And(Tensor other) => this & other;

    /// <summary>Where one mask or both are true; shapes are stretched.</summary>
    public Tensor Or(Tensor other) => this | other;

    /// <summary>Where one mask is true and the other is not; shapes are stretched.</summary>
    public Tensor Xor(Tensor other) => this ^ other;

    /// <summary>Where this mask is false.</summary>
    public Tensor Not() => !this;

    /// <summary>Whether any element is true, or not 0; false of none.</summary>
    public Tensor Any() => Reshape(-1).Any(0);

    /// <summary>Whether any element along an axis is true, or not 0.</summary>
    /// <param name="axis">Negative axes count from the end.</param>
    /// <param name="keep">Whether the axis stays, with size 1. Default false.</param>
    public Tensor Any(int axis, bool keep = false) => Judged(Reduction.Maximum, axis, keep);

    /// <summary>Whether all elements are true, or not 0; true of none.</summary>
    public Tensor All() => Reshape(-1).All(0);

    /// <summary>Whether all elements along an axis are true, or not 0.</summary>
    /// <inheritdoc cref="Any(int, bool)"/>
    public Tensor All(int axis, bool keep = false) => Judged(Reduction.Product, axis, keep);

    /// <summary>A number where a mask is true, these elements where it is false.</summary>
    /// <param name="mask">Of <see cref="DType.Bool"/>; stretched to this shape.</param>
    /// <param name="value">Rounded to this type.</param>
    /// <exception cref="ArgumentException">The mask holds something else, or does not stretch to this shape.</exception>
    public Tensor MaskedFill(Tensor mask, double value)
    {
        ArgumentNullException.ThrowIfNull(mask);
        if (mask.Type != DType.Bool)
            throw new ArgumentException($"masked-fill: the mask holds {mask.Type}; a comparison gives one of Bool.", nameof(mask));
        if (Shape.Broadcast(Shape, mask.Shape, "masked-fill") != Shape)
            throw new ArgumentException($"masked-fill: a mask of {mask.Shape} does not stretch to {Shape}.", nameof(mask));
        Tensor filled = Uninitialised(Shape, Type);
        Device.Cpu.Select(mask, Scalar(value, Type), this, filled);
        if (Transcript.IsOn)
            Transcript.Tell(value);
        return Tape.Record("masked-fill", filled, [mask], Link.Slope(this, g => g.MaskedFill(mask, 0)));
    }

    /// <summary>The elements on the diagonal and below of matrices, which are the last two axes; 0 elsewhere.</summary>
    /// <param name="diagonal">The last one kept: 0 the main one, above it positive, below it negative.</param>
    /// <exception cref="InvalidOperationException">There are fewer than two axes.</exception>
    public Tensor Tril(int diagonal = 0) => MaskedFill(Above("tril", diagonal), 0);

    /// <summary>The elements on the diagonal and above of matrices, which are the last two axes; 0 elsewhere.</summary>
    /// <param name="diagonal">The first one kept: 0 the main one, above it positive, below it negative.</param>
    /// <exception cref="InvalidOperationException">There are fewer than two axes.</exception>
    public Tensor Triu(int diagonal = 0) => MaskedFill(!Above("triu", diagonal - 1), 0);

    // Where a matrix's column lies more than so many places after its row.
    private Tensor Above(string operation, int diagonal)
    {
        if (Rank < 2)
            throw new InvalidOperationException($"{operation}: a tensor of {Shape} holds no matrices; it takes at least two axes.");
        return Arange(0, Shape[-1], type: DType.Int64) > Arange(0, Shape[-2], type: DType.Int64).Unsqueeze(1) + (double)diagonal;
    }

    private static Tensor Combine(Logical function, Tensor a, Tensor b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (a.Type != DType.Bool || b.Type != DType.Bool)
            throw new ArgumentException($"{Name(function)}: masks are combined; a tensor of {(a.Type != DType.Bool ? a.Type : b.Type)} was given. A comparison gives a mask, and so does To(DType.Bool).");
        Tensor result = Uninitialised(Shape.Broadcast(a.Shape, b.Shape, Name(function)), DType.Bool);
        Device.Cpu.Combine(function, a, b, result);
        if (Transcript.IsOn)
            Transcript.See(Name(function), [result], [a, b], []);
        return result;
    }

    private Tensor Judged(Reduction reduction, int axis, bool keep)
    {
        axis = Shape.Axis(axis);
        Tensor result = Detach().To(DType.Bool).Reduced(reduction, axis);
        return keep ? result : result.Squeeze(axis);
    }
}
