namespace Hone.Deep;

internal abstract partial class Device
{
    /// <summary>Whether no element of a floating tensor is NaN or infinite.</summary>
    public abstract bool IsFinite(Tensor x);
}
