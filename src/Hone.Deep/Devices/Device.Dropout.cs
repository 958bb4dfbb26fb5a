using Hone.Numerics;

namespace Hone.Deep;

internal abstract partial class Device
{
    /// <summary>Each element times a number, or 0 with a probability; which, depends on the key and the element's place alone.</summary>
    public abstract void Dropout(Tensor x, double rate, RandomKey key, Tensor to);
}
