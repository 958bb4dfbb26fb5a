namespace Hone.Deep;

/// <summary>Where tensors lie and what is computed there: the small set of kernels that every operation is written in.</summary>
/// <remarks>
/// A kernel reads tensors of any strides, stretches operands to the result by NumPy's rule, and writes a result that its caller has made and whose elements lie row by row.
/// Shapes and types were checked before. Another device is another subclass; operations, layers and optimisers do not change.
/// </remarks>
internal abstract partial class Device
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

    /// <summary>A function of two masks.</summary>
    public abstract void Combine(Logical function, Tensor a, Tensor b, Tensor to);

    /// <summary>Elements of the one where the mask is set, else of the other.</summary>
    public abstract void Select(Tensor mask, Tensor yes, Tensor no, Tensor to);

    /// <summary>One element for all along an axis; the result has size 1 there.</summary>
    public abstract void Reduce(Reduction reduction, Tensor x, int axis, Tensor to);

    /// <summary>The position of the largest element along an axis, or of the least, the first of equals; NaN counts as either. The result has size 1 there.</summary>
    public abstract void ArgMax(Tensor x, int axis, bool least, Tensor to);

    /// <summary>Products of matrices, the last two axes; axes before them are stretched to the result's.</summary>
    public abstract void MatMul(Tensor a, Tensor b, Tensor to);

    /// <summary>Row by row over the last axis: x − ln Σeˣ.</summary>
    public abstract void LogSoftmax(Tensor x, Tensor to);

    /// <summary>What comes back through it: g − eʸ·Σg.</summary>
    public abstract void LogSoftmaxBack(Tensor g, Tensor y, Tensor to);

    /// <summary>Row by row over the last axis: eˣ/Σeˣ.</summary>
    public abstract void Softmax(Tensor x, Tensor to);

    /// <summary>What comes back through it: y·(g − Σg·y).</summary>
    public abstract void SoftmaxBack(Tensor g, Tensor y, Tensor to);

    /// <summary>x·Wᵀ + b for rows × in, out × in and out, or without b.</summary>
    public abstract void Linear(Tensor x, Tensor weight, Tensor? bias, Tensor to);

    /// <summary>Elements at given positions along an axis; positions stand where the result stands, and along the other axes both agree.</summary>
    public abstract void Gather(Tensor x, int axis, Tensor positions, Tensor to);

    /// <summary>Adds elements to given positions along an axis, those with a lower number first.</summary>
    public abstract void ScatterAdd(Tensor x, int axis, Tensor positions, Tensor to);

    /// <summary>Overwrites elements at given positions along an axis; of several for one place the last remains.</summary>
    public abstract void Scatter(Tensor x, int axis, Tensor positions, Tensor to);
}
