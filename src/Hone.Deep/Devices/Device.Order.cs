namespace Hone.Deep;

internal abstract partial class Device
{
    /// <summary>Row by row over the last axis of a tensor without gaps: positions in the order of the elements, those of equals as they stood; NaN counts as the largest.</summary>
    public abstract void Order(Tensor x, bool descending, Tensor positions);

    /// <summary>The same, of the first so many in that order alone, as many as the result has room for.</summary>
    public abstract void OrderFirst(Tensor x, bool descending, Tensor positions);

    /// <summary>Sums or products of all elements up to each along an axis of a tensor without gaps.</summary>
    /// <param name="reduction">Sum or product.</param>
    /// <param name="x">The elements.</param>
    /// <param name="axis">Along it.</param>
    /// <param name="reverse">From the end on.</param>
    /// <param name="exclusive">Without the element itself.</param>
    /// <param name="to">The results.</param>
    public abstract void Scan(Reduction reduction, Tensor x, int axis, bool reverse, bool exclusive, Tensor to);
}
