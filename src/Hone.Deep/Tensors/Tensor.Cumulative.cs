namespace Hone.Deep;

public sealed partial class Tensor
{
    /// <summary>Sums of the elements up to each along an axis, itself included.</summary>
    /// <param name="axis">Negative axes count from the end.</param>
    /// <remarks>Added one after the other in double precision, each sum rounded once.</remarks>
    public Tensor CumulativeSum(int axis) => Scanned(Shape.Axis(axis), reverse: false);

    /// <summary>Products of the elements up to each along an axis, itself included.</summary>
    /// <param name="axis">Negative axes count from the end.</param>
    /// <remarks>The gradient is right where elements are 0, too.</remarks>
    public Tensor CumulativeProduct(int axis)
    {
        axis = Shape.Axis(axis);
        Tensor x = Additive().Contiguous();
        if (!x.Type.IsFloating)
            return x.Scan(Reduction.Product, axis);
        return Fused.Run("cumulative-product", [x], at => Doubled(at[0], axis), () => x.Scan(Reduction.Product, axis), (g, _) => [CumulativeProductBack(x, g.Contiguous(), axis)]);
    }

    /// <summary>The product of all elements.</summary>
    public Tensor Product() => Reshape(-1).Product(0);

    /// <summary>Products along an axis; 1 where it has size 0.</summary>
    /// <param name="axis">Negative axes count from the end.</param>
    /// <param name="keep">Whether the axis stays, with size 1. Default false.</param>
    /// <remarks>The gradient is right where elements are 0, too.</remarks>
    public Tensor Product(int axis, bool keep = false)
    {
        axis = Shape.Axis(axis);
        Tensor x = Additive().Contiguous();
        Tensor product = !x.Type.IsFloating ? x.Reduced(Reduction.Product, axis) : Fused.Run(
            "product", [x], at => Halved(at[0], axis), () => x.Reduced(Reduction.Product, axis),
            // What the others make together: those before each times those after it.
            (g, _) => [g * (x.Scan(Reduction.Product, axis, exclusive: true) * x.Scan(Reduction.Product, axis, reverse: true, exclusive: true))]);
        return keep ? product : product.Squeeze(axis);
    }

    private Tensor Scanned(int axis, bool reverse)
    {
        Tensor x = Additive().Contiguous();
        if (Transcript.IsOn)
            Transcript.Tell((axis, reverse));
        return Tape.Record("cumulative-sum", x.Scan(Reduction.Sum, axis, reverse), Link.Linear(x, g => g.Scanned(axis, !reverse), t => t.Scanned(axis, reverse)));
    }

    // Pairs, then pairs of pairs: multiplications alone, which have derivatives of every order.
    private static Tensor Halved(Tensor x, int axis)
    {
        int size = x.Shape[axis];
        if (size == 0)
            return Ones(x.Shape.Without(axis, keep: true), x.Type);
        while (size > 1)
        {
            int half = size / 2;
            Tensor product = x.Slice(axis, 0, half) * x.Slice(axis, half, 2 * half);
            x = size % 2 == 0 ? product : Concat([product, x.Slice(axis, size - 1)], axis);
            size = half + (size % 2);
        }
        return x;
    }

    // Each takes in as many before it as are already together, and so twice as many are.
    private static Tensor Doubled(Tensor x, int axis)
    {
        for (int together = 1; together < x.Shape[axis]; together *= 2)
            x = Concat([x.Slice(axis, 0, together), x.Slice(axis, together) * x.Slice(axis, 0, x.Shape[axis] - together)], axis);
        return x;
    }

    // With Pᵢ = x₁…xᵢ the gradient by xₖ is Σ gᵢ·Pᵢ/xₖ over i ≥ k. Where xₖ is the first 0 of its line, the products are those with 1 in its place; after it nothing has influence.
    private static Tensor CumulativeProductBack(Tensor x, Tensor g, int axis)
    {
        Tensor none = x.EqualTo(Scalar(0, x.Type)), zeros = none.To(DType.Int64).Contiguous().Scan(Reduction.Sum, axis), first = none & zeros.EqualTo(Scalar(1, DType.Int64));
        Tensor Sums(Tensor at) => (g * at.Scan(Reduction.Product, axis)).Scan(Reduction.Sum, axis, reverse: true);
        Tensor usual = Sums(x) / x.MaskedFill(none, 1);
        return first.Any().Item() == 0 ? usual : Where(first, Sums(x.MaskedFill(first, 1)), usual);
    }

    private Tensor Scan(Reduction reduction, int axis, bool reverse = false, bool exclusive = false)
    {
        Tensor scanned = Uninitialised(Shape, Type);
        Device.Cpu.Scan(reduction, this, axis, reverse, exclusive, scanned);
        return scanned;
    }
}
