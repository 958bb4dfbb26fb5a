namespace Hone.Deep;

/// <summary>Where tensors lie and what is computed there: the small set of kernels that every operation is written in.</summary>
/// <remarks>
/// A kernel reads tensors of any strides, stretches operands to the result by NumPy's rule, and writes a result that its caller has made and whose elements lie row by row.
/// Shapes and types were checked before. Another device is another subclass; operations, layers and optimisers do not change.
/// </remarks>
internal abstract class Device
{
    /// <summary>The processor of this machine.</summary>
    public static Device Cpu { get; } = new Cpu();

    /// <summary>Memory for so many bytes.</summary>
    public abstract Storage Rent(long bytes);

    /// <summary>Every element of a tensor ← a value.</summary>
    public abstract void Fill(Tensor to, double value);

    /// <summary>Elements of one tensor into another, of any strides, converted to its type.</summary>
    public abstract void Copy(Tensor from, Tensor to);

    public abstract void Apply(Unary function, Tensor x, Tensor to);

    public abstract void Apply(Binary function, Tensor a, Tensor b, Tensor to);

    /// <summary>Where a comparison holds.</summary>
    public abstract void Compare(Comparison comparison, Tensor a, Tensor b, Tensor to);

    /// <summary>Elements of the one where the mask is set, else of the other.</summary>
    public abstract void Select(Tensor mask, Tensor yes, Tensor no, Tensor to);

    /// <summary>One element for all along an axis; the result has size 1 there.</summary>
    public abstract void Reduce(Reduction reduction, Tensor x, int axis, Tensor to);

    /// <summary>The position of the largest element along an axis, the first of equals; the result has size 1 there.</summary>
    public abstract void ArgMax(Tensor x, int axis, Tensor to);

    /// <summary>Products of matrices, the last two axes; axes before them are stretched to the result's.</summary>
    public abstract void MatMul(Tensor a, Tensor b, Tensor to);
}
