namespace Hone.Deep;

public sealed partial class Tensor
{
    /// <summary>The product of matrices, which are the last two axes; axes before them are batches and are stretched by NumPy's rule.</summary>
    /// <param name="other">… × k × n for this … × m × k. A vector on the left counts as one row, on the right as one column, and that axis is then left out of the result.</param>
    /// <returns>… × m × n.</returns>
    /// <remarks>Each entry is one chain of fused multiply-adds along k, whatever the number of threads.</remarks>
    /// <exception cref="ArgumentException">The inner sizes differ, batches do not go together, or an operand is a single number.</exception>
    public Tensor MatMul(Tensor other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Rank == 0 || other.Rank == 0)
            throw new ArgumentException($"matmul: {Shape} times {other.Shape}: a single number is no matrix; multiply with * instead.", nameof(other));
        if (Rank == 1)
            return Unsqueeze(0).MatMul(other).Squeeze(other.Rank == 1 ? 0 : -2);
        if (other.Rank == 1)
            return MatMul(other.Unsqueeze(1)).Squeeze(-1);
        if (Shape[-1] != other.Shape[-2])
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"matmul: {Shape} times {other.Shape}: the columns of the one, {Shape[-1]}, must be as many as the rows of the other, {other.Shape[-2]}."), nameof(other));
        }
        DType type = DTypes.Promote(Type, other.Type);
        type = type == DType.Float64 ? DType.Float64 : DType.Float32;
        Tensor a = To(type), b = other.To(type);
        Shape batch = Shape.Broadcast(new Shape(Shape.Sizes[..^2]), new Shape(other.Shape.Sizes[..^2]), "matmul");

        // Many matrices times one are one larger matrix times it; what does not lie so is copied, which costs less than a product for each, and a gradient for each to add up.
        if (b.Rank == 2 && a.Rank > 2)
            return a.Reshape(-1, a.Shape[-1]).MatMul(b).Reshape([.. batch.Sizes, a.Shape[-2], b.Shape[-1]]);

        Tensor product = Uninitialised([.. batch.Sizes, a.Shape[-2], b.Shape[-1]], type);
        Device.Cpu.MatMul(a, b, product);
        return Tape.Record(
            "matmul", product, Needed(a, b),
            Link.Linear(a, g => g.MatMul(b.Transpose()), t => t.MatMul(b)), Link.Linear(b, g => a.Transpose().MatMul(g), t => a.MatMul(t)));
    }
}
